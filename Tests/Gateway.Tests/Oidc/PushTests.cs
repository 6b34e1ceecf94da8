using Countersign.Engine.Ports;

namespace Countersign.Gateway.Tests.Oidc;

/// <summary>Pushed authorization requests (RFC 9126).</summary>
public sealed class PushTests
{
    private const string Ada = "ada@contoso.example";

    [Fact]
    public async Task A_pushed_request_is_answered_as_one_that_came_by_the_browser()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway, change: client => client with { PushedRequests = true });
        var pushed = (await Push(portal)).MustBe(201);
        Assert.Single(await gateway.Store.List(RowKind.Request, "", "", 10, Browser.Cancel));   // I17
        Assert.StartsWith("urn:ietf:params:oauth:request_uri:", pushed["request_uri"]);
        Assert.Equal(90, pushed.Json.GetProperty("expires_in").GetInt32());
        var answer = portal.Answer(await Come(portal, await gateway.SignIn(await gateway.Enrol(Ada)), pushed["request_uri"]));
        Assert.Equal("a state with spaces & signs", answer["state"]);
        (await portal.Redeem(answer["code"])).MustBe(200);
    }

    [Fact]
    public async Task What_stands_beside_a_pushed_request_counts_for_nothing()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var uri = (await Push(portal)).MustBe(201)["request_uri"];
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        (string, string)[] beside =
            [("client_id", "portal"), ("request_uri", uri), ("redirect_uri", "https://evil.example"), ("state", "x")];
        var answer = portal.Answer(await portal.Get(browser, "/authorize?" + RelyingParty.Encode(beside)));
        Assert.Equal("a state with spaces & signs", answer["state"]);
    }

    [Fact]
    public async Task A_pushed_request_is_its_clients_for_ninety_seconds()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (portal, wiki) = (await RelyingParty.WithSecret(gateway), await RelyingParty.WithSecret(gateway, "wiki"));
        var uri = (await Push(portal)).MustBe(201)["request_uri"];
        Refused(await Come(wiki, null, uri));
        Refused(await Come(portal, null, uri + "A"));
        Refused(await Come(portal, null, uri[..^4]));
        Refused(await Come(portal, null, "urn:ietf:params:oauth:request_uri:" + await portal.Begin(null)));   // sealed for another purpose
        gateway.Clock.Advance(TimeSpan.FromSeconds(90));
        Refused(await Come(portal, null, uri));
    }

    [Fact]
    public async Task A_client_that_must_push_may_not_do_otherwise()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway, change: client => client with { PushedRequests = true });
        Assert.Equal("invalid_request", portal.Refusal(await portal.Authorize(null)));
    }

    [Theory]
    [InlineData("redirect_uri", "https://evil.example", "invalid_request")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("scope", "email", "invalid_scope")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("request_uri", "urn:ietf:params:oauth:request_uri:x", "invalid_request")]
    [InlineData("request", "e30.e30.", "request_not_supported")]
    [InlineData("client_id", "wiki", "invalid_client")]
    public async Task What_is_wrong_is_told_at_once(string name, string value, string error)
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var reply = await Push(portal, (name, value));
        Assert.Equal(error, reply["error"]);
        Assert.Equal(error == "invalid_client" ? 401 : 400, reply.Status);
    }

    [Fact]
    public async Task A_push_needs_the_client()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        portal.Secret = "another-secret";
        Assert.Equal("invalid_client", (await Push(portal)).MustBe(401)["error"]);
        (await Push(await RelyingParty.Public(gateway))).MustBe(201);
    }

    [Fact]
    public async Task A_key_proved_at_the_push_binds_the_code()
    {
        await using var gateway = await RunningGateway.Furnished();
        var spa = await RelyingParty.Public(gateway);
        var key = spa.ProofKey = SignerKey.Es256();
        Assert.Equal("invalid_dpop_proof", (await Push(spa, ("dpop_jkt", SignerKey.Es256().Thumbprint))).MustBe(400)["error"]);
        var uri = (await Push(spa)).MustBe(201)["request_uri"];
        var code = spa.Answer(await Come(spa, await gateway.SignIn(await gateway.Enrol(Ada)), uri))["code"];
        spa.ProofKey = SignerKey.Es256();
        Assert.Equal("invalid_grant", (await spa.Redeem(code)).MustBe(400)["error"]);
        spa.ProofKey = key;
        (await spa.Redeem(code)).MustBe(200);
    }

    [Fact]
    public async Task I_5_A_pushed_request_is_completed_once()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        var uri = (await Push(portal)).MustBe(201)["request_uri"];
        Assert.True(portal.Answer(await Come(portal, browser, uri)).ContainsKey("code"));
        Refused(await Come(portal, browser, uri));
        Refused(await Come(portal, null, uri));
    }

    [Fact]
    public async Task I_5_Of_many_that_come_with_a_pushed_request_at_once_one_gets_the_code()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        var uri = (await Push(portal)).MustBe(201)["request_uri"];
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Come(portal, browser.Copy(), uri)));
        Assert.Single(replies, reply => reply.Status == 303 && portal.Answer(reply).ContainsKey("code"));
    }

    [Fact]
    public async Task The_page_of_a_pushed_request_may_be_opened_again_and_its_person_gets_one_code()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var ada = await gateway.Enrol(Ada);
        var uri = (await Push(portal)).MustBe(201)["request_uri"];
        var page = (await Come(portal, null, uri)).MustBe(303).Header("Location")!;
        Assert.Equal(page, (await Come(portal, null, uri)).MustBe(303).Header("Location"));   // Next or reload, pressed twice
        gateway.Clock.Advance(TimeSpan.FromSeconds(90));
        Refused(await Come(portal, null, uri));
        var tab = await (await new Tab(new(gateway), portal).Go(page)).Type(Ada);
        (await ada.Approve(tab.Number())).MustBe(200);
        (await portal.Redeem((await tab.Reload()).Code()!)).MustBe(200);
        var request = page[(page.IndexOf('=') + 1)..];
        Assert.Contains("CS7103", (await portal.Continue(await gateway.SignIn(ada), request)).MustBe(400).Text, StringComparison.Ordinal);
    }

    private static Task<Reply> Push(RelyingParty client, params (string, string?)[] changes) =>
        client.Ask("/par", [.. client.Request(changes).Select(parameter => (parameter.Name, (string?)parameter.Value))]);

    private static Task<Reply> Come(RelyingParty client, Browser? browser, string uri) =>
        client.Get(browser, "/authorize?" + RelyingParty.Encode([("client_id", client.Id), ("request_uri", uri)]));

    private static void Refused(Reply reply) => Assert.Contains("CS7111", reply.MustBe(400).Text, StringComparison.Ordinal);
}
