using Countersign.SignIn.Users.SignInLog;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Tests.Users;

/// <summary>ADM-2: what of a sign-in is counted.</summary>
public sealed class SignInTallyTests
{
    public static TheoryData<SignInOutcome> Outcomes => [.. Enum.GetValues<SignInOutcome>().Skip(1)];

    /// <summary>How an entry is told apart in a line: outcome, reason, locks, asked, wakeable, wakeable and unanswered.</summary>
    public static TheoryData<SignInOutcome, FallbackReason?, bool, bool, string> Kinds => new()
    {
        { SignInOutcome.Approved, null, false, false, "asked 1" },
        { SignInOutcome.Approved, null, false, true, "asked 1 wakeable 1" },
        { SignInOutcome.Expired, null, false, true, "asked 1 wakeable 1 unanswered 1" },
        { SignInOutcome.Expired, null, false, false, "asked 1" },
        { SignInOutcome.WrongNumber, null, true, true, "asked 1 locks 1 wakeable 1" },
        { SignInOutcome.Cancelled, FallbackReason.Requested, false, false, "asked 1" },
        { SignInOutcome.FellBack, FallbackReason.Locked, false, true, "Locked 1" },
        { SignInOutcome.ComesBack, FallbackReason.Pending, false, false, "" },
        { SignInOutcome.SignedIn, FallbackReason.Locked, false, false, "" },
        { SignInOutcome.Refused, FallbackReason.Locked, false, true, "" },
    };

    private static SignInEntry Entry(SignInOutcome outcome) => new(World.Morning, new("a@b"), SignInWay.Phone, outcome);

    private static string Told(SignInTally tally)
    {
        (string Name, long Count)[] counts =
        [
            .. Enum.GetValues<FallbackReason>().Select(reason => ($"{reason}", tally.Of(reason))),
            ("asked", tally.Asked()), ("locks", tally.Locks), ("wakeable", tally.Wakeable), ("unanswered", tally.WakeableUnanswered),
        ];
        return string.Join(' ', counts.Where(one => one.Count > 0).Select(one => $"{one.Name} {one.Count}"));
    }

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void Each_outcome_is_counted_as_itself_alone(SignInOutcome outcome)
    {
        var tally = SignInTally.Of(Entry(outcome)) + SignInTally.Of(Entry(outcome));
        foreach (var other in Outcomes.Select(row => row.Data)) Assert.Equal(other == outcome ? 2 : 0, tally.Of(other));
        Assert.Equal(outcome is >= SignInOutcome.Approved and <= SignInOutcome.Cancelled ? 2 : 0, tally.Asked());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Reasons_locks_and_phones_that_can_be_woken_count_where_they_say_something(
        SignInOutcome outcome, FallbackReason? reason, bool locks, bool canWake, string told) =>
        Assert.Equal(told, Told(SignInTally.Of(Entry(outcome) with { Reason = reason, Locks = locks }, canWake)));

    [Fact]
    public void Adding_up_loses_nothing_whatever_the_order()
    {
        SignInTally[] all =
        [
            .. Kinds.Select(row => row.Data).Select(row => SignInTally.Of(
                Entry(row.Item1) with { Reason = row.Item2, Locks = row.Item3 }, row.Item4)),
            SignInTally.OfNobody, SignInTally.None,
        ];
        var sum = SignInTally.Sum(all);
        Assert.Equal("Locked 1 asked 6 locks 1 wakeable 3 unanswered 1", Told(sum));
        Assert.Equal((1, 2, 1), (sum.UnknownNames, sum.Of(SignInOutcome.Approved), sum.Of(SignInOutcome.Refused)));
        Assert.Equal(Told(sum), Told(SignInTally.Sum(all.Reverse())));
    }
}
