using System.Net;
using Countersign.SignIn;

namespace Countersign.Gateway.Tests;

/// <summary>T1, T3, T4, T37 over HTTP: what strangers do costs the stranger, not the person.</summary>
public sealed class NoiseTests
{
    private const string Ada = "ada@contoso.example", Known = Browser.KnownCookie;

    [Fact]
    public async Task The_browser_a_person_has_signed_in_with_is_prompted_for_after_three_starts_of_strangers()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var own = await SignedIn(gateway, ada);
        await Exhaust(gateway, ada);
        Assert.Equal("too_many_prompts", (await gateway.Browser().Start(Ada)).MustBe(200)["reason"]);
        (await ada.Approve(await own.Prompt(Ada))).MustBe(200);
        (await own.Redeem()).MustBe(200);
    }

    [Fact]
    public async Task The_cookie_of_a_known_browser_names_nobody_and_is_good_for_one_person_in_one_tenant_and_ninety_days()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (ada, bob) = (await gateway.Enrol(Ada), await gateway.Enrol("bob@contoso.example"));
        var own = await SignedIn(gateway, ada);
        Assert.DoesNotContain("ada", own.Cookies[Known], StringComparison.OrdinalIgnoreCase);
        await Exhaust(gateway, bob);
        Assert.Equal("too_many_prompts", (await own.Start(bob.User)).MustBe(200)["reason"]);
        await Exhaust(gateway, ada);
        own.Cookies[Known] = Altered.Text(own.Cookies[Known]);
        Assert.Equal("too_many_prompts", (await own.Start(Ada)).MustBe(200)["reason"]);
    }

    [Fact]
    public async Task The_cookie_of_a_known_browser_ends_after_ninety_days()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var own = await SignedIn(gateway, ada);
        gateway.Clock.Advance(TimeSpan.FromDays(90));
        await Exhaust(gateway, ada);
        Assert.Equal("too_many_prompts", (await own.Start(Ada)).MustBe(200)["reason"]);
    }

    [Fact]
    public async Task Not_me_bars_the_source_for_the_person_and_nobody_else()
    {
        await using var gateway = await RunningGateway.Furnished(settings =>
            settings with { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] });
        var ada = await gateway.Enrol(Ada);
        Assert.Equal("number", (await From(gateway, "192.0.2.1"))["result"]);
        (await ada.Deny(notMe: true)).MustBe(200);
        var barred = await From(gateway, "192.0.2.1");
        Assert.Equal(("too_many_prompts", "86400"), (barred["reason"], barred["retry_after"]));
        Assert.Equal("number", (await From(gateway, "192.0.2.2"))["result"]);
    }

    [Fact]
    public async Task An_office_of_forty_signs_in_within_a_minute_when_the_tenant_trusts_its_network()
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { Unthrottled = [] });
        await gateway.Operator.Configure("contoso", settings => settings with { TrustedNetworks = "127.0.0.0/8" });
        for (var i = 0; i < 40; i++) (await gateway.Browser().Start($"user{i}@contoso.example")).MustBe(200);
        await gateway.Operator.Configure("contoso", settings => settings);
        (await gateway.Browser().Start("user40@contoso.example")).MustBe(429, "CS5002");
    }

    /// <summary>CD8: a result that is given again (I19) is no other success, or one would be enough to try names for minutes.</summary>
    [Fact]
    public async Task Collecting_the_same_sign_in_again_does_not_begin_the_count_of_names_again()
    {
        const string Key = "the-same-request-each-time";
        await using var gateway = await RunningGateway.Furnished(settings => settings with { Unthrottled = [] });
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });
        var ada = await gateway.Enrol(Ada);
        var browser = gateway.Browser();
        (await ada.Approve(await browser.Prompt(Ada))).MustBe(200);
        (await browser.Redeem(Key)).MustBe(200);
        gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        for (var i = 0; i < 20; i++)
        {
            (await gateway.Browser().Start($"nobody{i}@contoso.example")).MustBe(200);
            (await browser.Redeem(Key)).MustBe(200);
        }

        (await gateway.Browser().Start("nobody20@contoso.example")).MustBe(429, "CS5002");
    }

    /// <summary>T19: what a phone may ask is counted by the key that it proves, not by the name it says.</summary>
    [Fact]
    public async Task Whoever_says_another_phones_name_uses_up_nothing_of_that_phone()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (ada, bob) = (await gateway.Enrol(Ada), await gateway.Enrol("bob@contoso.example"));
        var liar = new Handset(gateway, "contoso", bob.User) { Device = ada.Device, RequestKey = bob.RequestKey };
        for (var i = 0; i < 100; i++) (await liar.Waiting()).MustBe(401);
        (await liar.Waiting()).MustBe(429);
        (await ada.Waiting()).MustBe(200);
    }

    [Fact]
    public async Task T_4_A_tenant_that_wants_the_phone_or_nothing_offers_no_other_way()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Configure("contoso", settings => settings with { PhoneOnly = true, Decoys = true });
        await gateway.Enrol(Ada);
        var browser = gateway.Browser();
        await browser.Prompt(Ada);
        var pending = (await gateway.Browser().Start(Ada)).MustBe(403, "CS5010");
        Assert.Equal(("phone_only", "120"), (pending["result"], pending.Header("Retry-After")));
        await gateway.Browser().Prompt("nobody@contoso.example");
        Assert.Equal(pending.Look, (await gateway.Browser().Start("nobody@contoso.example")).MustBe(403, "CS5010").Look);
        var page = await new Visitor(gateway).SignIn(Ada);
        Assert.Equal("120", page.MustBe(200).Header("Retry-After"));
        Assert.DoesNotContain("password", page.Text, StringComparison.OrdinalIgnoreCase);
        (await browser.UsePassword()).MustBe(403, "CS5010");
        Assert.DoesNotContain("password", (await new Visitor(gateway).SignIn(Ada)).Text, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<Browser> SignedIn(RunningGateway gateway, Handset phone)
    {
        var browser = gateway.Browser();
        (await phone.Approve(await browser.Prompt(phone.User))).MustBe(200);
        (await browser.Redeem()).MustBe(200);
        return browser;
    }

    /// <summary>Prompts of strangers, as many as there may be: the common share, and what is kept for familiar sources.</summary>
    private static async Task Exhaust(RunningGateway gateway, Handset phone)
    {
        while ((await gateway.Browser().Start(phone.User)).MustBe(200)["result"] == "number") (await phone.Deny()).MustBe(200);
    }

    private static async Task<Reply> From(RunningGateway gateway, string address)
    {
        var request = gateway.Browser().Request(HttpMethod.Post, "/sign-in", $$"""{"user_name":"{{Ada}}"}""");
        request.Headers.Add("X-Forwarded-For", address);
        return (await gateway.Browser().Send(request)).MustBe(200);
    }
}
