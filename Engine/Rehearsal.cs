using System.Security.Cryptography;
using System.Text.Json;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Machines;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;
using Countersign.SignIn.Users.Administration;

namespace Countersign.Engine;

/// <summary>
/// Sign-ins of nobody, before anybody is served: the first of a kind costs a process a hundred times what it costs afterwards, and whoever
/// joins a busy cluster unprepared holds up a share of its people for seconds.
/// </summary>
/// <param name="engine">On a store that is thrown away.</param>
public sealed class Rehearsal(ISignInEngine engine, TimeProvider clock)
{
    private const string Origin = "https://rehearsal.invalid", Client = "rehearsal";
    private const string NoBody = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";   // SHA-256 of nothing, base64url
    private static readonly AppReport App = new(Platform.Ios, "18.1", "2.0");
    private static readonly ShownContext Context = new("Rehearsal", "", "127.0.0.1", "Nobody's");
    private readonly TenantId _tenant = new("rehearsal");
    private readonly Proofs _proofs = new(engine, new NoMemory(), clock, Origin);

    /// <summary>So many people set up a phone, sign in with it and use an application.</summary>
    /// <exception cref="InvalidOperationException">One of them was refused: this is not the engine that it should be.</exception>
    /// <exception cref="EngineUnavailableException">See <see cref="ISignInEngine"/>.</exception>
    public async Task Run(int people, CancellationToken cancel)
    {
        var administration = new Administration(engine);
        foreach (var step in (TenantQuestion[])
            [new TenantQuestion.Create(Name()), new TenantQuestion.SavePolicy(Name(), null, true, new Target.AllUsers())])
        {
            Told(await administration.Ask(_tenant, step, cancel));
        }

        for (var person = 0; person < people; person++)
        {
            var user = new UserKey(_tenant, new($"nobody-{person}@rehearsal.invalid"));
            Told(await administration.Ask(user, new ProvisionUser(true, null), cancel));
            using var phone = new Handset(_proofs.Issuer(_tenant), user, clock);
            await SetUp(phone, administration, cancel);
            await SignIn(phone, cancel);
        }
    }

    private async Task SetUp(Handset phone, Administration administration, CancellationToken cancel)
    {
        var (security, phones) = (new SecurityInfo(engine, _proofs), new Phones(engine, _proofs, clock));
        var pass = Told(await administration.IssuePass(phone.User, cancel)).Pass;
        var session = Told(await security.UsePass(phone.User, pass, cancel)).Secret;
        var code = Told(await security.AddMethod(_tenant, session, cancel)).Code;
        Told(await phones.Activate(phone.Activation(code), cancel));
        Told(await phones.Register(phone.Request("POST", "/register"), true, cancel));
        Told(await phones.Enable(phone.Request("POST", "/enable"), cancel));
        Told(await security.ListMethods(_tenant, session, cancel));
    }

    private async Task SignIn(Handset phone, CancellationToken cancel)
    {
        var (signIns, phones) = (new SignIns(engine, clock), new Phones(engine, _proofs, clock));
        var started = await signIns.Start(new(_tenant, phone.User.Name, null, null, Client, Context), cancel);
        if (Told(started.Reply) is not Prompted prompted || started.Transaction is not { } browser) throw Unexpected("a start");
        var waiting = Told(await phones.Fetch(phone.Request("GET", "/waiting"), TimeSpan.Zero, cancel));
        if (waiting is not WaitingChallenge seen) throw Unexpected("what waits");
        Told(await signIns.Observe(_tenant, browser, TimeSpan.Zero, cancel));
        Told(await phones.Answer(_tenant, phone.Approval(seen, prompted.Number), null, cancel));
        var session = Told(await signIns.Redeem(_tenant, browser, null, cancel)).Session;
        if (await signIns.Session(_tenant, session, cancel) is null) throw Unexpected("a session");
        await Use(phone.User, session, cancel);
    }

    /// <summary>An application's code, which nobody redeems: its client is registered nowhere.</summary>
    private async Task Use(UserKey user, string session, CancellationToken cancel)
    {
        var grants = new Grants(engine, clock);
        var grant = new Grant(
            user.Tenant, user.Name, Client, "openid", NumberMode.Select, clock.GetUtcNow(), SecretHash.OfSecret(session));
        var code = await grants.IssueCode(grant, new(Origin, null, null), cancel);
        await grants.RevokeRefreshToken(_tenant, Client, code, cancel);
    }

    private static RequestId Name() => new(RandomValues.Handle());

    private static T Told<T>(Reply<T> reply) where T : class => reply.Answer ?? throw Unexpected($"{typeof(T).Name} ({reply.Refused})");

    private static InvalidOperationException Unexpected(string what) => new($"A rehearsal was refused {what}.");

    /// <summary>A memory refuses what was signed in the second in which it began, and here nobody waits for the next.</summary>
    private sealed class NoMemory : IReplayMemory
    {
        public ValueTask<bool> IsFirst(
            ReplayKind kind, string id, DateTimeOffset issuedAt, DateTimeOffset until, CancellationToken cancel) => new(true);
    }

    /// <summary>The phone, with keys of its own.</summary>
    private sealed class Handset(string issuer, UserKey user, TimeProvider clock) : IDisposable
    {
        private readonly ECDsa _requests = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        private readonly ECDsa _decisions = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        private readonly DeviceId _device = new(RandomValues.Handle());

        public UserKey User => user;

        public Activation Activation(string code)
        {
            CanonicalBase64Url.TryDecode(code.AsSpan("cs1-".Length), out var json);
            using var read = JsonDocument.Parse(json);
            var secret = read.RootElement.GetProperty("secret").GetString()!;
            var proof = new ActivationProof(
                issuer, user.Tenant, user.Name, _device, SecretHash.OfSecret(secret), Of(_requests).Thumbprint, Of(_decisions).Thumbprint,
                clock.GetUtcNow());
            return new(
                user.Tenant, user.Name, secret, _device, "Nobody's phone", Of(_requests), App,
                proof.Sign(Of(_requests).Thumbprint, digest => Sign(_requests, digest)),
                new DecisionKeyOffer.Own(Of(_decisions), proof.Sign(Of(_decisions).Thumbprint, digest => Sign(_decisions, digest))));
        }

        public DeviceRequest Request(string method, string path)
        {
            var proof = new RequestProof(
                issuer, user.Tenant, user.Name, _device, method, path, NoBody, App, RandomValues.Handle(), clock.GetUtcNow());
            return new(user.Tenant, proof.Sign(Of(_requests).Thumbprint, digest => Sign(_requests, digest)), method, path, NoBody);
        }

        public string Approval(WaitingChallenge seen, string number) => new DecisionStatement(
            issuer, user.Tenant, user.Name, seen.Challenge, seen.Nonce, Decision.Approve, number, _device, seen.Client, seen.Context.Hash(),
            true, clock.GetUtcNow()).Sign(Of(_decisions).Thumbprint, digest => Sign(_decisions, digest));

        public void Dispose()
        {
            _requests.Dispose();
            _decisions.Dispose();
        }

        private static PublicKey Of(ECDsa key)
        {
            var point = key.ExportParameters(includePrivateParameters: false).Q;
            return new(CanonicalBase64Url.Encode(point.X), CanonicalBase64Url.Encode(point.Y));
        }

        private static byte[] Sign(ECDsa key, byte[] digest) => key.SignHash(digest);
    }
}
