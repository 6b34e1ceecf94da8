using System.Text.Json.Nodes;

namespace Countersign.Gateway.Tests.Federation;

/// <summary>From the application to the provider and back, signed in (S-59, WAY-2, WAY-3, WAY-8).</summary>
public sealed class FederatedSignInTests
{
    private const string Fran = FederationScene.Fran;

    [Fact]
    public async Task The_whole_request_comes_back_with_the_person_and_ends_in_the_application()
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        var visitor = scene.Visitor();
        var end = await scene.SignIn(visitor, changes: [("state", "a state"), ("nonce", "n-7")]);
        Assert.Equal("a state", scene.Portal.Answer(end)["state"]);
        var claims = Jwt.Claims((await scene.Tokens(end))["id_token"]);
        Assert.Equal(("n-7", Fran), (claims.GetProperty("nonce").GetString(), claims.GetProperty("preferred_username").GetString()));
        Assert.Equal(["fed"], claims.GetProperty("amr").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal("urn:countersign:federated", claims.GetProperty("acr").GetString());
        Assert.Equal(scene.Gateway.Clock.GetUtcNow().ToUnixTimeSeconds(), claims.GetProperty("auth_time").GetInt64());

        var fact = Assert.Single(await scene.Gateway.Operator.Audit("sign_in.federated"));
        Assert.Equal(("not_available", "portal"), (fact.GetProperty("reason").GetString(), fact.GetProperty("client").GetString()));
        Assert.Equal("not_available", Assert.Single(await scene.Gateway.Operator.Audit("grant.issued")).GetProperty("reason").GetString());
        Assert.DoesNotContain(visitor.Cookies.Keys, name => name.Contains("federation", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_client_and_the_person_said_goes_along()
    {
        await using var scene = await FederationScene.Open(body =>
        {
            body["acr_values"] = new JsonArray("urn:fabrikam:mfa");
            body["scopes"] = new JsonArray("openid", "allatclaims");
            return body;
        });
        var visitor = scene.Visitor();
        var page = await scene.Begin(visitor, Fran, ("prompt", "login"), ("max_age", "60"), ("domain_hint", "emea.fabrikam.example"));
        var sentTo = await FederationScene.Leave(visitor, page);
        var asked = scene.Provider.Asked(sentTo);
        var expected = new Dictionary<string, string>
        {
            ["response_type"] = "code", ["client_id"] = HomeProvider.ClientId, ["scope"] = "openid allatclaims", ["prompt"] = "login",
            ["redirect_uri"] = scene.Gateway.Url + "/contoso/federation/fabrikam/callback", ["code_challenge_method"] = "S256",
            ["login_hint"] = Fran, ["domain_hint"] = "emea.fabrikam.example", ["max_age"] = "60", ["acr_values"] = "urn:fabrikam:mfa",
            ["ui_locales"] = "en",
        };
        Assert.Equal(expected, asked.Where(pair => expected.ContainsKey(pair.Key)).ToDictionary());
        Assert.Equal(43, asked["nonce"].Length);
    }

    /// <summary>S-45: without another click; the page goes on by itself and has the link, too.</summary>
    [Theory, Trait("Rule", "S-45")]
    [InlineData("""{"type":"federated","provider":"fabrikam"}""", true)]
    [InlineData("""{"type":"federated","provider":"fabrikam","take_without_phone":false}""", false)]
    public async Task Who_has_no_phone_is_taken_there_where_the_domain_says_so(string domain, bool isTaken)
    {
        await using var scene = await FederationScene.Open(domain: domain);
        await scene.Gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });
        var known = await scene.Begin(scene.Visitor());
        Assert.Equal(isTaken, known.Text.Contains("http-equiv=\"refresh\"", StringComparison.Ordinal));
        Assert.StartsWith("/contoso/federation/fabrikam?ticket=", Visitor.LinkOn(known, "Continue to your organisation"));
    }

    [Fact, Trait("Rule", "S-41")]
    public async Task Who_has_a_phone_is_asked_there_first_whatever_is_hinted()
    {
        await using var scene = await FederationScene.Open();
        await scene.Gateway.Enrol(Fran);
        var page = await scene.Begin(scene.Visitor(), Fran, ("login_hint", Fran), ("domain_hint", "fabrikam.example"));
        Assert.NotEmpty(Visitor.NumberOn(page));
        Assert.Equal(0, scene.Provider.Discoveries);
    }

    /// <summary>S-46, S-59: both browsers end in the application, each by its own way.</summary>
    [Fact, Trait("Rule", "S-46")]
    public async Task A_second_attempt_signs_in_at_the_provider_and_the_first_by_the_phone()
    {
        await using var scene = await FederationScene.Open();
        var phone = await scene.Gateway.Enrol(Fran);
        var (first, second) = (scene.Visitor(), scene.Visitor());
        var number = Visitor.NumberOn(await scene.Begin(first));
        var page = await scene.Begin(second);
        Assert.Contains("Another sign", page.Text, StringComparison.Ordinal);
        Assert.Contains("http-equiv=\"refresh\"", page.Text, StringComparison.Ordinal);
        var back = scene.Provider.SignIn(await FederationScene.Leave(second, page), "S-1", Fran);
        var federated = Jwt.Claims((await scene.Tokens(await FederationScene.Back(second, back)))["id_token"]);
        Assert.Equal("fed", federated.GetProperty("amr")[0].GetString());

        (await phone.Approve(number)).MustBe(200);
        var approved = await FederationScene.Back(first, "/sign-in/number?request=" + first.LastRequest);
        var phones = Jwt.Claims((await scene.Tokens(approved))["id_token"]);
        Assert.Equal(["mfa", "pop"], phones.GetProperty("amr").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(federated.GetProperty("sub").GetString(), phones.GetProperty("sub").GetString());
        Assert.Equal("pending", Assert.Single(await scene.Gateway.Operator.Audit("sign_in.federated")).GetProperty("reason").GetString());
    }

    [Theory, Trait("Rule", "A6")]
    [InlineData(true, "urn:fabrikam:mfa", "urn:fabrikam:mfa", "fed pwd mfa", 60)]
    [InlineData(true, "urn:countersign:number:enter6", "urn:countersign:federated", "fed pwd mfa", 60)]
    [InlineData(false, "urn:fabrikam:mfa", "urn:countersign:federated", "fed", 0)]
    public async Task How_and_when_counts_where_the_provider_is_trusted(bool isTrusted, string said, string acr, string amr, int secondsAgo)
    {
        await using var scene = await FederationScene.Open(body =>
        {
            body["trusted"] = isTrusted;
            return body;
        });
        await scene.Create();
        var now = scene.Gateway.Clock.GetUtcNow().ToUnixTimeSeconds();
        var end = await scene.SignIn(scene.Visitor(), claims: claims =>
            (claims["acr"], claims["amr"], claims["auth_time"]) = (said, new JsonArray("pwd", "mfa"), now - 60));
        var told = Jwt.Claims((await scene.Tokens(end))["id_token"]);
        Assert.Equal(acr, told.GetProperty("acr").GetString());
        Assert.Equal(amr, string.Join(' ', told.GetProperty("amr").EnumerateArray().Select(one => one.GetString())));
        Assert.Equal(now - secondsAgo, told.GetProperty("auth_time").GetInt64());
    }

    /// <summary>T4, WAY-7: met or refused, never less.</summary>
    [Theory, Trait("Rule", "T4")]
    [InlineData("urn:countersign:number:select", "urn:fabrikam:mfa", "unmet_authentication_requirements")]
    [InlineData("urn:fabrikam:mfa", "urn:fabrikam:pwd", "unmet_authentication_requirements")]
    [InlineData("urn:fabrikam:mfa", "urn:fabrikam:mfa", null)]
    [InlineData("urn:countersign:federated", null, null)]
    public async Task An_essential_context_is_met_or_refused(string wanted, string? said, string? error)
    {
        await using var scene = await FederationScene.Open(body =>
        {
            (body["trusted"], body["acr_values"]) = (true, new JsonArray("urn:fabrikam:mfa"));
            return body;
        });
        await scene.Create();
        var essential = "{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"" + wanted + "\"]}}}";
        var end = await scene.SignIn(scene.Visitor(), claims: claims => claims["acr"] = said, changes: [("claims", essential)]);
        if (error is not null) Assert.Equal(error, scene.Portal.Refusal(end));
        else Assert.Equal(said ?? wanted, Jwt.Claims((await scene.Tokens(end))["id_token"]).GetProperty("acr").GetString());
    }

    [Theory]
    [InlineData("client_secret_basic")]
    [InlineData("client_secret_post")]
    [InlineData("private_key_jwt")]
    public async Task The_service_proves_itself_as_the_provider_wants(string method)
    {
        await using var scene = await FederationScene.Open(body =>
        {
            body["token_endpoint_auth_method"] = method;
            if (method == "private_key_jwt") body.Remove("client_secret");
            return body;
        });
        await scene.Create();
        await scene.Tokens(await scene.SignIn(scene.Visitor()));
        var form = scene.Provider.LastForm;
        if (method == "client_secret_basic")
        {
            Assert.Equal(RelyingParty.Basic(HomeProvider.ClientId, HomeProvider.Secret), scene.Provider.LastAuthorization);
            return;
        }

        Assert.Equal((HomeProvider.ClientId, ""), (form["client_id"], scene.Provider.LastAuthorization));
        if (method == "client_secret_post")
        {
            Assert.Equal(HomeProvider.Secret, form["client_secret"]);
            return;
        }

        var (header, claims) = (Jwt.Header(form["client_assertion"]), Jwt.Claims(form["client_assertion"]));
        Assert.Equal(scene.Provider.Issuer, claims.GetProperty("aud").GetString());
        Assert.Equal(HomeProvider.ClientId, claims.GetProperty("sub").GetString());
        var keys = (await scene.Gateway.Get(scene.Gateway.Url + "/contoso/jwks")).Json.GetProperty("keys").EnumerateArray();
        Assert.Contains(keys, key => key.GetProperty("kid").GetString() == header.GetProperty("kid").GetString());
    }

    [Fact]
    public async Task A_name_that_the_token_lacks_is_asked_of_user_info_about_the_same_person()
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        scene.Provider.UserInfo = new() { ["sub"] = "another", ["upn"] = Fran };
        Assert.Equal("CS4031", (await scene.SignIn(scene.Visitor(), name: null)).Code);
        scene.Provider.UserInfo = new() { ["sub"] = "S-1-5-21", ["upn"] = "Fran@Fabrikam.example" };
        await scene.Tokens(await scene.SignIn(scene.Visitor(), name: null));
    }

    [Fact]
    public async Task Without_an_application_the_person_ends_at_our_own_page()
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        var visitor = scene.Visitor();
        var back = scene.Provider.SignIn(await FederationScene.Leave(visitor, await visitor.SignIn(Fran)), "S-1", Fran);
        Assert.Equal("You’re signed in", Visitor.Heading(await FederationScene.Back(visitor, back)));
        Assert.True(scene.IsSignedIn(visitor));
    }

    [Fact]
    public async Task A_front_end_of_its_own_gets_an_address_that_leads_there_and_back()
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        var started = (await scene.Gateway.Browser().Start(Fran)).MustBe(200);
        Assert.Equal(("federate", "not_available"), (started["result"], started["reason"]));
        Assert.StartsWith(scene.Gateway.Url + "/contoso/federation/fabrikam?ticket=", started["url"]);
        var visitor = scene.Visitor();
        var sentTo = (await visitor.Open(started["url"][scene.Gateway.Url.Length..])).MustBe(303).Header("Location")!;
        await FederationScene.Back(visitor, scene.Provider.SignIn(sentTo, "S-1", Fran));
        Assert.True(scene.IsSignedIn(visitor));
    }

    [Fact]
    public async Task A_provider_whose_rule_creates_brings_the_user_along()
    {
        await using var scene = await FederationScene.Open(body =>
        {
            body["linking"] = "create";
            return body;
        });
        await scene.Tokens(await scene.SignIn(scene.Visitor()));
        var user = (await scene.Gateway.Admin(HttpMethod.Get, "contoso/users/" + Fran)).MustBe(200);
        Assert.Equal("fabrikam", user["linked_to"]);
        Assert.Single(await scene.Gateway.Operator.Audit("user.created"));
    }

    /// <summary>I7, I8.</summary>
    [Theory, Trait("Rule", "I7")]
    [InlineData("provider")]
    [InlineData("domain")]
    [InlineData("link")]
    [InlineData("trust")]
    public async Task Removing_what_it_stands_on_ends_session_and_tokens(string what)
    {
        await using var scene = await FederationScene.Open(Trusted);
        await scene.Create();
        var visitor = scene.Visitor();
        var tokens = await scene.Tokens(await scene.SignIn(visitor));
        var session = visitor.Cookies[Browser.SessionCookie];
        Assert.True(await scene.Gateway.Operator.IsOpen("contoso", session));
        var path = what switch
        {
            "provider" => "contoso/providers/fabrikam", "domain" => "contoso/domains/fabrikam.example",
            _ => $"contoso/users/{Fran}/link",
        };
        if (what == "trust") await scene.Register("fabrikam");
        else (await scene.Gateway.Admin(HttpMethod.Delete, path)).MustBe(204);
        Assert.False(await scene.Gateway.Operator.IsOpen("contoso", session));
        Assert.Equal(401, (await scene.Portal.UserInfo(tokens["access_token"])).Status);
        Assert.Equal("invalid_grant", (await scene.Portal.Refresh(tokens["refresh_token"]))["error"]);
    }

    private static JsonObject Trusted(JsonObject provider)
    {
        provider["trusted"] = true;
        return provider;
    }

    [Fact]
    public async Task A_refresh_says_the_way_again()
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        var tokens = await scene.Tokens(await scene.SignIn(scene.Visitor()));
        var next = (await scene.Portal.Refresh(tokens["refresh_token"])).MustBe(200);
        Assert.Equal("fed", Jwt.Claims(next["id_token"]).GetProperty("amr")[0].GetString());
    }

    // --- signing out ------------------------------------------------------------------------------------------------------------

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Signing_out_reaches_the_provider_where_the_tenant_says_so_and_comes_back(bool signsOut)
    {
        await using var scene = await FederationScene.Open(body =>
        {
            body["sign_out"] = signsOut;
            return body;
        });
        await scene.Create();
        var visitor = scene.Visitor();
        var tokens = await scene.Tokens(await scene.SignIn(visitor));
        var session = visitor.Cookies[Browser.SessionCookie];
        var asked = $"/logout?id_token_hint={tokens["id_token"]}&state=s&post_logout_redirect_uri="
            + Uri.EscapeDataString("https://portal.example/bye");
        var page = await visitor.Open(asked);
        Assert.False(await scene.Gateway.Operator.IsOpen("contoso", session));
        if (signsOut)
        {
            var there = Visitor.LinkOn(page, "Continue to your organisation");
            Assert.StartsWith(scene.Provider.Issuer + "/logout?", there);
            var query = RelyingParty.Decode(there[(there.IndexOf('?') + 1)..]);
            Assert.Equal("S-1-5-21", Jwt.Claims(query["id_token_hint"]).GetProperty("sub").GetString());
            var address = new Uri(query["post_logout_redirect_uri"]).AbsolutePath;
            page = await FederationScene.Back(visitor, address + "?state=" + query["state"]);
        }

        Assert.Equal("https://portal.example/bye?state=s", page.MustBe(303).Header("Location"));
    }

    // --- the documents ----------------------------------------------------------------------------------------------------------

    [Fact]
    public async Task The_documents_are_read_once_an_hour()
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        for (var i = 0; i < 3; i++) await scene.Tokens(await scene.SignIn(scene.Visitor()));
        Assert.Equal((1, 1), (scene.Provider.Discoveries, scene.Provider.KeyReads));
        scene.Gateway.Clock.Advance(TimeSpan.FromHours(1));
        await scene.Tokens(await scene.SignIn(scene.Visitor()));
        Assert.Equal((2, 2), (scene.Provider.Discoveries, scene.Provider.KeyReads));
    }

    [Fact]
    public async Task A_key_that_changes_on_the_way_is_read_again_at_most_once_a_minute()
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        await scene.Tokens(await scene.SignIn(scene.Visitor()));
        scene.Gateway.Clock.Advance(TimeSpan.FromMinutes(2));
        var visitor = scene.Visitor();
        var sentTo = await FederationScene.Leave(visitor, await scene.Begin(visitor));
        (scene.Provider.Key, scene.Provider.KeyId) = (SignerKey.Es256(), "k2");
        await scene.Tokens(await FederationScene.Back(visitor, scene.Provider.SignIn(sentTo, "S-1-5-21", Fran)));
        Assert.Equal(2, scene.Provider.KeyReads);

        scene.Provider.KeyId = "k3";   // within the minute: nobody asks
        Assert.Equal("CS4032", (await scene.SignIn(scene.Visitor())).Code);
        Assert.Equal(2, scene.Provider.KeyReads);
        scene.Gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.Tokens(await scene.SignIn(scene.Visitor()));
        Assert.Equal(3, scene.Provider.KeyReads);
    }
}
