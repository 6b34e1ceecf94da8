using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Countersign.SignIn;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Contract;

/// <summary>An app installation with real keys, in the hands of one user.</summary>
internal sealed class TestPhone(House house, UserKey user)
{
    private static readonly string EmptyBody = CanonicalBase64Url.Encode(SHA256.HashData([]));

    public UserKey User => user;
    public DeviceId Device { get; init; } = new(RandomValues.Handle());
    public TestKey RequestKey { get; init; } = new();
    public TestKey DecisionKey { get; init; } = new();
    public AppReport Report { get; init; } = new(Platform.Ios, "18.1", "2.0");

    /// <summary>The house this phone talks to; another view of it when given.</summary>
    public House House { get; init; } = house;

    private string Issuer => House.Proofs.Issuer(user.Tenant);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The same installation, set up for somebody else with keys of their own.</summary>
    public TestPhone For(UserKey other, House? at = null) => new(at ?? House, other) { Device = Device };

    /// <summary>The same installation, keys and user, talking to another host.</summary>
    public TestPhone At(House other) => new(other, user) { Device = Device, RequestKey = RequestKey, DecisionKey = DecisionKey };

    /// <summary>Stage 1, from a fresh activation code.</summary>
    public async Task Activate()
    {
        var session = await House.SignInWithPass(user);
        var issued = await House.SecurityInfo.AddMethod(user.Tenant, session, Cancel);
        Assert.IsType<UserAnswer.Done>(await Activate(issued.Answer!.Code));
    }

    /// <param name="withOneKey">The request key twice, which would make the PIN guard nothing.</param>
    public Task<UserAnswer> Activate(string code, bool withOneKey = false)
    {
        var decisionKey = withOneKey ? RequestKey : DecisionKey;
        Assert.True(CanonicalBase64Url.TryDecode(code.AsSpan("cs1-".Length), out var json));
        using var read = JsonDocument.Parse(json);
        var secret = read.RootElement.GetProperty("secret").GetString()!;
        var proof = new ActivationProof(
            Issuer, user.Tenant, user.Name, Device, SecretHash.OfSecret(secret), RequestKey.Name, decisionKey.Name,
            House.Clock.GetUtcNow());
        var activation = new Activation(
            user.Tenant, user.Name, secret, Device, "Ada's phone", RequestKey.Public, Report,
            proof.Sign(RequestKey.Name, RequestKey.Sign),
            new DecisionKeyOffer.Own(decisionKey.Public, proof.Sign(decisionKey.Name, decisionKey.Sign)));
        return House.Phones.Activate(activation, Cancel).Told();
    }

    /// <summary>A request this phone signed just now.</summary>
    public DeviceRequest Request(string method, string path)
    {
        var proof = new RequestProof(
            Issuer, user.Tenant, user.Name, Device, method, path, EmptyBody, Report, RandomValues.Handle(), House.Clock.GetUtcNow());
        return new(user.Tenant, proof.Sign(RequestKey.Name, RequestKey.Sign), method, path, EmptyBody);
    }

    public Task<UserAnswer> Register(bool individual = true) =>
        House.Phones.Register(Request("POST", "/register"), individual, Cancel).Told();

    public Task<UserAnswer> Enable() => House.Phones.Enable(Request("POST", "/enable"), Cancel).Told();

    /// <summary>Registers to be woken; null: no more.</summary>
    public Task<UserAnswer> SetPush(PushSubscription? subscription) =>
        House.Phones.SetPush(Request("PUT", "/push"), subscription, Cancel).Told();

    public Task<UserAnswer> Disable() => House.Phones.Disable(Request("POST", "/disable"), Cancel).Told();

    public Task<UserAnswer> Fetch(TimeSpan wait = default) => House.Phones.Fetch(Request("GET", "/challenge"), wait, Cancel).Told();

    /// <summary>The waiting challenge; there must be one.</summary>
    public async Task<WaitingChallenge> See() => Assert.IsType<WaitingChallenge>(await Fetch());

    public DecisionStatement Statement(WaitingChallenge seen, Decision decision, string number) => new(
        Issuer, user.Tenant, user.Name, seen.Challenge, seen.Nonce, decision, number, Device, seen.Client, seen.Context.Hash(), true,
        House.Clock.GetUtcNow());

    public string Sign(DecisionStatement statement) => statement.Sign(DecisionKey.Name, DecisionKey.Sign);

    public string Approval(WaitingChallenge seen, string number) => Sign(Statement(seen, Decision.Approve, number));

    public string Denial(WaitingChallenge seen) => Sign(Statement(seen, Decision.Deny, ""));

    public Task<UserAnswer> Send(string jws) => House.Phones.Answer(user.Tenant, jws, null, Cancel).Told();

    /// <summary>Sees what is waiting and approves it with this number.</summary>
    public async Task<UserAnswer> Approve(string number) => await Send(Approval(await See(), number));

    public async Task<UserAnswer> Deny() => await Send(Denial(await See()));

    /// <summary>A whole sign-in: prompt, approval, redemption.</summary>
    public async Task<(BrowserTransaction Browser, string Session)> SignIn()
    {
        var (browser, prompt) = await House.Prompt(user);
        Assert.Equal(new Decided(Outcome.Approved), await Approve(prompt.Number));
        return (browser, (await House.Redeem(browser)).Session!);
    }
}

/// <summary>A P-256 key pair. Any thread may sign.</summary>
internal sealed class TestKey
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Lock _turn = new();

    public TestKey()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        Public = new(CanonicalBase64Url.Encode(point.X), CanonicalBase64Url.Encode(point.Y));
    }

    public PublicKey Public { get; }

    public KeyThumbprint Name => Public.Thumbprint;

    public byte[] Sign(byte[] digest)
    {
        lock (_turn) return _key.SignHash(digest);
    }
}
