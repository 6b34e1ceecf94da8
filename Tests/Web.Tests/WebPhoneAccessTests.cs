namespace Countersign.Web.Tests;

/// <summary>The phone in the browser for people who see it otherwise, or press keys.</summary>
public sealed class WebPhoneAccessTests(Chromium chromium)
{
    private const string Ada = "ada@contoso.example";

    [Theory, Trait("Rule", "PHO-5")]
    [InlineData("forced", ColorScheme.Light)]
    [InlineData("forced", ColorScheme.Dark)]
    [InlineData("200", ColorScheme.Light)]
    [InlineData("200", ColorScheme.Dark)]
    public async Task Every_screen_is_whole_in_forced_colours_and_twice_as_large(string shape, ColorScheme scheme)
    {
        await using var gateway = await WebPhone.Gateway();
        await using var computer = await Window.Open(chromium, gateway);
        await using var phone = await WebPhone.Open(chromium, gateway, change: options =>
        {
            options.ForcedColors = shape == "forced" ? ForcedColors.Active : ForcedColors.None;
            options.ColorScheme = scheme;
            // 390 wide at 200 %: half as many pixels of the page, each twice as large
            if (shape == "200") (options.ViewportSize, options.DeviceScaleFactor) = (new() { Width = 195, Height = 422 }, 2);
        });
        await gateway.Operator.CreateUser("contoso", Ada);
        await phone.Go();
        await phone.Says("welcome");
        await Look("welcome");
        await phone.Tap("pasteTitle");
        await phone.Says("pasteTitle");
        await Look("paste");
        await phone.Page.GotoAsync("about:blank");
        await phone.Follow(await gateway.Operator.ActivationCode("contoso", Ada));
        await Look("name");
        await phone.Tap("verify");
        await phone.Says("enableTitle");
        await Look("enable");
        await phone.Enable();
        await Look("home");
        await phone.Manage(Ada);
        await phone.Window.Says(Ada);
        await Look("account");
        await phone.Tap("back");
        var number = await computer.Prompt(Ada);
        await phone.Choose(number);
        await Look("request");
        await phone.Answer("approve", "approved");
        await Look("approved");

        async Task Look(string screen)
        {
            await phone.Window.Look($"web-phone-{shape}-{scheme}-{screen}".ToLowerInvariant());
            await phone.FitsWidth();
        }
    }

    [Fact, Trait("Rule", "PHO-5")]
    public async Task Keys_alone_set_it_up_and_approve()
    {
        await using var gateway = await WebPhone.Gateway();
        await using var computer = await Window.Open(chromium, gateway);
        await using var phone = await WebPhone.Open(chromium, gateway);
        await gateway.Operator.CreateUser("contoso", Ada);
        await phone.Follow(await gateway.Operator.ActivationCode("contoso", Ada));
        await Keys("Tab");
        await Assertions.Expect(phone.Page.Locator("#name")).ToBeFocusedAsync();
        await Keys("Enter");
        await phone.Says("enableTitle");
        await Keys("Tab");
        await Assertions.Expect(phone.Page.GetByRole(AriaRole.Checkbox)).ToBeFocusedAsync();
        await Keys("Space", "Tab", "Enter");   // no notifications
        await phone.Says("readyTitle");
        await Keys("Tab", "Enter");
        await phone.Says("home");
        await Keys("Tab");
        await Assertions.Expect(phone.Page.GetByRole(AriaRole.Button, new() { Name = phone.Words.Fill("manage", Ada) })).ToBeFocusedAsync();
        await phone.Window.Look("web-phone-keys-home");

        var number = await computer.Prompt(Ada);
        await phone.Says("asking");
        await Assertions.Expect(phone.Window.Heading).ToBeFocusedAsync();   // so it is read aloud
        var choices = await phone.Page.GetByRole(AriaRole.Radio).EvaluateAllAsync<string[]>("all => all.map(one => one.value)");
        await Keys("Tab", "Space");
        for (var at = 0; choices[at] != number; at++) await Keys("ArrowRight");
        await phone.Window.Look("web-phone-keys-request");
        await Keys("Tab");
        await Assertions.Expect(phone.Page.GetByRole(AriaRole.Button, new() { Name = phone.Words["approve"] })).ToBeFocusedAsync();
        await Keys("Enter");
        await phone.Says("approved");

        async Task Keys(params string[] keys)
        {
            foreach (var key in keys) await phone.Page.Keyboard.PressAsync(key);
        }
    }
}
