using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Countersign.Engine;
using Countersign.SignIn;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.WebAuthn;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>A phone with real keys, in the hands of one user. Signs what it is told to, right or wrong.</summary>
internal sealed class Handset(Site gateway, string tenant, string user)
{
    public string Device { get; init; } = RandomValues.Handle();
    public HandsetKey RequestKey { get; init; } = new();
    public HandsetKey DecisionKey { get; init; } = new();
    public AppReport Report { get; init; } = new(Platform.Ios, "18.1", "2.0");

    /// <summary>Holds the decision key instead of <see cref="DecisionKey"/>; null: the app keeps it.</summary>
    public SoftAuthenticator? Authenticator { get; init; }

    public string Tenant => tenant;
    public string User => user;

    /// <summary>The public origin of the service; null: the gateway's own address.</summary>
    private string? Origin { get; init; }

    private string Issuer => Home + "/" + tenant;

    private string Home => Origin ?? gateway.Url;

    /// <summary>The same installation with keys of its own for another account.</summary>
    public Handset For(string otherTenant, string otherUser) => new(gateway, otherTenant, otherUser) { Device = Device };

    /// <summary>The same installation and keys, talking to another gateway.</summary>
    public Handset At(Site other) =>
        new(other, tenant, user)
        {
            Device = Device, RequestKey = RequestKey, DecisionKey = DecisionKey, Report = Report, Authenticator = Authenticator,
        };

    /// <summary>The same phone, by way of another gateway of the same service.</summary>
    public Handset By(Site other) => new(other, tenant, user)
    {
        Device = Device, RequestKey = RequestKey, DecisionKey = DecisionKey, Report = Report, Origin = Origin ?? gateway.Url,
    };

    /// <summary>The same, after an update of system or app, or never updated.</summary>
    public Handset With(AppReport report) =>
        new(gateway, tenant, user) { Device = Device, RequestKey = RequestKey, DecisionKey = DecisionKey, Report = report };

    // --- registration ---------------------------------------------------------------------------------------------------------

    public async Task<Reply> Activate(string code) => await Post("/device/activate", ActivationBody(code));

    /// <summary>The body of <c>activate</c> for the code as My Security Info shows it.</summary>
    public string ActivationBody(string code)
    {
        var shown = JsonElement.Parse(Base64Url.DecodeFromChars(code.AsSpan("cs1-".Length)));
        Assert.Equal(Issuer, shown.GetProperty("issuer").GetString());
        Assert.Equal(user, shown.GetProperty("user").GetString());
        var secret = shown.GetProperty("secret").GetString()!;
        var proof = new ActivationProof(
            Issuer, new(tenant), new(user), new(Device), SecretHash.OfSecret(secret), RequestKey.Name,
            Authenticator?.Public.Thumbprint ?? DecisionKey.Name, gateway.Time.GetUtcNow());
        var body = new Dictionary<string, object>
        {
            ["user_name"] = user,
            ["code"] = secret,
            ["device"] = Device,
            ["name"] = "Ada's phone",
            ["platform"] = AppReport.WordFor(Report.Platform),
            ["os"] = Report.Os,
            ["app"] = Report.App,
            ["request_key"] = RequestKey.Jwk,
            ["request_proof"] = proof.Sign(RequestKey.Name, RequestKey.Sign),
        };
        if (Authenticator is not null)
        {
            body["credential"] = Authenticator.Register(
                Home, WebAuthnRegistration.Challenge(Issuer, new(user), new(Device), SecretHash.OfSecret(secret), RequestKey.Name));
            return JsonSerializer.Serialize(body);
        }

        body["decision_key"] = DecisionKey.Jwk;
        body["decision_proof"] = proof.Sign(DecisionKey.Name, DecisionKey.Sign);
        return JsonSerializer.Serialize(body);
    }

    public Task<Reply> Register(string ownership = "individual") =>
        Send(HttpMethod.Post, "/device/register", $$"""{"ownership":"{{ownership}}"}""");

    public Task<Reply> Enable() => Send(HttpMethod.Put, "/device/phone-sign-in");

    /// <summary>Registers to be woken there; null: no more.</summary>
    public Task<Reply> SetPush(string? subscription) => subscription is null
        ? Send(HttpMethod.Delete, "/device/push")
        : Send(HttpMethod.Put, "/device/push", subscription);

    public Task<Reply> Disable() => Send(HttpMethod.Delete, "/device/phone-sign-in");

    // --- use ------------------------------------------------------------------------------------------------------------------

    public Task<Reply> Waiting(int? wait = null) => Send(HttpMethod.Get, "/device/waiting", query: wait is null ? "" : "?wait=" + wait);

    /// <summary>The waiting challenge; there must be one.</summary>
    public async Task<JsonElement> See()
    {
        var waiting = (await Waiting()).MustBe(200).Json.GetProperty("waiting");
        Assert.Equal(JsonValueKind.Object, waiting.ValueKind);
        return waiting;
    }

    public Task<Reply> Answer(string jws) => Post("/device/answer", $$"""{"statement":"{{jws}}"}""");

    public Task<Reply> Answer(string jws, string assertion) =>
        Post("/device/answer", $$"""{"statement":"{{jws}}","assertion":"{{assertion}}"}""");

    public async Task<Reply> Approve(string number)
    {
        var jws = Sign(Statement(await See(), Decision.Approve, number));
        return Authenticator is null ? await Answer(jws) : await Answer(jws, Assertion(jws, Authenticator));
    }

    /// <summary>An authenticator's answer to a signed statement.</summary>
    public string Assertion(string jws, SoftAuthenticator authenticator) =>
        authenticator.Assert(Home, SHA256.HashData(Encoding.ASCII.GetBytes(jws[..jws.LastIndexOf('.')])));

    public async Task<Reply> Deny(bool notMe = false) =>
        await Answer(Sign(Statement(await See(), Decision.Deny, "") with { NotMe = notMe }));

    public DecisionStatement Statement(JsonElement seen, Decision decision, string number)
    {
        string Text(string member) => seen.GetProperty(member).GetString()!;
        var shown = new ShownContext(Text("application"), Text("place"), Text("address"), Text("browser"), Text("message"));
        return new(
            Issuer, new(tenant), new(user), new(Text("challenge")), Text("nonce"), decision, number, new(Device), Text("client"),
            shown.Hash(), decision == Decision.Approve, gateway.Time.GetUtcNow());
    }

    /// <summary>By the decision key, or by the request key where an authenticator has the other.</summary>
    public string Sign(DecisionStatement statement)
    {
        var key = Authenticator is null ? DecisionKey : RequestKey;
        return statement.Sign(key.Name, key.Sign);
    }

    public Task<EventStream> Events() => EventStream.Open(gateway.Client, Request(HttpMethod.Get, "/device/events"));

    // --- requests -------------------------------------------------------------------------------------------------------------

    /// <summary>A true proof of such a request, to be signed as it is or made wrong first.</summary>
    public RequestProof Proof(HttpMethod method, string path, string? body = null) => new(
        Issuer, new(tenant), new(user), new(Device), method.Method, "/" + tenant + "/v1" + path,
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(body ?? ""))), Report, RandomValues.Handle(),
        gateway.Time.GetUtcNow());

    public string Sign(RequestProof proof) => proof.Sign(RequestKey.Name, RequestKey.Sign);

    public Task<Reply> Send(HttpMethod method, string path, string? body = null, string query = "") =>
        Browser.Read(gateway.Client, Request(method, path, body, query));

    public HttpRequestMessage Request(HttpMethod method, string path, string? body = null, string query = "", params string[] proofs)
    {
        var request = new HttpRequestMessage(method, gateway.Url + "/" + tenant + "/v1" + path + query);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var proof in proofs.Length > 0 ? proofs : [Sign(Proof(method, path, body))])
            request.Headers.TryAddWithoutValidation("Countersign-Proof", proof);
        return request;
    }

    private Task<Reply> Post(string path, string json) => Browser.Read(
        gateway.Client,
        new(HttpMethod.Post, gateway.Url + "/" + tenant + "/v1" + path) { Content =
            new StringContent(json, Encoding.UTF8, "application/json") });
}

/// <summary>A P-256 key pair. Any thread may sign.</summary>
internal sealed class HandsetKey
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Lock _turn = new();

    public HandsetKey()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        Public = new(Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
    }

    public PublicKey Public { get; }

    public KeyThumbprint Name => Public.Thumbprint;

    public Dictionary<string, string> Jwk => new() { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Public.X, ["y"] = Public.Y };

    public byte[] Sign(byte[] digest)
    {
        lock (_turn) return _key.SignHash(digest);
    }
}
