using Countersign.Gateway.Html.Texts;
using Countersign.SignIn.Tenants;

namespace Countersign.Web.Tests;

/// <summary>
/// The pictures of docs/design.md, taken anew: one of each page and state. <c>scripts/pictures.sh</c> puts them into the documents.
/// </summary>
public sealed partial class DesignTests(Chromium chromium)
{
    private const string Ada = "ada@contoso.example";
    private const int MostBytes = 40 * 1024;
    private const string Flat = "body { background: var(--ground) !important } .card { box-shadow: none !important }";   // shades are large
    private static readonly Looks Looks = Looks.Asked;
    private static readonly PageTexts Said = Looks.Texts;
    private static readonly string Folder =
        Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "design", Looks.Name)).FullName;

    private readonly HashSet<string> _taken = [];

    [Fact]
    public async Task There_is_a_small_picture_of_every_page_in_the_document()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Configure("contoso", settings => settings with { HelpUrl = "https://help.contoso.example/" });
        await using var window = await Open(gateway);
        await SigningIn(gateway, window);
        await Mine(gateway, window);
        await Recent();
        await Branded(gateway, window);
        await Phone();
        await Woken();
        await Ways();
        await Console();
        await Groups();
        if (Looks.Name.Length > 0) return;
        await Wide();
        var document = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "docs", "design.md"), TestContext.Current.CancellationToken);
        foreach (var picture in _taken) Assert.Contains($"](design/{picture}.png)", document, StringComparison.Ordinal);
        Assert.Equal(_taken.Count, document.Split("](design/").Length - 1);
        foreach (var picture in _taken) Assert.True(File.Exists(Path.Combine(Checkout.Root, "docs", "design", picture + ".png")), picture);
    }

    private Task<Window> Open(RunningGateway gateway) => Window.Open(chromium, gateway, Small);

    private static void Small(BrowserNewContextOptions options)
    {
        options.ViewportSize = Looks.IsWide ? new() { Width = 1280, Height = 800 } : new() { Width = 390, Height = 600 };
        options.DeviceScaleFactor = 0.65f;
        options.Locale = Looks.Locale;
        options.ColorScheme = Looks.Scheme;
        options.BypassCSP = true;   // for the style above alone
    }

    /// <param name="isWhole">False: what is seen first, of a long page.</param>
    private async Task Take(Window window, string name, bool isWhole = true)
    {
        var picture = await window.Page.ScreenshotAsync(new()
        {
            Path = Path.Combine(Folder, name + ".png"), FullPage = isWhole, Animations = ScreenshotAnimations.Disabled, Style = Flat,
        });
        Keep(name, picture);
    }

    private void Keep(string name, byte[] picture)
    {
        Assert.True(_taken.Add(name), name);
        if (Looks.Name.Length == 0) Assert.True(picture.Length <= MostBytes, $"{name}: {picture.Length} bytes");
    }

    private async Task SigningIn(RunningGateway gateway, Window window)
    {
        await gateway.Operator.Federate("contoso", "fabrikam.example", "https://adfs.fabrikam.example/adfs/ls");
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await window.Go("/sign-in");
        await Take(window, "form");
        await phone.Mistake(await window.Prompt(Ada));
        await window.Says(Said.WrongNumberTitle);
        await Take(window, "wrong-number");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = Said.NewNumber }).ClickAsync();
        await window.Says(Said.NumberTitle);
        await Take(window, "number");
        await phone.Deny();
        await window.Says(Said.DeniedTitle);
        await Take(window, "denied");
        await window.Prompt(Ada);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = Said.CannotUseApp }).ClickAsync();
        await window.Says(Said.OtherWayTitle);
        await Take(window, "another-way");
        using var bobs = await PersonsPhone.Of(gateway, "bob@fabrikam.example");
        await using var other = await Open(gateway);
        await other.Prompt("bob@fabrikam.example");
        await other.Page.GetByText(Said.OtherWays).ClickAsync();
        await Take(other, "other-ways");
        await other.Go("/device");
        await Take(other, "device");
        await other.Go("/sign-in?request=old");
        await Take(other, "problem");
    }

    private async Task Mine(RunningGateway gateway, Window window)
    {
        await window.Go("/pass");
        await Take(window, "pass");
        await window.Page.Locator("#user_name").FillAsync(Ada);
        await window.Page.Locator("#pass").FillAsync(await gateway.Operator.Pass("contoso", Ada));
        await window.Page.Locator("button[type=submit]").ClickAsync();
        await window.Says(Said.MyTitle);
        await Take(window, "my");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = Said.MyAddPhone }).ClickAsync();
        await window.Says(Said.PhoneCodeTitle);
        await Take(window, "my-code");
        await window.Go("/my");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = Said.MyChange }).ClickAsync();
        await window.Says("A phone");
        await Take(window, "my-phone");
        await window.Go("/my/sign-out-everywhere");
        await Take(window, "my-everywhere");
        await window.Go("/sign-in/done");
        await Take(window, "done");
        await Again(gateway, window);
    }

    /// <summary>Signed in by phone, some minutes ago.</summary>
    private async Task Again(RunningGateway gateway, Window window)
    {
        const string Eve = "eve@contoso.example";
        using var phone = await PersonsPhone.Of(gateway, Eve);
        await phone.Approve(await window.Prompt(Eve));
        await window.Says(Said.DoneTitle);
        var asked = (await Box.Ask(await Box.Open(gateway))).MustBe(200);
        await window.Page.GotoAsync(asked["verification_uri_complete"]);
        await window.Page.Locator("button[type=submit]").ClickAsync();
        await window.Says(Said.DeviceAskTitle);
        await Take(window, "device-question");
        await using var stranger = await Open(gateway);
        await stranger.Prompt(Eve);
        await window.Go("/my");
        var waiting = window.Page.Locator(".part.alert");
        Keep("my-waiting", await waiting.ScreenshotAsync(new() { Path = Path.Combine(Folder, "my-waiting.png") }));
        gateway.Clock.Advance(TimeSpan.FromMinutes(6));
        await window.Page.GetByRole(AriaRole.Link, new() { Name = Said.MyChange }).ClickAsync();
        await window.Says(Said.MyAgainTitle);
        await Take(window, "my-again");
    }

    private async Task Branded(RunningGateway gateway, Window window)
    {
        var branding = new Branding("Contoso Ltd", "#006b5b", Convert.ToBase64String(Logo.Png()), "Help desk: +47 55 00 00 00");
        await gateway.Operator.Configure("contoso", settings => settings with { Branding = branding });
        await window.Go("/sign-in");
        await Take(window, "branded");
        await window.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Take(window, "branded-dark");
    }
}
