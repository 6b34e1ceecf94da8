using Countersign.Gateway.Html.Texts;

namespace Countersign.Web.Tests;

/// <summary>I6: several tabs of one real browser, in each of which somebody signs in.</summary>
public sealed class TabTests(Chromium chromium)
{
    private const string Callback = "/health/live";
    private static readonly PageTexts English = PageTexts.All.Single(texts => texts.Language == "en");

    [Theory]
    [InlineData(2), InlineData(3), InlineData(4)]
    public async Task Different_people_sign_in_to_different_applications_and_each_gets_their_own(int count)
    {
        await using var gateway = await RunningGateway.Furnished();
        await using var window = await Window.Open(chromium, gateway);
        List<(Window Tab, RelyingParty Application, PersonsPhone Phone, string User)> tabs = [];
        for (var place = 0; place < count; place++)
        {
            var (user, application) = ($"person{place}@contoso.example", await Application(gateway, $"app{place}"));
            tabs.Add((place == 0 ? window : await window.Tab(), application, await PersonsPhone.Of(gateway, user), user));
            await Begin(tabs[^1].Tab, application, user);
        }

        foreach (var (tab, application, phone, user) in Enumerable.Reverse(tabs))
        {
            await tab.Page.ReloadAsync();
            await Assertions.Expect(tab.Page.Locator(".account bdi")).ToHaveTextAsync(user);
            if (tab == window) await tab.Look($"tabs-{count}-number");
            await phone.Approve(await tab.Number());
            await tab.Arrives(Callback);
            Assert.Equal(user, await PersonOf(application, tab.Page.Url));
            phone.Dispose();
        }
    }

    [Fact]
    public async Task Of_one_persons_two_tabs_the_first_says_by_itself_that_the_second_took_its_place()
    {
        await using var gateway = await RunningGateway.Furnished();
        using var phone = await PersonsPhone.Of(gateway, "ada@contoso.example");
        await using var first = await Window.Open(chromium, gateway);
        await first.Prompt("ada@contoso.example");
        var second = await first.Tab();
        var number = await second.Prompt("ada@contoso.example");
        await first.Says(English.ReplacedTitle);
        await first.Look("tabs-replaced");
        await phone.Approve(number);
        await second.Says(English.DoneTitle);
    }

    [Fact]
    public async Task A_tab_that_was_left_behind_asks_before_it_goes_on_as_somebody_else()
    {
        await using var gateway = await RunningGateway.Furnished();
        using var phone = await PersonsPhone.Of(gateway, "bob@contoso.example");
        using var adas = await PersonsPhone.Of(gateway, "ada@contoso.example");
        await using var first = await Window.Open(chromium, gateway);
        await Begin(first, await Application(gateway, "portal"), "ada@contoso.example");
        var second = await first.Tab();
        await phone.Approve(await second.Prompt("bob@contoso.example"));
        await second.Says(English.DoneTitle);
        await first.Page.GotoAsync(first.Page.Url.Replace("&t=", "&t=0", StringComparison.Ordinal));
        await first.Says(English.ReplacedTitle);
        await first.Look("tabs-go-on-as");
        await Assertions.Expect(first.Page.GetByRole(AriaRole.Link, new() { Name = "Go on as bob@contoso.example" })).ToBeVisibleAsync();
    }

    private static async Task Begin(Window tab, RelyingParty application, string user)
    {
        await tab.Page.GotoAsync($"{application.Issuer}/authorize?{RelyingParty.Encode(application.Request(("prompt", "login")))}");
        await tab.Page.Locator("#user_name").FillAsync(user);
        await tab.Page.Locator("button[type=submit]").ClickAsync();
        await tab.Says(English.NumberTitle);
    }

    private static async Task<string> PersonOf(RelyingParty application, string address)
    {
        var tokens = (await application.Redeem(RelyingParty.Decode(new Uri(address).Query[1..])["code"])).MustBe(200);
        return Jwt.Claims(tokens["id_token"]).GetProperty("preferred_username").GetString()!;
    }

    /// <summary>An application on this machine: what is at the address it is answered at does not matter.</summary>
    private static async Task<RelyingParty> Application(RunningGateway gateway, string id)
    {
        var known = await RelyingParty.WithSecret(gateway, id, client => client with { RedirectUris = ["http://127.0.0.1" + Callback] });
        return new(gateway, id) { RedirectUri = gateway.Url + Callback, Secret = known.Secret };
    }
}
