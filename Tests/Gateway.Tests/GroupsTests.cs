using System.Text.Json;
using Countersign.Gateway.Tests.Scim;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;

namespace Countersign.Gateway.Tests;

/// <summary>ADM-2, S-20: the groups of a tenant by the API, wherever they came from.</summary>
public sealed class GroupsTests
{
    private const string Ada = "ada@contoso.example", Bob = "bob@contoso.example";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<RunningGateway> Begin()
    {
        var gateway = await RunningGateway.Furnished();
        foreach (var name in new[] { Ada, Bob }) await gateway.Operator.CreateUser("contoso", name);
        return gateway;
    }

    private static Task<Reply> Get(RunningGateway gateway, string query = "") => gateway.Admin(HttpMethod.Get, "contoso/groups" + query);

    private static string[] Names(Reply page) =>
        [.. page.MustBe(200).Json.GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("name").GetString()!)];

    [Fact]
    public async Task A_group_is_listed_wherever_it_came_from_and_says_who_keeps_it()
    {
        await using var gateway = await Begin();
        await gateway.Operator.Join("contoso", Ada, "staff");
        await gateway.Operator.Join("contoso", Bob, "staff");
        var directory = await ScimDirectory.Of(gateway);
        var sales = await directory.Group("영업팀");
        (await gateway.Admin(HttpMethod.Post, "contoso/groups", """{"display_name":" Night shift "}""")).MustBe(201);
        var list = (await Get(gateway)).MustBe(200);
        Assert.Equal([sales, "night-shift", "staff"], Names(list).Order(StringComparer.Ordinal));
        Assert.False(list.Json.GetProperty("is_part").GetBoolean());
        var rows = list.Json.GetProperty("groups").EnumerateArray().ToDictionary(group => group.GetProperty("name").GetString()!);
        (string?, int, bool, string?) Of(string name) => (
            rows[name].GetProperty("display_name").GetString(), rows[name].GetProperty("members").GetInt32(),
            rows[name].GetProperty("named").GetBoolean(), rows[name].GetProperty("kept_by").GetString());
        Assert.Equal(("영업팀", 0, true, "directory"), Of(sales));
        Assert.Equal(("Night shift", 0, true, "hand"), Of("night-shift"));
        Assert.Equal(("staff", 2, false, "hand"), Of("staff"));
        Assert.Equal(rows["staff"].GetRawText(), (await Get(gateway, "/staff")).MustBe(200).Text);
    }

    [Fact]
    public async Task Groups_come_a_page_at_a_time_and_by_a_part_of_what_they_are_called()
    {
        await using var gateway = await Begin();
        foreach (var name in new[] { "a", "b", "c" }) await gateway.Operator.Join("contoso", Ada, name);
        (await gateway.Admin(HttpMethod.Post, "contoso/groups", """{"display_name":"Équipe b"}""")).MustBe(201);
        var (seen, after) = (new List<string>(), "");
        do
        {
            var page = (await Get(gateway, "?limit=2&after=" + after)).MustBe(200);
            seen.AddRange(Names(page));
            after = page.Json.GetProperty("next").GetString();
        }
        while (after is not null);
        Assert.Equal(4, seen.Count);
        Assert.Equal(seen.Order(StringComparer.Ordinal), seen);
        Assert.Single(Names(await Get(gateway, "?search=%C3%A9quipe")));
        Assert.Equal(2, Names(await Get(gateway, "?search=b")).Length);
        (await Get(gateway, "?search=%E2%80%AE")).MustBe(400, "CS1000");
        (await Get(gateway, "?limit=0")).MustBe(400, "CS1000");
        (await Get(gateway, "?after=a%20b")).MustBe(400, "CS1013");
        (await Get(gateway, "?afer=a")).MustBe(400, "CS6011");
        (await gateway.Admin(HttpMethod.Get, "nowhere/groups")).MustBe(404, "CS2001");
    }

    [Fact]
    public async Task Whoever_was_a_member_before_a_group_was_named_is_one_and_none_is_left_when_it_goes()
    {
        await using var gateway = await Begin();
        await gateway.Operator.Join("contoso", Ada, "staff");
        var made = (await gateway.Admin(HttpMethod.Post, "contoso/groups", """{"display_name":"Staff"}""")).MustBe(201);
        Assert.Equal(("staff", 1), (made.Json.GetProperty("name").GetString(), made.Json.GetProperty("members").GetInt32()));
        (await gateway.Admin(HttpMethod.Post, "contoso/groups", """{"display_name":"STAFF"}""")).MustBe(409, "CS6086");
        (await gateway.Admin(HttpMethod.Post, "contoso/groups", """{"display_name":"a\u202eb"}""")).MustBe(400, "CS6082");
        (await gateway.Admin(HttpMethod.Post, "contoso/groups", """{"display_name":" "}""")).MustBe(400, "CS6082");
        (await gateway.Admin(HttpMethod.Delete, "contoso/groups/staff")).MustBe(204);
        (await Get(gateway, "/staff")).MustBe(404, "CS6085");
        (await gateway.Admin(HttpMethod.Delete, "contoso/groups/staff")).MustBe(404, "CS6085");
        Assert.Equal(0, (await gateway.Admin(HttpMethod.Get, "contoso/users/" + Ada)).Json.GetProperty("groups").GetArrayLength());
        await gateway.Operator.Join("contoso", Ada, "crew");   // one that nobody has named goes with its members
        (await gateway.Admin(HttpMethod.Delete, "contoso/groups/crew")).MustBe(204);
        Assert.Empty(Names(await Get(gateway)));
        var kinds = (await gateway.Engine.Engine.ReadAudit(new("contoso"), 0, 1000, Cancel))
            .Select(record => JsonElement.Parse(record.Body.Span))
            .Where(fact => fact.GetProperty("kind").GetString()!.StartsWith("group.", StringComparison.Ordinal)
                && fact.TryGetProperty("actor", out _))
            .Select(fact => fact.GetProperty("kind").GetString());
        Assert.Equal(["group.named", "group.left", "group.removed", "group.left"], kinds);
    }

    [Fact]
    public async Task A_group_made_by_hand_is_the_directorys_once_the_directory_writes_it()
    {
        await using var gateway = await Begin();
        (await gateway.Admin(HttpMethod.Post, "contoso/groups", """{"display_name":"Sales"}""")).MustBe(201);
        var directory = await ScimDirectory.Of(gateway);
        (await directory.Post("/Groups", """{"displayName":"Sales"}""")).MustBe(409);
        (await directory.Patch("/Groups/sales", """[{"op":"replace","path":"externalId","value":"g-1"}]""")).MustBe(204);
        var now = (await Get(gateway, "/sales")).MustBe(200).Json;
        Assert.Equal(("directory", "g-1"), (now.GetProperty("kept_by").GetString(), now.GetProperty("external_id").GetString()));
    }

    /// <summary>T31: a group's end changes its members; nobody changes an administrator who may do more.</summary>
    [Fact]
    public async Task A_group_with_an_administrator_who_may_do_more_is_not_removed_and_the_try_is_noted()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        foreach (var name in new[] { Ada, Bob })
        {
            await gateway.Operator.CreateUser("contoso", name);
            await gateway.Operator.Join("contoso", name, "staff");
        }

        await ConsoleVisitor.Make(gateway, Bob, AdminRole.Owner);
        var token = (await gateway.Engine.AdminAccess.Create(
            "some", new(AdminRole.Owner, [new("contoso")]), null, new("command"), Cancel)).Answer!.Text;
        var request = new HttpRequestMessage(HttpMethod.Delete, gateway.AdminUrl + "/admin/v1/tenants/contoso/groups/staff");
        request.Headers.Add("Authorization", "Bearer " + token);
        (await Browser.Read(gateway.Client, request)).MustBe(403, "CS2021");
        Assert.Equal(2, (await Get(gateway, "/staff")).MustBe(200).Json.GetProperty("members").GetInt32());
        var noted = (await gateway.Engine.Engine.ReadAudit(AdminTokensRules.Chain, 0, 1000, Cancel))
            .Select(record => JsonElement.Parse(record.Body.Span)).Where(fact => fact.GetProperty("kind").GetString() == "admin.refused");
        Assert.Contains("DELETE /tenants/{tenant}/groups/{group}", Assert.Single(noted).GetRawText(), StringComparison.Ordinal);
    }
}
