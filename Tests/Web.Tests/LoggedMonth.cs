using Countersign.SignIn;
using Countersign.SignIn.Users.SignInLog;
using Countersign.SignIn.Ways;

namespace Countersign.Web.Tests;

/// <summary>
/// A month of a tenant's sign-ins, for pages that count them: fewer at night and at weekends, and one morning that somebody has been busy.
/// They are counted and no more: the log takes no entry that is as old.
/// </summary>
internal static class LoggedMonth
{
    private const int Hours = 30 * 24;

    public static async Task Fill(RunningGateway gateway)
    {
        var now = gateway.Clock.GetUtcNow();
        for (var back = Hours - 1; back >= 0; back--)
        {
            var hour = now.AddHours(-back);
            gateway.Log(new("contoso"), [.. Of(hour, back)]);
            if (back % 48 == 0) await gateway.WriteLog();
        }
    }

    private static IEnumerable<SignInEntry> Of(DateTimeOffset hour, int back)
    {
        var isWeekend = hour.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        var busy = hour.Hour is >= 7 and <= 17 ? 12 + (back * 7 % 11) - Math.Abs(12 - hour.Hour) : hour.Hour < 5 ? 0 : 2;
        var count = isWeekend ? busy / 5 : busy;
        for (var number = 0; number < count; number++)
        {
            var drawn = ((back * 5) + (number * 3)) % 23;
            yield return Entry(drawn switch
            {
                0 => (SignInOutcome.Expired, null),
                1 => (SignInOutcome.Denied, null),
                2 or 3 => (SignInOutcome.FellBack, FallbackReason.NotAvailable),
                4 => (SignInOutcome.FellBack, number % 3 == 0 ? FallbackReason.Locked : FallbackReason.Pending),
                5 => (SignInOutcome.SignedIn, FallbackReason.NotAvailable),
                6 => (SignInOutcome.Cancelled, FallbackReason.Requested),
                _ => (SignInOutcome.Approved, null),
            });
        }

        if (back is not (9 or 10 or (>= 151 and <= 153))) yield break;
        for (var number = 0; number < 8; number++)
        {
            yield return Entry(number % 3 == 0
                ? (SignInOutcome.WrongNumber, null)
                : number % 3 == 1 ? (SignInOutcome.NotMe, null) : (SignInOutcome.FellBack, FallbackReason.TooManyPrompts))
                with { Locks = number == 6 };
        }

        SignInEntry Entry((SignInOutcome Outcome, FallbackReason? Reason) kind) =>
            new(hour, new("kim@contoso.example"), SignInWay.Phone, kind.Outcome, "portal", "The Portal", Reason: kind.Reason);
    }
}
