using Countersign.SignIn.Tenants;
using static Countersign.SignIn.Users.Refusing;

namespace Countersign.SignIn.Users.SigningIn;

/// <summary>Rules for the browser that holds a challenge and waits (I6, S-14, S-42).</summary>
internal static class Observing
{
    public static UserRuling Decide(UserState.Present user, ObserveChallenge observe, DateTimeOffset now)
    {
        if (Held(user, observe.Challenge, observe.Browser) is { } waiting)
            return new(new ChallengePending(waiting.Number.Digits, waiting.Number.Mode, waiting.ExpiresAt));
        return Find(user, observe.Challenge, observe.Browser, now) is { } settled
            ? new(new ChallengeEnded(OutcomeOf(settled.Ending), settled.Ending is Ending.Approved { Redemption: not null }))
            : Refuse(Refusal.ChallengeNotFound);
    }

    public static UserRuling Cancel(UserState.Present user, CancelChallenge cancel, DateTimeOffset now)
    {
        if (Held(user, cancel.Challenge, cancel.Browser) is { } waiting)
            return new(UserAnswer.Done.It, new ChallengeSettled(waiting, new Ending.Cancelled(), null, now));
        return Find(user, cancel.Challenge, cancel.Browser, now) switch
        {
            null => Refuse(Refusal.ChallengeNotFound),
            { Ending: Ending.Cancelled or Ending.Expired } => new(UserAnswer.Done.It),
            _ => Refuse(Refusal.AlreadyDecided),
        };
    }

    /// <summary>S-42, and S-26: the password stays reachable, whatever became of the challenge.</summary>
    public static UserRuling UsePassword(
        UserState.Present user, UsePasswordInstead use, TenantState.Present tenant, UserSituation situation)
    {
        var fallBack = Starting.FallBack(tenant, situation.User.Name, FallbackReason.Requested);
        if (Held(user, use.Challenge, use.Browser) is { } waiting)
            return fallBack.After(new ChallengeSettled(waiting, new Ending.Cancelled(), null, situation.Now));
        return Find(user, use.Challenge, use.Browser, situation.Now) is null ? Refuse(Refusal.ChallengeNotFound) : fallBack;
    }

    private static Slot.Waiting? Held(UserState.Present user, ChallengeId challenge, SecretHash browser) =>
        user.Slot is Slot.Waiting waiting && waiting.Id == challenge && waiting.Browser == browser ? waiting : null;

    /// <summary>
    /// An unknown challenge, somebody else's and one whose result is kept no longer are one and the same answer (I6), whoever asks for
    /// what: a result that cannot be collected any more is not said to be there.
    /// </summary>
    public static Settled? Find(UserState.Present user, ChallengeId challenge, SecretHash browser, DateTimeOffset now) =>
        user.Settled.LastOrDefault(s => s.Id == challenge && s.Browser == browser && now - s.At <= Limits.ResultLife);

    public static Outcome OutcomeOf(Ending ending) => ending switch
    {
        Ending.Approved => Outcome.Approved,
        Ending.Denied => Outcome.Denied,
        Ending.WrongNumber => Outcome.WrongNumber,
        Ending.NotAllowed => Outcome.NotAllowed,
        Ending.Expired => Outcome.Expired,
        _ => Outcome.Cancelled,
    };
}
