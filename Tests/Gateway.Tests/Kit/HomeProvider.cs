using System.Net;
using System.Text.Json.Nodes;
using Countersign.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>
/// An organisation's own OpenID provider, on https, with the throw-away certificate: does what it should, unless a test tells it otherwise.
/// </summary>
internal sealed class HomeProvider : IAsyncDisposable
{
    public const string Secret = "a secret of the provider's: 100% & more", ClientId = "countersign at fabrikam";
    private static readonly SignerKey Own = SignerKey.Rsa("RS256");   // drawing one takes a good part of a second
    private readonly Dictionary<string, (JsonObject Claims, string Challenge)> _codes = [];
    private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TestClock _clock;
    private WebApplication? _app;
    private int _discoveries, _keyReads, _exchanges;

    private HomeProvider(TestClock clock) => _clock = clock;

    public string Issuer { get; private set; } = "";

    public SignerKey Key { get; set; } = Own;

    public string KeyId { get; set; } = "k1";

    /// <summary>What it publishes; null: the key it signs with.</summary>
    public Func<JsonObject>? KeySet { get; set; }

    public Action<JsonObject>? Discovery { get; set; }

    /// <summary>Makes the next tokens wrong.</summary>
    public Action<JsonObject>? Claims { get; set; }

    public Func<JsonObject, string>? Sign { get; set; }

    /// <summary>Answers in its place; false: it answers itself.</summary>
    public Func<HttpContext, Task<bool>>? Trouble { get; set; }

    /// <summary>The answer of UserInfo; null: none is there.</summary>
    public JsonObject? UserInfo { get; set; }

    /// <summary>The form of the last token request, and its <c>Authorization</c>.</summary>
    public Dictionary<string, string> LastForm { get; private set; } = [];

    public string LastAuthorization { get; private set; } = "";

    public int Discoveries => _discoveries;

    public int KeyReads => _keyReads;

    public int Exchanges => _exchanges;

    public static async Task<HomeProvider> Start(TestClock clock)
    {
        var provider = new HomeProvider(clock);
        await FreePort.Bind(provider.Listen);
        return provider;
    }

    /// <summary>Answers nobody until the test is over.</summary>
    public async Task<bool> Hold(HttpContext http)
    {
        await _letGo.Task.WaitAsync(http.RequestAborted);
        return true;
    }

    /// <summary>What a person does there: signs in as somebody, and is sent back. Answers the path of our own, to be opened.</summary>
    public string SignIn(string sentTo, string subject, string? name, Action<JsonObject>? claims = null)
    {
        var asked = Asked(sentTo);
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        var said = new JsonObject
        {
            ["iss"] = Issuer, ["aud"] = ClientId, ["sub"] = subject, ["nonce"] = asked["nonce"], ["iat"] = now, ["exp"] = now + 300,
            ["auth_time"] = now, ["upn"] = name,
        };
        claims?.Invoke(said);
        var code = RandomValues.Handle();
        _codes[code] = (said, asked["code_challenge"]);
        return Back(asked, ("code", code), ("iss", Issuer));
    }

    /// <summary>The way back with an answer of the test's.</summary>
    public static string Back(Dictionary<string, string> asked, params (string Name, string Value)[] answer) =>
        new Uri(asked["redirect_uri"]).AbsolutePath + "?" + RelyingParty.Encode([.. answer, ("state", asked["state"])]);

    /// <summary>The parameters of the authorization request that a browser was sent with.</summary>
    public Dictionary<string, string> Asked(string sentTo)
    {
        Assert.StartsWith(Issuer + "/authorize?", sentTo);
        return RelyingParty.Decode(sentTo[(sentTo.IndexOf('?') + 1)..]);
    }

    public async ValueTask DisposeAsync()
    {
        _letGo.TrySetResult();
        if (_app is not null) await _app.DisposeAsync();
    }

    private JsonObject Describe()
    {
        var document = new JsonObject
        {
            ["issuer"] = Issuer, ["authorization_endpoint"] = Issuer + "/authorize", ["token_endpoint"] = Issuer + "/token",
            ["jwks_uri"] = Issuer + "/keys", ["userinfo_endpoint"] = Issuer + "/userinfo", ["end_session_endpoint"] = Issuer + "/logout",
            ["authorization_response_iss_parameter_supported"] = true,
        };
        Discovery?.Invoke(document);
        return document;
    }

    private JsonObject Keys()
    {
        if (KeySet is not null) return KeySet();
        var jwk = Key.PublicJwk.DeepClone().AsObject();
        (jwk["kid"], jwk["use"], jwk["alg"]) = (KeyId, "sig", Key.Algorithm);
        return new() { ["keys"] = new JsonArray(jwk) };
    }

    private async Task Exchange(HttpContext http)
    {
        Interlocked.Increment(ref _exchanges);
        var form = await http.Request.ReadFormAsync();
        LastForm = form.ToDictionary(field => field.Key, field => field.Value.ToString());
        LastAuthorization = http.Request.Headers.Authorization.ToString();
        var isKnown = _codes.Remove(LastForm.GetValueOrDefault("code", ""), out var granted);
        if (!isKnown || granted.Challenge != Challenge(LastForm["code_verifier"]))
        {
            http.Response.StatusCode = 400;
            await http.Response.WriteAsJsonAsync(new JsonObject { ["error"] = "invalid_grant" });
            return;
        }

        Claims?.Invoke(granted.Claims);
        var token = Sign?.Invoke(granted.Claims)
            ?? Jwt.Sign(Key, new() { ["alg"] = Key.Algorithm, ["kid"] = KeyId, ["typ"] = "JWT" }, granted.Claims);
        var answer = new JsonObject { ["access_token"] = "access", ["token_type"] = "Bearer", ["id_token"] = token };
        await http.Response.WriteAsJsonAsync(answer);
    }

    private static string Challenge(string verifier) => System.Buffers.Text.Base64Url.EncodeToString(
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(verifier)));

    private async Task Listen(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(Certificates.Loopback)));
        var app = builder.Build();
        app.Use(async (http, next) =>
        {
            if (Trouble is null || !await Trouble(http)) await next(http);
        });
        Issuer = $"https://127.0.0.1:{port}/adfs";
        app.MapGet("/adfs/.well-known/openid-configuration", http =>
        {
            Interlocked.Increment(ref _discoveries);
            return http.Response.WriteAsJsonAsync(Describe());
        });
        app.MapGet("/adfs/keys", http =>
        {
            Interlocked.Increment(ref _keyReads);
            return http.Response.WriteAsJsonAsync(Keys());
        });
        app.MapPost("/adfs/token", Exchange);
        app.MapGet("/adfs/userinfo", http => http.Response.WriteAsJsonAsync(UserInfo ?? []));
        await app.StartAsync();
        _app = app;
    }
}
