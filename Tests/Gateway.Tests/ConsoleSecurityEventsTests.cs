using Countersign.Gateway.Html.Texts;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Tests;

/// <summary>ADM-4: a tenant's receiver of security events at the console.</summary>
public sealed class ConsoleSecurityEventsTests
{
    private const string Ada = "ada@contoso.example", Path = "/console/tenants/contoso/security-events";
    private static readonly SecurityEventTexts Texts = PageTexts.All.Single(texts => texts.Language == "en").Console.SecurityEvents;

    private static async Task<EventReceiver?> Receiver(RunningGateway gateway) =>
        (await gateway.Engine.Administration.Ask(new("contoso"), new TenantQuestion.Read(), TestContext.Current.CancellationToken))
            .Answer!.Tenant.Settings.EventReceiver;

    [Fact]
    public async Task Whoever_sets_policy_sets_a_receiver_and_takes_it_back_and_the_audit_says_so()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Policy);
        var page = (await visitor.Open(Path)).MustBe(200);
        Assert.Contains(Texts.Off, page.Text, StringComparison.Ordinal);
        var done = (await visitor.Press(
            Path, page, ("address", "https://siem.contoso.example/in?key=1"), ("audience", "siem"), ("event.sign-in", "on"),
            ("event.session-revoked", "on"), ("reason", "ticket 7"))).MustBe(303).Header("Location")!;
        Assert.Equal(
            new EventReceiver("https://siem.contoso.example/in?key=1", "siem", EventKinds.SignIn | EventKinds.SessionRevoked),
            await Receiver(gateway));
        page = (await visitor.Open(done)).MustBe(200);
        foreach (var shown in new[] { Texts.Saved, "https://siem.contoso.example</bdi>" })
            Assert.Contains(shown, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Texts.Off, page.Text, StringComparison.Ordinal);
        var fact = (await gateway.Operator.Audit("settings.set"))[^1].GetRawText();
        Assert.Contains("https://siem.contoso.example", fact, StringComparison.Ordinal);
        Assert.DoesNotContain("key=1", fact, StringComparison.Ordinal);
        Assert.Contains("ticket 7", fact, StringComparison.Ordinal);

        (await visitor.Press(Path, page, ("address", ""), ("audience", "siem"), ("event.sign-in", "on"))).MustBe(303);
        Assert.Null(await Receiver(gateway));
    }

    [Theory]
    [InlineData("https://127.0.0.1/in", "siem", "sign-in", "address")]
    [InlineData("http://siem.contoso.example/in", "siem", "sign-in", "address")]
    [InlineData("https://siem.contoso.example/in", "", "sign-in", "audience")]
    [InlineData("https://siem.contoso.example/in", "two words", "sign-in", "audience")]
    [InlineData("https://siem.contoso.example/in", "siem", "nothing", "events")]
    public async Task What_cannot_be_says_which_field_and_changes_nothing(string address, string audience, string word, string wrong)
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Policy);
        var page = (await visitor.Open(Path)).MustBe(200);
        var refused = await visitor.Press(Path, page, ("address", address), ("audience", audience), ("event." + word, "on"));
        Assert.Equal(400, refused.Status);
        Assert.Contains($"id=\"{wrong}_error\"", refused.Text, StringComparison.Ordinal);
        Assert.Null(await Receiver(gateway));
    }

    [Fact]
    public async Task Whoever_reads_sees_how_it_stands_and_no_form()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        await gateway.Operator.Configure("contoso", settings => settings with
        {
            EventReceiver = new("https://siem.contoso.example/in?key=1", "siem", EventKinds.All),
        });
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Reader);
        var page = (await visitor.Open(Path)).MustBe(200);
        Assert.DoesNotContain("<form", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("key=1", page.Text, StringComparison.Ordinal);
    }
}
