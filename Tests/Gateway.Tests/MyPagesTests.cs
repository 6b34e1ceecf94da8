using System.Net;
using System.Text.RegularExpressions;
using Countersign.Gateway.Html.Texts;
using Countersign.SignIn;

namespace Countersign.Gateway.Tests;

/// <summary>My Security Info as pages (S-56, ADM-1): what is shown, what may be changed, and by whom.</summary>
public sealed partial class MyPagesTests
{
    private const string Ada = "ada@contoso.example", Bob = "bob@contoso.example";
    private static readonly PageTexts English = PageTexts.All.Single(texts => texts.Language == "en");

    public static TheoryData<string> Languages => [.. PageTexts.All.Select(texts => texts.Language)];

    /// <summary>Signed in by phone, at My Security Info.</summary>
    private static async Task<(Visitor Visitor, Handset Phone)> Ready(RunningGateway gateway, string user = Ada, string? language = null)
    {
        var phone = await gateway.Enrol(user);
        var visitor = new Visitor(gateway) { Languages = language };
        await SignIn(visitor, phone, user, (await visitor.Open("/my")).MustBe(303).Header("Location")!);
        return (visitor, phone);
    }

    /// <summary>From the form at this address to wherever it leads in the end.</summary>
    private static async Task<string> SignIn(Visitor visitor, Handset phone, string user, string form)
    {
        var number = await visitor.SignIn(user, form);
        (await phone.Approve(Visitor.NumberOn(number))).MustBe(200);
        var request = visitor.LastRequest is { } text ? "?request=" + Uri.EscapeDataString(text) : "";
        return (await visitor.Open("/sign-in/number" + request)).MustBe(303).Header("Location")!;
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task S_56_Who_is_not_signed_in_signs_in_and_comes_back(string language)
    {
        var texts = PageTexts.All.Single(one => one.Language == language);
        await using var gateway = await RunningGateway.Furnished();
        var phone = await gateway.Enrol(Ada);
        var visitor = new Visitor(gateway) { Languages = language };
        var away = (await visitor.Open("/my")).MustBe(303).Header("Location")!;
        Assert.StartsWith("/contoso/sign-in?request=", away, StringComparison.Ordinal);
        Assert.Contains(texts.MyTitle, (await visitor.Open(away)).MustBe(200).Text, StringComparison.Ordinal);
        Assert.Equal("/contoso/my", await SignIn(visitor, phone, Ada, away));

        var my = (await visitor.Open("/my")).MustBe(200);
        Assert.Equal(texts.MyTitle, Visitor.Heading(my));
        Assert.Equal("no-store", my.Header("Cache-Control"));
        foreach (var shown in new[] { "Ada's phone", texts.MyPhoneOn, texts.MyApprovedHere, texts.MyThisBrowser, texts.MyKnown, Ada })
            Assert.Contains(shown, WebUtility.HtmlDecode(my.Text), StringComparison.Ordinal);
        Assert.DoesNotContain(texts.MyUnknown, my.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S_56_A_pass_comes_back_too_and_the_phone_shows_what_the_sign_in_is_for()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var visitor = new Visitor(gateway);
        var away = (await visitor.Open("/my/sign-out-everywhere")).MustBe(303).Header("Location")!;
        await visitor.SignIn(Ada, away);
        Assert.Equal(English.MyTitle, (await ada.See()).GetProperty("application").GetString());

        var pass = await gateway.Operator.Pass("contoso", Ada);
        var taken = await visitor.Submit("/pass", ("user_name", Ada), ("pass", pass), ("request", visitor.LastRequest!));
        Assert.Equal("/contoso/my/sign-out-everywhere", taken.MustBe(303).Header("Location"));
        Assert.Contains(English.MyByPass, (await visitor.Open("/my")).MustBe(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_who_is_signed_in_leads_here()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var visitor = new Visitor(gateway);
        (await ada.Approve(Visitor.NumberOn(await visitor.SignIn(Ada)))).MustBe(200);
        var done = await visitor.Follow(await visitor.Open("/sign-in/number"));
        Assert.Equal("/contoso/my", Visitor.LinkOn(done, English.MyTitle));
        Assert.Equal(English.MyTitle, Visitor.Heading((await visitor.Open("/my")).MustBe(200)));
    }

    [Fact]
    public async Task A_phone_is_added_renamed_and_removed()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (visitor, first) = await Ready(gateway);
        var code = CodeText().Match((await visitor.Submit("/my/phones")).MustBe(200).Text).Groups["code"].Value;
        var second = gateway.Handset(Ada);
        (await second.Activate(code)).MustBe(200);
        Assert.Contains(English.MyPhoneOff, (await visitor.Open("/my")).Text, StringComparison.Ordinal);

        var place = "/my/phones/" + second.Device;
        (await visitor.Open(place)).MustBe(200);
        var renamed = (await visitor.Submit(place, ("what", "rename"), ("name", " Work & play "))).MustBe(303);
        Assert.Equal("/contoso/my", renamed.Header("Location"));
        Assert.Contains("Work &amp; play", (await visitor.Open("/my")).Text, StringComparison.Ordinal);

        var removed = (await visitor.Submit(place, ("what", "remove"))).MustBe(200);
        Assert.Equal(English.MyRemovedTitle, Visitor.Heading(removed));
        Assert.DoesNotContain("Work &amp; play", (await visitor.Open("/my")).Text, StringComparison.Ordinal);
        (await visitor.Open(place)).MustBe(404, "CS3013");
        (await visitor.Submit(place, ("what", "remove"))).MustBe(404, "CS3013");
        (await visitor.Open("/my/phones/" + first.Device)).MustBe(200);
    }

    [Theory]
    [InlineData("")]
    [InlineData("%E2%80%8B")]
    [InlineData("a%E2%80%AEb")]
    public async Task T_38_A_name_that_people_cannot_see_is_asked_for_again(string encoded)
    {
        await using var gateway = await RunningGateway.Furnished();
        var (visitor, phone) = await Ready(gateway);
        var place = "/my/phones/" + phone.Device;
        var again = await visitor.Submit(place, "what=rename&name=" + encoded);
        again.MustBe(400);
        Assert.Contains("id=\"name_error\" data-code=\"", again.Text, StringComparison.Ordinal);
        Assert.Contains("Ada&#x27;s phone", (await visitor.Open("/my")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T_29_What_is_changed_takes_a_sign_in_of_the_last_minutes_and_comes_back()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (visitor, phone) = await Ready(gateway);
        gateway.Clock.Advance(Limits.FreshSignIn + TimeSpan.FromSeconds(1));
        var place = "/my/phones/" + phone.Device;
        foreach (var what in new[] { "rename", "remove" })
        {
            var refused = (await visitor.Submit(place, ("what", what), ("name", "Mallory's"))).MustBe(403, "CS2009");
            Assert.Equal(English.MyAgainTitle, Visitor.Heading(refused));
        }

        (await visitor.Submit("/my/phones")).MustBe(403, "CS2009");
        Assert.Contains("Ada&#x27;s phone", (await visitor.Open("/my")).MustBe(200).Text, StringComparison.Ordinal);

        var asked = (await visitor.Open(place)).MustBe(200);
        Assert.Equal(English.MyAgainTitle, Visitor.Heading(asked));
        var form = Visitor.LinkOn(asked, English.MyAgainLink);
        Assert.DoesNotContain("ada", form, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("/contoso" + place, await SignIn(visitor, phone, Ada, form));
        Assert.Equal(English.MyRemovedTitle, Visitor.Heading((await visitor.Submit(place, ("what", "remove"))).MustBe(200)));

        // the session stood on that phone
        (await visitor.Open("/my")).MustBe(303);
        (await phone.Waiting()).MustBe(401, "CS2006");
    }

    [Fact]
    public async Task T_3_What_waits_is_shown_and_ended_by_it_was_not_me()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (visitor, phone) = await Ready(gateway);
        Assert.DoesNotContain(English.MyWaitingTitle, (await visitor.Open("/my")).Text, StringComparison.Ordinal);
        var stranger = new Visitor(gateway);
        var number = Visitor.NumberOn(await stranger.SignIn(Ada));
        var my = (await visitor.Open("/my")).MustBe(200);
        Assert.Contains(English.MyWaitingTitle, my.Text, StringComparison.Ordinal);
        Assert.DoesNotContain($">{number}<", my.Text, StringComparison.Ordinal);

        (string, string)[] fields = [("challenge", Visitor.Hidden(my, "challenge")!)];
        var ended = (await visitor.Submit("/my/not-me", fields)).MustBe(200);
        Assert.Equal(English.MyNotMeTitle, Visitor.Heading(ended));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await phone.Waiting()).MustBe(200).Json.GetProperty("waiting").ValueKind);
        Assert.Equal(English.ReplacedTitle, Visitor.Heading(await stranger.Open("/sign-in/number")));
        (await visitor.Submit("/my/not-me", fields)).MustBe(200);
        (await visitor.Submit("/my/not-me", ("challenge", Engine.RandomValues.Handle()))).MustBe(303);
        (await visitor.Submit("/my/not-me", ("challenge", "x"))).MustBe(400, "CS1000");
    }

    [Fact]
    public async Task Signing_out_everywhere_asks_first_and_ends_the_other_browsers()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (visitor, phone) = await Ready(gateway);
        var other = await gateway.SignIn(phone);
        Assert.Contains(English.MyOtherBrowser, (await visitor.Open("/my")).Text, StringComparison.Ordinal);
        Assert.Equal(English.MyEverywhereTitle, Visitor.Heading((await visitor.Open("/my/sign-out-everywhere")).MustBe(200)));
        (await other.Send(HttpMethod.Get, "/session")).MustBe(200);
        var ended = (await visitor.Submit("/my/sign-out-everywhere")).MustBe(200);
        Assert.Equal(English.MyEverywhereDoneTitle, Visitor.Heading(ended));
        (await other.Send(HttpMethod.Get, "/session")).MustBe(401, "CS2003");
        (await visitor.Open("/my")).MustBe(303);
    }

    [Fact, Trait("Rule", "ADM-1")]
    public async Task Recent_sign_ins_are_listed_and_one_that_was_not_mine_keeps_its_source_away()
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { LogsSignIns = true });
        var (visitor, phone) = await Ready(gateway);
        await gateway.Enrol(Bob);
        await gateway.Browser().Prompt(Bob);
        var stranger = gateway.Browser();
        await stranger.Prompt(Ada);
        (await phone.Deny()).MustBe(200);
        await gateway.WriteLog();

        var page = (await visitor.Open("/my")).MustBe(200);
        var recent = page.Text[page.Text.IndexOf("id=\"recent\"", StringComparison.Ordinal)..];
        Assert.Contains(English.MyEndDenied, recent, StringComparison.Ordinal);
        Assert.Contains("127.0.0.0/24", recent, StringComparison.Ordinal);
        Assert.DoesNotContain(Bob, recent, StringComparison.OrdinalIgnoreCase);
        var by = By().Match(recent).Groups["by"].Value;
        var done = (await visitor.Submit("/my/recent", ("by", by))).MustBe(200);
        Assert.Equal(English.MyReportedTitle, Visitor.Heading(done));
        Assert.Equal("too_many_prompts", (await gateway.Browser().Start(Ada)).MustBe(200)["reason"]);
        Assert.Equal("/contoso/my", (await visitor.Submit("/my/recent", ("by", "somebody else"))).MustBe(303).Header("Location"));
    }

    [GeneratedRegex("name=\"by\" value=\"(?<by>[^\"]+)\"")]
    private static partial Regex By();

    [Fact]
    public async Task T_18_Forms_of_other_sites_change_nothing()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (visitor, phone) = await Ready(gateway);
        var before = await Rows.Of(gateway.Store);
        foreach (var from in new (string, string)?[] { null, ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example") })
        {
            var forged = new Visitor(gateway) { From = from };
            foreach (var (name, value) in visitor.Cookies) forged.Cookies[name] = value;
            foreach (var (page, body) in new[]
            {
                ("/my/phones", ""), ("/my/phones/" + phone.Device, "what=remove"), ("/my/phones/" + phone.Device, "what=rename&name=x"),
                ("/my/not-me", "challenge=" + Engine.RandomValues.Handle()), ("/my/sign-out-everywhere", ""),
                ("/my/recent", "by=x"),
            })
            {
                (await forged.Submit(page, body)).MustBe(403, "CS1007");
            }
        }

        Assert.Equal(before, await Rows.Of(gateway.Store));
    }

    [Fact]
    public async Task T_30_Another_tenants_session_and_another_persons_phone_are_nothing_here()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateTenant("fabrikam");
        var (visitor, _) = await Ready(gateway);
        var bob = await gateway.Enrol(Bob);
        var before = await Rows.Of(gateway.Store);
        foreach (var place in new[] { "/my", "/my/sign-out-everywhere", "/my/phones/" + bob.Device })
        {
            var away = (await visitor.At("fabrikam").Open(place)).MustBe(303).Header("Location")!;
            Assert.StartsWith("/fabrikam/sign-in?request=", away, StringComparison.Ordinal);
        }

        (string, string)[] forms = [("/my/phones", ""), ("/my/phones/" + bob.Device, "what=remove"), ("/my/sign-out-everywhere", "")];
        foreach (var (page, body) in forms)
            (await visitor.At("fabrikam").Submit(page, body)).MustBe(303);
        (await visitor.Open("/my/phones/" + bob.Device)).MustBe(404, "CS3013");
        (await visitor.Submit("/my/phones/" + bob.Device, ("what", "remove"))).MustBe(404, "CS3013");
        (await visitor.Open("/my/phones/x")).MustBe(400);
        Assert.Equal(before, await Rows.Of(gateway.Store));
    }

    [Fact]
    public async Task No_address_holds_a_name_a_code_or_a_secret()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (visitor, phone) = await Ready(gateway);
        var shown = (await visitor.Submit("/my/phones")).MustBe(200);
        var code = CodeText().Match(shown.Text).Groups["code"].Value;
        foreach (var page in new[] { shown, await visitor.Open("/my"), await visitor.Open("/my/phones/" + phone.Device) })
        {
            var addresses = Addresses().Matches(page.Text).Select(match => WebUtility.UrlDecode(match.Groups["address"].Value)).ToArray();
            Assert.NotEmpty(addresses);
            foreach (var secret in new[] { "ada@", code, visitor.Cookies[Browser.SessionCookie] })
                Assert.All(addresses, address => Assert.DoesNotContain(secret, address, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task The_same_is_there_for_front_ends_that_draw_their_own()
    {
        await using var gateway = await RunningGateway.Furnished();
        var phone = await gateway.Enrol(Ada);
        var browser = await gateway.SignIn(phone);
        await new Visitor(gateway).SignIn(Ada);
        var shown = (await browser.Send(HttpMethod.Get, "/security-info")).MustBe(200).Json;
        var waiting = shown.GetProperty("waiting");
        Assert.True(shown.GetProperty("fresh").GetBoolean());
        Assert.True(shown.GetProperty("known_browser").GetBoolean());
        Assert.Equal(phone.Device, shown.GetProperty("sessions")[0].GetProperty("device").GetString());
        Assert.Equal(gateway.Clock.GetUtcNow(), shown.GetProperty("methods")[0].GetProperty("last_used_at").GetDateTimeOffset());
        var challenge = waiting.GetProperty("challenge").GetString();
        (await browser.Send(HttpMethod.Post, "/security-info/not-me", $$"""{"challenge":"{{challenge}}"}""")).MustBe(204);
        var path = $"/security-info/methods/{phone.Device}/name";
        (await browser.Send(HttpMethod.Put, path, """{"name":"Work"}""")).MustBe(204);
        (await browser.Send(HttpMethod.Put, path, """{"name":""}""")).MustBe(400, "CS1011");
        var after = (await browser.Send(HttpMethod.Get, "/security-info")).MustBe(200).Json;
        Assert.Equal("Work", after.GetProperty("methods")[0].GetProperty("name").GetString());
        Assert.False(after.TryGetProperty("waiting", out _));
    }

    [GeneratedRegex("<code>(?<code>cs1-[^<]*)</code>")]
    private static partial Regex CodeText();

    [GeneratedRegex("(href|action|src|data-state)=\"(?<address>[^\"]*)\"")]
    private static partial Regex Addresses();
}
