using Countersign.SignIn;
using Countersign.SignIn.Challenges;
using Countersign.SignIn.Users;

namespace Countersign.Engine;

/// <summary>
/// What only the browser that began a sign-in holds (I6): the challenge's id and a secret. Neither follows from the other.
/// </summary>
public sealed record BrowserTransaction(ChallengeId Challenge, string Secret)
{
    /// <summary>As it stands in the browser's cookie.</summary>
    public string ToText() => Challenge.Value + "." + Secret;

    public static BrowserTransaction? Parse(string? text) =>
        text is { Length: 45 } && text[22] == '.' && ChallengeId.TryParse(text[..22], out var challenge) && Alphabets.IsHandle(text[23..])
            ? new(challenge, text[23..])
            : null;
}

/// <param name="Request">The caller's unguessable name for this start; null draws one.</param>
/// <param name="Resume">What the browser holds from before, if anything.</param>
/// <param name="Client">The id of the client that asks.</param>
public sealed record SignInStart(
    TenantId Tenant, UserName User, RequestId? Request, BrowserTransaction? Resume, string Client, ShownContext Context);

/// <param name="Transaction">For the browser's cookie; null when there is no prompt.</param>
public sealed record SignInStarted(UserAnswer Answer, BrowserTransaction? Transaction);

/// <param name="Session">The secret of the session that was opened; null when none was.</param>
public sealed record SignInRedeemed(UserAnswer Answer, string? Session);

/// <summary>A session that a phone opened.</summary>
/// <param name="Hash">What a grant names it by.</param>
/// <param name="AuthenticatedAt">When the phone approved.</param>
public sealed record SsoSession(UserName User, SecretHash Hash, NumberMode Mode, DateTimeOffset AuthenticatedAt, DateTimeOffset ExpiresAt);

/// <summary>The browser's side of a sign-in.</summary>
public sealed class SignIns(ISignInEngine engine, TimeProvider clock)
{
    /// <summary>S-01, S-02, S-45: a number to show, or in the same answer where to go instead.</summary>
    public async ValueTask<SignInStarted> Start(SignInStart start, CancellationToken cancel)
    {
        var transaction = new BrowserTransaction(new(Draw.Handle()), Draw.Handle());
        var command = new UserCommand.Start(
            start.Request ?? new(Draw.Handle()), transaction.Challenge, Draw.Handle(), Draw.Hash(transaction.Secret),
            start.Resume is { } resume ? Draw.Hash(resume.Secret) : null, Draw.Number(), start.Client, start.Context);
        var answer = await engine.Ask(new UserKey(start.Tenant, start.User), command, cancel);
        return new(answer, answer is UserAnswer.Prompted prompted ? transaction with { Challenge = prompted.Challenge } : null);
    }

    /// <summary>How it stands: at once when it has ended, otherwise when it does or after <paramref name="wait"/> (S-14, D-05).</summary>
    public ValueTask<UserAnswer> Observe(TenantId tenant, BrowserTransaction transaction, TimeSpan wait, CancellationToken cancel) =>
        Observe(tenant, transaction.Challenge, Draw.Hash(transaction.Secret), wait, cancel);

    /// <param name="holder">The hash of what whoever began it holds.</param>
    internal async ValueTask<UserAnswer> Observe(TenantId tenant, ChallengeId challenge, SecretHash holder, TimeSpan wait, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        var seen = wait > TimeSpan.Zero ? await engine.Listen(challenge, -1, TimeSpan.Zero, cancel) : 0;
        while (true)
        {
            var answer = await Ask(tenant, challenge, new UserCommand.Observe(challenge, holder), cancel);
            if (answer is not UserAnswer.Pending pending) return answer;
            var left = wait - clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero) return answer;
            var untilEnd = pending.ExpiresAt - clock.GetUtcNow();   // nobody wakes us when time alone ends it
            seen = await engine.Listen(challenge, seen, Shorter(left, untilEnd), cancel);
        }
    }

    public ValueTask<UserAnswer> Cancel(TenantId tenant, BrowserTransaction transaction, CancellationToken cancel) =>
        Ask(tenant, transaction.Challenge, new UserCommand.Cancel(transaction.Challenge, Draw.Hash(transaction.Secret)), cancel);

    /// <summary>S-42.</summary>
    public ValueTask<UserAnswer> UsePassword(TenantId tenant, BrowserTransaction transaction, CancellationToken cancel) =>
        Ask(tenant, transaction.Challenge, new UserCommand.UsePassword(transaction.Challenge, Draw.Hash(transaction.Secret)), cancel);

    /// <summary>I5. The same request asked again gets a result again, with a new session in place of the undelivered one.</summary>
    public async ValueTask<SignInRedeemed> Redeem(TenantId tenant, BrowserTransaction transaction, RequestId? request, CancellationToken cancel)
    {
        var session = Draw.Handle();
        var answer = await Ask(tenant, transaction.Challenge, new UserCommand.Redeem(
            transaction.Challenge, Draw.Hash(transaction.Secret), request ?? new(Draw.Handle()), Draw.Hash(session)), cancel);
        return new(answer, answer is UserAnswer.SignedIn ? session : null);
    }

    /// <summary>
    /// The session as single sign-on knows it: of this tenant, open, and opened by a phone; null for any other text.
    /// </summary>
    public async ValueTask<SsoSession?> Session(TenantId tenant, string? secret, CancellationToken cancel)
    {
        if (!Alphabets.IsHandle(secret)) return null;
        var hash = Draw.Hash(secret!);
        return await engine.Find(hash, cancel) is { } user && user.Tenant == tenant
            && await engine.Ask(user, new UserCommand.CheckSession(hash), cancel) is UserAnswer.SessionIs
            {
                Method: SessionMethod.PhoneSignIn, Mode: { } mode, AuthenticatedAt: { } at, ExpiresAt: var end,
            }
            ? new(user.Name, hash, mode, at, end)
            : null;
    }

    /// <summary>By way of the challenge to its user.</summary>
    private async ValueTask<UserAnswer> Ask(TenantId tenant, ChallengeId challenge, UserCommand command, CancellationToken cancel) =>
        await engine.Ask(challenge, new ChallengeCommand.Locate(tenant), cancel) switch
        {
            ChallengeAnswer.Of of => await engine.Ask(new UserKey(tenant, of.User), command, cancel),
            ChallengeAnswer.Refused refused => new UserAnswer.Refused(refused.Why),
            _ => throw new InvalidOperationException("An unknown answer of a challenge."),
        };

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other)
    {
        var shorter = one < other ? one : other;
        return shorter > TimeSpan.FromMilliseconds(1) ? shorter : TimeSpan.FromMilliseconds(1);
    }
}
