using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Countersign.SignIn.Clients;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Countersign.Gateway.Tests.Conformance;

/// <summary>
/// The scene of the certification plans: a provider, one person with a phone, and a client registered as they register theirs: with a
/// secret in the header, RS256, and no PKCE unless a module is about it.
/// </summary>
internal sealed class Plan : IAsyncDisposable
{
    public const string Ada = "ada@contoso.example", Nonce = "n-1", State = "a state with spaces & signs";

    private Plan(RunningGateway gateway, RelyingParty client, Handset phone) => (Gateway, Client, Phone) = (gateway, client, phone);

    public RunningGateway Gateway { get; }
    public RelyingParty Client { get; }
    public Handset Phone { get; }
    public long Now => Gateway.Clock.GetUtcNow().ToUnixTimeSeconds();

    public static async Task<Plan> Open()
    {
        var gateway = await RunningGateway.Furnished();
        return new(gateway, await Register(gateway, "portal"), await gateway.Enrol(Ada));
    }

    public static Task<RelyingParty> Register(RunningGateway gateway, string id, Func<Client, Client>? change = null) =>
        RelyingParty.WithSecret(
        gateway, id, client => (change ?? (same => same))(client with { IdTokenAlgorithm = SigningAlgorithm.RS256 }));

    /// <summary>A browser at which she has just signed in.</summary>
    public Task<Browser> SignedIn() => Gateway.SignIn(Phone);

    public Task<Reply> Authorize(Browser? browser, params (string Name, string? Value)[] changes) =>
        Client.Authorize(browser, Changes(changes));

    /// <summary>To the page, where she must sign in (anew); the answer is what the client gets afterwards.</summary>
    public async Task<Reply> AuthorizeByThePage(Browser browser, params (string Name, string? Value)[] changes)
    {
        var request = await Client.Begin(browser, Changes(changes));
        (await Phone.Approve(await browser.Prompt(Ada))).MustBe(200);
        (await browser.Redeem()).MustBe(200);
        return await Client.Continue(browser, request);
    }

    /// <summary>A flow from the answer at the front channel to UserInfo, with everything checked that a client checks.</summary>
    public async Task<(Reply Tokens, JsonElement Claims, Reply UserInfo)> Finish(
        Reply answered, string? nonce = Nonce, string? state = State, string? verifier = null, RelyingParty? client = null)
    {
        client ??= Client;
        var answer = client.Answer(answered);
        Assert.Equal(state, answer.GetValueOrDefault("state"));
        Assert.Matches("^[A-Za-z0-9._-]{22,}$", answer["code"]);
        var tokens = (await client.Redeem(answer["code"], ("code_verifier", verifier))).MustBe(200);
        var claims = await Check(client, tokens, nonce);
        var said = (await client.UserInfo(tokens["access_token"])).MustBe(200);
        Assert.Equal(claims.GetProperty("sub").GetString(), said["sub"]);   // Core 5.3.2
        return (tokens, claims, said);
    }

    /// <summary>A flow of somebody who is signed in.</summary>
    public async Task<(Reply Tokens, JsonElement Claims, Reply UserInfo)> Run(
        Browser browser, params (string Name, string? Value)[] changes) =>
        await Finish(await Authorize(browser, changes));

    /// <summary>RFC 6749 5.1, Core 3.1.3.3, 3.1.3.7 and 3.1.3.8: the answer and the ID token, step by step.</summary>
    public async Task<JsonElement> Check(RelyingParty client, Reply tokens, string? nonce)
    {
        Assert.Equal("no-store", tokens.Header("Cache-Control"));
        Assert.Equal("application/json", tokens.Header("Content-Type"));
        Assert.Equal("Bearer", tokens["token_type"]);
        Assert.Equal(600, tokens.Json.GetProperty("expires_in").GetInt32());
        var keys = new JsonWebKeySet((await Gateway.Get(client.Issuer + "/jwks")).MustBe(200).Text);
        var token = tokens["id_token"];
        Assert.Equal("RS256", Jwt.Header(token).GetProperty("alg").GetString());
        Assert.Single(keys.Keys, key => key.Kid == Jwt.Header(token).GetProperty("kid").GetString());
        var valid = await new JsonWebTokenHandler().ValidateTokenAsync(token, new()
        {
            IssuerSigningKeys = keys.GetSigningKeys(), ValidAlgorithms = ["RS256"], ValidIssuer = client.Issuer, ValidAudience = client.Id,
            LifetimeValidator = (_, expires, _, _) => expires > Gateway.Clock.GetUtcNow().UtcDateTime,
        });
        Assert.True(valid.IsValid, valid.Exception?.Message);
        return CheckClaims(client, tokens, nonce);
    }

    private JsonElement CheckClaims(RelyingParty client, Reply tokens, string? nonce)
    {
        var claims = Jwt.Claims(tokens["id_token"]);
        Assert.Equal((client.Issuer, client.Id), (claims.GetProperty("iss").GetString(), claims.GetProperty("aud").GetString()));
        Assert.Matches("^[\\x21-\\x7E]{1,255}$", claims.GetProperty("sub").GetString());
        Assert.Equal((Now, Now + 600), (claims.GetProperty("iat").GetInt64(), claims.GetProperty("exp").GetInt64()));
        Assert.InRange(claims.GetProperty("auth_time").GetInt64(), Now - 3600, Now);
        Assert.Equal(nonce, claims.TryGetProperty("nonce", out var said) ? said.GetString() : null);
        Assert.False(claims.TryGetProperty("azp", out _));
        Assert.Equal(
            Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(tokens["access_token"])).AsSpan(0, 16)),
                claims.GetProperty("at_hash").GetString());
        return claims;
    }

    /// <summary>Sends no PKCE and asks for no more than <c>openid</c>, unless a module does.</summary>
    private static (string Name, string? Value)[] Changes((string Name, string? Value)[] changes) =>
        [("code_challenge", null), ("code_challenge_method", null), ("scope", "openid"), .. changes];

    /// <summary>The discovery document.</summary>
    public async Task<JsonElement> Discovery() => (await Gateway.Get(Client.Issuer + "/.well-known/openid-configuration")).MustBe(200).Json;

    public static string[] List(JsonElement document, string name) =>
        [.. document.GetProperty(name).EnumerateArray().Select(value => value.GetString()!)];

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();
}
