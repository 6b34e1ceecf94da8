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
    /// <summary>What the browser carries beside it; null when it came without.</summary>
    public Carried? Carried { get; init; }

    /// <summary>As it stands in the browser's cookie.</summary>
    public string ToText() => Challenge.Value + "." + Secret;

    public static BrowserTransaction? Parse(string? text) =>
        text is { Length: 45 } && text[22] == '.' && ChallengeId.TryParse(text[..22], out var challenge) && Alphabets.IsHandle(text[23..])
            ? new(challenge, text[23..])
            : null;
}

/// <summary>
/// Whose sign-in a browser's transaction is, as the service has sealed it: so nobody need look for the challenge, and a decoy, which could
/// not be found, is asked for in the same way.
/// </summary>
/// <param name="Decoy">Null when a phone is asked.</param>
public sealed record Carried(UserName User, DecoyTicket? Decoy);

/// <param name="Request">The caller's unguessable name for this start; null draws one.</param>
/// <param name="Resume">What the browser holds from before, if anything.</param>
/// <param name="Client">The id of the client that asks.</param>
/// <param name="Held">The browser's other transactions.</param>
/// <param name="Initiator">Null when nothing is known of the browser.</param>
/// <param name="HasOneSecret">
/// What the browser will hold follows from <paramref name="Request"/>, which only this caller knows: not from what stood on a page before
/// somebody typed a name there.
/// </param>
public sealed record SignInStart(
    TenantId Tenant, UserName User, RequestId? Request, BrowserTransaction? Resume, string Client, ShownContext Context,
    IReadOnlyList<BrowserTransaction>? Held = null,
    Initiator? Initiator = null, bool HasOneSecret = false);

/// <summary>A first factor was right, and a number is to be sent to the person's phone (S-58).</summary>
/// <param name="Held">What the browser holds since; it says whose it is.</param>
/// <param name="Others">The browser's other transactions.</param>
/// <param name="Initiator">Null when nothing is known of the browser.</param>
public sealed record SecondStart(
    TenantId Tenant, BrowserTransaction Held, ShownContext Context, IReadOnlyList<BrowserTransaction> Others, Initiator? Initiator);

/// <param name="Transaction">For the browser's cookie; null when there is no prompt.</param>
public sealed record SignInStarted(Reply<StartAnswered> Reply, BrowserTransaction? Transaction);

/// <param name="Reply">How it stands.</param>
/// <param name="User">Null to whoever does not hold it.</param>
public sealed record SignInView(Reply<ChallengeProgress> Reply, UserName? User);

/// <param name="Session">The secret of the session that was opened.</param>
public sealed record SignInRedeemed(SignedIn Result, string Session);

/// <summary>A session that a phone, a provider or a secret of the person's own opened.</summary>
/// <param name="Hash">What a grant names it by.</param>
/// <param name="Mode">How the number was shown; none when a provider vouched.</param>
/// <param name="AuthenticatedAt">When the phone approved, or when the provider says that the person was there.</param>
/// <param name="StandsOn">What a grant by it stands on, too.</param>
/// <param name="Federated">How the person signed in at a provider; null when no provider vouched.</param>
/// <param name="Secret">How the person signed in with a password or a recovery code; null when with neither.</param>
public sealed record SsoSession(
    UserName User, SecretHash Hash, NumberMode Mode, DateTimeOffset AuthenticatedAt, DateTimeOffset ExpiresAt, StandsOn StandsOn,
    FederatedSignIn? Federated = null, SecretSignIn? Secret = null)
{
    /// <summary>N14, I14: what may honestly be said of how the person was there.</summary>
    public string AuthenticationContext =>
        Federated?.AuthenticationContext ?? Secret?.AuthenticationContext ?? Mode.Meaning().AuthenticationContext;
}

/// <summary>The browser's side of a sign-in.</summary>
public sealed class SignIns(ISignInEngine engine, TimeProvider clock)
{
    /// <summary>S-01, S-02, S-45: a number to show, or in the same answer where to go instead.</summary>
    public async ValueTask<SignInStarted> Start(SignInStart start, CancellationToken cancel)
    {
        var user = new UserKey(start.Tenant, start.User);
        var transaction = new BrowserTransaction(
            new(RandomValues.Handle()),
            start is { HasOneSecret: true, Request: { } key } ? Drawn(key, "secret", start) : RandomValues.Handle());
        var question = new StartSignIn(
            new(start.Request is { } name ? Drawn(name, "request", start) : RandomValues.Handle()), transaction.Challenge,
            RandomValues.Handle(), SecretHash.OfSecret(transaction.Secret),
            start.Resume is { } resume ? SecretHash.OfSecret(resume.Secret) : null, RandomValues.Number(), start.Client, start.Context,
            Held: start.Held is { Count: > 0 } held ? [.. held.Select(other => SecretHash.OfSecret(other.Secret))] : null,
            Initiator: start.Initiator, Decoys: DecoysAmong(start), HasOneSecret: start.HasOneSecret && start.Request is not null);
        var reply = await engine.Ask(user, question, cancel);
        return new(reply, reply.Answer is Prompted prompted ? Carry(transaction, start.User, prompted) : null);
    }

    /// <summary>
    /// S-58: a number to show, or why there is none; as often as one is wanted while the first factor lasts. What the browser holds keeps
    /// its secret, so that the first factor is found by it each time.
    /// </summary>
    public async ValueTask<SignInStarted> StartSecond(SecondStart start, CancellationToken cancel)
    {
        var user = start.Held.Carried?.User ?? throw new ArgumentException("A first factor is somebody's.", nameof(start));
        var transaction = start.Held with { Challenge = new(RandomValues.Handle()) };
        var holder = SecretHash.OfSecret(transaction.Secret);
        var question = new StartSignIn(
            new(RandomValues.Handle()), transaction.Challenge, RandomValues.Handle(), holder, holder, RandomValues.Number(), "",
            start.Context, Held: [.. start.Others.Select(other => SecretHash.OfSecret(other.Secret))], Initiator: start.Initiator,
            First: FirstFactorOf(transaction));
        var reply = await engine.Ask(new UserKey(start.Tenant, user), question, cancel);
        return new(reply, reply.Answer is Prompted prompted ? Carry(transaction, user, prompted) : null);
    }

    /// <summary>What a first factor is known by that this browser gave.</summary>
    internal static SecretHash FirstFactorOf(BrowserTransaction held) => SecretHash.OfSecret("first:" + held.Secret);

    /// <summary>
    /// I19: what a start brings follows from the caller's unguessable name for it, so that every try brings the same: one that was held up
    /// on its way, and comes when the browser has had its answer long since, takes nothing from that browser. No row holds the name; and
    /// for another person, front end or message it names another start (I6).
    /// </summary>
    private static string Drawn(RequestId request, string what, SignInStart start)
    {
        Span<byte> drawn = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var context = start.Context;
        var about = $"start-{what}:{start.Tenant.Value}:{start.User.Value}:{start.Client}:{context.Application}:{context.Message}";
        HMACSHA256.HashData(Encoding.ASCII.GetBytes(request.Value), Encoding.UTF8.GetBytes(about), drawn);
        return Base64Url.EncodeToString(drawn[..16]);
    }

    private static BrowserTransaction Carry(BrowserTransaction drawn, UserName user, Prompted prompted) => drawn with
    {
        Challenge = prompted.Challenge,
        Carried = new(user, prompted.IsDecoy
            ? new(prompted.Challenge, SecretHash.OfSecret(drawn.Secret), prompted.Mode, prompted.Number, prompted.ExpiresAt)
            : null),
    };

    private static DecoyTicket[]? DecoysAmong(SignInStart start)
    {
        DecoyTicket[] held =
            [.. (start.Held ?? []).Select(other => other.Carried).Where(carried => carried?.User == start.User)
                .Select(carried => carried!.Decoy).OfType<DecoyTicket>()];
        return held.Length == 0 ? null : held;
    }

    /// <summary>
    /// Tells how the sign-in stands: at once when it has ended, otherwise when it does or after <paramref name="wait"/> (S-14, D-05).
    /// </summary>
    public ValueTask<Reply<ChallengeProgress>> Observe(
        TenantId tenant, BrowserTransaction transaction, TimeSpan wait, CancellationToken cancel) =>
        Observe(tenant, transaction, SecretHash.OfSecret(transaction.Secret), wait, cancel);

    /// <summary>How the sign-in stands now, and for its holder, whose it is.</summary>
    public async ValueTask<SignInView> View(TenantId tenant, BrowserTransaction transaction, CancellationToken cancel)
    {
        var (user, missing) = await UserOf(tenant, transaction, cancel);
        if (user is not { } name) return new(missing, null);
        var question = new ObserveChallenge(
            transaction.Challenge, SecretHash.OfSecret(transaction.Secret), transaction.Carried?.Decoy);
        var reply = await engine.Ask(new UserKey(tenant, name), question, cancel);
        return new(reply, reply.Answer is null ? null : name);
    }

    /// <param name="holder">The hash of what whoever began it holds.</param>
    internal async ValueTask<Reply<ChallengeProgress>> Observe(
        TenantId tenant, BrowserTransaction held, SecretHash holder, TimeSpan wait, CancellationToken cancel)
    {
        var challenge = held.Challenge;
        var question = new ObserveChallenge(challenge, holder, held.Carried?.Decoy);
        var began = clock.GetTimestamp();
        var (name, missing) = await UserOf(tenant, held, cancel);
        if (name is not { } found) return missing;
        var user = new UserKey(tenant, found);
        var seen = wait > TimeSpan.Zero ? await engine.WaitForChange(user, challenge, -1, TimeSpan.Zero, cancel) : 0;
        while (true)
        {
            var reply = await engine.Ask(user, question, cancel);
            if (reply.Answer is not ChallengePending pending) return reply;
            var left = wait - clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero) return reply;
            var untilEnd = pending.ExpiresAt - clock.GetUtcNow();   // nobody notifies us when time alone ends it
            seen = await engine.WaitForChange(user, challenge, seen, Shorter(left, untilEnd), cancel);
        }
    }

    public ValueTask<Reply<UserAnswer.Done>> Cancel(TenantId tenant, BrowserTransaction transaction, CancellationToken cancel) =>
        Ask(tenant, transaction, new CancelChallenge(
            transaction.Challenge, SecretHash.OfSecret(transaction.Secret), transaction.Carried?.Decoy), cancel);

    /// <summary>S-42.</summary>
    public ValueTask<Reply<FellBack>> UsePassword(TenantId tenant, BrowserTransaction transaction, CancellationToken cancel) =>
        Ask(tenant, transaction, new UsePasswordInstead(
            transaction.Challenge, SecretHash.OfSecret(transaction.Secret), transaction.Carried?.Decoy), cancel);

    /// <summary>I5, I19. The same request asked again gets the same result again, with the same session.</summary>
    public async ValueTask<Reply<SignInRedeemed>> Redeem(
        TenantId tenant, BrowserTransaction transaction, RequestId? request, CancellationToken cancel)
    {
        var name = request ?? new(RandomValues.Handle());
        var session = SessionSecret(transaction, name);
        var redeemed = await Ask(tenant, transaction, new RedeemChallenge(
            transaction.Challenge, SecretHash.OfSecret(transaction.Secret), name, SecretHash.OfSecret(session),
            Decoy: transaction.Carried?.Decoy), cancel);
        return redeemed.Then(result => new SignInRedeemed(result, session));
    }

    /// <summary>The session that this very redemption opened, while it is open; null when it opened none.</summary>
    public ValueTask<SsoSession?> SessionOf(
        TenantId tenant, BrowserTransaction transaction, RequestId request, CancellationToken cancel) =>
        Session(tenant, SessionSecret(transaction, request), cancel);

    /// <summary>
    /// The session as single sign-on knows it: of this tenant, open, and opened by a sign-in, not a pass; null for any other text.
    /// </summary>
    public async ValueTask<SsoSession?> Session(TenantId tenant, string? secret, CancellationToken cancel)
    {
        if (!Alphabets.IsHandle(secret)) return null;
        var hash = SecretHash.OfSecret(secret!);
        return await engine.Find(hash, cancel) is { } user && user.Tenant == tenant
            && (await engine.Ask(user, new CheckSession(hash), cancel)).Answer is
            { AuthenticatedAt: { } at, ExpiresAt: var end, StandsOn: { } standsOn } open
            && (open.Method == SessionMethod.PhoneSignIn ? open.Mode is not null : open.Federated is not null || open.Secret is not null)
            ? new(user.Name, hash, open.Mode ?? default, at, end, standsOn, open.Federated, open.Secret)
            : null;
    }

    /// <summary>Whose session this is, while it is served, by whatever way it began; null for any other text.</summary>
    public async ValueTask<UserName?> PersonOf(TenantId tenant, string? secret, CancellationToken cancel)
    {
        if (!Alphabets.IsHandle(secret)) return null;
        var hash = SecretHash.OfSecret(secret!);
        return await engine.Find(hash, cancel) is { } user && user.Tenant == tenant
            && (await engine.Ask(user, new CheckSession(hash), cancel)).Answer is not null
            ? user.Name
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

    private async ValueTask<Reply<TAnswer>> Ask<TAnswer>(
        TenantId tenant, BrowserTransaction held, UserQuestion<TAnswer> question, CancellationToken cancel) where TAnswer : UserAnswer
    {
        var (user, missing) = await UserOf(tenant, held, cancel);
        return user is { } name ? await engine.Ask(new UserKey(tenant, name), question, cancel) : missing;
    }

    /// <summary>Whose it is: as the browser carries it, or by way of the challenge.</summary>
    private async ValueTask<(UserName? User, Refusal Missing)> UserOf(
        TenantId tenant, BrowserTransaction held, CancellationToken cancel)
    {
        if (held.Carried is { User: var carried }) return (carried, default);
        var located = await engine.Ask(held.Challenge, new ChallengeQuestion.Locate(tenant), cancel);
        return located.Has(out var found, out var why) ? (found.User, default) : (null, why);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other)
    {
        var shorter = one < other ? one : other;
        return shorter > TimeSpan.FromMilliseconds(1) ? shorter : TimeSpan.FromMilliseconds(1);
    }
}
