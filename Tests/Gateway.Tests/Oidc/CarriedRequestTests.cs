using Countersign.Engine.Ports;
using static Countersign.Gateway.Tests.Oidc.AuthorizeTests;

namespace Countersign.Gateway.Tests.Oidc;

/// <summary>How an authorization request is kept while the person signs in: what it takes, how long it is good, and for whom.</summary>
public sealed class CarriedRequestTests
{
    private const string Ada = "ada@contoso.example";

    [Fact]
    public async Task I_17_A_request_that_waits_for_the_person_takes_one_row_which_goes_with_its_time()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var request = await portal.Begin(null);
        Assert.Equal(22, request.Length);
        var row = Assert.Single(await gateway.Store.List(RowKind.Request, "", "", 10, Browser.Cancel));
        Assert.Equal(gateway.Clock.GetUtcNow() + TimeSpan.FromMinutes(30), row.Due);
        var before = await Rows.Of(gateway.Store);
        await portal.Continue(null, request);
        await portal.Get(null, "/authorize/leave?request=" + request);
        Assert.Equal(before, await Rows.Of(gateway.Store));
    }

    [Fact]
    public async Task I_17_No_row_where_a_session_serves_at_once_or_nobody_may_be_asked_or_something_is_wrong()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        await portal.Code(browser);
        portal.Refusal(await portal.Authorize(null, ("prompt", "none")));
        portal.Refusal(await portal.Authorize(null, ("scope", "email")));
        Page(await portal.Authorize(null, ("redirect_uri", "https://evil.example")), "CS7102");
        Page(await portal.Authorize(null, ("client_id", "nobody")), "CS7101");
        Assert.Empty(await gateway.Store.List(RowKind.Request, "", "", 10, Browser.Cancel));
    }

    [Fact]
    public async Task I_17_Above_the_number_of_rows_that_a_source_may_cause_a_request_travels_sealed_and_is_as_good()
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { Unthrottled = [] });
        var portal = await RelyingParty.WithSecret(gateway);
        var requests = new List<string>();
        for (var i = 0; i < 70; i++) requests.Add(await portal.Begin(null));
        Assert.Equal(60, (await gateway.Store.List(RowKind.Request, "", "", 100, Browser.Cancel)).Count);
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        foreach (var request in new[] { requests[0], requests[^1] })
            Assert.True(portal.Answer(await portal.Continue(browser, request)).ContainsKey("code"));
    }

    [Theory]
    [InlineData("GET"), InlineData("POST")]
    public async Task A_long_state_stays_out_of_addresses_of_ours(string method)
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var request = portal.Request(("state", new string('s', 2349)));
        var reply = method == "GET"
            ? await portal.Get(null, "/authorize?" + RelyingParty.Encode(request))
            : await portal.Post(null, "/authorize", request, ("Origin", "https://portal.example"));
        Assert.InRange(reply.MustBe(303).Header("Location")!.Length, 1, 100);
    }

    [Fact]
    public async Task A_request_that_is_altered_old_or_elsewhere_is_no_longer_good()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateTenant("fabrikam");
        var portal = await RelyingParty.WithSecret(gateway);
        var fabrikam = await RelyingParty.WithSecret(gateway, tenant: "fabrikam");
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        var request = await portal.Begin(null);
        foreach (var bad in new[] { "", "x", request[..^1], request + "A", Altered.Text(request), request[..20] })
            Page(await portal.Continue(browser, bad), "CS7103");
        Page(await fabrikam.Continue(browser, request), "CS7103");
        gateway.Clock.Advance(TimeSpan.FromMinutes(30));
        Page(await portal.Continue(browser, request), "CS7103");
        var later = await portal.Begin(null);
        await gateway.Operator.RemoveClient("contoso", "portal");
        Page(await portal.Continue(browser, later), "CS7103");
    }

    [Fact]
    public async Task T_27_A_request_too_long_to_be_carried_is_refused()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        await portal.Begin(null, ("state", new string('s', 3000)));
        Assert.Equal("invalid_request", portal.Refusal(await portal.Authorize(null, ("state", new string('s', 5500)))));
    }
}
