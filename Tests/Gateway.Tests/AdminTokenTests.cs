using System.Text.Json;
using Countersign.Gateway.Admin;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Countersign.Gateway.Tests;

/// <summary>ADM-3, T31: named tokens, what each role may do at each endpoint, and whom a change names.</summary>
public sealed class AdminTokenTests
{
    private const string Ada = "ada@contoso.example";

    public static TheoryData<string> Roles => [.. AdminRoles.Rows.Select(row => row.Word)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_endpoint_of_administration_has_a_row_and_every_row_an_endpoint()
    {
        await using var gateway = await RunningGateway.Furnished();
        Assert.Equal(
            Endpoints(gateway).Order(StringComparer.Ordinal),
            AdminDoors.Rows.Select(row => row.Method + " " + row.Path).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(AdminDoors.Rows, row => row.Right == AdminRight.None);
        Assert.All(
            AdminDoors.Rows.Where(row => row.Method == "GET"),
            row => Assert.True(row.Right is AdminRight.Read or AdminRight.Service or AdminRight.Provision));
        Assert.All(AdminDoors.Rows.Where(row => row.Method != "GET"), row => Assert.NotEqual(AdminRight.Read, row.Right));
        Assert.All(AdminDoors.Rows, row => Assert.Equal(
            row.Right == AdminRight.Provision, row.Path.StartsWith("/scim/", StringComparison.Ordinal)));
        Assert.Equal(AdminRight.None, AdminDoors.RightOf("PUT /tenants/{tenant}/unheard-of"));
    }

    /// <summary>Each endpoint is tried without a body or with nothing in it: behind the gate it refuses that itself.</summary>
    [Theory]
    [MemberData(nameof(Roles))]
    public async Task A_role_is_let_in_where_its_rights_reach_and_nowhere_else(string word)
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateUser("contoso", Ada);
        var token = await Create(gateway, "one", word);
        var role = AdminRoles.Of(word)!.Value;
        var refused = 0;
        foreach (var (method, path, right) in AdminDoors.Rows)
        {
            var before = await Rows.Of(gateway.Store);
            var reply = await Send(gateway, token, new(method), Filled(path), method == "PUT" ? "{}" : null);
            if (AdminRoles.Has(role, right))
            {
                Assert.False(reply.Status is 401 or 403, $"{word} {method} {path}: {reply.Status} {reply.Text}");
                continue;
            }

            refused++;
            Assert.True(reply is { Status: 403, Code: "CS2021" }, $"{word} {method} {path}: {reply.Status} {reply.Text}");
            Assert.Equal(Others(before), Others(await Rows.Of(gateway.Store)));
        }

        Assert.Equal(AdminDoors.Rows.Count(row => !AdminRoles.Has(role, row.Right)), refused);
        Assert.Equal(role == AdminRole.Owner, refused == 0);
        var facts = await Facts(gateway, "admin.refused");
        Assert.Equal(Math.Min(refused, Limits.AdminRefusalsPerHour), facts.Length);
        Assert.All(facts, fact => Assert.Equal("one", fact.GetProperty("actor").GetString()));
    }

    [Fact]
    public async Task A_token_of_one_tenant_sees_and_touches_that_alone_and_cannot_tell_another_from_none()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateTenant("fabrikam");
        var token = await Create(gateway, "one", "owner", """["contoso"]""");
        foreach (var (method, path, right) in AdminDoors.Rows)
        {
            if (right == AdminRight.Service)
            {
                (await Send(gateway, token, new(method), Filled(path), null)).MustBe(403, "CS2021");
                continue;
            }

            var other = await Send(gateway, token, new(method), Filled(path, "fabrikam"), method == "PUT" ? "{}" : null);
            var none = await Send(gateway, token, new(method), Filled(path, "nowhere"), method == "PUT" ? "{}" : null);
            other.MustBe(404, "CS2001");
            Assert.Equal(none.Look, other.Look);
        }

        (await Send(gateway, token, HttpMethod.Get, "/tenants/contoso/policy", null)).MustBe(200);
        (await Send(gateway, token, HttpMethod.Put, "/tenants/contoso/users/" + Ada, null)).MustBe(200);
        (await gateway.Admin(HttpMethod.Get, "nowhere")).MustBe(404, "CS2001");
    }

    [Theory]
    [InlineData("reader")]
    [InlineData("help_desk")]
    [InlineData("policy")]
    public async Task Nobody_but_an_owner_of_all_tenants_makes_a_token(string role)
    {
        await using var gateway = await RunningGateway.Furnished();
        var token = await Create(gateway, "one", role);
        var bound = await Create(gateway, "bound", "owner", """["contoso"]""");
        foreach (var from in new[] { token, bound })
        {
            (await Send(gateway, from, HttpMethod.Post, "/tokens", """{"name":"more","role":"owner"}""")).MustBe(403, "CS2021");
            (await Send(gateway, from, HttpMethod.Get, "/tokens", null)).MustBe(403, "CS2021");
            (await Send(gateway, from, HttpMethod.Delete, "/tokens/one", null)).MustBe(403, "CS2021");
            (await Send(gateway, from, HttpMethod.Get, "/audit", null)).MustBe(403, "CS2021");
        }

        Assert.Equal(["one", "bound"], await NamesOf(gateway));
    }

    [Fact]
    public async Task A_token_that_is_altered_ended_or_revoked_is_none()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (ends, goes) = (await Create(gateway, "ends", "reader", days: 1), await Create(gateway, "goes", "reader"));
        foreach (var token in new[] { ends, goes }) (await Send(gateway, token, HttpMethod.Get, "/tenants/contoso", null)).MustBe(200);
        foreach (var altered in new[]
                 {
                     goes[..^1], goes + "A", goes.ToUpperInvariant(), goes[..^1] + (goes[^1] == 'A' ? 'Q' : 'A'), " " + goes, goes[5..],
                 })
            (await Send(gateway, altered, HttpMethod.Get, "/tenants/contoso", null)).MustBe(401, "CS2008");
        gateway.Clock.Advance(TimeSpan.FromDays(1));
        (await Send(gateway, ends, HttpMethod.Get, "/tenants/contoso", null)).MustBe(401, "CS2008");
        (await Send(gateway, goes, HttpMethod.Get, "/tenants/contoso", null)).MustBe(200);
        (await Tokens(gateway, HttpMethod.Delete, "/goes")).MustBe(204);
        (await Send(gateway, goes, HttpMethod.Get, "/tenants/contoso", null)).MustBe(401, "CS2008");
        (await Tokens(gateway, HttpMethod.Delete, "/goes")).MustBe(404, "CS6061");
    }

    [Fact]
    public async Task Wrong_tokens_are_limited_by_source_and_write_nothing()
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { Unthrottled = [] });
        var before = await Rows.Of(gateway.Store);
        var wrong = "csat_" + new string('A', 44);
        for (var i = 0; i < 30; i++) (await Send(gateway, wrong, HttpMethod.Get, "/tenants/contoso", null)).MustBe(401, "CS2008");
        (await Send(gateway, wrong, HttpMethod.Get, "/tenants/contoso", null)).MustBe(429, "CS5002");
        Assert.Equal(before, await Rows.Of(gateway.Store));
    }

    [Fact]
    public async Task The_list_and_the_store_never_have_a_secret_and_the_use_has_a_day()
    {
        await using var gateway = await RunningGateway.Furnished();
        var token = await Create(gateway, "ci", "help_desk", """["contoso"]""");
        var listed = Assert.Single((await Tokens(gateway, HttpMethod.Get)).MustBe(200).Json.GetProperty("tokens").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, listed.GetProperty("last_used_on").ValueKind);
        (await Send(gateway, token, HttpMethod.Get, "/tenants/contoso", null)).MustBe(200);
        var reply = (await Tokens(gateway, HttpMethod.Get)).MustBe(200);
        listed = Assert.Single(reply.Json.GetProperty("tokens").EnumerateArray());
        Assert.Equal(gateway.Clock.GetUtcNow().ToString("yyyy-MM-dd"), listed.GetProperty("last_used_on").GetString());
        Assert.Equal(
            ("ci", "help_desk", "configuration", false, "contoso"),
            (listed.GetProperty("name").GetString(), listed.GetProperty("role").GetString(), listed.GetProperty("created_by").GetString(),
                listed.GetProperty("ended").GetBoolean(), listed.GetProperty("tenants")[0].GetString()));
        Assert.DoesNotContain(token[5..], reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(token[5..], await Rows.Of(gateway.Store), StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Unfit => new()
    {
        { """{"name":"Boss","role":"owner"}""", "CS6062" },
        { """{"name":"configuration","role":"owner"}""", "CS6062" },
        { """{"name":"a","role":"king"}""", "CS6062" },
        { """{"name":"a","role":"owner","days":0}""", "CS6062" },
        { """{"name":"a","role":"owner","days":367}""", "CS6062" },
        { """{"name":"a","role":"owner","days":2147483647}""", "CS6062" },
        { """{"name":"a","role":"owner","tenants":[]}""", "CS6062" },
        { """{"name":"a","role":"owner","tenants":["admin"]}""", "CS6062" },
        { """{"name":"a"}""", "CS1000" },
        { """{"name":"a","role":"owner","secret":"mine"}""", "CS1000" },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public async Task What_cannot_be_a_token_is_refused_and_changes_nothing(string json, string code)
    {
        await using var gateway = await RunningGateway.Furnished();
        var before = await Rows.Of(gateway.Store);
        (await Tokens(gateway, HttpMethod.Post, "", json)).MustBe(400, code);
        Assert.Equal(before, await Rows.Of(gateway.Store));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused()
    {
        await using var gateway = await RunningGateway.Furnished();
        await Create(gateway, "ci", "reader");
        (await Tokens(gateway, HttpMethod.Post, "", """{"name":"ci","role":"owner"}""")).MustBe(409, "CS6063");
    }

    /// <summary>Whatever an administrator changes, each fact of it says who, from where and why.</summary>
    [Fact]
    public async Task Every_fact_of_administration_names_its_actor()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var before = (await Audit(gateway)).Length;
        (string, string)[] why = [("Countersign-Reason", "ticket 12")];
        var token = await Create(gateway, "alice", "owner");
        async Task Do(string method, string path, string? json = null)
        {
            var reply = await Send(gateway, token, new(method), "/tenants/contoso" + path, json, why);
            Assert.True(reply.IsDone, $"{method} {path}: {reply.Text}");
        }

        await Do("PUT", "/policy", """{"enabled":true,"target":{"type":"all"}}""");
        await Do("PUT", "/legacy-policy", """{"enabled":true}""");
        await Do("PUT", "/domains/old.example", """{"type":"managed","pass_through":true}""");
        await Do("PUT", "/clients/shop", """
            {"client_name":"Shop","token_endpoint_auth_method":"client_secret_basic","grant_types":["authorization_code"],
            "redirect_uris":["https://shop.example/back"]}
            """);
        await Do("POST", "/clients/shop/secrets");
        await Do("POST", $"/users/{Ada}/pass");
        await Do("PUT", $"/groups/staff/members/{Ada}");
        await Do("POST", $"/users/{Ada}/sign-out-everywhere");
        await Do("DELETE", $"/users/{Ada}/methods/{ada.Device}");
        await Do("DELETE", $"/users/{Ada}");
        var facts = (await Audit(gateway))[before..];
        Assert.True(facts.Length >= 10, $"only {facts.Length}");
        Assert.All(facts, fact => Assert.Equal(
            ("alice", "127.0.0.1/32", "ticket 12"),
            (Text(fact, "actor"), Text(fact, "source"), Text(fact, "actorReason"))));
        var made = Assert.Single(await Facts(gateway, "admin_token.created"));
        Assert.Equal(("configuration", null), (Text(made, "actor"), Text(made, "actorReason")));
    }

    [Fact]
    public async Task What_people_do_themselves_names_no_actor()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        await gateway.SignIn(ada);
        Assert.All(await Audit(gateway), fact => Assert.Null(Text(fact, "actor")));
    }

    [Theory]
    [InlineData("a\u202eb")]
    [InlineData("long")]
    public async Task A_reason_that_cannot_be_shown_is_refused_and_changes_nothing(string reason)
    {
        await using var gateway = await RunningGateway.Furnished();
        var before = await Rows.Of(gateway.Store);
        var text = reason == "long" ? new string('a', 201) : reason;
        var written = string.Concat(System.Text.Encoding.UTF8.GetBytes(text).Select(one => (char)one));
        (await Wire.Ask(gateway.AdminUrl, Wire.Request(
            "PUT", "/admin/v1/tenants/contoso/legacy-policy",
            [("Authorization", "Bearer " + Site.Token), ("Content-Type", "application/json"), ("Countersign-Reason", written)],
            """{"enabled":true}"""u8.ToArray()))).MustBe(400, "CS1011");
        Assert.Equal(before, await Rows.Of(gateway.Store));
    }

    [Fact]
    public async Task Without_a_configured_token_a_named_one_is_enough()
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { AdminToken = null });
        var made = await gateway.Engine.AdminAccess.Create("first", AdminScope.Everything, null, new("command"), Cancel);
        (await Send(gateway, made.Answer!.Text, HttpMethod.Get, "/tenants/contoso", null)).MustBe(200);
        (await gateway.Admin(HttpMethod.Get, "contoso")).MustBe(401, "CS2008");
        await gateway.Restart();
        (await Send(gateway, made.Answer.Text, HttpMethod.Get, "/tenants/contoso", null)).MustBe(200);
    }

    /// <summary>Two gateways on one store that others write, too: no second goes by.</summary>
    [Fact]
    public async Task A_token_that_is_revoked_at_one_gateway_is_gone_at_the_other_at_once()
    {
        var store = InMemory.Store(isExclusive: false);
        await using var here = await RunningGateway.Furnished(store: store);
        await using var there = await RunningGateway.Start(store: store, clock: here.Clock);
        var token = await Create(here, "ci", "reader");
        (await Send(there, token, HttpMethod.Get, "/tenants/contoso", null)).MustBe(200);
        (await Tokens(here, HttpMethod.Delete, "/ci")).MustBe(204);
        (await Send(there, token, HttpMethod.Get, "/tenants/contoso", null)).MustBe(401, "CS2008");
        Assert.Empty(await NamesOf(there));
    }

    private static async Task<string> Create(RunningGateway gateway, string name, string role, string? tenants = null, int? days = null) =>
        (await Tokens(gateway, HttpMethod.Post, "", $$"""
            {"name":"{{name}}","role":"{{role}}","tenants":{{tenants ?? "null"}},"days":{{days?.ToString() ?? "null"}}}
            """)).MustBe(201)["token"];

    private static Task<Reply> Tokens(RunningGateway gateway, HttpMethod method, string path = "", string? json = null) =>
        Send(gateway, Site.Token, method, "/tokens" + path, json);

    private static Task<Reply> Send(
        RunningGateway gateway, string token, HttpMethod method, string path, string? json, params (string Name, string Value)[] headers)
    {
        var root = path.StartsWith("/scim/", StringComparison.Ordinal) ? "" : AdminDoors.Prefix;
        var request = new HttpRequestMessage(method, gateway.AdminUrl + root + path);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        if (json is not null) request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        return Browser.Read(gateway.Client, request);
    }

    private static string Filled(string path, string tenant = "contoso") => path
        .Replace("{tenant}", tenant, StringComparison.Ordinal).Replace("{user}", Ada, StringComparison.Ordinal)
        .Replace("{group}", "pilots", StringComparison.Ordinal).Replace("{domain}", "old.example", StringComparison.Ordinal)
        .Replace("{client}", "shop", StringComparison.Ordinal).Replace("{provider}", "adfs", StringComparison.Ordinal)
        .Replace("{device}", "AAAAAAAAAAAAAAAAAAAAAA", StringComparison.Ordinal).Replace("{token}", "nobody", StringComparison.Ordinal)
        .Replace("{administrator}", "nobody@contoso.example", StringComparison.Ordinal)
        .Replace("{id}", "YWRhQGNvbnRvc28uZXhhbXBsZQ", StringComparison.Ordinal);

    private static IEnumerable<string> Endpoints(RunningGateway gateway) =>
        from endpoint in gateway.Apps.Admin.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let route = endpoint.RoutePattern.RawText!
        where route.StartsWith("/admin/", StringComparison.Ordinal) || route.StartsWith("/scim/", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        where method != "HEAD"
        select method + " " + (route.StartsWith("/admin/", StringComparison.Ordinal) ? route[AdminDoors.Prefix.Length..] : route);

    private static async Task<string?[]> NamesOf(RunningGateway gateway) =>
        [.. (await Tokens(gateway, HttpMethod.Get)).MustBe(200).Json.GetProperty("tokens").EnumerateArray()
            .Select(token => token.GetProperty("name").GetString())];

    /// <summary>Of the tenant <c>contoso</c>.</summary>
    private static async Task<JsonElement[]> Audit(RunningGateway gateway) =>
        [.. (await gateway.Engine.Engine.ReadAudit(new("contoso"), 0, 1000, Cancel)).Select(record => JsonElement.Parse(record.Body.Span))];

    /// <summary>Of the service's own chain, as an owner reads it.</summary>
    private static async Task<JsonElement[]> Facts(RunningGateway gateway, string kind) =>
        [.. (await Send(gateway, Site.Token, HttpMethod.Get, "/audit?kind=" + kind, null)).MustBe(200).Json.GetProperty("records")
            .EnumerateArray().Select(record => record.GetProperty("fact"))];

    private static string? Text(JsonElement fact, string member) => fact.TryGetProperty(member, out var value) ? value.GetString() : null;

    /// <summary>All rows but that of the tokens, which counts refusals, and the refusals.</summary>
    private static IEnumerable<string> Others(string rows) => rows.Split('\n').Where(
        row => !row.StartsWith("Service admin-tokens ", StringComparison.Ordinal)
            && !row.Contains("\"kind\":\"admin.refused\"", StringComparison.Ordinal));
}
