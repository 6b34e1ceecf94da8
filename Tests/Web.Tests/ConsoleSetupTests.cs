using Countersign.Gateway.Html.Texts;
using Countersign.SignIn.AdminTokens;

namespace Countersign.Web.Tests;

/// <summary>ADM-2 in a browser: from an empty installation to a client that signs somebody in, without a command.</summary>
public sealed class ConsoleSetupTests(Chromium chromium)
{
    private const string Ada = "ada@contoso.example", Kim = "kim@fabrikam.example";
    private static readonly PageTexts English = In("en");

    public static TheoryData<string, string, int, bool> Shapes => ConsoleTests.Shapes;

    private static PageTexts In(string language) => PageTexts.All.Single(texts => texts.Language == language);

    private static Task Press(Window window, string name) =>
        window.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    private static Task Follow(Window window, string name) =>
        window.Page.GetByRole(AriaRole.Link, new() { Name = name }).First.ClickAsync();

    private static Task Fill(Window window, string field, string value) => window.Page.Locator("#" + field).FillAsync(value);

    private static Task Open(Window window, RunningGateway gateway, string path) => window.Page.GotoAsync(gateway.AdminUrl + path);

    /// <summary>With the pass that an administrator gave, to a phone that signs in.</summary>
    private static async Task<PersonsPhone> SetUpPhone(Window window, RunningGateway gateway, string tenant, string user, string pass)
    {
        await window.Page.GotoAsync($"{gateway.Url}/{tenant}/pass");
        await Fill(window, "user_name", user);
        await Fill(window, "pass", pass);
        await Press(window, English.Next);
        await window.Says(English.MyTitle);
        await Press(window, English.PhoneShowCode);
        await window.Says(English.PhoneCodeTitle);
        var phone = PersonsPhone.Reading(gateway, await window.Page.Locator("#code").InnerTextAsync());
        await phone.Activate();
        await phone.Enable();
        await window.Says(English.MyTitle);
        await Press(window, English.SignOut);
        return phone;
    }

    private static async Task SignIn(Window window, RunningGateway gateway, PersonsPhone phone, string user, PageTexts texts)
    {
        await Open(window, gateway, "/");
        await window.Says(texts.SignIn);
        await Fill(window, "user_name", user);
        await window.Page.Locator("button[type=submit]").ClickAsync();
        await window.Says(texts.NumberTitle);
        await phone.Approve(await window.Number());
        await window.Says(texts.Console.Title);
    }

    [Fact]
    public async Task From_an_empty_installation_to_a_client_that_signs_somebody_in()
    {
        await using var gateway = await RunningGateway.Start(
            settings => settings with { AdminTenant = "contoso" }, clock: new TestClock(TimeProvider.System.GetUtcNow()));
        var words = await gateway.Host.InviteFirstOwner(TestContext.Current.CancellationToken);
        await using var ada = await Window.Open(chromium, gateway);
        await Open(ada, gateway, "/console/first");
        await Fill(ada, "user_name", Ada);
        await Fill(ada, "code", words!.Trim().Split('\n')[^1].Trim());
        await Press(ada, English.Next);
        using var phone = await SetUpPhone(ada, gateway, "contoso", Ada, await ada.Page.Locator("#pass").InnerTextAsync());
        await SignIn(ada, gateway, phone, Ada, English);

        var (texts, setup) = (English.Console, English.Console.Setup);
        await Follow(ada, setup.Tenants);
        await Fill(ada, "name", "fabrikam");
        await Press(ada, setup.Make);
        await ada.Says(setup.Checklist);
        await ada.Look("setup-checklist-begun");
        await Press(ada, setup.SwitchOn);
        await Follow(ada, setup.AddPerson);
        await Fill(ada, "user_name", Kim);
        await Press(ada, setup.AddPerson);
        await ada.Says(Kim);
        await Follow(ada, texts.GivePass);
        await Press(ada, texts.GivePass);
        var pass = await ada.Page.Locator("#pass").InnerTextAsync();
        await using var kim = await Window.Open(chromium, gateway);
        using var kims = await SetUpPhone(kim, gateway, "fabrikam", Kim, pass);

        var url = SampleApplication.FreeUrl(gateway.Url);
        await Open(ada, gateway, "/console/tenants/fabrikam/clients");
        await Follow(ada, texts.Clients.Register);
        await Fill(ada, "client_id", SampleApplication.Id);
        await Fill(ada, "client_name", "Sample");
        await Fill(ada, "redirect_uris", url + "/callback");
        await Fill(ada, "post_logout_redirect_uris", url + "/\n" + url + "/signed-out");
        await Press(ada, texts.Clients.Register);
        await ada.Says(texts.Clients.NewSecret);
        var secret = await ada.Page.Locator("#secret").InnerTextAsync();
        await Follow(ada, "Sample");
        await ada.Look("setup-client-made");
        await Open(ada, gateway, "/console/tenants/fabrikam/checklist");
        await Assertions.Expect(ada.Page.GetByText(setup.Ready)).ToBeVisibleAsync();

        await using var application = await SampleApplication.Run(gateway.Url + "/fabrikam", url, secret);
        await kim.Page.GotoAsync(application.Url + "/sign-in");
        await Fill(kim, "user_name", Kim);
        await kim.Page.Locator("button[type=submit]").ClickAsync();
        await kim.Says(English.NumberTitle);
        await kims.Approve(await kim.Number());
        await kim.Says("You are signed in");
        await Assertions.Expect(kim.Page.Locator("td", new() { HasText = Kim })).ToBeVisibleAsync();
    }

    /// <summary>Fifty people, from a table and with passes on paper, none of them by a command; then each signs in with a phone.</summary>
    [Fact]
    public async Task Fifty_people_from_a_table_set_their_phones_up_from_the_printed_page_and_sign_in()
    {
        const int Count = 50;
        await using var gateway = await ConsoleVisitor.Gateway();
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await ConsoleVisitor.Make(gateway, Ada, AdminRole.Owner);
        await using var ada = await Window.Open(chromium, gateway);
        await SignIn(ada, gateway, phone, Ada, English);
        var texts = English.Console;
        await Follow(ada, texts.Setup.Tenants);
        await Fill(ada, "name", "fabrikam");
        await Press(ada, texts.Setup.Make);
        await ada.Says(texts.Setup.Checklist);
        await Press(ada, texts.Setup.SwitchOn);
        await Follow(ada, texts.Import.Title);
        var people = Enumerable.Range(1, Count).Select(number => $"person{number}@fabrikam.example,staff\n");
        await Choose(ada, "user_name,groups\n" + string.Concat(people));
        await Press(ada, texts.Import.Look);
        await ada.Says(texts.Import.Preview);
        await Press(ada, texts.Import.Bring);
        await Assertions.Expect(ada.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync(texts.Import.Done.Replace("{0}", $"{2 * Count}"));

        await Follow(ada, texts.Passes.Title);
        await Press(ada, texts.Passes.Look);
        await Press(ada, texts.Passes.Make);
        await ada.Says(texts.Passes.SheetTitle);
        await ada.Look("setup-fifty-passes");
        var names = await ada.Page.Locator(".slip h2").AllInnerTextsAsync();
        var passes = await ada.Page.Locator(".slip code").AllInnerTextsAsync();
        Assert.Equal((Count, Count), (names.Count, passes.Count));
        foreach (var (name, pass) in names.Zip(passes)) await gateway.SignIn(await gateway.EnrolWithPass(name, pass, "fabrikam"));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Every_page_that_sets_a_tenant_up_is_whole_in_every_language_and_shape(
        string locale, string language, int width, bool isDark)
    {
        var (texts, suffix) = (In(language), $"-{language}-{width}{(isDark ? "-dark" : "")}");
        await using var gateway = await ConsoleVisitor.Gateway();
        await ConsoleVisitor.Equip(gateway);
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await ConsoleVisitor.Make(gateway, Ada, AdminRole.Owner);
        await using var window = await Window.Open(chromium, gateway, options =>
        {
            options.Locale = locale;
            options.ViewportSize = new() { Width = width, Height = 820 };
            options.ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light;
        });
        await SignIn(window, gateway, phone, Ada, texts);
        await Open(window, gateway, "/console/tenants");
        await window.Look("setup-tenants" + suffix);
        await window.FitsWidth();
        foreach (var path in new[]
                 {
                     "checklist", "add-person", "import-people", "settings", "settings/number", "settings/prompts", "settings/other-ways",
                     "settings/phones-need", "branding", "clients", "clients/portal", "register-client", "ways-in", "set-domain",
                     "providers/fabrikam", "register-provider", "passwords", "keys",
                 })
        {
            await Open(window, gateway, "/console/tenants/contoso/" + path);
            await window.Look("setup-" + path.Replace('/', '-') + suffix);
            await window.FitsWidth();
        }

        (string, string)[] tables = [("preview", "kim@contoso.example,,staff\nmin@contoso.example,false,\n"), ("refused", "kim,,")];
        foreach (var (name, table) in tables)
        {
            await Open(window, gateway, "/console/tenants/contoso/import-people");
            await Choose(window, "user_name,enabled,groups\n" + table);
            await Press(window, texts.Console.Import.Look);
            await window.Page.Locator(".lines").First.WaitForAsync();
            await window.Look("setup-import-" + name + suffix);
            await window.FitsWidth();
        }
    }

    private static Task Choose(Window window, string table) => window.Page.Locator("#file").SetInputFilesAsync(
        new FilePayload { Name = "people.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(table) });

    /// <summary>What is refused stands beside its field, and a browser that reads aloud is told so.</summary>
    [Fact]
    public async Task A_value_out_of_its_bounds_stands_beside_its_field()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await ConsoleVisitor.Make(gateway, Ada, AdminRole.Policy);
        await using var window = await Window.Open(chromium, gateway);
        await SignIn(window, gateway, phone, Ada, English);
        await Open(window, gateway, "/console/tenants/contoso/settings/number");
        await Fill(window, "challenge_seconds", "601");
        await Press(window, English.Console.Settings.Save);
        await Assertions.Expect(window.Page.Locator("#challenge_seconds")).ToHaveValueAsync("601");
        await Assertions.Expect(window.Page.Locator("#challenge_seconds_error")).ToContainTextAsync("CS6002");
        await window.Look("setup-refused");
        await Open(window, gateway, "/console/tenants/contoso/branding");
        await Fill(window, "name", "Contoso Ltd");
        await Fill(window, "accent", "#006b5b");
        await Fill(window, "contact", "Help desk: 12");
        await Press(window, English.Console.Branding.Look);
        var colour = await window.Page.Locator(".preview .primary").EvaluateAsync<string>("e => getComputedStyle(e).backgroundColor");
        Assert.Equal("rgb(0, 107, 91)", colour);
        await window.Look("setup-branding-look");
    }
}
