using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Countersign.Engine;
using Countersign.Gateway.Admin;
using Countersign.Gateway.Remote;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;

namespace Countersign.Gateway.Tests;

/// <summary>T31: nobody comes by the role of an administrator who may do more than they may.</summary>
public sealed class EscalationTests
{
    private const string Kim = "kim@contoso.example";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> HandedOut => ["pass", "pass for a month", "session of a pass", "no role"];

    /// <summary>The help desk may help somebody who administers nothing yet, and keeps what it says it gave them.</summary>
    [Theory]
    [MemberData(nameof(HandedOut))]
    public async Task What_was_handed_out_before_a_role_does_not_lead_to_it(string what)
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        await gateway.Operator.CreateUser("contoso", Kim);
        var desk = await Token(gateway, "desk", new(AdminRole.HelpDesk));
        var users = "contoso/users/" + Kim;
        var month = what == "pass for a month" ? """{"lifetime_minutes":43200,"one_time":false}""" : "{}";
        var pass = (await Ask(gateway, desk, HttpMethod.Post, users + "/pass", month)).MustBe(201).Json.GetProperty("pass").GetString()!;
        var thief = new Visitor(gateway);
        if (what == "session of a pass")
        {
            (await thief.Submit("/pass", ("user_name", Kim), ("pass", pass))).MustBe(303);
            (await thief.Open("/my")).MustBe(200);
        }

        if (what != "no role") await ConsoleVisitor.Make(gateway, Kim, AdminRole.Owner);
        var used = await thief.Submit("/pass", ("user_name", Kim), ("pass", pass));
        if (what == "no role")
        {
            used.MustBe(303);
            return;
        }

        Assert.NotEqual(303, used.Status);
        Assert.NotEqual(200, (await thief.Open("/my")).Status);
        (await Ask(gateway, desk, HttpMethod.Post, users + "/pass", "{}")).MustBe(403, "CS2021");
    }

    public static TheoryData<string> Vouching =>
        [.. AdminDoors.Rows.Select(row => $"{row.Method} {row.Path}").Where(AdminDoors.SaysWhoVouches)];

    /// <summary>
    /// Whoever says who vouches for the people of a tenant could have themselves vouched for as any of them, and add a phone.
    /// </summary>
    [Theory]
    [MemberData(nameof(Vouching))]
    public async Task Nobody_says_who_vouches_for_an_administrator_who_may_do_more(string door)
    {
        Assert.Equal(6, Vouching.Count);
        await using var gateway = await ConsoleVisitor.Gateway();
        await gateway.Operator.CreateTenant("fabrikam");
        await ConsoleVisitor.Make(gateway, Kim, AdminRole.Owner);
        var policy = await Token(gateway, "policy", new(AdminRole.Policy));
        var some = await Token(gateway, "some", new(AdminRole.Owner, [new("contoso"), new("fabrikam")]));
        var all = await Token(gateway, "all", AdminScope.Everything);
        var parts = door.Split(' ');
        var path = parts[1]["/tenants/{tenant}/".Length..]
            .Replace("{domain}", "contoso.example", StringComparison.Ordinal).Replace("{provider}", "mine", StringComparison.Ordinal);
        foreach (var token in new[] { policy, some })
        {
            (await Ask(gateway, token, new(parts[0]), "contoso/" + path, "{}")).MustBe(403, "CS2021");
            Assert.NotEqual(403, (await Ask(gateway, token, new(parts[0]), "fabrikam/" + path, "{}")).Status);
            Assert.NotEqual(403, (await Ask(gateway, token, HttpMethod.Get, "contoso/passwords", null)).Status);
        }

        Assert.NotEqual(403, (await Ask(gateway, all, new(parts[0]), "contoso/" + path, "{}")).Status);
        await ConsoleVisitor.Make(gateway, Kim, AdminRole.Reader);
        Assert.NotEqual(403, (await Ask(gateway, policy, new(parts[0]), "contoso/" + path, "{}")).Status);
    }

    /// <summary>A role can be given to somebody who is not there yet; whoever makes them could make them their own.</summary>
    [Theory]
    [InlineData("console")]
    [InlineData("api")]
    public async Task Nobody_makes_the_person_of_a_role_that_may_do_more(string where)
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        await ConsoleVisitor.Make(gateway, Kim, AdminRole.Owner);
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, "ada@contoso.example", AdminRole.Owner, null, "contoso");
        var form = (await visitor.Open("/console/tenants/contoso/add-person")).MustBe(200);
        var some = await Token(gateway, "some", new(AdminRole.Owner, [new("contoso")]));
        var refused = where == "api"
            ? await Ask(gateway, some, HttpMethod.Put, "contoso/users/" + Kim, "{}")
            : await visitor.Press("/console/tenants/contoso/add-person", form, ("user_name", Kim.ToUpperInvariant()));
        refused.MustBe(403, "CS2021");
        Assert.Equal(404, (await gateway.Admin(HttpMethod.Get, "contoso/users/" + Kim)).Status);
        (await visitor.Press("/console/tenants/contoso/add-person", form, ("user_name", "lee@contoso.example"))).MustBe(303);
    }

    /// <summary>Nothing typed is all tenants; something that names none is a slip of the hand.</summary>
    [Theory]
    [InlineData("administrators", ", ")]
    [InlineData("tokens", ",,")]
    public async Task Tenants_that_name_none_are_not_all(string page, string typed)
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, "ada@contoso.example", AdminRole.Owner);
        var form = (await visitor.Open("/console/" + page)).MustBe(200);
        var refused = await visitor.Press(
            "/console/" + page, form,
            ("user_name", Kim), ("name", "nightly"), ("days", "1"), ("role", "reader"), ("tenants", typed));
        Assert.Equal(400, refused.Status);
        Assert.Null((await gateway.Engine.Administrators.List(Cancel)).Answer!.Tokens.Of(new("contoso"), new(Kim)));
        Assert.Empty((await gateway.Engine.Administrators.List(Cancel)).Answer!.Tokens.Tokens);
    }

    /// <summary>The role that the asker has, what is asked for, the body, what happens before it comes, and the refusal.</summary>
    public static TheoryData<string, string, string, string, string> Late => new()
    {
        { "help_desk", "POST /admin/v1/tenants/contoso/users/kim@contoso.example/pass", "{}", "role", "CS2021" },
        { "help_desk", "POST /admin/v1/tenants/contoso/users/kim@contoso.example/password", "{}", "role", "CS2021" },
        { "provisioner", "POST /scim/v2/contoso/Users", """{"userName":"kim@contoso.example","active":false}""", "role", "CS2021" },
        { "policy", "PUT /admin/v1/tenants/contoso/passwords", """{"place":"here"}""", "role", "CS2021" },
        { "owner", "POST /admin/v1/tokens", """{"name":"another","role":"owner"}""", "revoked", "CS2008" },
        { "owner", "POST /admin/v1/administrators", """{"user_name":"lee@contoso.example","role":"owner"}""", "revoked", "CS2008" },
        { "help_desk", "POST /admin/v1/tenants/contoso/users/kim@contoso.example/pass", "{}", "revoked", "CS2008" },
        { "help_desk", "POST /admin/v1/tenants/contoso/users/kim@contoso.example/pass", "{}", "nothing", "" },
    };

    /// <summary>
    /// T31: a head that was let in, with a body that is kept back, is as good as a right for later: it would bring a pass of whoever has
    /// become an owner since, or another token when this one is revoked.
    /// </summary>
    [Theory]
    [MemberData(nameof(Late))]
    public async Task A_body_that_comes_late_is_judged_by_what_holds_when_it_has_come(
        string role, string what, string body, string meanwhile, string code)
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        await gateway.Operator.CreateUser("contoso", Kim);
        await gateway.Operator.CreateUser("contoso", "lee@contoso.example");
        var token = await Token(gateway, "desk", new(AdminRoles.Of(role)!.Value));
        var parts = what.Split(' ');
        (string, string)[] headers =
        [
            ("Authorization", "Bearer " + token), ("Content-Type", "application/json"), ("Expect", "100-continue"),
        ];
        var reply = await Wire.Ask(gateway.AdminUrl, Wire.Request(parts[0], parts[1], headers, Encoding.UTF8.GetBytes(body)), async () =>
        {
            if (meanwhile == "role") await ConsoleVisitor.Make(gateway, Kim, AdminRole.Owner);
            if (meanwhile == "revoked") await gateway.Engine.AdminAccess.Revoke("desk", new("command"), Cancel);
        });
        if (code.Length == 0)
        {
            reply.MustBe(201);
            return;
        }

        Assert.Contains(code, reply.MustBe(code == "CS2021" ? 403 : 401).Text, StringComparison.Ordinal);
        var are = (await gateway.Engine.Administrators.List(Cancel)).Answer!.Tokens;
        Assert.DoesNotContain(are.Tokens, one => one.Name == "another");
        Assert.DoesNotContain(are.Administrators, one => one.User.Value == "lee@contoso.example");
        Assert.True((await gateway.Admin(HttpMethod.Get, "contoso/users/" + Kim)).MustBe(200).Json.GetProperty("enabled").GetBoolean());
    }

    /// <summary>A sheet takes seconds to be made: a role that is given meanwhile ends the passes before it, not those after it.</summary>
    [Fact]
    public async Task A_pass_of_many_whose_person_became_an_administrator_meanwhile_is_shown_to_nobody()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        UserName[] people = [new(Kim), new("lee@contoso.example")];
        foreach (var person in people) await gateway.Operator.CreateUser("contoso", person.Value);
        var passes = new PassesForMany(gateway.Engine.Engine, gateway.Engine.Administration);
        var made = await passes.Issue(new("contoso"), people, TimeSpan.FromDays(1), async () =>
        {
            await ConsoleVisitor.Make(gateway, Kim, AdminRole.Owner);
            return await gateway.Engine.AdminAccess.Beyond(new("contoso"), new(AdminRole.HelpDesk), Cancel);
        }, Cancel);
        Assert.Equal((true, false), (made[0].Pass is null, made[1].Pass is null));
    }

    /// <summary>Who answers a command may be nobody's service, and a terminal obeys what it is shown.</summary>
    [Fact]
    public void A_warning_is_a_line_without_control_characters()
    {
        var answer = JsonElement.Parse("""{"warnings":[{"name":"a\u001b[2Jb","affected_users":1,"detail":"c\r\nd"}]}""");
        Assert.Equal(["a [2Jb, 1 users. c  d"], WarningLines.From(answer));
    }

    /// <summary>The same with everything else that a command shows of an answer: the service chooses the names of members, too.</summary>
    [Fact]
    public void What_a_service_says_moves_no_terminal()
    {
        const string Evil = "a\u001b[2Jb\u009b1m\u0007";
        var before = new JsonObject { [Evil] = 1, ["list"] = new JsonArray("x") };
        var after = new JsonObject { [Evil] = 2, ["list"] = new JsonArray() };
        using var shown = new StringWriter { NewLine = "\n" };
        ConfigurationDiff.Write(
            new([new("contoso", "clients/" + Evil, before, after)], new Dictionary<string, long>(), new HashSet<string>()), shown);
        Shown.Whole(JsonElement.Parse(new JsonObject { [Evil] = new JsonObject { [Evil] = Evil } }.ToJsonString()), isJson: false, shown);
        Assert.Contains("~ clients/a [2Jb", shown.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(shown.ToString(), c => char.IsControl(c) && c != '\n');
    }

    private static async Task<string> Token(RunningGateway gateway, string name, AdminScope scope) =>
        (await gateway.Engine.AdminAccess.Create(name, scope, null, new("command"), Cancel)).Answer!.Text;

    private static async Task<Reply> Ask(RunningGateway gateway, string token, HttpMethod method, string path, string? json)
    {
        var request = new HttpRequestMessage(method, $"{gateway.AdminUrl}/admin/v1/tenants/{path}");
        request.Headers.Add("Authorization", "Bearer " + token);
        if (json is not null && method != HttpMethod.Get && method != HttpMethod.Delete)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        return await Browser.Read(gateway.Client, request);
    }
}
