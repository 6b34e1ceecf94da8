using Countersign.Gateway.Html.Texts;
using Countersign.SignIn.AdminTokens;

namespace Countersign.Web.Tests;

/// <summary>S-55: the policy's screen as an administrator sees it: looked at, previewed, saved.</summary>
public sealed class PolicyTests(Chromium chromium)
{
    private const string Ada = "ada@contoso.example", Bob = "bob@contoso.example", Path = "/console/tenants/contoso/policy";

    public static TheoryData<string, string, int, bool> Shapes => new()
    {
        { "en-US", "en", 1280, false }, { "en-US", "en", 320, true }, { "zh-TW", "zh-Hant", 390, true }, { "ko-KR", "ko", 390, false },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task S_55_The_policy_is_looked_at_previewed_and_saved(string locale, string language, int width, bool isDark)
    {
        var (all, suffix) = (PageTexts.All.Single(one => one.Language == language), $"-{language}-{width}{(isDark ? "-dark" : "")}");
        var texts = all.Console.Policy;
        await using var gateway = await ConsoleVisitor.Gateway(settings => settings with { LogsSignIns = true });
        using var phone = await PersonsPhone.Of(gateway, Ada);
        using var bobs = await PersonsPhone.Of(gateway, Bob);
        await ConsoleVisitor.Make(gateway, Ada, AdminRole.Policy);
        await using (var other = await Window.Open(chromium, gateway))
        {
            await bobs.Approve(await other.Prompt(Bob));
            await other.Says(PageTexts.All.Single(one => one.Language == "en").DoneTitle);
        }

        await using var window = await Window.Open(chromium, gateway, options =>
        {
            options.Locale = locale;
            options.ViewportSize = new() { Width = width, Height = 820 };
            options.ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light;
        });
        await ConsoleTests.SignIn(window, gateway, phone, Ada, all);
        await gateway.WriteLog();

        await window.Page.GotoAsync(gateway.AdminUrl + Path);
        await window.Says(texts.Title);
        await Assertions.Expect(window.Page.Locator("#users")).ToBeHiddenAsync();   // all users are meant
        await window.Look("policy" + suffix);
        await window.FitsWidth();
        await window.Page.GetByLabel(texts.SelectUsers, new() { Exact = true }).CheckAsync();
        await window.Page.Locator("#users").FillAsync($"{Ada}\nno name");
        await Press(window, texts);
        await Assertions.Expect(window.Page.Locator("#users_error")).ToBeVisibleAsync();
        await window.Look("policy-unfit" + suffix);
        await window.Page.Locator("#users").FillAsync($"{Ada}\nnobody@contoso.example");
        await window.Page.Locator("#groups").FillAsync("pilots");
        await Press(window, texts);
        await window.Says(texts.PreviewTitle);
        foreach (var said in new[] { texts.Loses, texts.UnknownUsers, texts.UnknownGroups, texts.RefusedAfter, texts.WouldRefuse })
            await Assertions.Expect(window.Page.GetByText(said, new() { Exact = true })).ToBeVisibleAsync();
        await window.Look("policy-preview" + suffix);
        await window.FitsWidth();
        await window.Page.Locator("#reason").FillAsync("a pilot");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = texts.SaveNow, Exact = true }).ClickAsync();
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync(texts.Saved);
        await Assertions.Expect(window.Page.Locator("#users")).ToHaveValueAsync($"{Ada}\nnobody@contoso.example");
        await window.Look("policy-saved" + suffix);
    }

    private static Task Press(Window window, PolicyTexts texts) =>
        window.Page.GetByRole(AriaRole.Button, new() { Name = $"{texts.Save} {texts.PolicyPart}", Exact = true }).ClickAsync();
}
