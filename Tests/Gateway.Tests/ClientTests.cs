using System.Text.Json;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Microsoft.Extensions.Configuration;

namespace Countersign.Gateway.Tests;

/// <summary>Clients come to be by administration, or by the configuration.</summary>
public sealed class ClientTests
{
    private const string Portal = """
        {"client_name":"Portal","token_endpoint_auth_method":"client_secret_post","grant_types":["authorization_code","refresh_token"],
        "redirect_uris":["https://portal.example/callback"]}
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_is_registered_read_changed_and_forgotten()
    {
        await using var gateway = await RunningGateway.Furnished();
        Assert.Empty((await gateway.Admin(HttpMethod.Get, "contoso/clients")).MustBe(200).Json.GetProperty("clients").EnumerateArray());
        var put = (await gateway.Admin(HttpMethod.Put, "contoso/clients/portal", Portal)).MustBe(200).Json;
        Assert.Equal(("portal", 0), (put.GetProperty("client_id").GetString(), put.GetProperty("secrets").GetInt32()));
        Assert.Equal("RS256", put.GetProperty("client").GetProperty("id_token_signed_response_alg").GetString());
        Assert.Equal("client_secret_basic", put.GetProperty("client").GetProperty("token_endpoint_auth_method").GetString());

        var secret = (await gateway.Admin(HttpMethod.Post, "contoso/clients/portal/secrets")).MustBe(201)["client_secret"];
        Assert.Equal(44, secret.Length);
        (await gateway.Admin(HttpMethod.Put, "contoso/clients/portal",
            Portal.Replace("\"Portal\"", "\"The portal\"", StringComparison.Ordinal))).MustBe(200);
        var found = (await gateway.Clients.Find(new("contoso"), "portal", Cancel))!;
        Assert.Equal(("The portal", SecretHash.OfSecret(secret)), (found.Name, Assert.Single(found.Secrets)));

        var got = (await gateway.Admin(HttpMethod.Get, "contoso/clients/portal")).MustBe(200);
        Assert.Equal(1, got.Json.GetProperty("secrets").GetInt32());
        Assert.DoesNotContain(secret, got.Look, StringComparison.Ordinal);
        Assert.DoesNotContain(found.Secrets[0].Value, got.Look, StringComparison.Ordinal);
        Assert.Single((await gateway.Admin(HttpMethod.Get, "contoso/clients")).MustBe(200).Json.GetProperty("clients").EnumerateArray());

        (await gateway.Admin(HttpMethod.Delete, "contoso/clients/portal")).MustBe(204);
        (await gateway.Admin(HttpMethod.Delete, "contoso/clients/portal")).MustBe(204);
        (await gateway.Admin(HttpMethod.Get, "contoso/clients/portal")).MustBe(404, "CS6006");
        (await gateway.Admin(HttpMethod.Post, "contoso/clients/portal/secrets")).MustBe(404, "CS6006");
        Assert.Null(await gateway.Clients.Find(new("contoso"), "portal", Cancel));
        Assert.Equal(2, (await gateway.Operator.Audit("client.set")).Length);
        Assert.DoesNotContain(
            found.Secrets[0].Value, string.Join(' ', await gateway.Operator.Audit("client.secret_added")), StringComparison.Ordinal);
    }

    /// <summary>An answered client can be sent again and is the same client.</summary>
    [Fact]
    public async Task A_client_comes_back_as_it_was_sent()
    {
        await using var scene = await Malformed.Scene.Set();
        var sample = scene.Samples["admin PUT /admin/v1/tenants/{tenant}/clients/{client}"];
        var sent = JsonElement.Parse(sample.Json!);
        var answered = (await scene.Gateway.Admin(HttpMethod.Put, "contoso/clients/bank", sample.Json)).MustBe(200)
            .Json.GetProperty("client");
        Assert.True(JsonElement.DeepEquals(sent, answered), answered.GetRawText());
        var again = (await scene.Gateway.Admin(HttpMethod.Put, "contoso/clients/bank", answered.GetRawText())).MustBe(200)
            .Json.GetProperty("client");
        Assert.True(JsonElement.DeepEquals(sent, again), again.GetRawText());
    }

    [Theory]
    [InlineData("contoso/clients/a%20b", Portal, 400, "CS1016")]
    [InlineData("nowhere/clients/portal", Portal, 404, "CS2001")]
    [InlineData("contoso/clients/portal", """{"client_name":"P","token_endpoint_auth_method":"none","grant_types":[]}""", 400, "CS6007")]
    [InlineData("contoso/clients/portal", """{"client_name":"P","token_endpoint_auth_method":"tls","grant_types":["authorization_code"]}""",
        400, "CS1000")]
    [InlineData(
        "contoso/clients/portal", """{"client_name":"P","token_endpoint_auth_method":"none","grant_types":["password"]}""", 400, "CS1000")]
    [InlineData(
        "contoso/clients/portal", """{"client_name":"a\u202eb","token_endpoint_auth_method":"none","grant_types":[]}""", 400, "CS1011")]
    [InlineData("contoso/clients/portal",
        """
        {"client_name":"P","token_endpoint_auth_method":"none","grant_types":["authorization_code"],
        "redirect_uris":["http://portal.example/"]}
        """, 400, "CS6007")]
    public async Task What_may_not_be_registered_is_refused(string path, string body, int status, string code)
    {
        await using var gateway = await RunningGateway.Furnished();
        (await gateway.Admin(HttpMethod.Put, path, body)).MustBe(status, code);
        Assert.Empty(await gateway.Operator.Audit("client.set"));
    }

    [Fact]
    public async Task The_configurations_clients_come_first_and_are_not_administrations()
    {
        var configured = Settings(
            ("Clients:0:Tenant", "contoso"), ("Clients:0:Id", "portal"), ("Clients:0:Secret", new string('s', 32)),
            ("Clients:0:RedirectUris", "https://portal.example/a https://portal.example/b"));
        await using var gateway = await RunningGateway.Furnished(settings => settings with { Clients = configured.Clients });
        var portal = (await gateway.Clients.Find(new("contoso"), "portal", Cancel))!;
        Assert.Equal((ClientAuthenticationMethod.Secret, "portal"), (portal.Authentication, portal.Name));
        Assert.Equal([SecretHash.OfSecret(new string('s', 32))], portal.Secrets);
        Assert.True(portal.MayRedirectTo("https://portal.example/b"));
        Assert.Null(await gateway.Clients.Find(new("fabrikam"), "portal", Cancel));
        (await gateway.Admin(HttpMethod.Get, "contoso/clients/portal")).MustBe(404, "CS6006");
        (await gateway.Admin(HttpMethod.Put, "contoso/clients/portal", Portal)).MustBe(200);
        Assert.Equal("portal", (await gateway.Clients.Find(new("contoso"), "portal", Cancel))!.Name);
    }

    /// <summary>Written as in the environment, in whatever capitals (WAY-7).</summary>
    [Fact]
    public void A_configured_client_says_which_ways_it_leaves_as_a_registered_one_does()
    {
        var client = Settings(
            ("Clients:0:Tenant", "contoso"), ("Clients:0:Id", "portal"), ("Clients:0:RedirectUris", "https://portal.example/"),
            ("Clients:0:Ways:PENDING", "none"), ("Clients:0:Ways:locked", "federated, recovery"),
            ("Clients:0:AsksBeforeProvider", "true")).Clients.Single().Client;
        Assert.Equal(("pending= locked=federated,recovery", true), (client.Ways, client.AsksFirst));
    }

    [Theory]
    [InlineData("Ways", "none")]
    [InlineData("Ways:pending", "")]
    [InlineData("Ways:pending", "telepathy")]
    [InlineData("Ways:pendig", "none")]
    [InlineData("AsksBeforeProvider", "perhaps")]
    [InlineData("Tenant", "Con toso")]
    [InlineData("Id", "a b")]
    [InlineData("Id", null)]
    [InlineData("Secret", "short-secret")]
    [InlineData("Grants", "password")]
    [InlineData("RedirectUris", "http://portal.example/")]
    [InlineData("DpopBound", "perhaps")]
    [InlineData("Jwks", "{")]
    [InlineData("Jwks", """{"keys":[{"kty":"EC","kid":"a","alg":"ES256","crv":"P-256","x":"A","y":"A"}]}""")]
    public void A_configured_client_that_may_not_be_is_named_and_its_secret_is_not(string member, string? value)
    {
        Dictionary<string, string?> portal = new()
        {
            ["Tenant"] = "contoso", ["Id"] = "portal", ["RedirectUris"] = "https://portal.example/", [member] = value,
        };
        var refused = Assert.Throws<FormatException>(() => Settings([.. portal.Select(one => ("Clients:0:" + one.Key, one.Value))]));
        Assert.Contains("Countersign:Clients:0", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("short-secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_id_twice_is_refused() => Assert.Throws<FormatException>(() => Settings(
        ("Clients:0:Tenant", "contoso"), ("Clients:0:Id", "portal"), ("Clients:0:RedirectUris", "https://portal.example/"),
        ("Clients:1:Tenant", "contoso"), ("Clients:1:Id", "portal"), ("Clients:1:RedirectUris", "https://portal.example/")));

    private static GatewaySettings Settings(params (string Name, string? Value)[] values) => GatewaySettings.From(new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(one => KeyValuePair.Create("Countersign:" + one.Name, one.Value))).Build());
}
