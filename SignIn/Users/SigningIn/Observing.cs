using Countersign.SignIn.Prompts;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Ways;
using static Countersign.SignIn.Users.Refusing;

namespace Countersign.SignIn.Users.SigningIn;

/// <summary>Rules for the browser that holds a challenge and waits (I6, S-14, S-42).</summary>
internal static class Observing
{
    /// <summary>
    /// The end of a challenge that nobody can approve any more, although nobody answered it: its time has passed (I9), the tenant asks for
    /// a harder number, or the client that asked is gone. Null while somebody can.
    /// </summary>
    public static Ending? EndOf(Slot.Waiting waiting, UserSituation situation)
    {
        if (!waiting.IsLive(situation.Now)) return new Ending.Expired();
        if (situation.Tenant is not TenantState.Present tenant) return null;
        if (!Standing.IsRegistered(tenant, waiting.Client, waiting.Backchannel?.Generation ?? 0)) return new Ending.Cancelled();
        return waiting.Number.Mode.IsAtLeast(tenant.Settings.NumberMode) ? null : new Ending.Expired();
    }

    public static UserRuling Decide(UserState.Present user, ObserveChallenge observe, TenantState.Present tenant, DateTimeOffset now)
    {
        if (Held(user, observe.Challenge, observe.Browser) is { } waiting)
            return new(new ChallengePending(waiting.Number.Digits, waiting.Number.Mode, waiting.ExpiresAt, waiting.First is not null));
        return Find(user, observe.Challenge, observe.Browser, now) is { } settled
            ? new(EndedAs(user, settled, tenant, now))
            : Refuse(Refusal.ChallengeNotFound);
    }

    /// <summary>The person of a wrong number hears how near a lock is: whoever guesses on the phone holds the person's phone.</summary>
    private static ChallengeEnded EndedAs(UserState.Present user, Settled settled, TenantState.Present tenant, DateTimeOffset now)
    {
        var ended = new ChallengeEnded(OutcomeOf(settled.Ending), settled.Ending is Ending.Approved { Redemption: not null }) with
        {
            IsSecond = settled.First is not null,
        };
        if (settled.Ending is not Ending.WrongNumber) return ended;
        if (user.Prompts.IsLocked(now)) return ended with { TriesLeft = 0, LockedUntil = user.Prompts.LockedUntil };
        var counted = user.Prompts.WrongNumbers.Count(at => at > now - Limits.WrongNumberWindow);
        return ended with { TriesLeft = Math.Max(1, tenant.Settings.WrongNumbersToLock - counted) };
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
        if (Held(user, use.Challenge, use.Browser) is { } waiting)
            return FallBack(waiting.Client).After(new ChallengeSettled(waiting, new Ending.Cancelled(), null, situation.Now));
        return Find(user, use.Challenge, use.Browser, situation.Now) is { } settled
            ? FallBack(settled.Client)
            : Refuse(Refusal.ChallengeNotFound);

        UserRuling FallBack(string client) => FallingBack.For(tenant, situation.User.Name, FallbackReason.Requested, client);
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
