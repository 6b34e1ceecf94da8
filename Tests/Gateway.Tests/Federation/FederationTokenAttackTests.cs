using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Countersign.Gateway.Tests.Federation;

/// <summary>
/// What an attacker can do with a provider's token (A10, J1, J2): each time nobody is signed in, and the browser is sent nowhere.
/// </summary>
public sealed class FederationTokenAttackTests
{
    private static readonly Dictionary<string, Action<JsonObject>> WrongClaims = new()
    {
        ["another issuer"] = claims => claims["iss"] = "https://evil.example",
        ["the issuer with a slash"] = claims => claims["iss"] = claims["iss"]!.GetValue<string>() + "/",
        ["no issuer"] = claims => claims.Remove("iss"),
        ["another audience"] = claims => claims["aud"] = "another",
        ["no audience"] = claims => claims.Remove("aud"),
        ["two audiences and no party"] = claims => claims["aud"] = new JsonArray(HomeProvider.ClientId, "another"),
        ["another party"] = claims => claims["azp"] = "another",
        ["a party that is no text"] = claims => claims["azp"] = new JsonArray(HomeProvider.ClientId),
        ["no nonce"] = claims => claims.Remove("nonce"),
        ["another nonce"] = claims => claims["nonce"] = new string('A', 43),
        ["a nonce that is no text"] = claims => claims["nonce"] = 7,
        ["over"] = claims => claims["exp"] = claims["iat"]!.GetValue<long>() - 61,
        ["no end"] = claims => claims.Remove("exp"),
        ["an end that is no number"] = claims => claims["exp"] = "tomorrow",
        ["not yet good"] = claims => claims["nbf"] = claims["iat"]!.GetValue<long>() + 120,
        ["made in the future"] = claims => claims["iat"] = claims["iat"]!.GetValue<long>() + 120,
        ["made before the person left"] = claims => claims["iat"] = claims["iat"]!.GetValue<long>() - 120,
        ["no time"] = claims => claims.Remove("iat"),
        ["nobody"] = claims => claims.Remove("sub"),
        ["an empty subject"] = claims => claims["sub"] = "",
        ["a subject of 256"] = claims => claims["sub"] = new string('s', 256),
    };

    [Fact]
    public async Task A_token_with_a_wrong_claim_signs_nobody_in()
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        foreach (var (wrong, change) in WrongClaims)
        {
            scene.Provider.Claims = change;
            await IsRefused(scene, wrong);
        }
    }

    private static readonly Dictionary<string, Func<HomeProvider, JsonObject, string>> WrongSignatures = new()
    {
        ["none"] = (_, claims) => Jwt.Encode("""{"alg":"none"}""") + "." + Jwt.Encode(claims.ToJsonString()) + ".",
        ["none, with the key's name"] = (_, claims) =>
            Jwt.Encode("""{"alg":"none","kid":"k1"}""") + "." + Jwt.Encode(claims.ToJsonString()) + ".AAAA",
        ["HS256 with the modulus"] = (home, claims) => Hs256(claims, home.Key.PublicJwk["n"]!.GetValue<string>()),
        ["HS256 with the JWK"] = (home, claims) => Hs256(claims, home.Key.PublicJwk.ToJsonString()),
        ["HS256 with the client secret"] = (_, claims) => Hs256(claims, HomeProvider.Secret),
        ["another key of that name"] = (_, claims) => Jwt.Sign(SignerKey.Rsa("RS256"), Header("RS256", "k1"), claims),
        ["a key in the header"] = (_, claims) => WithOwnKey(claims, "jwk"),
        ["a key's address in the header"] = (_, claims) => WithOwnKey(claims, "jku"),
        ["a key of another kind"] = (_, claims) => Jwt.Sign(SignerKey.Es256(), Header("ES256", "k1"), claims),
        ["an unknown name"] = (home, claims) => Jwt.Sign(home.Key, Header("RS256", "k9"), claims),
        ["PS256 where the key is for RS256"] = (home, claims) => Jwt.Sign(home.Key.As("PS256"), Header("PS256", "k1"), claims),
        ["something critical"] = (home, claims) => Jwt.Sign(home.Key, With(Header("RS256", "k1"), "crit", new JsonArray("b64")), claims),
        ["an access token"] = (home, claims) => Jwt.Sign(home.Key, With(Header("RS256", "k1"), "typ", "at+jwt"), claims),
        ["a logout token"] = (home, claims) => Jwt.Sign(home.Key, With(Header("RS256", "k1"), "typ", "logout+jwt"), claims),
        ["altered"] = (home, claims) => Jwt.With(Jwt.Sign(home.Key, Header("RS256", "k1"), claims), "sub", "another"),
        ["a claim twice"] = (home, claims) => Jwt.Sign(
            home.Key, Header("RS256", "k1").ToJsonString(), claims.ToJsonString()[..^1] + ",\"sub\":\"another\"}"),
        ["no signature"] = (home, claims) =>
            Jwt.Encode(Header("RS256", "k1").ToJsonString()) + "." + Jwt.Encode(claims.ToJsonString()) + ".",
        ["encrypted"] = (_, _) => "eyJhbGciOiJSU0EtT0FFUCJ9.AAAA.AAAA.AAAA.AAAA",
        ["no token"] = (_, _) => "token",
        ["too long"] = (home, claims) => Jwt.Sign(home.Key, Header("RS256", "k1"), With(claims, "more", new string('m', 8 * 1024))),
    };

    [Fact]
    public async Task A_token_that_the_providers_key_has_not_signed_signs_nobody_in()
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        foreach (var (wrong, sign) in WrongSignatures)
        {
            scene.Provider.Sign = claims => sign(scene.Provider, claims);
            await IsRefused(scene, wrong);
        }
    }

    [Fact]
    public async Task A_key_that_is_too_short_is_none()
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        scene.Provider.Key = SignerKey.Rsa("RS256", 1024);
        await IsRefused(scene, "1024 bits");
    }

    /// <summary>What is refused above is refused for that and for nothing else.</summary>
    [Fact]
    public async Task The_same_token_without_the_fault_signs_in()
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        scene.Provider.Claims = claims => (claims["aud"], claims["azp"]) = (
            new JsonArray(HomeProvider.ClientId, "another"), HomeProvider.ClientId);
        scene.Provider.Sign = claims => Jwt.Sign(scene.Provider.Key, Header("RS256", "k1"), claims);
        await scene.Tokens(await scene.SignIn(scene.Visitor()));
    }

    private static async Task IsRefused(FederationScene scene, string wrong)
    {
        var visitor = scene.Visitor();
        var end = await scene.SignIn(visitor);
        Assert.True((end.Status, end.Code, end.Header("Location")) is (400, "CS4032", null), $"{wrong}: {end.Status} {end.Text}");
        await scene.NobodyIsSignedIn(visitor);
    }

    private static JsonObject Header(string algorithm, string keyId) => new() { ["alg"] = algorithm, ["kid"] = keyId, ["typ"] = "JWT" };

    private static JsonObject With(JsonObject json, string name, JsonNode value)
    {
        json[name] = value;
        return json;
    }

    private static string Hs256(JsonObject claims, string secret)
    {
        var input = Jwt.Encode(Header("HS256", "k1").ToJsonString()) + "." + Jwt.Encode(claims.ToJsonString());
        var tag = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(input));
        return input + "." + System.Buffers.Text.Base64Url.EncodeToString(tag);
    }

    private static string WithOwnKey(JsonObject claims, string how)
    {
        var key = SignerKey.Rsa("RS256");
        JsonNode said = how == "jwk" ? key.PublicJwk.DeepClone() : "https://evil.example/keys";
        return Jwt.Sign(key, With(Header("RS256", "k1"), how, said), claims);
    }
}
