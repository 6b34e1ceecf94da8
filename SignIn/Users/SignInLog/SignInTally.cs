using System.Collections.Immutable;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Users.SignInLog;

/// <summary>How many sign-ins came to what (ADM-2). It names nobody, and adding up takes no entry.</summary>
/// <param name="Outcomes">By the number of <see cref="SignInOutcome"/>; one that is beyond the end is none.</param>
/// <param name="Reasons">By the number of the reason: of those that fell back, why.</param>
/// <param name="Locks">Phone sign-in was locked by it.</param>
/// <param name="UnknownNames">Attempts for names that nobody has.</param>
/// <param name="Wakeable">The phone was asked, and there was one that can be woken.</param>
/// <param name="WakeableUnanswered">Of these, those that ran out.</param>
public sealed record SignInTally(
    ImmutableArray<long> Outcomes, ImmutableArray<long> Reasons, long Locks = 0, long UnknownNames = 0, long Wakeable = 0,
    long WakeableUnanswered = 0)
{
    public static readonly SignInTally None = new([], []);

    public static readonly SignInTally OfNobody = None with { UnknownNames = 1 };

    /// <param name="canWake">As <see cref="SignInNote.CanWake"/>.</param>
    public static SignInTally Of(SignInEntry entry, bool canWake = false)
    {
        var isWakeable = canWake && IsAsked(entry.Outcome);
        return new(
            One((int)entry.Outcome), entry is { Outcome: SignInOutcome.FellBack, Reason: { } reason } ? One((int)reason) : [],
            entry.Locks ? 1 : 0, 0, isWakeable ? 1 : 0, isWakeable && entry.Outcome == SignInOutcome.Expired ? 1 : 0);
    }

    public static SignInTally operator +(SignInTally one, SignInTally other) => new(
        Sum(one.Outcomes, other.Outcomes), Sum(one.Reasons, other.Reasons), one.Locks + other.Locks, one.UnknownNames + other.UnknownNames,
        one.Wakeable + other.Wakeable, one.WakeableUnanswered + other.WakeableUnanswered);

    public static SignInTally Sum(IEnumerable<SignInTally> tallies) => tallies.Aggregate(None, (sum, tally) => sum + tally);

    public long Of(SignInOutcome outcome) => At(Outcomes, (int)outcome);

    public long Of(FallbackReason reason) => At(Reasons, (int)reason);

    /// <summary>Whether the phone was asked.</summary>
    public static bool IsAsked(SignInOutcome outcome) => outcome is >= SignInOutcome.Approved and <= SignInOutcome.Cancelled;

    /// <summary>Those that the phone was asked about.</summary>
    public long Asked() => Enum.GetValues<SignInOutcome>().Where(IsAsked).Sum(Of);

    private static ImmutableArray<long> One(int place) => [.. Enumerable.Repeat(0L, place), 1];

    private static long At(ImmutableArray<long> counts, int place) => place < counts.Length ? counts[place] : 0;

    private static ImmutableArray<long> Sum(ImmutableArray<long> one, ImmutableArray<long> other) =>
        [.. Enumerable.Range(0, Math.Max(one.Length, other.Length)).Select(place => At(one, place) + At(other, place))];
}

/// <param name="Begin">Of the hour, in UTC.</param>
public sealed record SignInHour(DateTimeOffset Begin, SignInTally Tally);
