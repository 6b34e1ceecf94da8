using Countersign.SignIn;
using System.Diagnostics;

namespace Countersign.Gateway.Tests;

/// <summary>I6: what a phone approves for one request, in one browser, serves no other.</summary>
public sealed class OneRequestTests
{
    private const string Ada = "ada@contoso.example";

    /// <summary>T7, T32: the phone shows the application that gets the tokens.</summary>
    [Fact]
    public async Task A_form_sent_for_a_second_application_is_a_second_challenge()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var (lunch, payroll) = (await Named("lunch"), await Named("payroll"));
        var browser = new Visitor(gateway);
        var (one, other) = (await new Tab(browser, lunch).Open(), await new Tab(browser, payroll).Open());
        var attempt = Visitor.Hidden(one.Page!, "attempt")!;
        (await browser.Submit("/sign-in", Fields(one, attempt))).MustBe(303);
        Assert.Equal("lunch", Application(await ada.Waiting()));
        var shown = (await browser.Submit("/sign-in", Fields(other, attempt))).MustBe(303);
        Assert.Equal("payroll", Application(await ada.Waiting()));

        await other.Go(shown.Header("Location")!);
        (await ada.Approve(other.Number())).MustBe(200);
        Assert.NotNull((await other.Reload()).Code());
        Assert.Equal("payroll", Assert.Single(await gateway.Operator.Audit("challenge.approved")).GetProperty("client").GetString());
        Assert.Single(await gateway.Operator.Audit("challenge.cancelled"));

        Task<RelyingParty> Named(string id) => RelyingParty.WithSecret(gateway, id, client => client with { Name = id });
    }

    /// <summary>What the cookie says of its purpose is sealed with it.</summary>
    [Theory]
    [InlineData(2), InlineData(3), InlineData(5)]
    public async Task A_cookie_whose_name_purpose_or_tenant_was_changed_is_none(int part)
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol(Ada);
        var browser = new Visitor(gateway);
        var tab = await (await new Tab(browser).Open()).Type(Ada);
        Assert.True(tab.HasNumber);
        var (name, value) = browser.Cookies.Single(cookie => cookie.Key.StartsWith(Browser.SignInCookie + "-", StringComparison.Ordinal));
        var parts = value.Split('.');
        parts[part] = part == 5 ? "fabrikam" : (parts[part][0] == 'a' ? "b" : "a") + parts[part][1..];
        browser.Cookies[name] = string.Join('.', parts);
        Assert.False((await tab.Reload()).HasNumber);
    }

    /// <summary>A form's name stands on a page before anybody types one there: nobody shares a sign-in by it unnoticed.</summary>
    [Fact]
    public async Task A_form_sent_from_another_browser_takes_the_sign_in_from_the_first_and_never_shares_it()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var (first, second) = (new Visitor(gateway), new Visitor(gateway));
        var attempt = Visitor.Hidden(await first.Open(), "attempt")!;
        var mine = (await first.Submit("/sign-in", ("user_name", Ada), ("attempt", attempt))).MustBe(303).Header("Location")!;
        var theirs = (await second.Submit("/sign-in", ("user_name", Ada), ("attempt", attempt))).MustBe(303).Header("Location")!;
        Assert.NotEqual(first.Transaction, second.Transaction);
        (await ada.Approve(Visitor.NumberOn(await second.Open(theirs)))).MustBe(200);
        await first.Open(mine);
        Assert.DoesNotContain(Browser.SessionCookie, first.Cookies.Keys);
    }

    /// <summary>I5: whoever collected first with a stolen transaction is left with nothing, whatever they made of it meanwhile.</summary>
    [Fact]
    public async Task What_came_of_a_result_that_is_taken_back_is_over_at_every_door()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var application = await RelyingParty.WithSecret(gateway);
        var browser = gateway.Browser();
        (await ada.Approve(await browser.Prompt(Ada))).MustBe(200);
        var thief = browser.Copy();
        (await thief.Redeem()).MustBe(200);
        var code = (await thief.Send(HttpMethod.Post, "/security-info/methods")).MustBe(201)["activation_code"];
        var tokens = await application.Tokens(thief, ("scope", "openid offline_access"));
        var unused = await application.Code(thief);
        (await application.UserInfo(tokens["access_token"])).MustBe(200);

        (await browser.Redeem()).MustBe(409, "CS4010");

        (await gateway.Handset(Ada).Activate(code)).MustBe(400, "CS2005");
        Assert.Equal(401, (await application.UserInfo(tokens["access_token"])).Status);
        Assert.Equal("invalid_grant", (await application.Refresh(tokens["refresh_token"])).MustBe(400)["error"]);
        Assert.Equal("invalid_grant", (await application.Redeem(unused)).MustBe(400)["error"]);

        // and the person signs in anew
        (await ada.Approve(await browser.Prompt(Ada))).MustBe(200);
        (await browser.Redeem()).MustBe(200);
        await application.Tokens(browser);
    }

    /// <summary>I17: what is remembered of it is bounded; one more, and everything of the person ends.</summary>
    [Fact]
    public async Task Many_results_taken_back_end_everything_of_the_person()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var other = await gateway.SignIn(ada);
        for (var n = 0; n <= Limits.TakenBackKept; n++)
        {
            (await other.Send(HttpMethod.Get, "/session")).MustBe(200);
            var browser = gateway.Browser();
            (await ada.Approve(await browser.Prompt(Ada))).MustBe(200);
            (await browser.Redeem()).MustBe(200);
            (await browser.Redeem()).MustBe(409, "CS4010");
        }

        (await other.Send(HttpMethod.Get, "/session")).MustBe(401);
    }

    /// <summary>T27: what a browser sends is looked through once, however much it is.</summary>
    [Fact]
    public async Task Thousands_of_cookies_cost_no_more_than_their_length()
    {
        await using var gateway = await RunningGateway.Furnished();
        var letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        var many = string.Join(';', from one in letters from other in letters from more in "12" select $"{one}{other}{more}=")[..14_000];
        var began = Stopwatch.GetTimestamp();
        for (var n = 0; n < 20; n++)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, gateway.Url + "/contoso/sign-in/number");
            request.Headers.TryAddWithoutValidation("Cookie", many);
            (await Browser.Read(gateway.Client, request)).MustBe(303);
        }

        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(20));   // it was 10 s of the processor's time
    }

    /// <summary>F17.</summary>
    [Theory]
    [InlineData("clients/app", """{"name":"App","redirect_uris":[null]}""")]
    [InlineData("clients/app", """{"name":"App","redirect_uris":["https://app.example/cb"],"post_logout_redirect_uris":[null]}""")]
    [InlineData("clients/app", """{"name":"App","redirect_uris":["https://app.example/cb"],"jwks":{"keys":[null]}}""")]
    [InlineData("providers/home", """{"issuer":"https://home.example","client_id":"c","acr_values":[null]}""")]
    public async Task A_list_with_nothing_in_it_is_refused(string place, string json)
    {
        await using var gateway = await RunningGateway.Furnished();
        Assert.Equal(400, (await gateway.Admin(HttpMethod.Put, "contoso/" + place, json)).Status);
    }

    /// <summary>I7: whoever is disabled and enabled again begins anew, in their browsers too.</summary>
    [Fact]
    public async Task A_disabled_persons_browsers_are_strangers_again()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = true });
        var ada = await gateway.Enrol(Ada);
        var known = await gateway.SignIn(ada);
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        await gateway.Operator.Disable("contoso", Ada);
        Assert.Equal("number", (await known.Start(Ada)).MustBe(200)["result"]);   // a decoy, as for any stranger
    }

    private static (string, string)[] Fields(Tab tab, string attempt) =>
        [("user_name", Ada), ("attempt", attempt), ("request", Visitor.Hidden(tab.Page!, "request")!)];

    private static string? Application(Reply waiting) =>
        waiting.MustBe(200).Json.GetProperty("waiting").GetProperty("application").GetString();
}
