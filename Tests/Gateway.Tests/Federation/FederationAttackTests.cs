using System.Text.Json.Nodes;

namespace Countersign.Gateway.Tests.Federation;

/// <summary>
/// What an attacker can do to the way back from a provider (T18, B10, A6): each time nobody is signed in, and the browser is sent nowhere.
/// </summary>
public sealed class FederationAttackTests
{
    private const string Fran = FederationScene.Fran;

    private static readonly Dictionary<string, Func<string, string>> WrongResponses = new()
    {
        ["no state"] = back => Without(back, "state"),
        ["two states"] = back => back + "&state=" + new string('a', 32),
        ["another state"] = back => Replace(back, "state", new string('a', 32)),
        ["a state that is none"] = back => Replace(back, "state", "state"),
        ["a state without its request"] = back => Replace(back, "state", Value(back, "state").Split('.')[0]),
        ["a state with another request"] = back => Replace(back, "state", Value(back, "state").Split('.')[0] + "." + new string('A', 22)),
        ["a state with an address"] = back => Replace(back, "state", Value(back, "state").Split('.')[0] + ".https://evil.example/"),
        ["no code"] = back => Without(back, "code"),
        ["two codes"] = back => back + "&code=another",
        ["another code"] = back => Replace(back, "code", "another"),
        ["an endless code"] = back => Replace(back, "code", new string('c', 5000)),
        ["another issuer"] = back => Replace(back, "iss", "https://evil.example"),
        ["no issuer where there must be one"] = back => Without(back, "iss"),
        ["two issuers"] = back => back + "&iss=" + Uri.EscapeDataString("https://evil.example"),
        ["another provider's address"] = back => back.Replace("/fabrikam/", "/evil/", StringComparison.Ordinal),
        ["an address of no provider"] = back => back.Replace("/fabrikam/", "/nobody/", StringComparison.Ordinal),
    };

    [Fact, Trait("Rule", "T18")]
    public async Task A_response_that_is_not_one_to_this_trip_signs_nobody_in()
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        await using var evil = await HomeProvider.Start(scene.Gateway.Clock);
        await scene.Register("evil", provider: evil);
        foreach (var (wrong, change) in WrongResponses)
        {
            var visitor = scene.Visitor();
            var sentTo = await FederationScene.Leave(visitor, await scene.Begin(visitor));
            var end = await visitor.Open(change(scene.Provider.SignIn(sentTo, "S-1", Fran)));
            Assert.True(
                (end.Status, end.Code, end.Header("Location")) is (400, "CS4032" or "CS1000", null), $"{wrong}: {end.Status} {end.Text}");
            await scene.NobodyIsSignedIn(visitor);
        }
    }

    [Fact, Trait("Rule", "T18")]
    public async Task Another_browser_gets_nothing_for_a_response_that_it_was_handed()
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        var (attacker, victim) = (scene.Visitor(), scene.Visitor());
        var back = scene.Provider.SignIn(await FederationScene.Leave(attacker, await scene.Begin(attacker)), "S-1", Fran);
        (await victim.Open(back)).MustBe(400, "CS4032");
        await FederationScene.Leave(victim, await scene.Begin(victim));   // on a trip of their own
        (await victim.Open(back)).MustBe(400, "CS4032");
        await scene.NobodyIsSignedIn(victim);
        Assert.Equal(0, scene.Provider.Exchanges);
    }

    [Fact, Trait("Rule", "T30")]
    public async Task Another_tenant_with_the_same_provider_takes_no_response_of_this_one()
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        await scene.Gateway.Operator.CreateTenant("other");
        (await scene.Gateway.Admin(HttpMethod.Put, "other/providers/fabrikam", new JsonObject
        {
            ["name"] = "Fabrikam", ["issuer"] = scene.Provider.Issuer, ["client_id"] = HomeProvider.ClientId,
            ["client_secret"] = HomeProvider.Secret, ["user_name_claim"] = "upn",
        }.ToJsonString())).MustBe(200);
        (await scene.Gateway.Admin(HttpMethod.Put, "other/domains/fabrikam.example", """{"type":"federated","provider":"fabrikam"}"""))
            .MustBe(200);
        var visitor = scene.Visitor();
        var back = scene.Provider.SignIn(await FederationScene.Leave(visitor, await visitor.SignIn(Fran)), "S-1", Fran);
        (await visitor.At("other").Open(back.Replace("/contoso/", "/other/", StringComparison.Ordinal))).MustBe(400, "CS4032");
        await scene.NobodyIsSignedIn(visitor);
    }

    [Fact, Trait("Rule", "T18")]
    public async Task A_sign_in_that_begins_at_the_provider_is_none()
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        var visitor = scene.Visitor();
        string[] queries =
            ["", "?code=c", "?code=c&state=" + new string('a', 32), "?iss=" + Uri.EscapeDataString(scene.Provider.Issuer)];
        foreach (var query in queries)
            (await visitor.Open("/federation/fabrikam/callback" + query)).MustBe(400, "CS4032");
        await scene.NobodyIsSignedIn(visitor);
    }

    [Theory, Trait("Rule", "T18")]
    [InlineData(14, true)]
    [InlineData(15, false)]
    public async Task A_response_is_in_time_or_none(int minutes, bool isInTime)
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        var visitor = scene.Visitor();
        var sentTo = await FederationScene.Leave(visitor, await scene.Begin(visitor));
        scene.Gateway.Clock.Advance(TimeSpan.FromMinutes(minutes));
        var end = await FederationScene.Back(visitor, scene.Provider.SignIn(sentTo, "S-1", Fran));
        if (isInTime) await scene.Tokens(end);
        else end.MustBe(400, "CS4032");
    }

    /// <summary>I5, I19: a second code opens nothing more, not for whoever has copied the cookies either.</summary>
    [Fact, Trait("Rule", "I5")]
    public async Task A_state_is_good_for_one_answer()
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        var visitor = scene.Visitor();
        var sentTo = await FederationScene.Leave(visitor, await scene.Begin(visitor));
        var copy = visitor.Copy();
        await scene.Tokens(await FederationScene.Back(visitor, scene.Provider.SignIn(sentTo, "S-1", Fran)));
        var again = await FederationScene.Back(visitor, scene.Provider.SignIn(sentTo, "S-1", Fran));
        again.MustBe(400, "CS4032");
        await copy.Open(scene.Provider.SignIn(sentTo, "S-1", Fran));
        Assert.Equal(1, scene.Provider.Exchanges);
        Assert.Single(await scene.Gateway.Operator.Audit("sign_in.federated"));
    }

    [Fact, Trait("Rule", "B10")]
    public async Task A_code_of_one_provider_is_exchanged_with_no_other()
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        await using var evil = await HomeProvider.Start(scene.Gateway.Clock);
        await scene.Register("evil", provider: evil);
        (await scene.Gateway.Admin(HttpMethod.Put, "contoso/domains/evil.example", """{"type":"federated","provider":"evil"}"""))
            .MustBe(200);
        var visitor = scene.Visitor();
        var sentTo = await FederationScene.Leave(visitor, await scene.Begin(visitor, "eve@evil.example"));
        // the evil provider sends the browser to the honest one, whose answer comes to the honest address
        var asked = evil.Asked(sentTo);
        asked["redirect_uri"] = asked["redirect_uri"].Replace("/evil/", "/fabrikam/", StringComparison.Ordinal);
        var back = HomeProvider.Back(asked, ("code", "honest"), ("iss", scene.Provider.Issuer));
        (await visitor.Open(back)).MustBe(400, "CS4032");
        Assert.Equal((0, 0), (evil.Exchanges, scene.Provider.Exchanges));
    }

    [Fact, Trait("Rule", "A6")]
    public async Task Somebody_of_the_same_name_at_another_provider_is_nobody_here()
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        await using var evil = await HomeProvider.Start(scene.Gateway.Clock);
        await scene.Register("evil", provider: evil);
        (await scene.Gateway.Admin(HttpMethod.Put, "contoso/domains/evil.example", """{"type":"federated","provider":"evil"}"""))
            .MustBe(200);
        await scene.Create("eve@evil.example");
        var visitor = scene.Visitor();
        var page = await scene.Begin(visitor, "eve@evil.example");
        var sentTo = await FederationScene.Leave(visitor, page);
        (await FederationScene.Back(visitor, evil.SignIn(sentTo, "S-1", Fran))).MustBe(403, "CS4031");
        await scene.NobodyIsSignedIn(visitor);

        // nor does her ticket lead anywhere but to her own provider
        var link = Visitor.LinkOn(page, "Continue to your organisation").Replace("/evil?", "/fabrikam?", StringComparison.Ordinal);
        (await visitor.Open(link)).MustBe(400, "CS4032");
    }

    [Fact, Trait("Rule", "A6")]
    public async Task Somebody_else_at_the_persons_own_provider_is_not_the_person()
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        await scene.Tokens(await scene.SignIn(scene.Visitor()));
        var visitor = scene.Visitor();
        (await scene.SignIn(visitor, subject: "S-1-5-99")).MustBe(403, "CS4031");
        (await scene.SignIn(visitor, subject: "S-1-5-99", name: "gus@fabrikam.example")).MustBe(403, "CS4031");
        Assert.False(scene.IsSignedIn(visitor));
    }

    [Theory]
    [InlineData("access_denied", 403, "CS4033")]
    [InlineData("login_required", 403, "CS4033")]
    [InlineData("<script>alert(1)</script>", 403, "CS4033")]
    [InlineData("temporarily_unavailable", 503, "CS5021")]
    [InlineData("server_error", 503, "CS5021")]
    public async Task A_providers_error_is_a_page_of_ours_that_repeats_nothing_of_it(string error, int status, string code)
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        var visitor = scene.Visitor();
        var asked = scene.Provider.Asked(await FederationScene.Leave(visitor, await scene.Begin(visitor)));
        var end = await visitor.Open(HomeProvider.Back(
            asked, ("error", error), ("error_description", "Call 555-0100 <b>now</b>"), ("iss", scene.Provider.Issuer)));
        end.MustBe(status, code);
        Assert.DoesNotContain("555", end.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("alert", end.Text, StringComparison.Ordinal);
        Assert.StartsWith("/contoso/authorize/leave?request=", Visitor.LinkOn(end, "Back to Contoso Portal"));
        await scene.NobodyIsSignedIn(visitor);
    }

    [Theory, Trait("Rule", "T17")]
    [InlineData("?ticket=")]
    [InlineData("?ticket=AAAA")]
    [InlineData("")]
    [InlineData("?ticket=a&ticket=b")]
    [InlineData("?next=https://evil.example")]
    public async Task Nobody_is_sent_to_a_provider_without_a_start(string query)
    {
        await using var scene = await FederationScene.Open();
        var reply = await scene.Visitor().Open("/federation/fabrikam" + query);
        reply.MustBe(400, "CS4032");
        Assert.Equal((null, 0), (reply.Header("Location"), scene.Provider.Discoveries));
    }

    [Theory, Trait("Rule", "T17")]
    [InlineData("")]
    [InlineData("?state=https://evil.example")]
    [InlineData("?state=//evil.example")]
    [InlineData("?post_logout_redirect_uri=https://evil.example")]
    public async Task Back_from_signing_out_leads_nowhere_else(string query)
    {
        await using var scene = await FederationScene.Open();
        var reply = (await scene.Visitor().Open("/federation/fabrikam/signed-out" + query)).MustBe(200);
        Assert.Equal("You’re signed out", Visitor.Heading(reply));
    }

    /// <summary>A ticket is for the request that it was made for: nobody else's request is completed by it.</summary>
    [Fact, Trait("Rule", "T18")]
    public async Task A_ticket_for_one_request_completes_no_other()
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        var visitor = scene.Visitor();
        var link = Visitor.LinkOn(await scene.Begin(visitor), "Continue to your organisation");
        var other = await scene.Portal.Begin(null, ("state", "the attacker's"));
        (await visitor.Open(link[..link.IndexOf("&request=", StringComparison.Ordinal)] + "&request=" + other)).MustBe(400, "CS4032");
        (await visitor.Open(link[..link.IndexOf("&request=", StringComparison.Ordinal)])).MustBe(400, "CS4032");
    }

    /// <summary>Who is sent here by another site is asked first; the answer is a link of ours, and nobody is sent on before.</summary>
    [Theory, Trait("Rule", "T18")]
    [InlineData("cross-site", true)]
    [InlineData("none", true)]
    [InlineData("same-origin, same-origin", true)]
    [InlineData("same-origin", false)]
    [InlineData("same-site", false)]
    public async Task A_browser_that_a_stranger_sends_to_the_provider_is_asked_first(string site, bool isAsked)
    {
        await using var scene = await FederationScene.Open();
        await scene.Create();
        var link = Visitor.LinkOn(await scene.Begin(scene.Visitor()), "Continue to your organisation");
        var victim = scene.Visitor();
        var reply = await Sent(link);
        if (!isAsked)
        {
            Assert.StartsWith(scene.Provider.Issuer, reply.MustBe(303).Header("Location"));
            return;
        }

        Assert.Equal("Did you begin this sign‑in?", Visitor.Heading(reply.MustBe(200)));
        Assert.Contains($"<bdi>{Fran}</bdi>", reply.Text);
        Assert.Empty(victim.Cookies);
        await scene.NobodyIsSignedIn(victim);
        var onward = await victim.Open(Visitor.LinkOn(reply, "Continue to your organisation"));
        Assert.StartsWith(scene.Provider.Issuer, onward.MustBe(303).Header("Location"));

        Task<Reply> Sent(string to)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, scene.Gateway.Url + to);
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
            return victim.Send(request);
        }
    }

    private static string Value(string address, string name) =>
        RelyingParty.Decode(address[(address.IndexOf('?') + 1)..])[name];

    private static string Replace(string address, string name, string value) =>
        Without(address, name) + $"&{name}={Uri.EscapeDataString(value)}";

    private static string Without(string address, string name)
    {
        var start = address.IndexOf('?');
        var kept = address[(start + 1)..].Split('&').Where(pair => !pair.StartsWith(name + "=", StringComparison.Ordinal));
        return address[..(start + 1)] + string.Join('&', kept);
    }
}
