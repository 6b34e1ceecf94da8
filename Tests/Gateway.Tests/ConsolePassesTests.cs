using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Countersign.Gateway.Html.Texts;
using Countersign.SignIn.AdminTokens;

namespace Countersign.Gateway.Tests;

/// <summary>ADM-2, ADM-5: passes for many people at the console, to print.</summary>
public sealed partial class ConsolePassesTests
{
    private const string Ada = "ada@contoso.example", Tenant = "/console/tenants/contoso", Ask = Tenant + "/passes/ask";
    private const string Sheet = Tenant + "/passes/sheet";
    private static readonly ConsoleTexts English = PageTexts.All.Single(texts => texts.Language == "en").Console;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Mail(string name) => name + "@contoso.example";

    private static async Task<(RunningGateway Gateway, ConsoleVisitor Visitor)> Begin(
        FailingStore? store = null, Func<GatewaySettings, GatewaySettings>? change = null)
    {
        var gateway = await RunningGateway.Furnished(
            settings => (change?.Invoke(settings) ?? settings) with { AdminTenant = "contoso" }, store: store);
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.HelpDesk);
        return (gateway, visitor);
    }

    private static string[] Passes(Reply page) => [.. Pass().Matches(page.Text).Select(match => match.Groups["pass"].Value)];

    private static string[] Chosen(Reply page) => Visitor.Hidden(page, "users") is { } users ? users.Split(' ') : [];

    private static Task<Reply> Press(ConsoleVisitor visitor, string path, Reply page, params (string Name, string Value)[] more) =>
        visitor.Press(path, page,
        [
            .. new[] { "users", "who", "group", "more", "after" }
                .Where(name => (path == Sheet || name != "users") && Visitor.Hidden(page, name) is not null)
                .Select(name => (name, Visitor.Hidden(page, name)!)),
            .. more,
        ]);

    [Fact]
    public async Task Those_without_a_phone_get_one_each_to_print_once_and_whoever_may_not_have_one_is_named()
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        await gateway.Enrol(Mail("bea"));
        foreach (var name in new[] { "kim", "lee", "mia" }) await gateway.Operator.CreateUser("contoso", Mail(name));
        await gateway.Operator.Disable("contoso", Mail("ned"));
        await ConsoleVisitor.Make(gateway, Mail("mia"), AdminRole.Owner);
        var people = (await visitor.Open(Tenant + "/people")).MustBe(200);
        var who = (await visitor.Open(Visitor.LinkOn(people, English.Passes.Title))).MustBe(200);
        var before = await Rows.Of(gateway.Store);
        var ask = (await Press(visitor, Ask, who, ("who", "without_phone"))).MustBe(200);
        Assert.Equal(before, await Rows.Of(gateway.Store));
        Assert.Equal([Mail("kim"), Mail("lee")], Chosen(ask));
        foreach (var said in new[] { English.Passes.ShutOut, English.Passes.Beyond, Mail("mia"), Mail("ned") })
            Assert.Contains(said, WebUtility.HtmlDecode(ask.Text), StringComparison.Ordinal);

        var sheet = (await Press(visitor, Sheet, ask, ("days", "7"), ("reason", "first day"))).MustBe(200);
        Assert.Equal("no-store", sheet.Header("Cache-Control"));
        Assert.Null(sheet.Header("Location"));
        var passes = Passes(sheet);
        Assert.Equal(2, passes.Distinct().Count());
        Assert.Contains(gateway.Url + "/contoso/pass", sheet.Text, StringComparison.Ordinal);
        foreach (var texts in PageTexts.All)
            Assert.Contains($"<p lang=\"{texts.Language}\">{texts.PassSheet[..10]}", sheet.Text, StringComparison.Ordinal);
        var rows = await Rows.Of(gateway.Store);
        Assert.All(passes, pass => Assert.DoesNotContain(pass, rows, StringComparison.Ordinal));
        (await new Visitor(gateway).Submit("/pass", ("user_name", Mail("lee")), ("pass", passes[1]))).MustBe(303);

        var facts = (await gateway.Engine.Engine.ReadAudit(new("contoso"), 0, 1000, Cancel))
            .Select(record => JsonElement.Parse(record.Body.Span))
            .Where(fact => fact.GetProperty("kind").GetString() == "pass.issued"
                && fact.TryGetProperty("actor", out var actor) && actor.GetString() == Ada).ToArray();
        Assert.Equal([Mail("kim"), Mail("lee")], facts.Select(fact => fact.GetProperty("user").GetString()).Order(StringComparer.Ordinal));
        Assert.All(facts, fact => Assert.Equal("first day", fact.GetProperty("actorReason").GetString()));
    }

    [Fact]
    public async Task Boxes_of_the_page_and_names_that_were_typed_choose_the_same_people()
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        foreach (var name in new[] { "kim", "lee" })
        {
            await gateway.Operator.CreateUser("contoso", Mail(name));
            await gateway.Operator.Join("contoso", Mail(name), "staff");
        }

        foreach (var path in new[] { "/people", "/groups/staff" })
        {
            var page = (await visitor.Open(Tenant + path)).MustBe(200);
            var ask = await Press(visitor, Ask, page, ("person:" + Mail("lee"), "on"));
            Assert.Equal([Mail("lee")], Chosen(ask.MustBe(200)));
        }

        var who = (await visitor.Open(Tenant + "/passes?group=staff")).MustBe(200);
        Assert.Contains("<bdi>staff</bdi>", who.Text, StringComparison.Ordinal);
        Assert.Equal([Mail("kim"), Mail("lee")], Chosen(await Press(visitor, Ask, who, ("who", "all"))));
        var typed = await Press(visitor, Ask, who, ("who", "named"), ("users", "LEE@contoso.example nobody@contoso.example"));
        Assert.Equal([Mail("lee")], Chosen(typed.MustBe(200)));
        Assert.Contains("nobody@contoso.example", typed.Text, StringComparison.Ordinal);
        var none = (await Press(visitor, Ask, who, ("who", "named"), ("users", "nobody@contoso.example"))).MustBe(200);
        Assert.Contains(English.Passes.Nobody, none.Text, StringComparison.Ordinal);
        Assert.Empty(Chosen(none));
    }

    [Theory]
    [InlineData(Ask, "CS1000", "who=king")]
    [InlineData(Ask, "CS1000", "who=named", "users=")]
    [InlineData(Ask, "CS1000", "who=chosen")]
    [InlineData(Ask, "CS1003", "who=named", "users=kim")]
    [InlineData(Ask, "CS1003", "who=all", "after=kim")]
    [InlineData(Ask, "CS1013", "who=all", "group=a b")]
    [InlineData(Ask, "CS6085", "who=all", "group=nowhere")]
    [InlineData(Sheet, "CS1000", "users=kim@contoso.example", "days=2")]
    [InlineData(Sheet, "CS1000", "users=", "days=7")]
    [InlineData(Sheet, "CS1003", "users=kim", "days=7")]
    [InlineData(Sheet, "CS1000", "users=many", "days=7")]
    public async Task What_cannot_be_taken_is_refused_and_makes_no_pass(string path, string code, params string[] fields)
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        await gateway.Operator.CreateUser("contoso", Mail("kim"));
        var page = (await visitor.Open(Tenant + "/passes")).MustBe(200);
        var before = await Rows.Of(gateway.Store);
        var many = string.Join(' ', Enumerable.Range(0, 201).Select(n => Mail($"p{n}")));
        var sent = fields.Select(field => field.Split('=', 2)).Select(pair => (pair[0], pair[1] == "many" ? many : pair[1]));
        Assert.Equal(code, (await visitor.Press(path, page, [.. sent])).Code);
        Assert.Equal(before, await Rows.Of(gateway.Store));
    }

    /// <summary>T31: a form that names somebody else than the page before is looked at like the first.</summary>
    [Fact]
    public async Task A_form_that_names_an_administrator_who_may_do_more_makes_the_others_and_says_so()
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        foreach (var name in new[] { "kim", "mia" }) await gateway.Operator.CreateUser("contoso", Mail(name));
        await gateway.Operator.Disable("contoso", Mail("ned"));
        await ConsoleVisitor.Make(gateway, Mail("mia"), AdminRole.Owner);
        var page = (await visitor.Open(Tenant + "/passes")).MustBe(200);
        var named = $"{Mail("kim")} {Mail("mia")} {Mail("ned")} {Mail("nobody")}";
        var sheet = (await visitor.Press(Sheet, page, ("users", named), ("days", "1"))).MustBe(200);
        Assert.Single(Passes(sheet));
        foreach (var said in new[] { English.Passes.Beyond, English.Passes.ShutOut, English.Policy.UnknownUsers })
            Assert.Contains(said, WebUtility.HtmlDecode(sheet.Text), StringComparison.Ordinal);
        Assert.DoesNotContain(await Kinds(gateway, Mail("mia")), kind => kind == "pass.issued");
    }

    [Fact]
    public async Task More_than_one_request_makes_are_said_and_come_next()
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        for (var n = 0; n < 205; n++) await gateway.Operator.CreateUser("contoso", Mail($"p{n:000}"));
        var page = (await visitor.Open(Tenant + "/passes")).MustBe(200);
        var ask = (await visitor.Press(Ask, page, ("who", "without_phone"))).MustBe(200);
        Assert.Equal(200, Chosen(ask).Length);
        Assert.Contains($"<dt>{English.Passes.Later}</dt><dd>5</dd>", ask.Text, StringComparison.Ordinal);
        var sheet = (await Press(visitor, Sheet, ask, ("days", "30"))).MustBe(200);
        Assert.Equal(200, Passes(sheet).Distinct().Count());
        var next = (await Press(visitor, Ask, sheet)).MustBe(200);
        Assert.Equal(["p200", "p201", "p202", "p203", "p204"], Chosen(next).Select(name => name.Split('@')[0]));
        var last = (await Press(visitor, Sheet, next, ("days", "30"))).MustBe(200);
        Assert.DoesNotContain(English.Passes.GoOn, last.Text, StringComparison.Ordinal);
    }

    [Fact, Trait("Rule", "CLU-2")]
    public async Task When_the_storage_goes_away_those_that_were_made_are_shown_and_the_others_named()
    {
        var store = new FailingStore(InMemory.Store(isExclusive: true));
        var (gateway, visitor) = await Begin(store);
        await using var running = gateway;
        for (var n = 0; n < 60; n++) await gateway.Operator.CreateUser("contoso", Mail($"p{n:00}"));
        var page = (await visitor.Open(Tenant + "/passes")).MustBe(200);
        var ask = (await visitor.Press(Ask, page, ("who", "without_phone"))).MustBe(200);
        store.CommitsLeft = 20;
        var sheet = (await Press(visitor, Sheet, ask, ("days", "7"))).MustBe(200);
        store.CommitsLeft = int.MaxValue;
        store.IsAway = false;
        Assert.InRange(Passes(sheet).Length, 1, 20);
        Assert.Contains(English.Passes.NotMade, WebUtility.HtmlDecode(sheet.Text), StringComparison.Ordinal);
        var first = sheet.Text.Split("<h2><bdi>")[1].Split('<')[0];
        (await new Visitor(gateway).Submit("/pass", ("user_name", first), ("pass", Passes(sheet)[0]))).MustBe(303);
    }

    [Fact]
    public async Task Each_pass_counts_against_what_the_tenant_may_have_written()
    {
        var (gateway, visitor) = await Begin(change: settings => settings with { Unthrottled = [] });
        await using var running = gateway;
        await gateway.Operator.CreateUser("contoso", Mail("kim"));
        var directory = await Scim.ScimDirectory.Of(gateway);
        var many = string.Join(',', Enumerable.Repeat("""{"method":"DELETE","path":"/Users/x"}""", 1000));
        for (var n = 0; n < 6; n++) await directory.Bulk($"[{many}]");
        var page = (await visitor.Open(Tenant + "/passes")).MustBe(200);
        (await visitor.Press(Sheet, page, ("users", Mail("kim")), ("days", "7"))).MustBe(429, "CS5002");
        Assert.DoesNotContain(await Kinds(gateway, Mail("kim")), kind => kind == "pass.issued");
        gateway.Clock.Advance(TimeSpan.FromMinutes(2));
        (await visitor.Press(Sheet, page, ("users", Mail("kim")), ("days", "7"))).MustBe(200);
    }

    [Fact]
    public async Task The_sheet_has_the_tenants_own_face()
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        await gateway.Operator.CreateUser("contoso", Mail("kim"));
        await gateway.Operator.Configure("contoso", settings => settings with
        {
            Branding = new("Contoso <b>", null, Convert.ToBase64String(Logo.Png()), "Help desk: 12"),
        });
        var page = (await visitor.Open(Tenant + "/passes")).MustBe(200);
        var sheet = (await visitor.Press(Sheet, page, ("users", Mail("kim")), ("days", "7"))).MustBe(200);
        Assert.Contains("<bdi>Contoso &lt;b&gt;</bdi>", sheet.Text, StringComparison.Ordinal);
        Assert.Contains("<bdi>Help desk: 12</bdi>", sheet.Text, StringComparison.Ordinal);
        Assert.Contains("img-src 'self'", sheet.Header("Content-Security-Policy"), StringComparison.Ordinal);
        (await visitor.Open(Tenant + "/branding/logo")).MustBe(200);
    }

    private static async Task<string?[]> Kinds(RunningGateway gateway, string user) =>
    [
        .. (await gateway.Engine.Engine.ReadAudit(new("contoso"), 0, 1000, Cancel)).Select(record => JsonElement.Parse(record.Body.Span))
            .Where(fact => fact.TryGetProperty("user", out var about) && about.GetString() == user)
            .Select(fact => fact.GetProperty("kind").GetString()),
    ];

    [GeneratedRegex("class=\"pass\"><code>(?<pass>[^<]*)</code>")]
    private static partial Regex Pass();
}
