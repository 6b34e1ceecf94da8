using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

// A small OpenID provider that stands in for an organisation's AD FS on one's own machine: it shows how a person who cannot use the phone
// goes to their organisation and comes back signed in. It is no AD FS, and no provider for anybody: everybody has the same password, which
// its page shows. ./run starts it; by hand:
//   STANDIN_URL=http://127.0.0.1:5083 STANDIN_CLIENT_ID=countersign STANDIN_CLIENT_SECRET=… \
//     STANDIN_REDIRECT=http://127.0.0.1:5080/contoso/federation/fabrikam/ dotnet run --project Samples/AdfsStandIn
const string Password = "stand-in";
var (url, client, secret, redirect) = (Setting("URL"), Setting("CLIENT_ID"), Setting("CLIENT_SECRET"), Setting("REDIRECT"));
var issuer = url + "/adfs";
var codes = new ConcurrentDictionary<string, Granted>();
using var key = RSA.Create(2048);
var keyId = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(9));

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.UseUrls(url);
var app = builder.Build();

app.MapGet("/adfs/.well-known/openid-configuration", () => Json(new()
{
    ["issuer"] = issuer, ["authorization_endpoint"] = issuer + "/oauth2/authorize", ["token_endpoint"] = issuer + "/oauth2/token",
    ["jwks_uri"] = issuer + "/discovery/keys", ["end_session_endpoint"] = issuer + "/oauth2/logout",
    ["response_types_supported"] = new JsonArray("code"), ["subject_types_supported"] = new JsonArray("pairwise"),
    ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"), ["authorization_response_iss_parameter_supported"] = true,
}));
app.MapGet("/adfs/discovery/keys", () =>
{
    var part = key.ExportParameters(includePrivateParameters: false);
    return Json(new()
    {
        ["keys"] = new JsonArray(new JsonObject
        {
            ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = keyId, ["n"] = Base64Url.EncodeToString(part.Modulus),
            ["e"] = Base64Url.EncodeToString(part.Exponent),
        }),
    });
});
app.MapGet("/adfs/oauth2/authorize", (HttpRequest request) =>
    Asked.From(request.Query) is { } asked && asked.IsOf(client, redirect)
        ? Form(asked, request.Query["login_hint"].ToString(), null)
        : Page("That is no request of this stand-in's one client", ""));
app.MapPost("/adfs/oauth2/authorize", async (HttpRequest request) =>
{
    var form = await request.ReadFormAsync();
    if (Asked.From(form) is not { } asked || !asked.IsOf(client, redirect)) return Page("That is no request", "");
    var user = form["user"].ToString().Trim().ToLowerInvariant();
    if (form["password"] != Password || !user.Contains('@')) return Form(asked, user, "The user name or the password is not right.");
    var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
    codes[code] = new(asked, user, DateTimeOffset.UtcNow);
    return Results.Redirect($"{asked.RedirectUri}?code={code}&iss={Escape(issuer)}&state={Escape(asked.State)}");
});
app.MapPost("/adfs/oauth2/token", async (HttpRequest request) =>
{
    var form = await request.ReadFormAsync();
    if (form["client_id"] != client || form["client_secret"] != secret) return Json(new() { ["error"] = "invalid_client" }, 401);
    if (!codes.TryRemove(form["code"].ToString(), out var granted) || !granted.IsMet(form))
        return Json(new() { ["error"] = "invalid_grant" }, 400);
    return Json(new() { ["access_token"] = "none", ["token_type"] = "Bearer", ["expires_in"] = 300, ["id_token"] = Token(granted) });
});
app.MapGet("/adfs/oauth2/logout", (HttpRequest request) =>
    request.Query["post_logout_redirect_uri"] is [{ } back] && back == redirect + "signed-out"
        ? Results.Redirect(back + (request.Query["state"] is [{ } state] ? "?state=" + Escape(state) : ""))
        : Page("You are signed out of the stand-in", ""));
await app.StartAsync();
Console.WriteLine("The stand-in for AD FS is ready on " + url);
await app.WaitForShutdownAsync();

string Token(Granted granted)
{
    var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
    var claims = new JsonObject
    {
        ["iss"] = issuer, ["aud"] = client, ["sub"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(granted.User))),
        ["upn"] = granted.User, ["nonce"] = granted.Asked.Nonce, ["iat"] = now, ["exp"] = now + 300,
        ["auth_time"] = granted.At.ToUnixTimeSeconds(), ["amr"] = new JsonArray("pwd"),
    };
    var header = new JsonObject { ["alg"] = "RS256", ["kid"] = keyId, ["typ"] = "JWT" };
    var input = Part(header) + "." + Part(claims);
    var signature = key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    return input + "." + Base64Url.EncodeToString(signature);
}

static string Part(JsonObject json) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(json));

static string Setting(string name) =>
    Environment.GetEnvironmentVariable("STANDIN_" + name) ?? throw new ArgumentException($"STANDIN_{name} is not set.");

static string Escape(string text) => Uri.EscapeDataString(text);

static IResult Json(JsonObject body, int status = 200) => Results.Text(body.ToJsonString(), "application/json", statusCode: status);

static IResult Form(Asked asked, string user, string? wrong) => Page("Sign in to Fabrikam", $"""
    <p>This page stands in for the AD FS of an organisation. The password of everybody is <code>{Password}</code>.</p>
    {(wrong is null ? "" : $"<p role=alert><strong>{wrong}</strong></p>")}
    <form method=post action="/adfs/oauth2/authorize">{asked.Fields()}
    <p><label for=user>User account</label><br>
    <input id=user name=user value="{HtmlEncoder.Default.Encode(user)}" autocomplete=username required>
    <p><label for=password>Password</label><br>
    <input id=password name=password type=password autocomplete=current-password required autofocus>
    <p><button>Sign in</button></form>
    """);

static IResult Page(string title, string body) => Results.Content($$"""
    <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>{{title}} (stand-in for AD FS)</title>
    <style>
      body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1rem; color-scheme: light dark }
      input { font: inherit; padding: .5rem; width: 100%; box-sizing: border-box }
      button { font: inherit; padding: .7rem 1.2rem; border: 0; border-radius: .2rem; background: #2672ec; color: #fff; cursor: pointer }
    </style>
    <h1>{{title}}</h1>{{body}}</html>
    """, "text/html");

/// <summary>An authorization request, as far as it matters here.</summary>
internal sealed record Asked(string ClientId, string RedirectUri, string State, string Nonce, string Challenge)
{
    private static readonly string[] Names = ["client_id", "redirect_uri", "state", "nonce", "code_challenge"];

    public static Asked? From(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> parameters)
    {
        var given = parameters.ToDictionary(one => one.Key, one => one.Value.ToString());
        var values = Names.Select(name => given.GetValueOrDefault(name, "")).ToArray();
        return values.All(value => value.Length > 0) ? new(values[0], values[1], values[2], values[3], values[4]) : null;
    }

    public bool IsOf(string client, string redirect) => ClientId == client && RedirectUri == redirect + "callback";

    public string Fields() => string.Concat(Names.Zip([ClientId, RedirectUri, State, Nonce, Challenge], (name, value) =>
        $"<input type=hidden name={name} value=\"{HtmlEncoder.Default.Encode(value)}\">"));
}

/// <summary>A code that was given for somebody who signed in.</summary>
internal sealed record Granted(Asked Asked, string User, DateTimeOffset At)
{
    /// <summary>In time, by the same way, and with the verifier of its challenge (RFC 7636 4.6).</summary>
    public bool IsMet(IFormCollection form) =>
        DateTimeOffset.UtcNow - At < TimeSpan.FromMinutes(1) && form["redirect_uri"] == Asked.RedirectUri
        && Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) == Asked.Challenge;
}
