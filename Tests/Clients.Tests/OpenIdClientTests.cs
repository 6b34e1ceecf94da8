using System.Security.Cryptography;
using System.Text.Json;
using Countersign.SignIn.Clients;

namespace Countersign.Clients.Tests;

/// <summary>S-13: the npm package openid-client signs people in, as it is.</summary>
public sealed class OpenIdClientTests
{
    private const string Script = "openid-client.mjs";

    [Fact, Trait("Rule", "S-13")]
    public async Task Code_and_PKCE_sign_a_person_in()
    {
        await using var house = await House.Open(House.Confidential);
        var seen = await house.Run(Script, "code");
        Assert.Equal(house.Issuer, seen.GetProperty("claims").GetProperty("iss").GetString());
        Assert.Equal("urn:countersign:number:select", seen.GetProperty("claims").GetProperty("acr").GetString());
        Assert.Equal(["mfa", "pop"], seen.GetProperty("claims").GetProperty("amr").EnumerateArray().Select(method => method.GetString()));
        Assert.Equal(
            seen.GetProperty("claims").GetProperty("sub").GetString(), seen.GetProperty("userinfo").GetProperty("sub").GetString());
        Assert.Equal("ada@contoso.example", seen.GetProperty("userinfo").GetProperty("preferred_username").GetString());
        Assert.Equal(1, house.Person.Approvals);
    }

    [Theory, Trait("Rule", "S-59")]
    [InlineData(false, 0), InlineData(true, 1)]
    public async Task A_person_of_an_organisation_with_its_own_provider(bool secondFactor, int approvals)
    {
        await using var house = await House.OpenFederated(House.Confidential, secondFactor);
        var seen = await house.Run(Script, "code", certificate: Certificates.File);
        Assert.Equal(
            secondFactor ? ["fed", "mfa", "pop"] : ["fed"],
            seen.GetProperty("claims").GetProperty("amr").EnumerateArray().Select(method => method.GetString()));
        Assert.Equal("fran@fabrikam.example", seen.GetProperty("userinfo").GetProperty("preferred_username").GetString());
        Assert.Equal((1, approvals), (house.Person.Vouchings, house.Person.Approvals));
    }

    [Theory]
    [InlineData(SigningAlgorithm.RS256)]
    [InlineData(SigningAlgorithm.ES256)]
    [InlineData(SigningAlgorithm.PS256)]
    public async Task ID_tokens_are_signed_as_the_client_registered(SigningAlgorithm algorithm)
    {
        await using var house = await House.Open(House.Confidential with { IdTokenAlgorithm = algorithm });
        Assert.Equal(house.Issuer, (await house.Run(Script, "code")).GetProperty("claims").GetProperty("iss").GetString());
    }

    [Fact]
    public async Task The_secret_may_stand_in_the_body()
    {
        await using var house = await House.Open(House.Confidential);
        Assert.Equal("bearer", (await house.Run(Script, "post")).GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_client_may_prove_itself_with_a_key()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(includePrivateParameters: true);
        var (x, y, d) = (Encode(point.Q.X!), Encode(point.Q.Y!), Encode(point.D!));
        await using var house = await House.Open(House.Confidential with
        {
            Authentication = ClientAuthenticationMethod.PrivateKeyJwt,
            Secrets = [],
            Keys = [new("key-1", SigningAlgorithm.ES256, $$"""{"kty":"EC","crv":"P-256","x":"{{x}}","y":"{{y}}"}""")],
        });
        var settings = house.Settings();
        settings["key"] = new { kty = "EC", crv = "P-256", x, y, d, kid = "key-1" };
        Assert.Equal("bearer", (await house.Run(Script, "private_key_jwt", settings)).GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_public_client_signs_in_and_refreshes()
    {
        await using var house = await House.Open(House.Public);
        var seen = await house.Run(Script, "public");
        Assert.True(seen.GetProperty("again").GetProperty("refresh").GetBoolean());
    }

    [Fact, Trait("Rule", "T24")]
    public async Task A_refresh_token_is_good_once_and_its_reuse_after_its_successors_ends_the_grant()
    {
        await using var house = await House.Open(House.Confidential);
        var seen = await house.Run(Script, "refresh");
        Assert.True(seen.GetProperty("same").GetBoolean());   // twice at once is no reuse
        Assert.Equal("invalid_grant", seen.GetProperty("reused").GetString());
        Assert.Equal("invalid_grant", seen.GetProperty("after").GetString());
    }

    [Fact]
    public async Task A_request_may_be_pushed()
    {
        await using var house = await House.Open(House.Confidential with { PushedRequests = true });
        Assert.Equal("bearer", (await house.Run(Script, "par")).GetProperty("type").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tokens_may_be_bound_to_a_key(bool pushed)
    {
        await using var house = await House.Open(House.Confidential with { DpopBound = true });
        var settings = house.Settings();
        settings["pushed"] = pushed;
        var seen = await house.Run(Script, "dpop", settings);
        Assert.Equal("dpop", seen.GetProperty("type").GetString());
        Assert.Equal("OAUTH_WWW_AUTHENTICATE_CHALLENGE", seen.GetProperty("bearer").GetString());   // without the key it is worth nothing
    }

    [Fact]
    public async Task Revoking_the_refresh_token_takes_the_access_token_with_it()
    {
        await using var house = await House.Open(House.Confidential);
        var seen = await house.Run(Script, "revocation");
        Assert.True(seen.GetProperty("before").GetProperty("active").GetBoolean());
        Assert.False(seen.GetProperty("after").GetProperty("active").GetBoolean());
        Assert.Equal("invalid_grant", seen.GetProperty("refresh").GetString());
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_leads_back()
    {
        await using var house = await House.Open(House.Confidential);
        var seen = await house.Run(Script, "logout");
        Assert.Equal(House.PostLogoutRedirectUri, seen.GetProperty("returned").GetString());
        Assert.True(seen.GetProperty("state").GetBoolean());
        Assert.Equal("login_required", seen.GetProperty("silent").GetString());
    }

    private static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
