using System.Collections.Immutable;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Users.Sessions;

namespace Countersign.SignIn.Users.SigningIn;

/// <summary>Events of a user's challenges, and on the way to one.</summary>
public abstract record SigningInEvent(DateTimeOffset At) : UserEvent(At);

public sealed record ChallengeStarted(Slot.Waiting Challenge, BackchannelRequest? Backchannel = null) : SigningInEvent(Challenge.StartedAt);

public sealed record ChallengeRebound(Slot.Waiting Challenge, SecretHash Browser, DateTimeOffset At) : SigningInEvent(At);

/// <summary>A browser of the person's own found somebody else's challenge pending.</summary>
public sealed record ChallengeAwaited(Slot.Waiting Challenge, DateTimeOffset At) : SigningInEvent(At);

/// <summary>"It wasn't me": whoever began it is not asked for again until then.</summary>
public sealed record InitiatorBarred(SecretHash Who, DateTimeOffset Until, DateTimeOffset At) : SigningInEvent(At);

/// <param name="Statement">The signed decision as it came; null when nobody decided.</param>
/// <param name="Assertion">The WebAuthn assertion as it came with it; null when none did.</param>
/// <param name="Disowned">The person has said in a browser that it was not theirs.</param>
public sealed record ChallengeSettled(
    Slot.Waiting Challenge, Ending Ending, string? Statement, DateTimeOffset At, string? Assertion = null, bool Disowned = false)
    : SigningInEvent(At);

/// <summary>A WebAuthn credential has shown a higher count.</summary>
public sealed record CredentialCounted(DeviceId Device, long Count, DateTimeOffset At) : SigningInEvent(At);

public sealed record PhoneSignInLocked(DateTimeOffset Until, DateTimeOffset At) : SigningInEvent(At);

public sealed record ChallengeRedeemed(Settled Challenge, Redemption Redemption, GrantOpening? Opening = null)
    : SigningInEvent(Redemption.At);

/// <summary>Whom a provider vouches for is this user from now on.</summary>
public sealed record ProviderLinked(ProviderLink Link, bool ByAdministrator, DateTimeOffset At) : SigningInEvent(At);

/// <summary>Somebody signed in at a provider.</summary>
/// <param name="Unlocks">Phone sign-in was locked, and is no longer.</param>
public sealed record FederatedSessionOpened(Session Session, string Client, bool Unlocks, DateTimeOffset At)
    : SigningInEvent(At), IOpensSession;

/// <summary>The person stood behind a token set, which is given.</summary>
public sealed record TokensGiven(Grant Grant, TokenSet Tokens, DateTimeOffset At) : SigningInEvent(At);

public sealed record RedemptionRevoked(Settled Challenge, SecretHash? Session, DateTimeOffset At) : SigningInEvent(At);

public sealed record DeviceReported(DeviceId Device, AppReport Report, DateTimeOffset At) : SigningInEvent(At);

/// <summary>Applies the events of sign-ins to the state of a user.</summary>
internal static class SigningInChanges
{
    public static UserState.Present Apply(UserState.Present user, SigningInEvent happened) => happened switch
    {
        ChallengeStarted started => Start(user, started),
        ChallengeRebound rebound => user with { Slot = rebound.Challenge with { Browser = rebound.Browser } },
        ChallengeAwaited awaited => user with { Slot = awaited.Challenge with { IsAwaited = true } },
        InitiatorBarred barred => user with { Prompts = Budgets.Bar(user.Prompts, barred) },
        ChallengeSettled settled => Settle(user, settled),
        CredentialCounted counted => user.With(
            counted.Device, a => a with { Credential = a.Credential! with { Count = counted.Count } }),
        PhoneSignInLocked locked => user with { Prompts = user.Prompts with { LockedUntil = locked.Until }, Epoch = user.Epoch + 1 },
        ChallengeRedeemed redeemed => Redeem(user, redeemed),
        ProviderLinked linked => user with { Link = linked.Link, Linkings = linked.Link.Number },
        FederatedSessionOpened opened => SessionChanges.Open(
            user with { Prompts = user.Prompts.Unlocked() }, opened.Session, opened.At),
        TokensGiven given => user with { LastTokens = given.Tokens.Mark },
        RedemptionRevoked revoked => Revoke(user, revoked),
        DeviceReported reported => user.With(reported.Device, a => a with { Report = reported.Report }),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name),
    };

    private static UserState.Present Start(UserState.Present user, ChallengeStarted started) => user with
    {
        Slot = started.Challenge,
        Prompts = Budgets.Begin(user.Prompts, started.Challenge),
    };

    private static UserState.Present Settle(UserState.Present user, ChallengeSettled settled)
    {
        var challenge = settled.Challenge;
        var ended = new Settled(
            challenge.Id, challenge.Request, challenge.Browser, challenge.Number.Mode, challenge.Client, settled.At, settled.Ending,
            settled.Ending is Ending.Approved { Answered.Device: var by }
                ? challenge.First is { } first ? Standing.On(user, first, by) : Standing.On(user, by)
                : null,
            challenge.First);
        if (settled.Ending is Ending.Approved { Answered.Device: var phone })
            user = user.With(phone, a => a with { LastUsedAt = settled.At });
        return user with
        {
            Slot = Slot.Free.Here,
            Settled = Remember(user.Settled, ended),
            Prompts = Count(user.Prompts, settled),
            FirstFactors = Followed(user.FirstFactors, settled),
        };
    }

    /// <summary>
    /// The oldest goes first; but an approval that nobody has collected yet stays as long as anything else can go: whoever makes endings,
    /// by beginning and cancelling, takes nobody's sign-in away.
    /// </summary>
    private static ImmutableArray<Settled> Remember(ImmutableArray<Settled> settled, Settled ended)
    {
        var kept = settled.RemoveAll(s => s.At <= ended.At - Limits.ResultLife);
        while (kept.Length >= Limits.SettledKept)
            kept = kept.Remove(kept.FirstOrDefault(s => s.Ending is not Ending.Approved { Redemption: null, Withdrawn: false }) ?? kept[0]);
        return kept.Add(ended);
    }

    /// <summary>A first factor is good for one approval, and ends with a no; a number that nobody answered may be sent anew.</summary>
    private static ImmutableArray<FirstFactor>? Followed(ImmutableArray<FirstFactor>? all, ChallengeSettled settled) =>
        settled.Challenge.First is { } first && (settled.Disowned || settled.Ending is Ending.Approved or Ending.Denied)
            ? all?.RemoveAll(other => other.Hash == first.Hash)
            : all;

    /// <summary>I15: only success resets.</summary>
    private static PromptHistory Count(PromptHistory prompts, ChallengeSettled settled) => settled.Ending switch
    {
        Ending.Approved => Budgets.Succeed(prompts, settled.Challenge, settled.At),
        Ending.WrongNumber => Budgets.End(prompts, settled) with
        {
            WrongNumbers = [.. prompts.WrongNumbers.Where(at => at > settled.At - Limits.WrongNumberWindow), settled.At],
        },
        _ => Budgets.End(prompts, settled),
    };

    private static UserState.Present Redeem(UserState.Present user, ChallengeRedeemed redeemed)
    {
        var approved = (Ending.Approved)redeemed.Challenge.Ending;
        var collected = redeemed.Challenge with
        {
            Ending = approved with { Redemption = redeemed.Redemption },
            First = redeemed.Challenge.First is { } given ? given with { Chosen = null } : null,   // chosen once
        };
        if (approved.Redemption is { } undelivered) user = SessionChanges.Without(user, undelivered.Session);
        user = user with { Settled = user.Settled.Replace(redeemed.Challenge, collected) };
        if (redeemed.Redemption.Session is not { } hash) return user;
        if (collected.First is { } first) return SessionChanges.Open(user, SessionOf(first, collected, hash, redeemed.At), redeemed.At);
        var session = new Session(
            hash, SessionMethod.PhoneSignIn, redeemed.At, redeemed.At + Limits.SessionLife, collected.Mode, collected.At,
            collected.Foundation is { } on ? on with { Challenge = collected.Id } : null);
        return SessionChanges.Open(user, session, redeemed.At);
    }

    /// <summary>It came by the first factor, and says that the second followed (WAY-8).</summary>
    private static Session SessionOf(FirstFactor first, Settled second, SecretHash hash, DateTimeOffset at) => new(
        hash, first.Secret is null ? SessionMethod.Federated : SessionMethod.Password, at, at + Limits.SessionLife, second.Mode,
        first.AuthenticatedAt, (second.StandsOn ?? first.StandsOn) with { Challenge = second.Id },
        first.Federated is { } federated ? federated with { Second = second.Mode } : null, first.ProviderToken,
        first.Secret is { } secret ? secret with { Second = second.Mode } : null);

    /// <summary>
    /// I5: the session goes, and the result with it; and so does whatever came of the session: codes, tokens, a code for another phone.
    /// </summary>
    private static UserState.Present Revoke(UserState.Present user, RedemptionRevoked revoked)
    {
        var approved = (Ending.Approved)revoked.Challenge.Ending;
        var spent = revoked.Challenge with { Ending = approved with { Redemption = approved.Redemption! with { Revoked = true } } };
        user = SessionChanges.Without(user, revoked.Session) with { Settled = user.Settled.Replace(revoked.Challenge, spent) };
        var taken = user.TakenBack ?? [];
        return taken.Length < Limits.TakenBackKept
            ? user with { TakenBack = taken.Add(revoked.Challenge.Id) }
            : user with { Epoch = user.Epoch + 1, TakenBack = null };   // more than are kept: everything of the person ends
    }

    /// <summary>I7: what this device has approved, or any when null, gives nobody anything any more.</summary>
    public static UserState.Present Withdraw(UserState.Present user, DeviceId? device) => user with
    {
        Settled = [.. user.Settled.Select(s =>
            s.Ending is Ending.Approved approved && (device is null || device == approved.Answered.Device)
                ? s with { Ending = approved with { Withdrawn = true } }
                : s)],
    };
}
