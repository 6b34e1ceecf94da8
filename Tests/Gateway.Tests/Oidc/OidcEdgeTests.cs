using System.Text;
using System.Text.RegularExpressions;
using Countersign.Engine;

namespace Countersign.Gateway.Tests.Oidc;

/// <summary>Rules of all these endpoints: malformed requests, floods, outages, what is said and what is not.</summary>
public sealed class OidcEdgeTests
{
    private const string Ada = "ada@contoso.example";
    private static readonly string[] Forms = ["/token", "/par", "/revoke", "/introspect"];

    [Fact]
    public async Task F_17_A_malformed_form_is_refused_and_changes_nothing()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var before = await Rows.Of(gateway.Store);
        (string Type, byte[] Body)[] wrong =
        [
            ("application/json", "{}"u8.ToArray()), ("text/plain", "a=b"u8.ToArray()),
            ("multipart/form-data; boundary=x", "--x--"u8.ToArray()),
            ("application/x-www-form-urlencoded; charset=utf-16", "a=b"u8.ToArray()),
            ("application/x-www-form-urlencoded", "a=%00"u8.ToArray()),
            ("application/x-www-form-urlencoded", "a=\xFF\xFE"u8.ToArray()), ("application/x-www-form-urlencoded", [0x61, 0x3d, 0xff]),
            ("application/x-www-form-urlencoded", Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("a=b&", 100)))),
            ("application/x-www-form-urlencoded", "client_id=a&client_id=b"u8.ToArray()), ("", []),
        ];
        foreach (var path in Forms)
        {
            foreach (var (type, body) in wrong)
            {
                (string, string)[] headers = type.Length == 0 ? [] : [("Content-Type", type)];
                var reply = await Wire.Ask(gateway.Url, Wire.Request("POST", "/contoso" + path, headers, body));
                Assert.True(reply.Status is 400 or 401 && reply["error"].Length > 0, $"{path} {type}: {reply.Look}");
            }

            var large = Wire.Request(
                "POST", "/contoso" + path, [("Content-Type", "application/x-www-form-urlencoded")], new byte[17 * 1024]);
            Assert.Equal(413, (await Wire.Ask(gateway.Url, large)).Status);
            Assert.Equal(405, (await gateway.Get(gateway.Url + "/contoso" + path)).Status);
        }

        Assert.Equal(before, await Rows.Of(gateway.Store));
        Assert.Equal("invalid_grant", (await portal.Refresh("x"))["error"]);
    }

    [Fact]
    public async Task F_17_Random_parameters_and_tokens_do_no_harm()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var tokens = await portal.Tokens(await gateway.SignIn(await gateway.Enrol(Ada)));
        var seed = Environment.GetEnvironmentVariable("SEED") is { } given ? int.Parse(given, null) : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"SEED={seed}");
        var random = new Random(seed);
        string Damage(string text)
        {
            var letters = text.ToCharArray();
            for (var i = random.Next(1, 4); i > 0; i--) letters[random.Next(letters.Length)] = (char)random.Next(0x20, 0x7f);
            return new(letters);
        }

        for (var number = 0; number < 300; number++)
        {
            var query = Damage(RelyingParty.Encode(portal.Request(("claims", """{"id_token":{"acr":{"essential":true}}}"""))));
            var replies = new[]
            {
                await portal.Get(null, "/authorize?" + query.Replace('#', 'x').Replace(' ', 'x')),
                await portal.UserInfo(Damage(tokens["access_token"])),
                await portal.Redeem(Damage("AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA")),
                await portal.Ask("/introspect", ("token", Damage(tokens["access_token"]))),
            };
            foreach (var reply in replies) Assert.True(reply.Status < 500, $"SEED={seed}, {number}: {query} {reply.Look}");
        }
    }

    [Fact]
    public async Task A_tenant_that_is_not_there_is_nobodys_door()
    {
        await using var gateway = await RunningGateway.Furnished();
        await RelyingParty.WithSecret(gateway);
        var there = new RelyingParty(gateway, "portal", "fabrikam") { Secret = "x" };
        Assert.Equal("invalid_client", (await there.Refresh("x")).MustBe(401)["error"]);
        Assert.Contains("CS7101", (await there.Authorize(null)).MustBe(400).Text, StringComparison.Ordinal);
        Assert.Equal(404, (await gateway.Get(gateway.Url + "/No-Tenant/authorize")).Status);
    }

    [Fact]
    public async Task T_2_A_source_may_ask_three_hundred_times_a_minute()
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { Unthrottled = [] });
        var portal = await RelyingParty.WithSecret(gateway);
        for (var ask = 0; ask < 300; ask++) await portal.Begin(null);
        var refused = (await portal.Authorize(null)).MustBe(429);
        Assert.Equal(("60", true), (refused.Header("Retry-After"), refused.Text.Contains("CS5002", StringComparison.Ordinal)));
        gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        await portal.Begin(null);
    }

    [Fact]
    public async Task F_5_Without_storage_nothing_is_issued_and_nothing_is_lost()
    {
        var store = new FailingStore(InMemory.Store(isExclusive: true));
        await using var gateway = await RunningGateway.Furnished(store: store);
        var portal = await RelyingParty.WithSecret(gateway);
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        var (code, tokens) = (await portal.Code(browser), await portal.Tokens(browser));
        store.IsAway = true;
        var refresh = tokens["refresh_token"];
        foreach (var reply in new[] { await portal.Redeem(code), await portal.Refresh(refresh),
            await portal.Ask("/revoke", ("token", refresh)) })
        {
            Assert.Equal(("temporarily_unavailable", "1"), (reply.MustBe(503)["error"], reply.Header("Retry-After")));
            Assert.False(reply.Has("access_token"));
        }

        Assert.Contains("CS5001", (await portal.Authorize(browser)).MustBe(503).Text, StringComparison.Ordinal);
        store.IsAway = false;
        (await portal.Redeem(code)).MustBe(200);
        (await portal.Refresh(tokens["refresh_token"])).MustBe(200);
    }

    [Fact]
    public void C_13_What_may_be_said_of_an_error_keeps_to_the_protocols_characters() =>
        Assert.All(
            ErrorTable.Errors,
            error => Assert.Matches(new Regex("^[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+$"), error.Code + " " + error.Title));

    [Fact]
    public async Task Token_sets_and_refusals_are_counted()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var tokens = await portal.Tokens(await gateway.SignIn(await gateway.Enrol(Ada)));
        await portal.Refresh(tokens["refresh_token"]);
        await portal.Refresh(RandomValues.Handle());
        await portal.Authorize(null, ("prompt", "none"));
        var metrics = (await gateway.Get(gateway.AdminUrl + "/metrics")).MustBe(200).Text;
        Assert.Contains("""countersign_tokens_total{grant="authorization_code",tenant="contoso"} 1""", metrics, StringComparison.Ordinal);
        Assert.Contains("""countersign_tokens_total{grant="refresh_token",tenant="contoso"} 1""", metrics, StringComparison.Ordinal);
        Assert.Contains("""countersign_refusals_total{code="CS4011"} 1""", metrics, StringComparison.Ordinal);
        Assert.Contains("""countersign_refusals_total{code="CS7116"} 1""", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain(tokens["refresh_token"].Split('.')[1], metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_6_A_handle_of_one_kind_is_never_good_for_another()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var ada = await gateway.Enrol(Ada);
        var browser = await gateway.SignIn(ada);
        await browser.Prompt(Ada);
        var tokens = await portal.Tokens(browser);
        var (code, refresh, transaction) = (await portal.Code(browser), tokens["refresh_token"], browser.Cookies[Browser.SignInCookie]);
        var session = browser.Cookies[Browser.SessionCookie];
        var (mixed, crossed) = (code[..22] + "." + refresh[23..], refresh[..22] + "." + code[23..]);
        foreach (var wrong in new[] { refresh, transaction, session, tokens["access_token"], tokens["id_token"], mixed, crossed })
            Assert.Equal("invalid_grant", (await portal.Redeem(wrong)).MustBe(400)["error"]);
        foreach (var wrong in new[] { code, transaction, session, tokens["access_token"], tokens["id_token"], mixed })
            Assert.Equal("invalid_grant", (await portal.Refresh(wrong)).MustBe(400)["error"]);
        foreach (var wrong in new[] { code, refresh, transaction })
        {
            var stranger = gateway.Browser();
            stranger.Cookies[Browser.SessionCookie] = wrong[23..];
            await portal.Begin(stranger);
        }

        (await portal.Redeem(code)).MustBe(200);
        (await portal.Refresh(refresh)).MustBe(200);
    }
}
