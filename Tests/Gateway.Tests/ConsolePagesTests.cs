using System.Text.Json;
using System.Text.RegularExpressions;
using Countersign.Gateway.Admin;
using Countersign.Gateway.Admin.Console;
using Countersign.Gateway.Html.Texts;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Countersign.Gateway.Tests;

/// <summary>ADM-2, T31: the pages of the console: what each role is shown and may do, in whose tenants, and what the audit says.</summary>
public sealed partial class ConsolePagesTests
{
    private const string Ada = "ada@contoso.example", Kim = "kim@contoso.example";
    private const string PathOfKim = "/console/tenants/contoso/people/kim%40contoso.example";
    private static readonly ConsoleTexts English = PageTexts.All.Single(texts => texts.Language == "en").Console;

    public static TheoryData<string> Roles => [.. AdminRoles.Rows.Select(row => row.Word)];

    public static TheoryData<string> Languages => [.. PageTexts.All.Select(texts => texts.Language)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_page_has_a_door_that_administration_has_too()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        var pages = Pages(gateway);
        Assert.True(pages.Length > 20, $"only {pages.Length}");
        Assert.All(pages, page => Assert.True(
            page.Door is null or { Name: null } || AdminDoors.RightOf(page.Door.Name) != AdminRight.None, $"{page.Path}: {page.Door}"));
        Assert.Equal(
            ["GET /console/first", "GET /console/sign-in", "GET /console/signed-in", "POST /console/first"],
            pages.Where(page => page.Door is null).Select(page => page.Method + " " + page.Path).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["GET /", "GET /console/accent/{colour}", "GET /console/open", "POST /console/sign-out"],
            pages.Where(page => page.Door is { Name: null }).Select(page => page.Method + " " + page.Path).Order(StringComparer.Ordinal));
    }

    /// <summary>Each page and each form by its address, whether a page led there or not.</summary>
    [Theory]
    [MemberData(nameof(Roles))]
    public async Task A_role_gets_in_where_its_rights_reach_and_nowhere_else(string word)
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        var kim = await gateway.Enrol(Kim);
        await gateway.Operator.Join("contoso", Kim, "staff");
        var role = AdminRoles.Of(word)!.Value;
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, role);
        var home = (await visitor.Open("/")).MustBe(200);
        var refused = 0;
        foreach (var (method, path, door) in Pages(gateway).Where(page => page.Door is { Name: not null }))
        {
            var before = await Rows.Of(gateway.Store);
            // Nobody takes their own role on the way.
            var others = path.Replace("{administrator}", "lee@contoso.example", StringComparison.Ordinal);
            var filled = Filled(method == "POST" ? others : path, kim);
            var reply = method == "GET" ? await visitor.Open(filled) : await visitor.Press(filled, home, Fields(path));
            if (AdminRoles.Has(role, AdminDoors.RightOf(door!.Name!)))
            {
                Assert.False(reply.Status is 401 or 403 or >= 500, $"{word} {method} {path}: {reply.Status} {reply.Text}");
                continue;
            }

            refused++;
            reply.MustBe(403, "CS2021");
            Assert.Equal(Others(before), Others(await Rows.Of(gateway.Store)));
        }

        Assert.Equal(role == AdminRole.Owner, refused == 0);
        var facts = await Facts(gateway, "admin.refused");
        Assert.Equal(Math.Min(refused, Limits.AdminRefusalsPerHour), facts.Length);
        Assert.All(facts, fact => Assert.Equal(Ada, fact.GetProperty("actor").GetString()));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task What_a_role_may_not_do_is_not_shown(string word)
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        await ConsoleVisitor.Equip(gateway);
        var kim = await gateway.Enrol(Kim);
        await gateway.Operator.Join("contoso", Kim, "staff");
        var role = AdminRoles.Of(word)!.Value;
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, role);
        var doors = Pages(gateway).Where(page => page is { Method: "GET", Door: not null })
            .ToDictionary(page => Filled(page.Path, kim), page => page.Door!.Name);
        var seen = new HashSet<string>();
        var queue = new Queue<string>(["/"]);
        while (queue.TryDequeue(out var path))
        {
            var page = await visitor.Open(path);
            Assert.True(page.Status is 200 or 303, $"{word} {path}: {page.Status}");
            foreach (Match link in Hrefs().Matches(page.Text))
            {
                var address = System.Net.WebUtility.HtmlDecode(link.Groups["href"].Value).Split('?')[0];
                if (!address.StartsWith('/') || address.StartsWith("/assets/", StringComparison.Ordinal) || !seen.Add(address)) continue;
                queue.Enqueue(address);
            }
        }

        var may = doors.Where(pair => pair.Value is null || AdminRoles.Has(role, AdminDoors.RightOf(pair.Value))).Select(pair => pair.Key);
        // Ada's own pages are found as well; somebody who may sign in is not offered to be let in again.
        var kims = seen.Where(address => doors.ContainsKey(address)).Append("/console/open").Append(PathOfKim + "/enable");
        Assert.Equal(
            may.Append("/console/open").Append(PathOfKim + "/enable").Where(path => !path.Contains("/nobody", StringComparison.Ordinal))
                .Distinct().Order(StringComparer.Ordinal),
            kims.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_administrator_of_one_tenant_cannot_tell_another_from_none()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        await gateway.Operator.CreateTenant("fabrikam");
        await gateway.Operator.CreateUser("fabrikam", Kim);
        var kim = await gateway.Enrol(Kim);
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Owner, null, "contoso");
        var home = (await visitor.Open("/")).MustBe(200);
        var before = await Rows.Of(gateway.Store);
        foreach (var (method, path, _) in Pages(gateway).Where(page => page.Path.Contains("{tenant}", StringComparison.Ordinal)))
        {
            List<Reply> replies = [];
            foreach (var filled in new[] { "fabrikam", "nowhere" }.Select(tenant => Filled(path, kim, tenant)))
                replies.Add(method == "GET" ? await visitor.Open(filled) : await visitor.Press(filled, home, Fields(path)));
            foreach (var reply in replies) reply.MustBe(404, "CS2001");
            Assert.Equal(replies[1].Text, replies[0].Text);
        }

        foreach (var path in new[] { "/console/administrators", "/console/tokens" }) (await visitor.Open(path)).MustBe(403, "CS2021");
        Assert.Equal(Others(before), Others(await Rows.Of(gateway.Store)));
        (await visitor.Open("/console/tenants/contoso/people")).MustBe(200);
    }

    [Fact]
    public async Task Every_form_is_refused_without_the_token_of_its_session()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        var kim = await gateway.Enrol(Kim);
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Owner);
        var before = await Rows.Of(gateway.Store);
        foreach (var (_, path, _) in Pages(gateway).Where(page => page is { Method: "POST", Door: not null }))
        {
            (await visitor.Press(Filled(path, kim), null, Fields(path))).MustBe(403, "CS1007");
            (await visitor.Post(Filled(path, kim), "AAAA", ("Sec-Fetch-Site", "cross-site"), Fields(path))).MustBe(403, "CS1007");
        }

        Assert.Equal(before, await Rows.Of(gateway.Store));
    }

    /// <summary>The way from a person who is stuck to one who is helped; every change says who, from where and why.</summary>
    [Theory]
    [MemberData(nameof(Languages))]
    public async Task The_help_desk_helps_and_the_audit_says_so(string language)
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        var texts = PageTexts.All.Single(one => one.Language == language).Console;
        var kim = await gateway.Enrol(Kim);
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.HelpDesk, language);
        var found = (await visitor.Open("/console/tenants/contoso/people?search=KIM")).MustBe(200);
        Assert.Equal(PathOfKim, Visitor.LinkOn(found, Kim));
        var person = (await visitor.Open(PathOfKim)).MustBe(200);
        foreach (var shown in new[] { texts.Enabled, texts.PhoneOn, texts.WhyYes, texts.RuleTargeted, texts.NotLocked, "Ada's phone" })
            Assert.Contains(shown, System.Net.WebUtility.HtmlDecode(person.Text), StringComparison.Ordinal);
        Assert.DoesNotContain(texts.Disable, person.Text, StringComparison.Ordinal);

        var ask = (await visitor.Open(PathOfKim + "/unlock")).MustBe(200);
        Assert.Equal(texts.Unlock, Visitor.Heading(ask));
        var done = (await visitor.Press(PathOfKim + "/unlock", ask, ("reason", "ticket 12"))).MustBe(303).Header("Location")!;
        Assert.Contains(texts.UnlockDone, (await visitor.Open(done)).MustBe(200).Text, StringComparison.Ordinal);

        var given = (await visitor.Press(PathOfKim + "/pass", ask, ("reason", "ticket 13"))).MustBe(200);
        var pass = PassText().Match(given.Text).Groups["pass"].Value;
        (await new Visitor(gateway).Submit("/pass", ("user_name", Kim), ("pass", pass))).MustBe(303);
        Assert.Equal("no-store", given.Header("Cache-Control"));
        Assert.DoesNotContain(pass, (await visitor.Open(PathOfKim)).Text, StringComparison.Ordinal);

        var removal = $"{PathOfKim}/phones/{kim.Device}/remove";
        var removed = (await visitor.Press(removal, (await visitor.Open(removal)).MustBe(200))).MustBe(303).Header("Location")!;
        var after = (await visitor.Open(removed)).MustBe(200);
        foreach (var shown in new[] { texts.RemovePhoneDone, texts.NoPhones, texts.WhyNo })
            Assert.Contains(shown, System.Net.WebUtility.HtmlDecode(after.Text), StringComparison.Ordinal);
        (await visitor.Press(removal, ask)).MustBe(404, "CS3013");

        // Ada's role, too, was given: by a command.
        var facts = (await Tenant(gateway)).Where(fact => Text(fact, "actor") is not (null or "command")).ToArray();
        Assert.Contains(facts, fact => Text(fact, "actorReason") == "ticket 13");
        Assert.All(facts, fact => Assert.Equal((Ada, "127.0.0.1/32"), (Text(fact, "actor"), Text(fact, "source"))));
        var audit = (await visitor.Open("/console/tenants/contoso/audit?user=kim%40contoso.example&kind=pass")).MustBe(200);
        Assert.Contains($"{Ada}: ticket 13", audit.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<p class=\"name\">challenge", audit.Text, StringComparison.Ordinal);
        (await visitor.Open("/console/tenants/contoso/audit?user=&kind=")).MustBe(200);
        (await visitor.Open("/console/tenants/contoso/audit?kind=A%21")).MustBe(400, "CS1000");
    }

    [Fact]
    public async Task An_owner_shuts_somebody_out_and_lets_them_in_again_and_makes_nobody_by_that()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        await gateway.Enrol(Kim);
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Owner);
        var page = (await visitor.Open(PathOfKim)).MustBe(200);
        var form = (await visitor.Open(PathOfKim + "/disable")).MustBe(200);
        (await visitor.Press(PathOfKim + "/disable", form)).MustBe(303);
        Assert.DoesNotContain("/enable\"", page.Text, StringComparison.Ordinal);
        var shut = (await visitor.Open(PathOfKim)).MustBe(200);
        Assert.Contains(English.Disabled, shut.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/disable\"", shut.Text, StringComparison.Ordinal);
        (await visitor.Press(PathOfKim + "/enable", form)).MustBe(303);
        Assert.Contains(English.Enabled, (await visitor.Open(PathOfKim)).MustBe(200).Text, StringComparison.Ordinal);
        (await visitor.Press("/console/tenants/contoso/people/new%40contoso.example/enable", form)).MustBe(404, "CS2002");
        (await visitor.Press("/console/tenants/contoso/people/new%40contoso.example/pass", form)).MustBe(404, "CS2002");
    }

    [Fact]
    public async Task An_owner_gives_and_takes_roles_and_tokens()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Owner);
        var page = (await visitor.Open("/console/administrators")).MustBe(200);
        (await visitor.Press("/console/administrators", page, ("user_name", Kim), ("role", "help_desk"), ("tenants", "contoso fabrikam")))
            .MustBe(303);
        var kim = (await gateway.Engine.Administrators.List(Cancel)).Answer!.Tokens.Of(new("contoso"), new(Kim))!;
        Assert.Equal((AdminRole.HelpDesk, Ada), (kim.Scope.Role, kim.CreatedBy));
        Assert.Equal(["contoso", "fabrikam"], kim.Scope.Tenants!.Value.Select(tenant => tenant.Value));
        (await visitor.Press("/console/administrators", page, ("user_name", "kim"), ("role", "reader"))).MustBe(400, "CS1003");
        (await visitor.Press("/console/administrators", page, ("user_name", Kim), ("role", "king"))).MustBe(400, "CS6066");
        var removal = "/console/administrators/kim%40contoso.example/remove";
        (await visitor.Press(removal, (await visitor.Open(removal)).MustBe(200), ("reason", "left"))).MustBe(303);
        (await visitor.Press(removal, page)).MustBe(404, "CS6065");

        (await visitor.Press("/console/tokens", page, ("name", "nightly"), ("role", "reader"), ("days", "0"))).MustBe(400, "CS6062");
        var made = (await visitor.Press("/console/tokens", page, ("name", "nightly"), ("role", "reader"), ("days", "30"))).MustBe(200);
        var token = TokenText().Match(made.Text).Groups["token"].Value;
        Assert.Equal("nightly", (await gateway.Engine.AdminAccess.Find(token, Cancel))?.Name);
        Assert.DoesNotContain(token[5..], (await visitor.Open("/console/tokens")).MustBe(200).Text, StringComparison.Ordinal);
        (await visitor.Press("/console/tokens/nightly/revoke", page)).MustBe(303);
        Assert.Null(await gateway.Engine.AdminAccess.Find(token, Cancel));
        Assert.Equal(
            [(Ada, null), (Ada, "left")],
            (await Facts(gateway, "administrator")).TakeLast(2).Select(fact => (Text(fact, "actor"), Text(fact, "actorReason"))));
    }

    /// <summary>Whoever gives a pass could come in as the person: nobody gives one to somebody who may do more.</summary>
    [Fact]
    public async Task Nobody_changes_an_administrator_who_may_do_more()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        await gateway.Enrol(Kim);
        await ConsoleVisitor.Make(gateway, Kim, AdminRole.Owner);
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.HelpDesk);
        var home = (await visitor.Open("/")).MustBe(200);
        (await visitor.Press(PathOfKim + "/pass", home)).MustBe(403, "CS2021");
        var token = (await gateway.Engine.AdminAccess.Create(
            "desk", new(AdminRole.Owner, [new("contoso")]), null, new("command"), Cancel)).Answer!.Text;
        var request = new HttpRequestMessage(HttpMethod.Post, gateway.AdminUrl + $"/admin/v1/tenants/contoso/users/{Kim}/pass");
        request.Headers.Add("Authorization", "Bearer " + token);
        (await Browser.Read(gateway.Client, request)).MustBe(403, "CS2021");
        Assert.DoesNotContain(await Tenant(gateway), fact => Text(fact, "actor") is not (null or "command"));
        await ConsoleVisitor.Make(gateway, Kim, AdminRole.Reader);
        (await visitor.Press(PathOfKim + "/pass", home)).MustBe(200);
    }

    [Fact]
    public async Task People_come_a_page_at_a_time()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        for (var i = 0; i < 60; i++) await gateway.Operator.CreateUser("contoso", $"q{i:00}@contoso.example");
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Reader);
        var first = (await visitor.Open("/console/tenants/contoso/people?search=q")).MustBe(200);
        Assert.Contains("q49@", first.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("q50@", first.Text, StringComparison.Ordinal);
        var second = (await visitor.Open(Visitor.LinkOn(first, English.NextPage))).MustBe(200);
        Assert.Contains("q59@", second.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(">" + English.NextPage, second.Text, StringComparison.Ordinal);
        var none = (await visitor.Open("/console/tenants/contoso/people?search=%3Cscript%3E")).MustBe(200);
        Assert.Contains(English.Nobody, none.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", none.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_the_api_people_are_administrators_too()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        async Task<Reply> Ask(HttpMethod method, string path, string? json = null)
        {
            var request = new HttpRequestMessage(method, gateway.AdminUrl + "/admin/v1/administrators" + path);
            request.Headers.Add("Authorization", "Bearer " + Site.Token);
            if (json is not null) request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
            return await Browser.Read(gateway.Client, request);
        }

        (await Ask(HttpMethod.Post, "", """{"user_name":"Kim@contoso.example","role":"policy"}""")).MustBe(201);
        var listed = Assert.Single((await Ask(HttpMethod.Get, "")).MustBe(200).Json.GetProperty("administrators").EnumerateArray());
        Assert.Equal(
            ("contoso", Kim, "policy", "configuration"),
            (Text(listed, "tenant"), Text(listed, "user_name"), Text(listed, "role"), Text(listed, "created_by")));
        (await Ask(HttpMethod.Post, "", """{"user_name":"kim@contoso.example","role":"king"}""")).MustBe(400, "CS6066");
        (await Ask(HttpMethod.Post, "", """{"user_name":"kim","role":"owner"}""")).MustBe(400, "CS1003");
        (await Ask(HttpMethod.Delete, "/" + Kim)).MustBe(204);
        (await Ask(HttpMethod.Delete, "/" + Kim)).MustBe(404, "CS6065");
    }

    private static (string Method, string Path, Door? Door)[] Pages(RunningGateway gateway) =>
    [
        .. from endpoint in gateway.Apps.Admin.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           let path = endpoint.RoutePattern.RawText!
           where path == "/" || path.StartsWith("/console/", StringComparison.Ordinal)
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
           where method != "HEAD"
           orderby method == "POST", path.Contains("remove", StringComparison.Ordinal)
           select (method, path, endpoint.Metadata.GetMetadata<Door>()),
    ];

    private static string Filled(string path, Handset kim, string tenant = "contoso") => path
        .Replace("{tenant}", tenant, StringComparison.Ordinal).Replace("{user}", Uri.EscapeDataString(Kim), StringComparison.Ordinal)
        .Replace("{client}", "portal", StringComparison.Ordinal).Replace("{provider}", "fabrikam", StringComparison.Ordinal)
        .Replace("{domain}", "fabrikam.example", StringComparison.Ordinal)
        .Replace("{colour}", "nobody", StringComparison.Ordinal).Replace("{file}", "nobody", StringComparison.Ordinal)
        .Replace("{device}", kim.Device, StringComparison.Ordinal).Replace("{token}", "nobody", StringComparison.Ordinal)
        .Replace("{proposal}", "17", StringComparison.Ordinal)
        .Replace("{entry}", "nobody", StringComparison.Ordinal)
        .Replace("{group}", "staff", StringComparison.Ordinal)
        .Replace("{administrator}", Uri.EscapeDataString(Ada), StringComparison.Ordinal);

    /// <summary>What the forms need to do something.</summary>
    private static (string, string)[] Fields(string path) => path switch
    {
        "/console/administrators" => [("user_name", "lee@contoso.example"), ("role", "reader")],
        "/console/tenants/{tenant}/proposals/{proposal}" => [("what", "decline")],
        "/console/tenants/{tenant}/security-events" => [("address", "")],
        "/console/tenants/{tenant}/make-group" => [("name", "Night shift")],
        "/console/tenants/{tenant}/groups/{group}/members" => [("users", Kim)],
        "/console/tenants/{tenant}/passes/ask" => [("who", "without_phone")],
        "/console/tenants/{tenant}/passes/sheet" => [("users", Kim), ("days", "7")],
        "/console/tokens" => [("name", "weekly"), ("role", "reader"), ("days", "1")],
        _ when PolicyPageTests.FieldsOf(path) is { } fields => fields,
        _ => [],
    };

    private static async Task<JsonElement[]> Tenant(RunningGateway gateway) =>
        [.. (await gateway.Engine.Engine.ReadAudit(new("contoso"), 0, 1000, Cancel)).Select(record => JsonElement.Parse(record.Body.Span))];

    private static async Task<JsonElement[]> Facts(RunningGateway gateway, string kind) =>
    [
        .. (await gateway.Engine.Engine.ReadAudit(AdminTokensRules.Chain, 0, 1000, Cancel))
            .Select(record => JsonElement.Parse(record.Body.Span))
            .Where(fact => fact.GetProperty("kind").GetString()!.StartsWith(kind, StringComparison.Ordinal)),
    ];

    private static string? Text(JsonElement fact, string member) => fact.TryGetProperty(member, out var value) ? value.GetString() : null;

    /// <summary>All rows but that which counts refusals, and the refusals.</summary>
    private static IEnumerable<string> Others(string rows) => rows.Split('\n').Where(
        row => !row.StartsWith("Service admin-tokens ", StringComparison.Ordinal)
            && !row.Contains("\"kind\":\"admin.refused\"", StringComparison.Ordinal));

    [GeneratedRegex("href=\"(?<href>[^\"]*)\"")]
    private static partial Regex Hrefs();

    [GeneratedRegex("id=\"pass\"[^>]*><code>(?<pass>[^<]*)</code>")]
    private static partial Regex PassText();

    [GeneratedRegex("id=\"token\"[^>]*><code>(?<token>[^<]*)</code>")]
    private static partial Regex TokenText();
}
