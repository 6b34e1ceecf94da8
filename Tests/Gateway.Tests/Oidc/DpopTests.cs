using System.Text.Json.Nodes;

namespace Countersign.Gateway.Tests.Oidc;

/// <summary>D1: tokens bound to a key, and what proves it (RFC 9449).</summary>
public sealed class DpopTests
{
    private const string Ada = "ada@contoso.example";

    [Theory]
    [InlineData("ES256")]
    [InlineData("PS256")]
    public async Task A_proved_key_binds_the_access_token(string algorithm)
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        portal.ProofKey = algorithm == "ES256" ? SignerKey.Es256() : SignerKey.Rsa();
        var tokens = await portal.Tokens(await gateway.SignIn(await gateway.Enrol(Ada)));
        Assert.Equal("DPoP", tokens["token_type"]);
        Assert.Equal(portal.ProofKey.Thumbprint, Jwt.Claims(tokens["access_token"]).GetProperty("cnf").GetProperty("jkt").GetString());
        (await portal.UserInfo(tokens["access_token"], Proof(portal, tokens["access_token"]))).MustBe(200);
        var introspected = (await portal.Ask("/introspect", ("token", tokens["access_token"]))).MustBe(200);
        Assert.Equal(("DPoP", portal.ProofKey.Thumbprint),
            (introspected["token_type"], introspected.Json.GetProperty("cnf").GetProperty("jkt").GetString()));
    }

    [Fact]
    public async Task A_bound_token_is_worth_nothing_without_its_key()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        portal.ProofKey = SignerKey.Es256();
        var token = (await portal.Tokens(await gateway.SignIn(await gateway.Enrol(Ada))))["access_token"];
        Refused(await portal.UserInfo(token), "invalid_token");
        Refused(await portal.UserInfo(token, Proof(portal, token, key: SignerKey.Es256())), "invalid_token");
        Refused(await portal.UserInfo(token, portal.Proof("GET", portal.Issuer + "/userinfo")), "invalid_dpop_proof");           // no ath
        Refused(await portal.UserInfo(token, portal.Proof("GET", portal.Issuer + "/userinfo", token + "x")), "invalid_dpop_proof");
        var refused = await portal.UserInfo(token, portal.Proof("GET", portal.Issuer + "/token", token));
        Assert.StartsWith("DPoP error=\"invalid_dpop_proof\"", refused.Header("WWW-Authenticate"));
        var proof = Proof(portal, token);
        (await portal.UserInfo(token, proof)).MustBe(200);
        Refused(await portal.UserInfo(token, proof), "invalid_dpop_proof");   // T22
    }

    [Fact]
    public async Task A_bearer_token_is_not_taken_as_a_bound_one()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var token = (await portal.Tokens(await gateway.SignIn(await gateway.Enrol(Ada))))["access_token"];
        portal.ProofKey = SignerKey.Es256();
        Refused(await portal.UserInfo(token, Proof(portal, token)), "invalid_token");
    }

    [Fact]
    public async Task Every_wrong_proof_is_refused_and_costs_nothing()
    {
        await using var gateway = await RunningGateway.Furnished();
        var spa = await RelyingParty.Public(gateway);
        var key = SignerKey.Es256();
        var code = await spa.Code(await gateway.SignIn(await gateway.Enrol(Ada)));
        var now = gateway.Clock.GetUtcNow().ToUnixTimeSeconds();
        string Wrong(
            Action<JsonObject>? claims = null, Action<JsonObject>? header = null, SignerKey? signer = null, string method = "POST",
            string path = "/token") =>
            spa.Proof(method, spa.Issuer + path, null, claims, header, signer ?? key);
        var wrong = new Dictionary<string, string>
        {
            ["method"] = Wrong(method: "GET"), ["path"] = Wrong(path: "/par"), ["query is no part"] = Wrong(path: "/tokens?"),
            ["no htm"] = Wrong(claims => claims.Remove("htm")), ["no htu"] = Wrong(claims => claims.Remove("htu")),
            ["relative"] = Wrong(claims => claims["htu"] = "/contoso/token"),
            ["other host"] = Wrong(claims => claims["htu"] = "https://evil.example/contoso/token"),
            ["no jti"] = Wrong(claims => claims.Remove("jti")), ["long jti"] = Wrong(claims => claims["jti"] = new string('j', 129)),
            ["no iat"] = Wrong(claims => claims.Remove("iat")),
            ["old"] = Wrong(claims => claims["iat"] = now - 61), ["early"] = Wrong(claims => claims["iat"] = now + 61),
            ["no typ"] = Wrong(header: header => header.Remove("typ")), ["typ"] = Wrong(header: header => header["typ"] = "JWT"),
            ["none"] = Wrong(header: header => header["alg"] = "none"), ["symmetric"] = Wrong(header: header => header["alg"] = "HS256"),
            ["other alg"] = Wrong(header: header => header["alg"] = "PS256"), ["RS256"] = Wrong(signer: SignerKey.Rsa("RS256")),
            ["no key"] = Wrong(header: header => header.Remove("jwk")),
            ["private key"] = Wrong(header: header => header["jwk"] = key.PrivateJwk),
            ["other key"] = Wrong(header: header => header["jwk"] = SignerKey.Es256().PublicJwk),
            ["crit"] = Wrong(header: header => header["crit"] = new JsonArray("x")),
            ["off the curve"] = Wrong(header: header => header["jwk"]!["x"] = key.PublicJwk["y"]!.GetValue<string>()),
            ["short RSA"] = Wrong(signer: SignerKey.Rsa(bits: 1024)), ["rubbish"] = "rubbish", ["empty"] = "",
        };
        foreach (var (name, proof) in wrong)
        {
            var reply = await Redeem(spa, code, proof);
            Assert.True(reply.Status == 400 && reply["error"] == "invalid_dpop_proof", name + ": " + reply.Look);
        }

        Assert.Equal("invalid_dpop_proof", (await Redeem(spa, code, Wrong(), Wrong())).MustBe(400)["error"]);   // more than one
        var good = Wrong(claims => claims["htu"] = spa.Issuer.Replace("http://", "HTTP://", StringComparison.Ordinal) + "/token?x=1#y");
        (await Redeem(spa, code, good)).MustBe(200);
        Assert.Equal("CS7208", (await Redeem(spa, code, good)).MustBe(400)["error_description"][..6]);
    }

    [Fact]
    public async Task B_5_The_refresh_token_of_a_public_client_is_bound_to_its_key()
    {
        await using var gateway = await RunningGateway.Furnished();
        var spa = await RelyingParty.Public(gateway);
        var key = spa.ProofKey = SignerKey.Es256();
        var first = await spa.Tokens(await gateway.SignIn(await gateway.Enrol(Ada)));
        spa.ProofKey = SignerKey.Es256();
        Assert.Equal("invalid_grant", (await spa.Refresh(first["refresh_token"])).MustBe(400)["error"]);
        spa.ProofKey = null;
        Assert.Equal("invalid_grant", (await spa.Refresh(first["refresh_token"])).MustBe(400)["error"]);
        spa.ProofKey = key;
        Assert.Equal("DPoP", (await spa.Refresh(first["refresh_token"])).MustBe(200)["token_type"]);
    }

    [Fact]
    public async Task A_code_asked_for_with_a_key_is_good_with_that_key_alone()
    {
        await using var gateway = await RunningGateway.Furnished();
        var spa = await RelyingParty.Public(gateway);
        var key = SignerKey.Es256();
        var code = await spa.Code(await gateway.SignIn(await gateway.Enrol(Ada)), ("dpop_jkt", key.Thumbprint));
        Assert.Equal("invalid_grant", (await spa.Redeem(code)).MustBe(400)["error"]);
        spa.ProofKey = SignerKey.Es256();
        Assert.Equal("invalid_grant", (await spa.Redeem(code)).MustBe(400)["error"]);
        spa.ProofKey = key;
        (await spa.Redeem(code)).MustBe(200);
    }

    [Fact]
    public async Task A_client_registered_for_bound_tokens_gets_no_other()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway, change: client => client with { DpopBound = true });
        var code = await portal.Code(await gateway.SignIn(await gateway.Enrol(Ada)));
        var refused = (await portal.Redeem(code)).MustBe(400);
        Assert.Equal(("invalid_dpop_proof", "CS7209"), (refused["error"], refused["error_description"][..6]));
        portal.ProofKey = SignerKey.Es256();
        Assert.Equal("DPoP", (await portal.Redeem(code)).MustBe(200)["token_type"]);
    }

    private static string Proof(RelyingParty client, string token, SignerKey? key = null) =>
        client.Proof("GET", client.Issuer + "/userinfo", token, key: key);

    private static Task<Reply> Redeem(RelyingParty client, string code, params string[] proofs) => client.Post(
        null, "/token",
        [
            ("grant_type", "authorization_code"), ("client_id", client.Id), ("code", code), ("redirect_uri", RelyingParty.Callback),
            ("code_verifier", client.Verifier),
        ],
        [.. proofs.Select(proof => ("DPoP", proof))]);

    private static void Refused(Reply reply, string error)
    {
        Assert.Equal(error, reply.MustBe(401)["error"]);
        Assert.Contains($"error=\"{error}\"", reply.Header("WWW-Authenticate"), StringComparison.Ordinal);
    }
}
