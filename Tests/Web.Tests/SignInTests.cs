using System.Text.RegularExpressions;
using Countersign.Gateway.Html.Texts;
using Countersign.SignIn.Prompts;

namespace Countersign.Web.Tests;

/// <summary>The sign-in as a person sees it: a real browser, a phone that signs, our own clock.</summary>
public sealed class SignInTests(Chromium chromium)
{
    private const string Ada = "ada@contoso.example";
    private static readonly PageTexts English = In("en");

    [Fact]
    public async Task S_14_Approved_on_the_phone_the_browser_completes_by_itself()
    {
        await using var gateway = await RunningGateway.Furnished();
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await using var window = await Window.Open(chromium, gateway);
        await window.Go("/sign-in");
        await window.Look("form");
        var number = await window.Prompt(Ada);
        await window.Look("number");

        await phone.Approve(number);
        await window.Says(English.DoneTitle);
        Assert.EndsWith("/contoso/sign-in/done", window.Page.Url, StringComparison.Ordinal);
        await window.Look("done");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = English.SignOut }).ClickAsync();
        await window.Says(English.SignedOutTitle);
        await window.Look("signed-out");
    }

    [Fact]
    public async Task S_14_Without_a_stream_of_events_it_asks_instead()
    {
        await using var gateway = await RunningGateway.Furnished();
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await using var window = await Window.Open(chromium, gateway);
        await window.Page.RouteAsync("**/sign-in/events*", route => route.FulfillAsync(new() { Status = 404 }));
        await phone.Approve(await window.Prompt(Ada));
        await window.Says(English.DoneTitle);
    }

    [Fact]
    public async Task S_07_Denied_on_the_phone_the_page_says_so()
    {
        await using var gateway = await RunningGateway.Furnished();
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await using var window = await Window.Open(chromium, gateway);
        await window.Prompt(Ada);
        await phone.Deny();
        await window.Says(English.DeniedTitle);
        await window.Look("denied");
    }

    [Fact]
    public async Task S_06_A_wrong_number_ends_it_and_the_page_offers_a_new_one()
    {
        await using var gateway = await RunningGateway.Furnished();
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await using var window = await Window.Open(chromium, gateway);
        await phone.Mistake(await window.Prompt(Ada));
        await window.Says(English.WrongNumberTitle);
        await window.Look("wrong-number");
        await Assertions.Expect(window.Page.GetByText(English.TriesLeft.Replace("{0}", "2", StringComparison.Ordinal))).ToBeVisibleAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = English.NewNumber }).ClickAsync();
        await window.Says(English.NumberTitle);
        await phone.Approve(await window.Number());
        await window.Says(English.DoneTitle);
    }

    [Fact]
    public async Task I_9_When_its_time_is_over_the_page_says_so_by_itself()
    {
        await using var gateway = await RunningGateway.Furnished();
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await using var window = await Window.Open(chromium, gateway);
        await window.Prompt(Ada);
        gateway.Clock.Advance(TimeSpan.FromSeconds(121));
        await window.Says(English.ExpiredTitle);
        await window.Look("expired");
    }

    [Fact]
    public async Task S_12_A_reload_shows_the_same_number()
    {
        await using var gateway = await RunningGateway.Furnished();
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await using var window = await Window.Open(chromium, gateway);
        var number = await window.Prompt(Ada);
        await window.Page.ReloadAsync();
        Assert.Equal(number, await window.Number());
        await phone.Approve(number);
        await window.Says(English.DoneTitle);
    }

    [Fact]
    public async Task S_44_S_46_A_second_browser_is_told_what_waits_and_the_first_still_signs_in()
    {
        await using var gateway = await RunningGateway.Furnished();
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await using var first = await Window.Open(chromium, gateway);
        await using var second = await Window.Open(chromium, gateway);
        var number = await first.Prompt(Ada);
        await second.SignIn(Ada);
        await second.Says(English.PendingTitle);
        await second.Look("pending");
        await phone.Approve(number);
        await first.Says(English.DoneTitle);
        await second.Go("/sign-in/number");
        await second.Says(English.SignIn);
    }

    [Fact]
    public async Task S_42_The_ways_out_of_a_sign_in_lead_somewhere()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Configure("contoso", settings => settings with { HelpUrl = "https://help.contoso.example/phone" });
        await gateway.Operator.Federate("contoso", "fabrikam.example", "https://adfs.fabrikam.example/adfs/ls");
        using var alices = await PersonsPhone.Of(gateway, Ada);
        using var bobs = await PersonsPhone.Of(gateway, "bob@fabrikam.example");
        await using var window = await Window.Open(chromium, gateway);
        foreach (var (user, button, heading, picture) in new[]
        {
            (Ada, English.CannotUseApp, English.OtherWayTitle, "without-app"),
            (Ada, English.Cancel, English.CancelledTitle, "cancelled"),
            ("bob@fabrikam.example", English.UsePassword, English.PasswordTitle, "federated"),
        })
        {
            await window.Prompt(user);
            if (button == English.UsePassword)
            {
                await window.Page.GetByText(English.OtherWays).ClickAsync();
                await window.Look("other-ways");
            }

            await window.Page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
            await window.Says(heading);
            await window.Look(picture);
        }

        Assert.Equal("https://adfs.fabrikam.example/adfs/ls",
            await window.Page.GetByRole(AriaRole.Link, new() { Name = English.ToOrganisation }).GetAttributeAsync("href"));
    }

    [Fact]
    public async Task A_pass_and_a_wait_can_be_read_and_the_wait_counts_down()
    {
        await using var gateway = await RunningGateway.Furnished();
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await using var window = await Window.Open(chromium, gateway);
        await window.Go("/pass");
        await window.Page.Locator("#user_name").FillAsync(Ada);
        await window.Page.Locator("#pass").FillAsync("3467 9cdf ghjk mnpq");
        await window.Page.Locator("button[type=submit]").ClickAsync();
        await Assertions.Expect(window.Page.Locator("#pass_error")).ToBeVisibleAsync();
        await window.Look("pass-wrong");
        await window.Page.Locator("#pass").FillAsync((await gateway.Operator.Pass("contoso", Ada)).ToLowerInvariant());
        await window.Page.Locator("button[type=submit]").ClickAsync();
        await window.Says(English.MyTitle);
        await window.Look("my-after-pass");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = English.MyAddPhone }).ClickAsync();
        await window.Says(English.PhoneCodeTitle);
        await window.Look("phone-code");

        await using var other = await Window.Open(chromium, gateway);
        await other.Prompt(Ada);
        await window.SignIn(Ada);
        await window.Says(English.PendingTitle);
        await Assertions.Expect(window.Page.Locator(".again")).ToHaveTextAsync(new Regex("^1:[0-5][0-9]$"), new() { Timeout = 20_000 });
        await Assertions.Expect(window.Page.Locator("#wait time")).Not.ToContainTextAsync("UTC");
        await window.Look("waiting-again");
    }

    [Fact]
    public async Task S_35_Who_is_not_allowed_is_told_after_completing()
    {
        await using var gateway = await RunningGateway.Furnished();
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await using var window = await Window.Open(chromium, gateway);
        var number = await window.Prompt(Ada);
        await gateway.Operator.AllowOnly("contoso", "bob@contoso.example");
        await phone.ApproveInVain(number);
        await window.Says(English.NotAllowedTitle);
        await window.Look("not-allowed");
    }

    [Fact]
    public async Task Without_script_the_page_goes_on_by_itself_too()
    {
        await using var gateway = await RunningGateway.Furnished();
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await using var window = await Window.Open(chromium, gateway, options => options.JavaScriptEnabled = false);
        await phone.Approve(await window.Prompt(Ada));
        await window.Says(English.DoneTitle);
    }

    [Theory]
    [InlineData("zh-TW", "zh-Hant")]
    [InlineData("ko-KR", "ko")]
    public async Task In_every_language_the_pages_are_whole(string locale, string language)
    {
        var texts = In(language);
        await using var gateway = await RunningGateway.Furnished();
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await using var window = await Window.Open(chromium, gateway, options =>
        {
            options.Locale = locale;
            options.ViewportSize = new() { Width = 390, Height = 844 };
        });
        await window.Go("/sign-in");
        await window.Says(texts.SignIn);
        await window.Look("form-" + language);
        var number = await window.Prompt(Ada);
        await window.Says(texts.NumberTitle);
        await window.Look("number-" + language);
        await window.FitsWidth();
        await phone.Approve(number);
        await window.Says(texts.DoneTitle);
        await window.Look("done-" + language);
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });
        await window.SignIn("nobody@contoso.example");
        await window.Says(texts.NotAvailableTitle);
        await window.Look("not-available-" + language);
        await window.FitsWidth();
    }

    [Fact]
    public async Task A_screen_320_wide_is_enough()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Configure(
            "contoso", settings => settings with { NumberMode = NumberMode.Enter6, HelpUrl = "https://help.contoso.example/" });
        const string Long = "a.person.with.a.very.long.user.name.that.goes.on.and.on.and.on@contoso.example";
        using var phone = await PersonsPhone.Of(gateway, Long);
        await using var window =
            await Window.Open(chromium, gateway, options => options.ViewportSize = new() { Width = 320, Height = 640 });
        await window.Go("/sign-in");
        await window.FitsWidth();
        await window.Look("form-320");
        var number = await window.Prompt(Long);
        Assert.Equal(6, number.Length);
        await window.FitsWidth();
        await window.Look("number-320");
        await phone.Approve(number);
        await window.Says(English.DoneTitle);
        await window.FitsWidth();
        await window.Look("done-320");
    }

    [Fact]
    public async Task In_the_dark_everything_is_as_legible()
    {
        await using var gateway =
            await RunningGateway.Furnished(visits: new OneVisit("request-1", new("Contoso Portal", "portal", Ada, [], "/go", "/leave")));
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await using var window = await Window.Open(chromium, gateway, options => options.ColorScheme = ColorScheme.Dark);
        await window.Go("/sign-in?request=request-1");
        await window.Look("form-dark");
        await window.Page.Locator("#user_name").FillAsync("ada");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = English.Next }).ClickAsync();
        await Assertions.Expect(window.Page.Locator("#user_name_error")).ToBeVisibleAsync();
        await window.Look("form-wrong-dark");
        await window.Prompt(Ada);
        await window.Look("number-dark");
        await phone.Deny();
        await window.Says(English.DeniedTitle);
        await window.Look("denied-dark");
    }

    [Fact]
    public async Task A_link_that_is_too_old_says_where_to_go()
    {
        await using var gateway = await RunningGateway.Furnished();
        await using var window = await Window.Open(chromium, gateway);
        await window.Go("/sign-in?request=old");
        await window.Says(English.LinkTitle);
        await window.Look("stale-link");
    }

    [Fact]
    public async Task Keys_alone_are_enough()
    {
        await using var gateway = await RunningGateway.Furnished();
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await using var window = await Window.Open(chromium, gateway);
        await window.Go("/sign-in");
        await Assertions.Expect(window.Page.Locator("#user_name")).ToBeFocusedAsync();
        await window.Page.Keyboard.TypeAsync(Ada);
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Says(English.NumberTitle);
        await window.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = English.CannotUseApp })).ToBeFocusedAsync();
        await window.Look("number-focus");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Says(English.OtherWayTitle);
    }

    private static PageTexts In(string language) => PageTexts.All.Single(texts => texts.Language == language);
}
