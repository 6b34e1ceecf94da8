using Countersign.Gateway.Html.Texts;

namespace Countersign.Web.Tests;

/// <summary>What a person with a phone in the browser runs into, and the true sentence for it.</summary>
public sealed class WebPhoneTroubleTests(Chromium chromium)
{
    private const string Ada = "ada@contoso.example", Bob = "bob@contoso.example";
    private static readonly PageTexts English = PageTexts.All.Single(texts => texts.Language == "en");

    [Fact, Trait("Rule", "PHO-5")]
    public async Task A_network_that_is_lost_in_the_middle_of_an_answer_is_said_and_the_answer_may_be_given_again()
    {
        await using var gateway = await WebPhone.Gateway();
        await using var computer = await Window.Open(chromium, gateway);
        await using var phone = await WebPhone.Open(chromium, gateway);
        await phone.Enrol(Ada);
        var number = await computer.Prompt(Ada);
        await phone.Choose(number);
        await phone.Page.Context.SetOfflineAsync(true);
        await phone.Tap("approve");
        await Assertions.Expect(phone.Alert).ToHaveTextAsync(phone.Words["offline"], new() { Timeout = 30_000 });
        await phone.Window.Look("web-phone-lost-network");
        await phone.Page.Context.SetOfflineAsync(false);
        await phone.Answer("approve", "approved");
        await computer.Says(English.DoneTitle);
        phone.Window.Complaints.RemoveAll(complaint => complaint.Contains("ERR_INTERNET_DISCONNECTED", StringComparison.Ordinal));
    }

    [Fact, Trait("Rule", "PHO-3")]
    public async Task A_page_that_was_killed_shows_the_sign_in_again_and_answers_it()
    {
        await using var gateway = await WebPhone.Gateway();
        await using var computer = await Window.Open(chromium, gateway);
        await using var phone = await WebPhone.Open(chromium, gateway);
        await phone.Enrol(Ada);
        var number = await computer.Prompt(Ada);
        await phone.Choose(number);
        await phone.Page.GotoAsync("about:blank");   // nothing of the page is left but what it keeps
        await phone.Go();
        await phone.Approve(number);
        await computer.Says(English.DoneTitle);
    }

    [Fact, Trait("Rule", "I-7")]
    public async Task A_phone_that_is_removed_while_it_is_asked_says_so_and_approves_nothing()
    {
        await using var gateway = await WebPhone.Gateway();
        await using var computer = await Window.Open(chromium, gateway);
        await using var phone = await WebPhone.Open(chromium, gateway);
        await phone.Enrol(Ada);
        await phone.Choose(await computer.Prompt(Ada));
        var device = (await gateway.Admin(HttpMethod.Get, "contoso/users/" + Ada)).Json.GetProperty("methods")[0].GetProperty("device");
        await gateway.Operator.RemoveMethod("contoso", Ada, device.GetString()!);
        await phone.Says("over");   // by itself: it goes on looking
        await phone.Shows("phoneRemoved");
        await phone.Window.Look("web-phone-removed-meanwhile");
        Assert.Empty(await gateway.Operator.Audit("challenge.approved"));
    }

    [Fact, Trait("Rule", "PHO-6")]
    public async Task Of_two_accounts_on_a_phone_one_is_asked_and_the_other_after_it_was_disabled()
    {
        await using var gateway = await WebPhone.Gateway();
        await using var computer = await Window.Open(chromium, gateway);
        await using var phone = await WebPhone.Open(chromium, gateway);
        await phone.Enrol(Ada);
        await Add(gateway, phone, Bob);
        await phone.Tap("enable");
        await Assertions.Expect(phone.Alert).ToContainTextAsync(phone.Words["otherAccount"]);
        await phone.Window.Look("web-phone-second-refused");
        await phone.Tap("back");
        await phone.Says("home");
        await phone.Shows("watching");
        await phone.Shows("notEnabled");
        await phone.Window.Look("web-phone-two-accounts");

        await phone.Manage(Ada);
        await phone.Tap("disable");
        await Assertions.Expect(phone.Page.GetByRole(AriaRole.Button, new() { Name = phone.Words["enable"] })).ToBeVisibleAsync();
        await phone.Tap("back");
        await phone.Manage(Bob);
        await phone.Window.Says(Bob);
        await phone.Tap("enable");
        await phone.Says("enableTitle");
        await phone.Enable();
        await phone.Approve(await computer.Prompt(Bob));
        await computer.Says(English.DoneTitle);
    }

    [Fact, Trait("Rule", "PHO-6")]
    public async Task Where_the_tenant_allows_it_two_accounts_are_asked_one_after_the_other()
    {
        await using var gateway = await WebPhone.Gateway();
        await gateway.Operator.Configure("contoso", settings => settings with { AccountsPerPhone = 2 });
        await using var computer = await Window.Open(chromium, gateway);
        await using var another = await Window.Open(chromium, gateway);
        await using var phone = await WebPhone.Open(chromium, gateway);
        await phone.Enrol(Ada);
        await Add(gateway, phone, Bob);
        await phone.Enable();
        var numbers = new Dictionary<string, string> { [Ada] = await computer.Prompt(Ada), [Bob] = await another.Prompt(Bob) };
        foreach (var turn in new[] { 1, 2 })
        {
            await phone.Says("asking");
            var account = phone.Page.Locator(".facts dd").First;
            var asked = await account.InnerTextAsync();
            await phone.Choose(numbers[asked]);
            await phone.Window.Look($"web-phone-two-wait-{turn}");
            for (var answer = turn; answer <= 2; answer++)   // each account that waits has been told of its own once more
                await phone.Page.WaitForResponseAsync(response => response.Url.Contains("/device/waiting", StringComparison.Ordinal));
            Assert.Equal(asked, await account.InnerTextAsync());
            await phone.Answer("approve", "approved");
            await phone.Tap("done");
            Assert.True(numbers.Remove(asked));
        }

        await computer.Says(English.DoneTitle);
        await another.Says(English.DoneTitle);
    }

    /// <summary>A further account, up to where it is enabled.</summary>
    private static async Task Add(RunningGateway gateway, WebPhone phone, string user)
    {
        await gateway.Operator.CreateUser("contoso", user);
        await phone.Tap("addAccount");
        await phone.Says("welcome");
        await phone.Tap("pasteTitle");
        await phone.Page.Locator("#code").FillAsync(await gateway.Operator.ActivationCode("contoso", user));
        await phone.Tap("next");
        await phone.Says("nameTitle");
        await phone.Tap("verify");
        await phone.Says("enableTitle");
    }

    [Fact, Trait("Rule", "PHO-6")]
    public async Task A_phone_is_renamed_on_the_phone_and_at_My_Security_Info_it_has_that_name()
    {
        await using var gateway = await WebPhone.Gateway();
        await using var phone = await WebPhone.Open(chromium, gateway);
        await phone.Enrol(Ada);
        await phone.Manage(Ada);
        await phone.Window.Look("web-phone-account");
        await phone.Tap("rename");
        await phone.Says("rename");
        await phone.Window.Look("web-phone-rename");
        await phone.Page.Locator("#name").FillAsync(" ");
        await phone.Tap("renameYes");
        await Assertions.Expect(phone.Alert).ToHaveTextAsync(phone.Words["nameWrong"]);
        await phone.Page.Locator("#name").FillAsync("\u200B");   // there, but nothing to be seen of it: the service says so
        await phone.Tap("renameYes");
        await Assertions.Expect(phone.Alert).ToHaveTextAsync(phone.Words["nameWrong"]);
        await phone.Page.Locator("#name").FillAsync("Ada’s <phone>");
        await phone.Tap("renameYes");
        await phone.Window.Says(Ada);
        await Assertions.Expect(phone.Page.Locator(".lead")).ToContainTextAsync("Ada’s <phone>");
        var method = (await gateway.Admin(HttpMethod.Get, "contoso/users/" + Ada)).Json.GetProperty("methods")[0];
        Assert.Equal("Ada’s <phone>", method.GetProperty("name").GetString());
    }

    [Fact, Trait("Rule", "PHO-5")]
    public async Task A_key_that_is_lost_is_told_from_a_finger_that_was_not_recognised_and_denying_still_works()
    {
        await using var gateway = await WebPhone.Gateway();
        await using var computer = await Window.Open(chromium, gateway);
        await using var phone = await WebPhone.Open(chromium, gateway);
        await phone.Enrol(Ada);
        await phone.LoseKeys();
        await phone.Choose(await computer.Prompt(Ada));
        await phone.Tap("approve");
        await Assertions.Expect(phone.Alert).ToContainTextAsync(phone.Words["keyLost"], new() { Timeout = 20_000 });
        await phone.Window.Look("web-phone-lost-key");
        await phone.Answer("deny", "denied");
        await computer.Says(English.DeniedTitle);
    }

    [Fact, Trait("Rule", "S-08")]
    public async Task Who_is_not_verified_at_set_up_has_no_phone_and_may_try_again()
    {
        await using var gateway = await WebPhone.Gateway();
        await using var phone = await WebPhone.Open(chromium, gateway);
        await gateway.Operator.CreateUser("contoso", Ada);
        await phone.Verifies(false);
        await phone.Follow(await gateway.Operator.ActivationCode("contoso", Ada));
        await phone.Tap("verify");
        await Assertions.Expect(phone.Alert).ToHaveTextAsync(phone.Words["notVerified"]);
        Assert.Empty(await gateway.Operator.Audit("method.activated"));
        await phone.Verifies(true);
        await phone.Tap("verify");
        await phone.Says("enableTitle");
        await phone.Enable();
    }
}
