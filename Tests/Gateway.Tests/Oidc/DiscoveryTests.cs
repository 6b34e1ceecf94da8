using Countersign.SignIn.Clients;

namespace Countersign.Gateway.Tests.Oidc;

/// <summary>
/// Metadata that programs read before they send anybody (OpenID Connect Discovery 1.0, RFC 8414, RFC 7517), and who may read it.
/// </summary>
public sealed class DiscoveryTests
{
    [Fact]
    public async Task The_document_names_this_issuer_and_endpoints_that_are_there()
    {
        await using var gateway = await RunningGateway.Furnished();
        var issuer = gateway.Url + "/contoso";
        var document = (await gateway.Get(issuer + "/.well-known/openid-configuration")).MustBe(200);
        Assert.Equal(issuer, document["issuer"]);
        Assert.Equal("application/json", document.Header("Content-Type"));
        foreach (var (name, address) in from member in document.Json.EnumerateObject()
            where member.Name.EndsWith("_endpoint", StringComparison.Ordinal)
                || member.Name == "jwks_uri" select (member.Name, member.Value.GetString()!))
        {
            Assert.StartsWith(issuer + "/", address);
            Assert.True((await gateway.Get(address)).Status != 404, name + " leads nowhere");
        }
    }

    [Fact]
    public async Task The_document_says_what_is_offered_and_what_is_not()
    {
        await using var gateway = await RunningGateway.Furnished();
        var document = (await gateway.Get(gateway.Url + "/contoso/.well-known/openid-configuration")).MustBe(200).Json;
        string[] List(string name) => [.. document.GetProperty(name).EnumerateArray().Select(value => value.GetString()!)];
        Assert.Equal(["code"], List("response_types_supported"));
        Assert.Equal(["query", "fragment", "form_post"], List("response_modes_supported"));
        Assert.Equal(["S256"], List("code_challenge_methods_supported"));
        Assert.Contains("RS256", List("id_token_signing_alg_values_supported"));
        Assert.DoesNotContain("none", List("id_token_signing_alg_values_supported"));
        Assert.Equal(["ES256", "PS256"], List("dpop_signing_alg_values_supported"));
        Assert.Equal(["public"], List("subject_types_supported"));
        Assert.Equal(["openid", "profile", "email", "offline_access"], List("scopes_supported"));
        Assert.Equal(["en", "zh-Hant", "ko"], List("ui_locales_supported"));
        Assert.Contains("urn:countersign:number:enter6", List("acr_values_supported"));
        Assert.DoesNotContain("none", List("introspection_endpoint_auth_methods_supported"));
        Assert.True(document.GetProperty("authorization_response_iss_parameter_supported").GetBoolean());
        Assert.True(document.GetProperty("claims_parameter_supported").GetBoolean());
        Assert.All(["request_parameter_supported", "request_uri_parameter_supported"], name =>
            Assert.False(document.GetProperty(name).GetBoolean()));
    }

    [Fact]
    public async Task The_document_is_at_the_address_of_RFC_8414_too()
    {
        await using var gateway = await RunningGateway.Furnished();
        var one = (await gateway.Get(gateway.Url + "/contoso/.well-known/openid-configuration")).MustBe(200);
        Assert.Equal(one.Text, (await gateway.Get(gateway.Url + "/.well-known/oauth-authorization-server/contoso")).MustBe(200).Text);
    }

    [Fact]
    public async Task I_12_A_tenant_that_is_not_there_has_no_document_and_no_keys()
    {
        await using var gateway = await RunningGateway.Furnished();
        (await gateway.Get(gateway.Url + "/fabrikam/.well-known/openid-configuration")).MustBe(404, "CS2001");
        (await gateway.Get(gateway.Url + "/fabrikam/jwks")).MustBe(404, "CS2001");
    }

    [Fact]
    public async Task The_keys_of_the_registered_clients_are_there_before_the_first_sign_in()
    {
        await using var gateway = await RunningGateway.Furnished();
        Assert.Equal("""{"keys":[]}""", (await gateway.Get(gateway.Url + "/contoso/jwks")).MustBe(200).Text);
        await RelyingParty.WithSecret(gateway);
        await RelyingParty.WithSecret(gateway, "old", client => client with { IdTokenAlgorithm = SigningAlgorithm.RS256 });
        var keys = (await gateway.Get(gateway.Url + "/contoso/jwks")).MustBe(200).Json.GetProperty("keys").EnumerateArray().ToArray();
        Assert.Equal(["ES256", "RS256"], keys.Select(key => key.GetProperty("alg").GetString()).Order());
        foreach (var key in keys)
        {
            Assert.Equal("sig", key.GetProperty("use").GetString());
            Assert.All(["d", "p", "q", "dp", "dq", "qi", "k"], secret => Assert.False(key.TryGetProperty(secret, out _)));
        }

        Assert.Equal(keys.Length, keys.Select(key => key.GetProperty("kid").GetString()).Distinct().Count());
    }

    [Theory]
    [InlineData("/.well-known/openid-configuration", "GET")]
    [InlineData("/jwks", "GET")]
    [InlineData("/token", "POST")]
    [InlineData("/userinfo", "GET")]
    [InlineData("/par", "POST")]
    [InlineData("/revoke", "POST")]
    public async Task Scripts_of_any_page_may_read_what_carries_no_cookie(string path, string method)
    {
        await using var gateway = await RunningGateway.Furnished();
        var ask = new HttpRequestMessage(HttpMethod.Options, gateway.Url + "/contoso" + path);
        ask.Headers.Add("Origin", "https://spa.example");
        ask.Headers.Add("Access-Control-Request-Method", method);
        ask.Headers.Add("Access-Control-Request-Headers", "authorization,dpop,content-type");
        var preflight = (await Browser.Read(gateway.Client, ask)).MustBe(204);
        Assert.Equal("*", preflight.Header("Access-Control-Allow-Origin"));
        Assert.Contains("Authorization", preflight.Header("Access-Control-Allow-Headers"), StringComparison.Ordinal);
        Assert.Contains("DPoP", preflight.Header("Access-Control-Allow-Headers"), StringComparison.Ordinal);

        var request = new HttpRequestMessage(new(method), gateway.Url + "/contoso" + path);
        request.Headers.Add("Origin", "https://spa.example");
        if (method == "POST") request.Content = RelyingParty.Form([("client_id", "nobody")]);
        var reply = await Browser.Read(gateway.Client, request);
        Assert.Equal("*", reply.Header("Access-Control-Allow-Origin"));
        Assert.Null(reply.Header("Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData("/authorize")]
    [InlineData("/logout")]
    [InlineData("/introspect")]
    [InlineData("/authorize/continue")]
    public async Task Scripts_of_other_pages_may_not_read_the_rest(string path)
    {
        await using var gateway = await RunningGateway.Furnished();
        var request = new HttpRequestMessage(HttpMethod.Get, gateway.Url + "/contoso" + path);
        request.Headers.Add("Origin", "https://spa.example");
        Assert.Null((await Browser.Read(gateway.Client, request)).Header("Access-Control-Allow-Origin"));
    }
}
