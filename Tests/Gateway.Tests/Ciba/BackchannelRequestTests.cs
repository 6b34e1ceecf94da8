using Countersign.SignIn.Clients;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Tests.Ciba;

/// <summary>CIBA 7: what a client may ask, and what it is answered.</summary>
public sealed class BackchannelRequestTests
{
    private const string Ada = Till.Ada;

    [Fact]
    public async Task A_request_is_answered_with_its_id_and_the_number_to_show()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (phone, till) = (await gateway.Enrol(Ada), await Till.Open(gateway));
        var asked = await till.Prompt(("binding_message", "Coffee, table 4"));
        Assert.Matches("^[A-Za-z0-9._-]{45}$", asked["auth_req_id"]);
        Assert.Equal((120, 5), (asked.Json.GetProperty("expires_in").GetInt32(), asked.Json.GetProperty("interval").GetInt32()));
        Assert.Equal("no-store", asked.Header("Cache-Control"));
        var seen = await phone.See();
        Assert.Equal(
            ("The till", "Coffee, table 4"), (seen.GetProperty("application").GetString(), seen.GetProperty("message").GetString()));
        Assert.Equal("select", asked["number_mode"]);
        Assert.Contains(asked["number"], seen.GetProperty("choices").EnumerateArray().Select(choice => choice.GetString()));
    }

    [Fact]
    public async Task Every_id_is_another()
    {
        await using var gateway = await RunningGateway.Furnished();
        var till = await Till.Open(gateway);
        var ids = new HashSet<string>();
        for (var i = 0; i < 50; i++) Assert.True(ids.Add((await till.Prompt(("login_hint", $"nobody{i}@contoso.example")))["auth_req_id"]));
    }

    [Theory]
    [InlineData("login_hint", "id_token_hint"), InlineData("login_hint", "login_hint_token"),
        InlineData("id_token_hint", "login_hint_token")]
    [InlineData("scope", "scope")]
    public async Task Exactly_one_hint_says_who_is_meant(string one, string other)
    {
        await using var gateway = await RunningGateway.Furnished();
        var till = await Till.Open(gateway);
        (await till.Ask(("login_hint", null), (one, "openid"), (other, "openid"))).Refused(400, "invalid_request");
    }

    [Theory]
    [InlineData("scope", "profile", "invalid_scope"), InlineData("scope", null, "invalid_scope")]
    [InlineData("requested_expiry", "0", "invalid_request"), InlineData("requested_expiry", "-5", "invalid_request")]
    [InlineData("requested_expiry", "soon", "invalid_request"), InlineData("requested_expiry", "9999999999", "invalid_request")]
    [InlineData("request_uri", "https://till.example/r", "request_uri_not_supported")]
    [InlineData("claims", "[]", "invalid_request")]
    public async Task A_request_that_is_not_in_order_is_refused(string name, string? value, string error)
    {
        await using var gateway = await RunningGateway.Furnished();
        (await (await Till.Open(gateway)).Ask((name, value))).Refused(400, error);
    }

    [Theory]
    [InlineData("a\u202Eb"), InlineData("line\u2028break"), InlineData("a\u061Cb")]
    public async Task A_message_that_could_deceive_is_refused(string message)
    {
        await using var gateway = await RunningGateway.Furnished();
        var (phone, till) = (await gateway.Enrol(Ada), await Till.Open(gateway));
        (await till.Ask(("binding_message", message))).Refused(400, "invalid_binding_message");
        (await till.Ask(("binding_message", new string('x', 129)))).Refused(400, "invalid_binding_message");
        (await till.Ask(("binding_message", "two\r\nlines"))).Refused(400, "invalid_request");
        Assert.Equal("null", (await phone.Waiting()).Json.GetProperty("waiting").GetRawText());
        var longest = string.Concat(Enumerable.Repeat("漢字", 64));
        await till.Prompt(("binding_message", longest));
        Assert.Equal(longest, (await phone.See()).GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("10", 10), InlineData("3", 10), InlineData("60", 60), InlineData("100000", 120)]
    public async Task A_shorter_life_may_be_asked_for_and_never_a_longer_one(string asked, int seconds)
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol(Ada);
        var till = await Till.Open(gateway);
        Assert.Equal(seconds, (await till.Prompt(("requested_expiry", asked))).Json.GetProperty("expires_in").GetInt32());
    }

    [Fact]
    public async Task Who_proves_nothing_or_may_not_ask_is_refused()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol(Ada);
        var spa = await RelyingParty.Public(gateway);
        (await spa.Ask()).Refused(400, "unauthorized_client");
        (await (await RelyingParty.WithSecret(gateway)).Ask()).Refused(400, "unauthorized_client");
        var till = await Till.Open(gateway);
        till.Secret += "x";
        (await till.Ask()).Refused(401, "invalid_client");
    }

    [Fact]
    public async Task The_same_request_again_is_answered_and_prompts_nobody_again()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (phone, till) = (await gateway.Enrol(Ada), await Till.Open(gateway));
        var first = await till.Prompt(("binding_message", "table 4"));
        var challenge = (await phone.See()).GetProperty("challenge").GetString();
        gateway.Clock.Advance(TimeSpan.FromSeconds(20));
        var again = await till.Prompt(("binding_message", "table 4"));
        Assert.Equal((first["auth_req_id"], first["number"], "100"), (again["auth_req_id"], again["number"], again["expires_in"]));
        Assert.Equal(challenge, (await phone.See()).GetProperty("challenge").GetString());
        (await phone.Approve(first["number"])).MustBe(200);
        (await till.Collect(first["auth_req_id"])).MustBe(200);
    }

    [Fact]
    public async Task Another_request_while_one_is_pending_is_refused_with_when_it_may_be_gone()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol(Ada);
        var (till, kiosk) = (await Till.Open(gateway), await Till.Open(gateway, id: "kiosk"));
        await till.Prompt();
        gateway.Clock.Advance(TimeSpan.FromSeconds(20));
        foreach (var second in new[] { await till.Ask(("binding_message", "another")), await till.Ask(("scope", "openid email")),
            await kiosk.Ask() })
            Assert.Equal("100", second.Refused(403, "access_denied").Header("Retry-After"));
        var browser = await gateway.Browser().Start(Ada);   // one pending across all ways in (I1)
        Assert.Equal("pending", browser["reason"]);
    }

    [Fact]
    public async Task Too_many_prompts_and_a_lock_are_refused_at_the_start()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (phone, till) = (await gateway.Enrol(Ada), await Till.Open(gateway));
        for (var i = 0; i < 3; i++)
        {
            await till.Prompt(("binding_message", "x" + i));
            (await phone.Deny()).MustBe(200);
        }

        Assert.NotNull((await till.Ask()).Refused(403, "access_denied").Header("Retry-After"));
        gateway.Clock.Advance(TimeSpan.FromDays(1));   // a client has half a day's budget at most
        for (var i = 0; i < 3; i++)
        {
            var asked = await till.Prompt(("binding_message", "y" + i));
            var wrong = (await phone.See()).GetProperty("choices").EnumerateArray().First(choice => choice.GetString() != asked["number"])
                .GetString()!;
            (await phone.Approve(wrong)).MustBe(403);
            gateway.Clock.Advance(TimeSpan.FromHours(1));
        }

        (await till.Ask()).Refused(403, "access_denied");
    }

    [Theory]
    [InlineData("sub"), InlineData("email")]
    public async Task A_hint_the_client_signed_says_who_is_meant(string form)
    {
        await using var gateway = await RunningGateway.Furnished();
        var (phone, key) = (await gateway.Enrol(Ada), SignerKey.Es256());
        var till = await Keyed(gateway, key);
        await till.Prompt(("login_hint", null), ("login_hint_token", HintToken(gateway, till, key, claims =>
        {
            if (form == "sub") claims["sub"] = Ada;
            else claims["sub_id"] = new System.Text.Json.Nodes.JsonObject { ["format"] = "email", ["email"] = Ada };
        })));
        await phone.See();
    }

    [Fact]
    public async Task A_hint_that_is_not_the_clients_own_or_over_is_refused()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol(Ada);
        var key = SignerKey.Es256();
        var till = await Keyed(gateway, key);
        var now = gateway.Clock.GetUtcNow().ToUnixTimeSeconds();
        await Try("invalid_request", c => c["iss"] = "kiosk");
        await Try("invalid_request", c => c["aud"] = "https://elsewhere.example");
        await Try("invalid_request", c => c["exp"] = now + 7200);
        await Try("invalid_request", c => c.Remove("exp"));
        await Try("invalid_request", c => c.Remove("sub"));
        await Try("expired_login_hint_token", c => c["exp"] = now - 61);
        (await till.Ask(("login_hint", null), ("login_hint_token", HintToken(gateway, till, SignerKey.Es256(), c => c["sub"] = Ada))))
            .Refused(400, "invalid_request");

        async Task Try(string error, Action<System.Text.Json.Nodes.JsonObject> change) => (await till.Ask(
            ("login_hint", null), ("login_hint_token", HintToken(gateway, till, key, c =>
            {
                c["sub"] = Ada;
                change(c);
            })))).Refused(400, error);
    }

    [Fact]
    public async Task An_id_token_of_ours_says_who_is_meant_even_when_it_is_over()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (phone, till) = (await gateway.Enrol(Ada), await Till.Open(gateway));
        var asked = await till.Prompt();
        await phone.Approve(asked["number"]);
        var token = (await till.Collect(asked["auth_req_id"])).MustBe(200)["id_token"];
        gateway.Clock.Advance(TimeSpan.FromHours(1));
        await till.Prompt(("login_hint", null), ("id_token_hint", token));
        Assert.Equal("The till", (await phone.See()).GetProperty("application").GetString());
        (await phone.Deny()).MustBe(200);
        var kiosk = await Till.Open(gateway, id: "kiosk");
        (await kiosk.Ask(("login_hint", null), ("id_token_hint", token))).Refused(400, "invalid_request");
        (await till.Ask(("login_hint", null), ("id_token_hint", Jwt.With(token, "preferred_username", "eve@contoso.example"))))
            .Refused(400, "invalid_request");
    }

    [Theory]
    [InlineData(null), InlineData("with space"), InlineData("ümlaut"), InlineData("==")]
    public async Task Who_is_notified_sends_a_bearer_token(string? token)
    {
        await using var callback = await Callback.Start();
        await using var gateway = await RunningGateway.Furnished(Callback.Trusted);
        await gateway.Enrol(Ada);
        foreach (var delivery in new[] { Delivery.Ping, Delivery.Push })
        {
            var till = await Till.Open(gateway, new(delivery, callback.Url, false, false), "till" + delivery);
            (await till.Ask(("client_notification_token", token))).Refused(400, "invalid_request");
            (await till.Ask(("client_notification_token", new string('x', 1025)))).Refused(400, "invalid_request");
        }
    }

    [Fact]
    public async Task An_endpoint_that_is_not_https_or_may_not_be_called_is_not_registered()
    {
        await using var gateway = await RunningGateway.Furnished();
        foreach (var endpoint in new[] { "http://till.example/told", "https://127.0.0.1/told", "https://till.example:5432/",
            "https://a:b@till.example/" })
        {
            var body = $$"""
                {"client_name":"Till","token_endpoint_auth_method":"client_secret_basic",
                "grant_types":["urn:openid:params:grant-type:ciba"],
                "backchannel_token_delivery_mode":"ping","backchannel_client_notification_endpoint":"{{endpoint}}"}
                """;
            (await gateway.Admin(HttpMethod.Put, "contoso/clients/till", body)).MustBe(400, "CS6007");
        }
    }

    private static async Task<RelyingParty> Keyed(RunningGateway gateway, SignerKey key)
    {
        await gateway.Operator.Register("contoso", RelyingParty.Registration("till", ClientAuthenticationMethod.PrivateKeyJwt) with
        {
            Grants = ClientGrants.Ciba, RedirectUris = [], PostLogoutRedirectUris = [],
            Keys = [new("k1", SigningAlgorithm.ES256, key.PublicJwk.ToJsonString())],
        });
        return new(gateway, "till") { AssertionKey = key };
    }

    private static string HintToken(
        RunningGateway gateway, RelyingParty till, SignerKey key, Action<System.Text.Json.Nodes.JsonObject> change)
    {
        var claims = new System.Text.Json.Nodes.JsonObject
        {
            ["iss"] = till.Id, ["aud"] = till.Issuer, ["exp"] = gateway.Clock.GetUtcNow().ToUnixTimeSeconds() + 300,
        };
        change(claims);
        return Jwt.Sign(key, new() { ["alg"] = key.Algorithm, ["kid"] = "k1", ["typ"] = "login-hint+jwt" }, claims);
    }
}
