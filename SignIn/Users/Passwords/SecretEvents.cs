using System.Collections.Immutable;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Users.Sessions;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Users.Passwords;

/// <summary>Events of a person's own secrets.</summary>
public abstract record SecretEvent(DateTimeOffset At) : UserEvent(At);

/// <summary>An attempt is counted.</summary>
public sealed record SecretTried(SecretTry Try) : SecretEvent(Try.At);

/// <summary>The last attempt of this share is not counted any more.</summary>
public sealed record SecretTryReturned(SecretHash? By, DateTimeOffset At) : SecretEvent(At);

/// <summary>Somebody signed in with a secret of their own.</summary>
/// <param name="Place">Where the password was checked; empty for a recovery code.</param>
/// <param name="Code">The recovery code that is used up; null for a password.</param>
/// <param name="Unlocks">Phone sign-in was locked, and is no longer.</param>
/// <param name="Rehash">The password's hash at today's cost; null: it stays as it is.</param>
/// <param name="By">What the attempt counted against: it is not counted any more.</param>
public sealed record SecretSessionOpened(
    Session Session, string Client, string Place, SecretHash? Code, bool Unlocks, string? Rehash, SecretHash? By,
    DateTimeOffset At) : SecretEvent(At), IOpensSession;

/// <summary>A password was right, and a second factor is to follow.</summary>
/// <param name="Rehash">Its hash at today's cost; null: it stays as it is.</param>
/// <param name="By">What the attempt counted against: it is not counted any more.</param>
public sealed record PasswordProved(string? Rehash, SecretHash? By, DateTimeOffset At) : SecretEvent(At);

/// <param name="Session">The session that chose it, and goes on; null: none does.</param>
/// <param name="ByAdministrator">Otherwise the person chose it.</param>
public sealed record PasswordSet(KeptPassword Password, bool ByAdministrator, SecretHash? Session, DateTimeOffset At) : SecretEvent(At)
{
    /// <summary>The person has chosen the next one.</summary>
    public static PasswordSet ByUser(UserState.Present user, string hash, SecretHash? session, DateTimeOffset now) =>
        new(new(hash, (user.Secrets?.Changes ?? 0) + 1, now), ByAdministrator: false, session, now);
}

public sealed record PasswordRemoved(DateTimeOffset At) : SecretEvent(At);

/// <param name="Session">The session that had them issued, and goes on.</param>
public sealed record RecoveryCodesIssued(RecoveryCodes Codes, DateTimeOffset At, SecretHash? Session = null) : SecretEvent(At);

public sealed record RecoveryCodesRemoved(DateTimeOffset At) : SecretEvent(At);

/// <summary>Applies these events to the state of a user.</summary>
internal static class SecretChanges
{
    public static UserState.Present Apply(UserState.Present user, SecretEvent happened)
    {
        var secrets = user.Secrets ?? Secrets.None;
        return happened switch
        {
            SecretTried tried => user with { Secrets = Count(secrets, tried.Try) },
            SecretTryReturned returned => user with { Secrets = Return(secrets, returned.By) },
            SecretSessionOpened opened => SessionChanges.Open(
                Succeed(user, opened.By, opened.Rehash, opened.Code) with { Prompts = user.Prompts.Unlocked() }, opened.Session, opened.At),
            PasswordProved proved => Succeed(user, proved.By, proved.Rehash, null),
            PasswordSet set => Keep(
                user with { Secrets = secrets with { Password = set.Password, Changes = set.Password.Number, Tries = [] } },
                set.Session, OtherWay.Password, set.Password.Number),
            PasswordRemoved => user with { Secrets = secrets with { Password = null, Changes = secrets.Changes + 1 } },
            RecoveryCodesIssued issued => Keep(
                user with { Secrets = secrets with { Recovery = issued.Codes, Changes = issued.Codes.Number } },
                issued.Session, OtherWay.Recovery, issued.Codes.Number),
            RecoveryCodesRemoved => user with { Secrets = secrets with { Recovery = null, Changes = secrets.Changes + 1 } },
            _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name),
        };
    }

    private static Secrets Count(Secrets secrets, SecretTry one) => secrets with
    {
        Tries = [.. secrets.Tries.Where(other => other.At > one.At - TimeSpan.FromDays(1)).TakeLast(Limits.SecretTriesKept - 1), one],
    };

    private static Secrets Return(Secrets secrets, SecretHash? by) =>
        secrets.Tries.LastOrDefault(one => one.By == by) is { } last ? secrets with { Tries = secrets.Tries.Remove(last) } : secrets;

    /// <summary>Only success resets, and only the share that it came from: strangers get no more guesses by it.</summary>
    private static UserState.Present Succeed(UserState.Present user, SecretHash? by, string? rehash, SecretHash? code)
    {
        var secrets = user.Secrets ?? Secrets.None;
        return user with
        {
            Secrets = secrets with
            {
                Tries = secrets.Tries.RemoveAll(one => one.By == by),
                Password = rehash is not null && secrets.Password is { } kept ? kept with { Hash = rehash } : secrets.Password,
                Recovery = code is { } used && secrets.Recovery is { } codes
                    ? codes with { Codes = codes.Codes.Remove(used) }
                    : secrets.Recovery,
            },
        };
    }

    /// <summary>
    /// The session in which the person chose it stands on the new password, or on the new codes; and so does the result that opened it,
    /// which its browser may ask for once more.
    /// </summary>
    private static UserState.Present Keep(UserState.Present user, SecretHash? own, OtherWay way, long number) => user with
    {
        Sessions =
        [
            .. user.Sessions.Select(session => session.Hash == own && session.Secret?.Way == way
                ? session with { StandsOn = Renew(session.StandsOn, number) }
                : session),
        ],
        Settled =
        [
            .. user.Settled.Select(settled => settled.Ending is Ending.Approved { Redemption: { Session: { } opened } }
                && opened == own && settled.First?.Secret?.Way == way
                ? settled with { StandsOn = Renew(settled.StandsOn, number) }
                : settled),
        ],
    };

    private static StandsOn? Renew(StandsOn? on, long number) =>
        on is { Secret: { } secret } ? on with { Secret = secret with { Number = number, IsChanging = false } } : on;
}
