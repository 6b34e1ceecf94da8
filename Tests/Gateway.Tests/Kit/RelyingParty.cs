using System.Buffers.Text;
using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Countersign.Engine;
using Countersign.SignIn.Clients;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>An application that sends people here to sign in: does what it should, unless a test tells it otherwise.</summary>
internal sealed class RelyingParty(RunningGateway gateway, string id, string tenant = "contoso")
{
    public const string Callback = "https://portal.example/callback";

    public string Id => id;
    public string Tenant => tenant;
    public string? Secret { get; set; }
    public SignerKey? AssertionKey { get; init; }
    public SignerKey? ProofKey { get; set; }
    public string RedirectUri { get; init; } = Callback;
    public string Verifier { get; } = RandomValues.Handle() + RandomValues.Handle();
    public string Issuer => gateway.Url + "/" + tenant;
    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    /// <summary>A client as an administrator would register it, to be changed.</summary>
    public static Client Registration(string id, ClientAuthenticationMethod authentication = ClientAuthenticationMethod.Secret) => new(
        id, "Contoso Portal", authentication, [], [], ClientGrants.Code | ClientGrants.Refresh, [Callback], ["https://portal.example/bye"],
        SigningAlgorithm.ES256, false, false, Backchannel.Default);

    /// <summary>Registered with a secret.</summary>
    public static async Task<RelyingParty> WithSecret(
        RunningGateway gateway, string id = "portal", Func<Client, Client>? change = null, string tenant = "contoso")
    {
        var client = Registration(id);
        await gateway.Operator.Register(tenant, change is null ? client : change(client));
        return new(gateway, id, tenant) { Secret = await gateway.Operator.Secret(tenant, id) };
    }

    /// <summary>Registered without any means to prove itself.</summary>
    public static async Task<RelyingParty> Public(RunningGateway gateway, string id = "spa", Func<Client, Client>? change = null)
    {
        var client = Registration(id, ClientAuthenticationMethod.None);
        await gateway.Operator.Register("contoso", change is null ? client : change(client));
        return new(gateway, id);
    }

    /// <summary>Registered with a key.</summary>
    public static async Task<RelyingParty> WithKey(RunningGateway gateway, SignerKey key, string id = "vault")
    {
        var algorithm = key.Algorithm == "ES256" ? SigningAlgorithm.ES256 : SigningAlgorithm.PS256;
        var registered = ImmutableArray.Create(new ClientKey("k1", algorithm, key.PublicJwk.ToJsonString()));
        await gateway.Operator.Register("contoso", Registration(id, ClientAuthenticationMethod.PrivateKeyJwt) with { Keys = registered });
        return new(gateway, id) { AssertionKey = key };
    }

    // --- the front channel ----------------------------------------------------------------------------------------------------

    /// <summary>An authorization request; a change to null leaves the parameter out.</summary>
    public List<(string Name, string Value)> Request(params IEnumerable<(string Name, string? Value)> changes)
    {
        var parameters = new Dictionary<string, string?>
        {
            ["response_type"] = "code", ["client_id"] = id, ["redirect_uri"] = RedirectUri,
            ["scope"] = "openid profile email offline_access",
            ["state"] = "a state with spaces & signs", ["nonce"] = "n-1", ["code_challenge"] = Challenge,
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes) parameters[name] = value;
        return [.. from parameter in parameters where parameter.Value is not null select (parameter.Key, parameter.Value!)];
    }

    public Task<Reply> Authorize(Browser? browser, params IEnumerable<(string Name, string? Value)> changes) =>
        Get(browser, "/authorize?" + Encode(Request(changes)));

    /// <summary>To the page, which must be where it leads: the sealed request.</summary>
    public async Task<string> Begin(Browser? browser, params IEnumerable<(string Name, string? Value)> changes)
    {
        var reply = (await Authorize(browser, changes)).MustBe(303);
        var location = reply.Header("Location")!;
        Assert.StartsWith($"/{tenant}/sign-in?request=", location);
        return location[(location.IndexOf('=') + 1)..];
    }

    public Task<Reply> Continue(Browser? browser, string request) => Get(browser, "/authorize/continue?request=" + request);

    /// <summary>A code for whoever is signed in at the browser.</summary>
    public async Task<string> Code(Browser browser, params IEnumerable<(string Name, string? Value)> changes) =>
        Answer(await Authorize(browser, changes))["code"];

    /// <summary>
    /// The parameters that the browser is sent back with; it must be on its way to the registered address, from this issuer.
    /// </summary>
    public Dictionary<string, string> Answer(Reply reply, char mark = '?')
    {
        reply.MustBe(303);
        var location = reply.Header("Location")!;
        Assert.StartsWith(RedirectUri + mark, location);
        var answer = Decode(location[(RedirectUri.Length + 1)..]);
        Assert.Equal(Issuer, answer["iss"]);
        return answer;
    }

    /// <summary>The error it is sent back with, and no code.</summary>
    public string Refusal(Reply reply)
    {
        var answer = Answer(reply);
        Assert.False(answer.ContainsKey("code"));
        Assert.Matches("^CS[0-9]{4} [\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+$", answer["error_description"]);
        return answer["error"];
    }

    public Task<Reply> Get(Browser? browser, string path) => Send(browser, new(HttpMethod.Get, Issuer + path));

    public Task<Reply> Post(
        Browser? browser, string path, IEnumerable<(string Name, string Value)> form, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Issuer + path) { Content = Form(form) };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return Send(browser, request);
    }

    // --- the back channel -----------------------------------------------------------------------------------------------------

    /// <summary>The token set for a code.</summary>
    public async Task<Reply> Tokens(Browser browser, params IEnumerable<(string Name, string? Value)> changes) =>
        (await Redeem(await Code(browser, changes))).MustBe(200);

    public Task<Reply> Redeem(string code, params IEnumerable<(string Name, string? Value)> changes) =>
        Ask("/token",
            [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", RedirectUri), ("code_verifier", Verifier), .. changes]);

    public Task<Reply> Refresh(string token, params IEnumerable<(string Name, string? Value)> changes) =>
        Ask("/token", [("grant_type", "refresh_token"), ("refresh_token", token), .. changes]);

    /// <summary>A request of this client, authenticated as it is registered. The last value of a name counts; null leaves it out.</summary>
    public Task<Reply> Ask(string path, params IEnumerable<(string Name, string? Value)> form)
    {
        var parameters = new Dictionary<string, string?>();
        foreach (var (name, value) in (IEnumerable<(string, string?)>)[.. Means(), .. form]) parameters[name] = value;
        var request = new HttpRequestMessage(HttpMethod.Post, Issuer + path)
        {
            Content = Form([.. from parameter in parameters where parameter.Value is not null select (parameter.Key, parameter.Value!)]),
        };
        if (Secret is not null) request.Headers.TryAddWithoutValidation("Authorization", Basic(id, Secret));
        if (ProofKey is not null) request.Headers.TryAddWithoutValidation("DPoP", Proof("POST", Issuer + path));
        return Browser.Read(gateway.Client, request);
    }

    /// <summary>The UserInfo endpoint, with a bearer token or a proof.</summary>
    public Task<Reply> UserInfo(string token, string? proof = null, string method = "GET")
    {
        var request = new HttpRequestMessage(new(method), Issuer + "/userinfo");
        request.Headers.TryAddWithoutValidation("Authorization", (proof is null ? "Bearer " : "DPoP ") + token);
        if (proof is not null) request.Headers.TryAddWithoutValidation("DPoP", proof);
        return Browser.Read(gateway.Client, request);
    }

    public static string Basic(string name, string secret) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(WebUtility.UrlEncode(name) + ":" + WebUtility.UrlEncode(secret)));

    /// <summary>A fresh client assertion (RFC 7523), to be made wrong by a test.</summary>
    public string Assertion(Action<JsonObject>? claims = null, Action<JsonObject>? header = null, SignerKey? key = null)
    {
        var now = gateway.Clock.GetUtcNow().ToUnixTimeSeconds();
        var said = new JsonObject
        {
            ["iss"] = id, ["sub"] = id, ["aud"] = Issuer, ["jti"] = RandomValues.Handle(), ["iat"] = now, ["exp"] = now + 60,
        };
        var head = new JsonObject { ["alg"] = (key ?? AssertionKey!).Algorithm, ["kid"] = "k1", ["typ"] = "client-authentication+jwt" };
        claims?.Invoke(said);
        header?.Invoke(head);
        return Jwt.Sign(key ?? AssertionKey!, head, said);
    }

    /// <summary>A fresh DPoP proof (RFC 9449 4.2), to be made wrong by a test.</summary>
    public string Proof(
        string method, string address, string? token = null, Action<JsonObject>? claims = null, Action<JsonObject>? header = null,
        SignerKey? key = null)
    {
        key ??= ProofKey!;
        var said = new JsonObject
        {
            ["jti"] = RandomValues.Handle(), ["htm"] = method, ["htu"] = address, ["iat"] = gateway.Clock.GetUtcNow().ToUnixTimeSeconds(),
        };
        if (token is not null) said["ath"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(token)));
        var head = new JsonObject { ["alg"] = key.Algorithm, ["typ"] = "dpop+jwt", ["jwk"] = key.PublicJwk.DeepClone() };
        claims?.Invoke(said);
        header?.Invoke(head);
        return Jwt.Sign(key, head, said);
    }

    public static FormUrlEncodedContent Form(IEnumerable<(string Name, string Value)> parameters) =>
        new(parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)));

    public static string Encode(IEnumerable<(string Name, string Value)> parameters) =>
        string.Join('&', parameters.Select(parameter => parameter.Name + "=" + Uri.EscapeDataString(parameter.Value)));

    public static Dictionary<string, string> Decode(string query) =>
        query.Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));

    private IEnumerable<(string Name, string? Value)> Means()
    {
        if (Secret is null && AssertionKey is null) yield return ("client_id", id);
        if (AssertionKey is null) yield break;
        yield return ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        yield return ("client_assertion", Assertion());
    }

    private Task<Reply> Send(Browser? browser, HttpRequestMessage request)
    {
        if (browser?.Cookies.Count > 0)
        {
            request.Headers.Add("Cookie", string.Join("; ", browser.Cookies.Select(c => c.Key + "=" + c.Value)));
        }

        return Browser.Read(gateway.Client, request);
    }
}
