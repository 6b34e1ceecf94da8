namespace Countersign.SignIn.Users.Sessions;

/// <summary>Events of a user's sessions.</summary>
public abstract record SessionEvent(DateTimeOffset At) : UserEvent(At);

/// <param name="Unlocks">Phone sign-in was locked, and is no longer.</param>
public sealed record TemporaryPassUsed(Session Session, DateTimeOffset At, bool Unlocks = false) : SessionEvent(At), IOpensSession;

/// <summary>A password was right, or a provider vouched, and a number on the phone is to follow (S-58): there is no session yet.</summary>
public sealed record FirstFactorPassed(FirstFactor First, DateTimeOffset At) : SessionEvent(At);

public sealed record SessionEnded(SecretHash Session, DateTimeOffset At) : SessionEvent(At);

/// <summary>Applies the events of sessions to the state of a user.</summary>
internal static class SessionChanges
{
    public static UserState.Present Apply(UserState.Present user, SessionEvent happened) => happened switch
    {
        TemporaryPassUsed used => Open(
            user with { Enrolment = Spend(user.Enrolment), Prompts = user.Prompts.OwnAfresh() }, used.Session, used.At),
        FirstFactorPassed passed => user with
        {
            FirstFactors =
            [
                .. (user.FirstFactors ?? []).Where(other => other.ExpiresAt > passed.At && other.Hash != passed.First.Hash)
                    .TakeLast(Limits.FirstFactorsKept - 1),
                passed.First,
            ],
        },
        SessionEnded ended => Without(user, ended.Session),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name),
    };

    private static EnrolmentSecrets Spend(EnrolmentSecrets enrolment) =>
        enrolment.Pass is { Reusable: true } ? enrolment : enrolment with { Pass = null };

    public static UserState.Present Open(UserState.Present user, Session session, DateTimeOffset at) => user with
    {
        Sessions = [.. user.Sessions.Where(s => s.ExpiresAt > at).TakeLast(Limits.SessionsPerUser - 1), session],
    };

    public static UserState.Present Without(UserState.Present user, SecretHash? session) =>
        user with { Sessions = user.Sessions.RemoveAll(s => s.Hash == session) };
}
