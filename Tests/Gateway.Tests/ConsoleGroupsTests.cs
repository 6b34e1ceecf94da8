using System.Net;
using System.Text.Json;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Tests.Scim;
using Countersign.SignIn.AdminTokens;

namespace Countersign.Gateway.Tests;

/// <summary>ADM-2, S-20: groups at the console.</summary>
public sealed class ConsoleGroupsTests
{
    private const string Ada = "ada@contoso.example", Kim = "kim@contoso.example", Lee = "lee@contoso.example";
    private const string Tenant = "/console/tenants/contoso";
    private static readonly ConsoleTexts Console = PageTexts.All.Single(texts => texts.Language == "en").Console;
    private static readonly GroupTexts English = Console.Group;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<(RunningGateway Gateway, ConsoleVisitor Visitor)> Begin(params string[] tenants)
    {
        var gateway = await ConsoleVisitor.Gateway();
        foreach (var name in new[] { Kim, Lee }) await gateway.Operator.CreateUser("contoso", name);
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Owner, null, tenants);
        return (gateway, visitor);
    }

    private static async Task<string[]> Members(RunningGateway gateway, string group) =>
    [
        .. (await gateway.Admin(HttpMethod.Get, $"contoso/groups/{group}/members")).MustBe(200).Json.GetProperty("members").EnumerateArray()
            .Select(member => member.GetString()!),
    ];

    private static async Task<JsonElement[]> Facts(RunningGateway gateway) =>
    [
        .. (await gateway.Engine.Engine.ReadAudit(new("contoso"), 0, 1000, Cancel)).Select(record => JsonElement.Parse(record.Body.Span))
            .Where(fact => fact.GetProperty("kind").GetString()!.StartsWith("group.", StringComparison.Ordinal)),
    ];

    private static string Decoded(Reply page) => WebUtility.HtmlDecode(page.MustBe(200).Text);

    [Fact]
    public async Task A_group_of_any_script_is_made_gets_members_loses_one_and_goes_and_the_audit_says_by_whom()
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        var list = (await visitor.Open(Tenant + "/groups")).MustBe(200);
        Assert.Contains(English.None, list.Text, StringComparison.Ordinal);
        var form = (await visitor.Open(Visitor.LinkOn(list, English.Make))).MustBe(200);
        var sent = await visitor.Press(Tenant + "/make-group", form, ("name", " 夜班 "), ("reason", "ticket 9"));
        var there = sent.MustBe(303).Header("Location")!;
        var made = await visitor.Open(there);
        Assert.Contains("<h1><bdi>夜班</bdi></h1>", made.Text, StringComparison.Ordinal);
        foreach (var said in new[] { English.Made, English.NoMembers, English.ByHand, English.AllTargeted })
            Assert.Contains(said, Decoded(made), StringComparison.Ordinal);

        var path = there.Split('?')[0];
        var added = (await visitor.Press(path + "/members", form, ("users", $"{Kim}\r\n LEE@contoso.example;{Kim}"))).MustBe(303);
        var full = (await visitor.Open(added.Header("Location")!)).MustBe(200);
        Assert.Contains(English.Added, full.Text, StringComparison.Ordinal);
        Assert.Equal([Kim, Lee], await Members(gateway, path.Split('/')[^1]));
        var ask = $"{path}/members/{Uri.EscapeDataString(Kim)}/remove";
        Assert.Equal(English.TakeOut, Visitor.Heading((await visitor.Open(ask)).MustBe(200)));
        (await visitor.Press(ask, form)).MustBe(303);
        Assert.Equal([Lee], await Members(gateway, path.Split('/')[^1]));
        (await visitor.Press(path + "/remove", (await visitor.Open(path + "/remove")).MustBe(200))).MustBe(303);
        (await visitor.Open(path)).MustBe(404, "CS6085");
        var facts = await Facts(gateway);
        Assert.Equal(
            ["group.named", "group.joined", "group.joined", "group.left", "group.left", "group.removed"],
            facts.Select(fact => fact.GetProperty("kind").GetString()));
        Assert.All(facts, fact => Assert.Equal(Ada, fact.GetProperty("actor").GetString()));
        Assert.Equal("ticket 9", facts[0].GetProperty("actorReason").GetString());
    }

    [Theory]
    [InlineData("", "CS6082")]
    [InlineData("a\u202eb", "CS6082")]
    [InlineData("STAFF", "CS6086")]
    public async Task A_name_that_may_not_be_is_refused_beside_its_field(string name, string code)
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        (await gateway.Admin(HttpMethod.Post, "contoso/groups", """{"display_name":"Staff"}""")).MustBe(201);
        var form = (await visitor.Open(Tenant + "/make-group")).MustBe(200);
        var before = await Rows.Of(gateway.Store);
        var refused = await visitor.Press(Tenant + "/make-group", form, ("name", name));
        Assert.Equal(code, refused.Code);
        Assert.Contains($"id=\"name_error\" data-code=\"{code}\"", refused.Text, StringComparison.Ordinal);
        Assert.Equal(before, await Rows.Of(gateway.Store));
    }

    [Theory]
    [InlineData("kim", "CS1003")]
    [InlineData("", "CS1000")]
    [InlineData("many", "CS1000")]
    [InlineData(Kim + "\nnobody@contoso.example", "CS2002")]
    public async Task Where_one_name_cannot_be_added_nobody_is(string typed, string code)
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        await gateway.Operator.Join("contoso", Lee, "staff");
        if (typed == "many") typed = string.Join(' ', Enumerable.Range(0, 201).Select(n => $"p{n}@contoso.example"));
        var page = (await visitor.Open(Tenant + "/groups/staff")).MustBe(200);
        Assert.Contains(WebUtility.HtmlEncode(English.NotNamed), page.Text, StringComparison.Ordinal);
        var refused = await visitor.Press(Tenant + "/groups/staff/members", page, ("users", typed));
        Assert.Equal(code, refused.Code);
        Assert.Contains($"id=\"users_error\" data-code=\"{code}\"", refused.Text, StringComparison.Ordinal);
        Assert.Equal([Lee], await Members(gateway, "staff"));
        (await visitor.Press(Tenant + "/groups/crew/members", page, ("users", Kim))).MustBe(404, "CS6085");
        (await visitor.Open(Tenant + "/groups/a%20b")).MustBe(400, "CS1013");
    }

    [Fact]
    public async Task A_group_that_a_directory_keeps_says_so_before_it_is_changed()
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        var group = await (await ScimDirectory.Of(gateway)).Group("영업팀");
        await gateway.Operator.Join("contoso", Kim, group);
        Assert.Contains(English.Directorys, (await visitor.Open(Tenant + "/groups")).MustBe(200).Text, StringComparison.Ordinal);
        foreach (var path in new[] { "", "/remove", $"/members/{Kim}/remove" })
        {
            var page = Decoded(await visitor.Open($"{Tenant}/groups/{group}{path}"));
            Assert.Contains(English.DirectorysAbout, page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_group_that_nobody_named_is_gone_with_its_last_member_and_the_page_says_so()
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        await gateway.Operator.Join("contoso", Kim, "staff");
        var path = $"{Tenant}/groups/staff/members/{Kim}/remove";
        var left = (await visitor.Press(path, (await visitor.Open(path)).MustBe(200))).MustBe(303).Header("Location")!;
        Assert.Contains(English.Removed, (await visitor.Open(left)).MustBe(200).Text, StringComparison.Ordinal);
        Assert.Empty((await gateway.Admin(HttpMethod.Get, "contoso/groups")).MustBe(200).Json.GetProperty("groups").EnumerateArray());
    }

    [Fact]
    public async Task Groups_come_a_page_at_a_time_are_searched_and_lead_from_a_person_and_the_policy()
    {
        var (gateway, visitor) = await Begin();
        await using var running = gateway;
        for (var n = 0; n < 60; n++) await gateway.Operator.Join("contoso", Kim, $"g{n:00}");
        var first = (await visitor.Open(Tenant + "/groups?search=G")).MustBe(200);
        Assert.Contains("/groups/g49\"", first.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/groups/g50\"", first.Text, StringComparison.Ordinal);
        var second = (await visitor.Open(Visitor.LinkOn(first, Console.NextPage))).MustBe(200);
        Assert.Contains("/groups/g59\"", second.Text, StringComparison.Ordinal);
        var none = await visitor.Open(Tenant + "/groups?search=%3Cscript%3E");
        Assert.Contains(English.None, Decoded(none), StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", none.Text, StringComparison.Ordinal);
        (await visitor.Open(Tenant + "/groups?from=-1")).MustBe(400, "CS1000");
        (await visitor.Open(Tenant + "/groups?from=99999999")).MustBe(400, "CS1000");
        Assert.Equal(Tenant + "/groups/g07", Visitor.LinkOn(await visitor.Open($"{Tenant}/people/{Kim}"), "g07"));
        Assert.Equal(Tenant + "/groups", Visitor.LinkOn(await visitor.Open(Tenant + "/policy"), English.See));
    }

    /// <summary>T31: whoever says which groups an administrator is in could shut them out, or in.</summary>
    [Fact]
    public async Task Nobody_changes_the_groups_of_an_administrator_who_may_do_more()
    {
        var (gateway, visitor) = await Begin("contoso");
        await using var running = gateway;
        await gateway.Operator.Join("contoso", Kim, "staff");
        await ConsoleVisitor.Make(gateway, Kim, AdminRole.Owner);
        var page = (await visitor.Open(Tenant + "/groups/staff")).MustBe(200);
        (await visitor.Press(Tenant + "/make-group", page, ("name", "Crew"))).MustBe(303);
        (await visitor.Press(Tenant + "/groups/crew/members", page, ("users", $"{Lee}\n{Kim}"))).MustBe(403, "CS2021");
        (await visitor.Press($"{Tenant}/groups/staff/members/{Kim}/remove", page)).MustBe(403, "CS2021");
        (await visitor.Press(Tenant + "/groups/staff/remove", page)).MustBe(403, "CS2021");
        Assert.Equal([Kim], await Members(gateway, "staff"));
        Assert.Empty(await Members(gateway, "crew"));
        var refused = (await gateway.Engine.Engine.ReadAudit(AdminTokensRules.Chain, 0, 1000, Cancel))
            .Select(record => JsonElement.Parse(record.Body.Span)).Where(fact => fact.GetProperty("kind").GetString() == "admin.refused");
        Assert.Equal(3, refused.Count());
    }
}
