using System.Text.Json.Nodes;

namespace Countersign.Gateway.Tests.Federation;

/// <summary>Administration of providers, domains, links and ways (WAY-2, WAY-7).</summary>
public sealed class ProvidersEndpointTests
{
    private const string Issuer = "https://fs.fabrikam.example/adfs";

    private static JsonObject Body(params (string Name, JsonNode? Value)[] changes)
    {
        var body = new JsonObject { ["name"] = "Fabrikam", ["issuer"] = Issuer, ["client_id"] = "c", ["client_secret"] = "a long secret" };
        foreach (var (name, value) in changes)
        {
            if (value is null) body.Remove(name);
            else body[name] = value;
        }

        return body;
    }

    private static Task<Reply> Put(RunningGateway gateway, string path, JsonNode body) =>
        gateway.Admin(HttpMethod.Put, "contoso/" + path, body.ToJsonString());

    [Fact]
    public async Task A_provider_is_registered_listed_and_removed_and_its_secret_is_never_read()
    {
        await using var gateway = await RunningGateway.Furnished();
        var set = (await Put(gateway, "providers/fabrikam", Body())).MustBe(200);
        Assert.Equal(("fabrikam", "True"), (set["id"], set["has_secret"]));
        Assert.Equal(gateway.Url + "/contoso/federation/fabrikam/callback", set["redirect_uri"]);
        Assert.Equal(gateway.Url + "/contoso/federation/fabrikam/signed-out", set["post_logout_redirect_uri"]);
        var shown = (await gateway.Admin(HttpMethod.Get, "contoso/providers/fabrikam")).MustBe(200);
        Assert.Equal(set.Text, shown.Text);
        var provider = shown.Json.GetProperty("provider");
        Assert.Equal("by_user_name", provider.GetProperty("linking").GetString());
        Assert.False(provider.TryGetProperty("client_secret", out _));
        var listed = (await gateway.Admin(HttpMethod.Get, "contoso/providers")).MustBe(200);
        Assert.Equal(1, listed.Json.GetProperty("providers").GetArrayLength());

        var store = await Rows.Of(gateway.Store);
        Assert.DoesNotContain("a long secret", store, StringComparison.Ordinal);
        (await Put(gateway, "providers/fabrikam", Body(("client_secret", null), ("name", "AD FS")))).MustBe(200);   // it stays

        (await gateway.Admin(HttpMethod.Delete, "contoso/providers/fabrikam")).MustBe(204);
        (await gateway.Admin(HttpMethod.Get, "contoso/providers/fabrikam")).MustBe(404, "CS6031");
        Assert.Equal(2, (await gateway.Operator.Audit("provider.set")).Length);
        Assert.DoesNotContain(
            "secret", (await gateway.Operator.Audit("provider.set"))[1].GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Single(await gateway.Operator.Audit("provider.removed"));
    }

    public static TheoryData<string, string, string> Refusals => new()
    {
        { "issuer", "http://fs.fabrikam.example/adfs", "CS6032" }, { "issuer", "https://127.0.0.1/adfs", "CS6032" },
        { "issuer", "http://127.0.0.1:5083/adfs", "CS6032" }, { "issuer", "https://fs.fabrikam.example:22/", "CS6032" },
        { "issuer", "https://me@fs.fabrikam.example/", "CS6032" }, { "issuer", "not an address", "CS6032" },
        { "name", "", "CS6032" }, { "client_id", "", "CS6032" }, { "client_secret", "short", "CS1000" },
        { "client_secret", "a secret with \n in it", "CS1000" }, { "linking", "always", "CS1000" },
        { "token_endpoint_auth_method", "none", "CS1000" }, { "token_endpoint_auth_method", "private_key_jwt", "CS6032" },
        { "assertion_audience", "anybody", "CS1000" }, { "user_name_claim", "", "CS6032" }, { "scopes", "profile", "CS6032" },
        { "acr_values", "urn:countersign:number:select", "CS6032" }, { "unknown", "member", "CS1000" },
    };

    [Theory, Trait("Rule", "T16"), MemberData(nameof(Refusals))]
    public async Task What_is_no_provider_is_refused_and_changes_nothing(string member, string value, string code)
    {
        await using var gateway = await RunningGateway.Furnished();
        var before = await Rows.Of(gateway.Store);
        JsonNode said = member is "scopes" or "acr_values" ? new JsonArray(value) : value;
        (await Put(gateway, "providers/fabrikam", Body((member, said)))).MustBe(400, code);
        Assert.Equal(before, await Rows.Of(gateway.Store));
    }

    [Fact]
    public async Task A_provider_on_this_machine_is_for_an_operator_who_lists_it()
    {
        await using var gateway = await RunningGateway.Furnished(Callback.Trusted);
        (await Put(gateway, "providers/fabrikam", Body(("issuer", "http://127.0.0.1:5083/adfs")))).MustBe(200);
        (await Put(gateway, "providers/fabrikam", Body(("issuer", "http://localhost:5083/adfs")))).MustBe(400, "CS6032");
        (await Put(gateway, "providers/fabrikam", Body(("issuer", "http://10.0.0.1:5083/adfs")))).MustBe(400, "CS6032");
    }

    [Theory]
    [InlineData("providers/Fabrikam", 400, "CS1031")]
    [InlineData("providers/fabri.kam", 400, "CS1031")]
    [InlineData("providers/-", 400, "CS1031")]
    public async Task An_id_is_one_of_an_address(string path, int status, string code)
    {
        await using var gateway = await RunningGateway.Furnished();
        (await Put(gateway, path, Body())).MustBe(status, code);
    }

    [Theory]
    [InlineData("""{"type":"federated","provider":"nobody"}""", 404, "CS6031")]
    [InlineData("""{"type":"federated","provider":"fabrikam","sign_in_url":"https://a.example/"}""", 400, "CS1000")]
    [InlineData("""{"type":"managed","provider":"fabrikam"}""", 400, "CS1000")]
    [InlineData("""{"type":"federated","sign_in_url":"https://a.example/","take_without_phone":true}""", 400, "CS1000")]
    [InlineData("""{"type":"federated"}""", 400, "CS1000")]
    [InlineData("""{"type":"federated","provider":"fabrikam","take_without_phone":false}""", 200, null)]
    [InlineData("""{"type":"federated","sign_in_url":"https://a.example/"}""", 200, null)]
    public async Task A_domain_is_given_to_a_provider_or_to_an_address(string body, int status, string? code)
    {
        await using var gateway = await RunningGateway.Furnished();
        (await Put(gateway, "providers/fabrikam", Body())).MustBe(200);
        var reply = await gateway.Admin(HttpMethod.Put, "contoso/domains/fabrikam.example", body);
        if (code is not null) reply.MustBe(status, code);
        else reply.MustBe(status);
    }

    [Fact]
    public async Task A_user_is_linked_to_their_domains_provider_and_to_no_other()
    {
        await using var scene = await FederationScene.Open(body =>
        {
            body["linking"] = "none";
            return body;
        });
        await scene.Create();
        const string Link = "contoso/users/" + FederationScene.Fran + "/link";
        Assert.Equal("CS4031", (await scene.SignIn(scene.Visitor())).Code);
        (await scene.Gateway.Admin(HttpMethod.Put, Link, """{"provider":"evil","subject":"S-1-5-21"}""")).MustBe(404, "CS6031");
        (await scene.Gateway.Admin(HttpMethod.Put, Link, """{"provider":"fabrikam","subject":""}""")).MustBe(400, "CS1000");
        (await scene.Gateway.Admin(HttpMethod.Put, Link, """{"provider":"fabrikam","subject":"S-1-5-21"}""")).MustBe(204);
        await scene.Tokens(await scene.SignIn(scene.Visitor(), name: null));
    }

    // --- ways -------------------------------------------------------------------------------------------------------------------

    private static async Task<Reply> Settle(RunningGateway gateway, JsonNode? ways)
    {
        var settings = JsonNode.Parse((await gateway.Admin(HttpMethod.Get, "contoso/settings")).MustBe(200).Text)!.AsObject();
        settings["ways"] = ways;
        return await Put(gateway, "settings", settings);
    }

    [Fact, Trait("Rule", "WAY-7")]
    public async Task The_table_of_ways_is_set_and_read_whole()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ways = new JsonObject { ["pending"] = new JsonArray(), ["locked"] = new JsonArray("federated") };
        var set = (await Settle(gateway, ways)).MustBe(200);
        Assert.True(JsonNode.DeepEquals(ways, JsonNode.Parse(set.Text)!["ways"]));
        foreach (var wrong in (JsonNode[])[
            new JsonObject { ["pending"] = new JsonArray("phone") }, new JsonObject { ["tired"] = new JsonArray() },
            new JsonObject { ["pending"] = new JsonArray("federated", "federated") }, new JsonArray(), "pending"])
        {
            (await Settle(gateway, wrong)).MustBe(400, "CS1000");
        }

        (await Settle(gateway, null)).MustBe(200);
        Assert.Equal("{}", (await gateway.Admin(HttpMethod.Get, "contoso/settings"))["ways"]);
    }

    /// <summary>T4: who holds a victim's slot gets nothing weaker, by any door.</summary>
    [Theory, Trait("Rule", "WAY-7"), Trait("Rule", "T4")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Phone_or_nothing_leads_to_no_provider_by_any_door(bool byClient)
    {
        await using var scene = await FederationScene.Open();
        var phone = await scene.Gateway.Enrol(FederationScene.Fran);
        var (first, second, earlier) = (scene.Visitor(), scene.Visitor(), scene.Visitor());
        await scene.Begin(first);
        var openLink = Visitor.LinkOn(await scene.Begin(earlier), "Continue to your organisation");
        var onTheWay = scene.Visitor();
        var back = scene.Provider.SignIn(
            await FederationScene.Leave(onTheWay, await scene.Begin(onTheWay)), "S-1", FederationScene.Fran);

        var ways = new JsonObject { ["pending"] = new JsonArray() };
        if (byClient)
        {
            var client = JsonNode.Parse((await scene.Gateway.Admin(HttpMethod.Get, "contoso/clients/portal")).Text)!["client"]!.AsObject();
            client["ways"] = ways;
            (await Put(scene.Gateway, "clients/portal", client.DeepClone())).MustBe(200);
        }
        else
        {
            (await Settle(scene.Gateway, ways)).MustBe(200);
        }

        var page = await scene.Begin(second);
        Assert.DoesNotContain("/federation/", page.Text, StringComparison.Ordinal);
        (await earlier.Open(openLink)).MustBe(403, "CS4034");
        (await onTheWay.Open(back)).MustBe(403, "CS4034");
        await scene.NobodyIsSignedIn(onTheWay);
        Assert.Equal(3, (await phone.See()).GetProperty("choices").GetArrayLength());   // the phone still asks
    }

    /// <summary>A session that came by a way which a client does not leave is none for that client.</summary>
    [Fact, Trait("Rule", "WAY-7")]
    public async Task A_client_that_wants_the_phone_takes_no_session_from_a_provider()
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        var visitor = scene.Visitor();
        await scene.Tokens(await scene.SignIn(visitor));
        var vault = await RelyingParty.WithSecret(scene.Gateway, "vault", client => client with { Ways = "not_available=" });
        var asked = await visitor.Open("/authorize?" + RelyingParty.Encode(vault.Request()));
        Assert.StartsWith("/contoso/sign-in?request=", asked.MustBe(303).Header("Location"));
        var silent = await visitor.Open("/authorize?" + RelyingParty.Encode(vault.Request(("prompt", "none"))));
        Assert.Equal("login_required", vault.Refusal(silent));
        var again = await visitor.Open("/authorize?" + RelyingParty.Encode(scene.Portal.Request(("prompt", "none"))));
        Assert.NotEmpty(scene.Portal.Answer(again)["code"]);
    }

    [Fact]
    public async Task A_client_may_want_a_click_first()
    {
        await using var scene = await FederationScene.Open(client: client => client with { AsksFirst = true });
        await scene.Gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });   // otherwise a number comes first
        Assert.DoesNotContain("http-equiv", (await scene.Begin(scene.Visitor())).Text, StringComparison.Ordinal);
    }
}
