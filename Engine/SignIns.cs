using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Countersign.SignIn;
using Countersign.SignIn.Challenges;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Machines;

namespace Countersign.Engine;

/// <summary>
/// The handle that only the browser that began a sign-in holds (I6): the challenge's id and a secret. Neither follows from the other.
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
/// <param name="Held">The browser's other transactions.</param>
/// <param name="Initiator">Null when nothing is known of the browser.</param>
public sealed record SignInStart(
    TenantId Tenant, UserName User, RequestId? Request, BrowserTransaction? Resume, string Client, ShownContext Context,
    IReadOnlyList<BrowserTransaction>? Held = null,
    Initiator? Initiator = null);

/// <param name="Transaction">For the browser's cookie; null when there is no prompt.</param>
public sealed record SignInStarted(Reply<StartAnswered> Reply, BrowserTransaction? Transaction);

/// <param name="Reply">How it stands.</param>
/// <param name="User">Null to whoever does not hold it.</param>
public sealed record SignInView(Reply<ChallengeProgress> Reply, UserName? User);

/// <param name="Session">The secret of the session that was opened.</param>
public sealed record SignInRedeemed(SignedIn Result, string Session);

/// <summary>A session that a phone or a provider opened.</summary>
/// <param name="Hash">What a grant names it by.</param>
/// <param name="Mode">How the number was shown; none when a provider vouched.</param>
/// <param name="AuthenticatedAt">When the phone approved, or when the provider says that the person was there.</param>
/// <param name="StandsOn">What a grant by it stands on, too.</param>
/// <param name="Federated">How the person signed in at a provider; null when the phone approved.</param>
public sealed record SsoSession(
    UserName User, SecretHash Hash, NumberMode Mode, DateTimeOffset AuthenticatedAt, DateTimeOffset ExpiresAt, StandsOn StandsOn,
    FederatedSignIn? Federated = null)
{
    /// <summary>N14, I14: what may honestly be said of how the person was there.</summary>
    public string AuthenticationContext => Federated?.AuthenticationContext ?? Mode.Meaning().AuthenticationContext;
}

/// <summary>The browser's side of a sign-in.</summary>
public sealed class SignIns(ISignInEngine engine, TimeProvider clock)
{
    /// <summary>S-01, S-02, S-45: a number to show, or in the same answer where to go instead.</summary>
    public async ValueTask<SignInStarted> Start(SignInStart start, CancellationToken cancel)
    {
        var transaction = new BrowserTransaction(new(RandomValues.Handle()), RandomValues.Handle());
        var question = new StartSignIn(
            start.Request ?? new(RandomValues.Handle()), transaction.Challenge, RandomValues.Handle(),
            SecretHash.OfSecret(transaction.Secret),
            start.Resume is { } resume ? SecretHash.OfSecret(resume.Secret) : null, RandomValues.Number(), start.Client, start.Context,
            Held: start.Held is { Count: > 0 } held ? [.. held.Select(other => SecretHash.OfSecret(other.Secret))] : null,
            Initiator: start.Initiator);
        var reply = await engine.Ask(new UserKey(start.Tenant, start.User), question, cancel);
        return new(reply, reply.Answer is Prompted prompted ? transaction with { Challenge = prompted.Challenge } : null);
    }

    /// <summary>
    /// Tells how the sign-in stands: at once when it has ended, otherwise when it does or after <paramref name="wait"/> (S-14, D-05).
    /// </summary>
    public ValueTask<Reply<ChallengeProgress>> Observe(
        TenantId tenant, BrowserTransaction transaction, TimeSpan wait, CancellationToken cancel) =>
        Observe(tenant, transaction.Challenge, SecretHash.OfSecret(transaction.Secret), wait, cancel);

    /// <summary>How the sign-in stands now, and for its holder, whose it is.</summary>
    public async ValueTask<SignInView> View(TenantId tenant, BrowserTransaction transaction, CancellationToken cancel)
    {
        var located = await engine.Ask(transaction.Challenge, new ChallengeQuestion.Locate(tenant), cancel);
        if (!located.Has(out var found, out var why)) return new(why, null);
        var question = new ObserveChallenge(transaction.Challenge, SecretHash.OfSecret(transaction.Secret));
        var reply = await engine.Ask(new UserKey(tenant, found.User), question, cancel);
        return new(reply, reply.Answer is null ? null : found.User);
    }

    /// <param name="holder">The hash of what whoever began it holds.</param>
    internal async ValueTask<Reply<ChallengeProgress>> Observe(
        TenantId tenant, ChallengeId challenge, SecretHash holder, TimeSpan wait, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        var located = await engine.Ask(challenge, new ChallengeQuestion.Locate(tenant), cancel);
        if (!located.Has(out var found, out var why)) return why;
        var (user, observe) = (new UserKey(tenant, found.User), new ObserveChallenge(challenge, holder));
        var seen = wait > TimeSpan.Zero ? await engine.WaitForChange(user, challenge, -1, TimeSpan.Zero, cancel) : 0;
        while (true)
        {
            var reply = await engine.Ask(user, observe, cancel);
            if (reply.Answer is not ChallengePending pending) return reply;
            var left = wait - clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero) return reply;
            var untilEnd = pending.ExpiresAt - clock.GetUtcNow();   // nobody notifies us when time alone ends it
            seen = await engine.WaitForChange(user, challenge, seen, Shorter(left, untilEnd), cancel);
        }
    }

    public ValueTask<Reply<UserAnswer.Done>> Cancel(TenantId tenant, BrowserTransaction transaction, CancellationToken cancel) =>
        Ask(tenant, transaction.Challenge, new CancelChallenge(transaction.Challenge, SecretHash.OfSecret(transaction.Secret)), cancel);

    /// <summary>S-42.</summary>
    public ValueTask<Reply<FellBack>> UsePassword(TenantId tenant, BrowserTransaction transaction, CancellationToken cancel) =>
        Ask(tenant, transaction.Challenge, new UsePasswordInstead(transaction.Challenge, SecretHash.OfSecret(transaction.Secret)), cancel);

    /// <summary>I5, I19. The same request asked again gets the same result again, with the same session.</summary>
    public async ValueTask<Reply<SignInRedeemed>> Redeem(
        TenantId tenant, BrowserTransaction transaction, RequestId? request, CancellationToken cancel)
    {
        var name = request ?? new(RandomValues.Handle());
        var session = SessionSecret(transaction, name);
        var redeemed = await Ask(tenant, transaction.Challenge, new RedeemChallenge(
            transaction.Challenge, SecretHash.OfSecret(transaction.Secret), name, SecretHash.OfSecret(session)), cancel);
        return redeemed.Then(result => new SignInRedeemed(result, session));
    }

    /// <summary>The session that this very redemption opened, while it is open; null when it opened none.</summary>
    public ValueTask<SsoSession?> SessionOf(
        TenantId tenant, BrowserTransaction transaction, RequestId request, CancellationToken cancel) =>
        Session(tenant, SessionSecret(transaction, request), cancel);

    /// <summary>
    /// The session as single sign-on knows it: of this tenant, open, and opened by a phone or a provider; null for any other text.
    /// </summary>
    public async ValueTask<SsoSession?> Session(TenantId tenant, string? secret, CancellationToken cancel)
    {
        if (!Alphabets.IsHandle(secret)) return null;
        var hash = SecretHash.OfSecret(secret!);
        return await engine.Find(hash, cancel) is { } user && user.Tenant == tenant
            && (await engine.Ask(user, new CheckSession(hash), cancel)).Answer is
            { AuthenticatedAt: { } at, ExpiresAt: var end, StandsOn: { } standsOn } open
            && (open.Method == SessionMethod.PhoneSignIn ? open.Mode is not null : open.Federated is not null)
            ? new(user.Name, hash, open.Mode ?? default, at, end, standsOn, open.Federated)
            : null;
    }

    /// <summary>The reason why the session, which is not over, is served no longer; null for any other text.</summary>
    public async ValueTask<Lapse?> WhyNotServed(TenantId tenant, string? secret, CancellationToken cancel)
    {
        if (!Alphabets.IsHandle(secret)) return null;
        var hash = SecretHash.OfSecret(secret!);
        return await engine.Find(hash, cancel) is { } user && user.Tenant == tenant
            ? (await engine.Ask(user, new ExplainSession(hash), cancel)).Answer?.Lapse
            : null;
    }

    /// <summary>
    /// I19: the secret of the session that a redemption opens follows from what only this browser holds, and from the redemption's name. So
    /// the same redemption, asked twice, at once or after a crash, opens one session, and no row holds its secret.
    /// </summary>
    internal static string SessionSecret(BrowserTransaction transaction, RequestId request)
    {
        Span<byte> drawn = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var about = $"session:{transaction.Challenge.Value}:{request.Value}";
        HMACSHA256.HashData(Encoding.ASCII.GetBytes(transaction.Secret), Encoding.ASCII.GetBytes(about), drawn);
        return Base64Url.EncodeToString(drawn[..16]);
    }

    /// <summary>By way of the challenge to its user.</summary>
    private async ValueTask<Reply<TAnswer>> Ask<TAnswer>(
        TenantId tenant, ChallengeId challenge, UserQuestion<TAnswer> question, CancellationToken cancel) where TAnswer : UserAnswer
    {
        var located = await engine.Ask(challenge, new ChallengeQuestion.Locate(tenant), cancel);
        return located.Has(out var found, out var why) ? await engine.Ask(new UserKey(tenant, found.User), question, cancel) : why;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other)
    {
        var shorter = one < other ? one : other;
        return shorter > TimeSpan.FromMilliseconds(1) ? shorter : TimeSpan.FromMilliseconds(1);
    }
}
