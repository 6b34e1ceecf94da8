using Countersign.SignIn.Users.Sessions;

namespace Countersign.SignIn.Users.Passkeys;

/// <summary>Events of a person's passkeys.</summary>
public abstract record PasskeyEvent(DateTimeOffset At) : UserEvent(At);

/// <param name="Challenge">Hash of what it was made for.</param>
public sealed record PasskeyAdded(Passkey Passkey, SecretHash Challenge, DateTimeOffset At) : PasskeyEvent(At);

/// <param name="ByAdministrator">Otherwise its owner removed it.</param>
public sealed record PasskeyRemoved(Passkey Passkey, bool ByAdministrator, DateTimeOffset At) : PasskeyEvent(At);

/// <summary>Somebody signed in with a passkey.</summary>
/// <param name="Number">Of the passkey.</param>
/// <param name="Count">What it has counted to.</param>
/// <param name="Challenge">Hash of what it has signed.</param>
/// <param name="Assertion">As received, for the audit (T32).</param>
/// <param name="Unlocks">Phone sign-in was locked, and is no longer.</param>
public sealed record PasskeySessionOpened(
    Session Session, string Client, long Number, long Count, SecretHash Challenge, string Assertion, bool Unlocks, DateTimeOffset At)
    : PasskeyEvent(At), IOpensSession;

/// <summary>Applies these events to the state of a user.</summary>
internal static class PasskeyChanges
{
    public static UserState.Present Apply(UserState.Present user, PasskeyEvent happened)
    {
        var kept = user.Passkeys ?? KeptPasskeys.None;
        return happened switch
        {
            PasskeyAdded added => See(user, added.Challenge, added.At) with
            {
                Passkeys = new([.. kept.All, added.Passkey], added.Passkey.Number),
            },
            PasskeyRemoved removed => user with
            {
                Passkeys = kept with { All = kept.All.RemoveAll(one => one.Number == removed.Passkey.Number) },
            },
            PasskeySessionOpened opened =>
                SessionChanges.Open(Use(See(user, opened.Challenge, opened.At), kept, opened), opened.Session, opened.At),
            _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name),
        };
    }

    private static UserState.Present Use(UserState.Present user, KeptPasskeys kept, PasskeySessionOpened opened) => user with
    {
        Prompts = user.Prompts.Unlocked(),
        Passkeys = kept.With(opened.Number, one => one with
        {
            LastUsedAt = opened.At, Credential = one.Credential with { Count = Math.Max(one.Credential.Count, opened.Count) },
        }),
    };

    /// <summary>T22: what was signed once is a replay the next time.</summary>
    private static UserState.Present See(UserState.Present user, SecretHash challenge, DateTimeOffset at) => user with
    {
        Proofs = [.. user.Proofs.Where(proof => proof.At > at - Limits.ProofWindow), new(challenge, at)],
    };
}
