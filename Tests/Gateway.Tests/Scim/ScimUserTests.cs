using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;

namespace Countersign.Gateway.Tests.Scim;

/// <summary>ADM-5: a directory's people, by RFC 7643 and 7644.</summary>
public sealed class ScimUserTests
{
    private const string Ada = "ada@contoso.example";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_user_is_created_shown_replaced_and_removed()
    {
        await using var gateway = await RunningGateway.Furnished();
        var directory = await ScimDirectory.Of(gateway);
        var made = (await directory.Post("/Users", """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
            "externalId":"701984","userName":"Ada@Contoso.example","displayName":"愛達 Lovelace","name":{"givenName":"Ada"},
            "emails":[{"value":"ada@contoso.example","primary":true}],"active":true,
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Engines"}}
            """)).MustBe(201);
        var id = made["id"];
        Assert.Equal((Ada, "701984", "愛達 Lovelace", "True"), (made["userName"], made["externalId"], made["displayName"], made["active"]));
        Assert.Equal($"{directory.Root}/Users/{id}", made.Header("Location"));
        Assert.Equal("W/\"1\"", made.Header("ETag"));
        var meta = made.Json.GetProperty("meta");
        Assert.Equal(("User", "W/\"1\"", made.Header("Location")), (
            meta.GetProperty("resourceType").GetString(), meta.GetProperty("version").GetString(),
            meta.GetProperty("location").GetString()));
        Assert.Equal(gateway.Clock.GetUtcNow(), meta.GetProperty("created").GetDateTimeOffset());
        Assert.False(made.Has("emails"));   // nothing is kept that nothing needs

        Assert.Equal(made.Text, (await directory.Get("/Users/" + id)).MustBe(200).Text);
        var replaced = (await directory.Put("/Users/" + id, $$"""{"userName":"{{Ada}}","id":"{{id}}","displayName":"Ada"}""")).MustBe(200);
        Assert.Equal(("Ada", false, "W/\"2\""), (replaced["displayName"], replaced.Has("externalId"), replaced.Header("ETag")));
        Assert.Empty((await directory.Query("Users", "externalId eq \"701984\"")).Resources());
        (await directory.Delete("/Users/" + id)).MustBe(204);
        (await directory.Get("/Users/" + id)).MustBe(404, "CS2002");
        (await directory.Delete("/Users/" + id)).MustBe(404, "CS2002");
    }

    [Fact]
    public async Task Whoever_comes_back_under_the_name_has_another_id()
    {
        await using var gateway = await RunningGateway.Furnished();
        var directory = await ScimDirectory.Of(gateway);
        var id = await directory.User(Ada, "1");
        (await directory.Delete("/Users/" + id)).MustBe(204);
        var again = await directory.User(Ada, "1");
        Assert.NotEqual(id, again);
        (await directory.Get("/Users/" + id)).MustBe(404, "CS2002");
        (await directory.Patch("/Users/" + id, """[{"op":"replace","path":"active","value":false}]""")).MustBe(404, "CS2002");
        Assert.Equal("True", (await directory.Get("/Users/" + again)).MustBe(200)["active"]);
        var found = Assert.Single((await directory.Query("Users", "externalId eq \"1\"")).Resources());
        Assert.Equal(again, found.GetProperty("id").GetString());
    }

    [Fact, Trait("Rule", "I7")]
    public async Task Deactivating_ends_sessions_at_once_and_activating_brings_none_back()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (directory, ada) = (await ScimDirectory.Of(gateway), await gateway.Enrol(Ada));
        var session = await gateway.Operator.Session("contoso", Ada);
        var id = (await directory.Query("Users", $"userName eq \"{Ada}\"")).Resources()[0].GetProperty("id").GetString();
        (await directory.Patch("/Users/" + id, """[{"op":"replace","path":"active","value":false}]""")).MustBe(200);
        Assert.False(await gateway.Operator.IsOpen("contoso", session));
        (await directory.Patch("/Users/" + id, """[{"op":"replace","path":"active","value":false}]""")).MustBe(200);
        Assert.Single(await gateway.Operator.Audit("user.changed"));   // the second changed nothing
        (await directory.Patch("/Users/" + id, """[{"op":"replace","path":"active","value":true}]""")).MustBe(200);
        Assert.False(await gateway.Operator.IsOpen("contoso", session));
        await gateway.SignIn(ada);
    }

    private static readonly (string Filter, string Names)[] Filters =
    [
        ("userName eq \"ADA@contoso.example\"", "ada"),
        ("userName eq \"nobody@contoso.example\"", ""),
        ("userName eq \"3f6e6d9c-a-name-that-is-none\"", ""),
        ("externalId eq \"d-1\"", "ada"),
        ("externalId eq \"D-1\"", ""),
        ("externalId eq \"d-1\" and active eq true", "ada"),
        ("externalId eq \"d-1\" and active eq false", ""),
        ("displayName eq \"bob b\"", "bob"),
        ("active eq false", "bob"),
        ("active eq true", "ada cy"),
        ("active ne true", "bob"),
        ("externalId pr", "ada bob"),
        ("not (externalId pr)", "cy"),
        ("userName sw \"b\" or userName sw \"c\"", "bob cy"),
        ("userName co \"@contoso\" and not (userName ew \".org\") and active eq true", "ada cy"),
        ("displayName ne \"Ada A\"", "bob cy"),
        ("urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"ada@contoso.example\"", "ada"),
        ("id eq \"no-id\"", ""),
    ];

    [Fact]
    public async Task Filters_find_whom_they_say()
    {
        await using var gateway = await RunningGateway.Furnished();
        var directory = await ScimDirectory.Of(gateway);
        foreach (var (name, id, display, active) in new[]
                 {
                     ("ada", "\"d-1\"", "\"Ada A\"", "true"), ("bob", "\"d-2\"", "\"Bob B\"", "false"), ("cy", "null", "null", "true"),
                 })
        {
            (await directory.Post("/Users", $$"""
                {"userName":"{{name}}@contoso.example","externalId":{{id}},"displayName":{{display}},"active":{{active}}}
                """)).MustBe(201);
        }

        foreach (var (filter, names) in Filters)
            Assert.Equal((filter, names), (filter, (await directory.Query("Users", filter)).Names()));
        var ada = (await directory.Query("Users", "externalId eq \"d-1\"")).Resources()[0].GetProperty("id").GetString();
        Assert.Equal("ada", (await directory.Query("Users", $"id eq \"{ada}\"")).Names());
    }

    [Theory]
    [InlineData("userName eq"), InlineData("emails.value eq \"x\""), InlineData("emails[type eq \"work\"] ")]
    [InlineData("userName gt \"a\"")]
    [InlineData("meta.lastModified gt \"2026-01-01T00:00:00Z\""), InlineData("active eq \"true\""), InlineData("userName eq 1")]
    [InlineData("members eq \"x\""), InlineData("userName eq null"), InlineData("nothing pr"), InlineData("")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"x\"")]
    public async Task A_filter_that_is_not_served_is_refused(string filter)
    {
        await using var gateway = await RunningGateway.Furnished();
        (await (await ScimDirectory.Of(gateway)).Query("Users", filter)).MustBe(400, "CS1061", "invalidFilter");
    }

    [Fact]
    public async Task Pages_begin_where_they_are_asked_to_and_say_how_many_there_are()
    {
        await using var gateway = await RunningGateway.Furnished();
        var directory = await ScimDirectory.Of(gateway);
        for (var n = 0; n < 5; n++) await directory.User($"p{n}@contoso.example");
        foreach (var (query, names, start) in new[]
                 {
                     ("", "p0 p1 p2 p3 p4", 1), ("?startIndex=2&count=2", "p1 p2", 2), ("?startIndex=5&count=100", "p4", 5),
                     ("?startIndex=6", "", 6), ("?startIndex=0&count=1", "p0", 1), ("?startIndex=-3&count=1", "p0", 1), ("?count=0", "", 1),
                     ("?count=-1", "", 1), ("?count=100000", "p0 p1 p2 p3 p4", 1),
                 })
        {
            var page = await directory.Get("/Users" + query);
            Assert.Equal((query, names, "5", start.ToString()), (query, page.Names(), page["totalResults"], page["startIndex"]));
            Assert.Equal(page["itemsPerPage"], page.Resources().Length.ToString());
        }

        foreach (var query in new[] { "?startIndex=x", "?count=1.5", "?count=99999999999", "?count=1&count=2", "?attributes=a%20b" })
            (await directory.Get("/Users" + query)).MustBe(400, "CS1064", "invalidValue");
        (await directory.Get("/Users?sortBy=userName")).MustBe(400, "CS6011");
    }

    [Fact]
    public async Task Attributes_are_shown_as_asked_and_the_id_always()
    {
        await using var gateway = await RunningGateway.Furnished();
        var directory = await ScimDirectory.Of(gateway);
        var id = await directory.User(Ada, "d-1");
        string Shown(Reply reply) => string.Join(' ', reply.MustBe(200).Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal("schemas id userName", Shown(await directory.Get($"/Users/{id}?attributes=userName")));
        Assert.Equal("schemas id userName active", Shown(await directory.Get($"/Users/{id}?excludedAttributes=meta,externalId")));
        Assert.Equal("schemas id", Shown(await directory.Get($"/Users/{id}?attributes=emails.value")));
    }

    [Fact]
    public async Task A_change_of_what_somebody_else_has_changed_is_refused()
    {
        await using var gateway = await RunningGateway.Furnished();
        var directory = await ScimDirectory.Of(gateway);
        var id = await directory.User(Ada);
        const string off = """[{"op":"replace","path":"active","value":false}]""";
        foreach (var tag in new[] { "W/\"7\"", "\"7\"", "nonsense", "W/\"x\"", "W/\"2\", W/\"3\"" })
        {
            (await directory.Patch("/Users/" + id, off, ("If-Match", tag))).MustBe(412, "CS6084");
            (await directory.Put("/Users/" + id, $$"""{"userName":"{{Ada}}"}""", ("If-Match", tag))).MustBe(412, "CS6084");
            (await directory.Delete("/Users/" + id, ("If-Match", tag))).MustBe(412, "CS6084");
        }

        Assert.Equal("True", (await directory.Get("/Users/" + id))["active"]);
        (await directory.Patch("/Users/" + id, off, ("If-Match", "W/\"9\", W/\"1\""))).MustBe(200);
        (await directory.Send(HttpMethod.Get, "/Users/" + id, null, ("If-None-Match", "W/\"2\""))).MustBe(304);
        (await directory.Send(HttpMethod.Get, "/Users/" + id, null, ("If-None-Match", "W/\"1\""))).MustBe(200);
        await gateway.SignIn(await gateway.Enrol("bob@contoso.example"));
        (await directory.Delete("/Users/" + id, ("If-Match", "*"))).MustBe(204);
    }

    private static readonly (string Method, string Json, int Status, string Code, string? Type)[] Refused =
    [
        ("POST", """{"userName":"ada@contoso.example"}""", 409, "CS6081", "uniqueness"),
        ("POST", """{"userName":"ada"}""", 400, "CS1003", "invalidValue"),
        ("POST", """{"userName":"영@contoso.example"}""", 400, "CS1003", "invalidValue"),
        ("POST", """{"displayName":"x"}""", 400, "CS1064", "invalidValue"),
        ("POST", """{"userName":1}""", 400, "CS1064", "invalidValue"),
        ("POST", """{"userName":"b@contoso.example","displayName":"a\u202eb"}""", 400, "CS6082", "invalidValue"),
        ("POST", """{"userName":"b@contoso.example","displayName":""}""", 400, "CS6082", "invalidValue"),
        ("POST", """{"userName":"b@contoso.example","externalId":["x"]}""", 400, "CS1064", "invalidValue"),
        ("POST", """{"userName":"b@contoso.example","active":"perhaps"}""", 400, "CS1064", "invalidValue"),
        ("POST", """{"userName":"b@contoso.example","username":"c@contoso.example"}""", 400, "CS1065", "invalidSyntax"),
        ("POST", """{"userName":"b@contoso.example","colour":"red"}""", 400, "CS1065", "invalidSyntax"),
        ("POST", """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"userName":"b@contoso.example"}""", 400, "CS1065",
            "invalidSyntax"),
        ("POST", "[]", 400, "CS1065", "invalidSyntax"),
        ("POST", "{", 400, "CS1065", "invalidSyntax"),
        ("POST", """{"\ud800":1}""", 400, "CS1065", "invalidSyntax"),
        ("PUT", """{"userName":"b@contoso.example"}""", 400, "CS1066", "mutability"),
        ("PUT", """{"userName":"ada@contoso.example","id":"other"}""", 400, "CS1066", "mutability"),
        ("PUT", """{"active":false}""", 400, "CS1064", "invalidValue"),
        ("PATCH", """[{"op":"replace","path":"userName","value":"b@contoso.example"}]""", 400, "CS1066", "mutability"),
        ("PATCH", """[{"op":"remove","path":"userName"}]""", 400, "CS1066", "mutability"),
        ("PATCH", """[{"op":"replace","path":"id","value":"x"}]""", 400, "CS1066", "mutability"),
        ("PATCH", """[{"op":"remove","path":"active"}]""", 400, "CS1066", "mutability"),
        ("PATCH", """[{"op":"remove"}]""", 400, "CS1063", "noTarget"),
        ("PATCH", """[{"op":"replace","path":"active"}]""", 400, "CS1064", "invalidValue"),
        ("PATCH", """[{"op":"replace","path":"active","value":"yes"}]""", 400, "CS1064", "invalidValue"),
        ("PATCH", """[{"op":"replace","value":true}]""", 400, "CS1064", "invalidValue"),
        ("PATCH", """[{"op":"replace","path":"displayName","value":["a","b"]}]""", 400, "CS1064", "invalidValue"),
        ("PATCH", """[{"op":"replace","path":"colour","value":"red"}]""", 400, "CS1062", "invalidPath"),
        ("PATCH", """[{"op":"replace","path":"displayName[x pr]","value":"red"}]""", 400, "CS1062", "invalidPath"),
        ("PATCH", """[{"op":"replace","path":"a b","value":"red"}]""", 400, "CS1062", "invalidPath"),
        ("PATCH", """[{"op":"replace","value":{"colour":"red"}}]""", 400, "CS1062", "invalidPath"),
        ("PATCH", """[{"op":"move","path":"displayName","value":"x"}]""", 400, "CS1065", "invalidSyntax"),
        ("PATCH", """[{"op":"add","path":"displayName","value":"x","extra":1}]""", 400, "CS1065", "invalidSyntax"),
        ("PATCH", "[]", 400, "CS1065", "invalidSyntax"),
        ("PATCH", """[{"op":"add","path":"displayName","value":"good"},{"op":"add","path":"displayName","value":"a\u202eb"}]""", 400,
            "CS6082", "invalidValue"),
    ];

    [Fact]
    public async Task What_cannot_be_is_refused_by_its_number_and_changes_nothing()
    {
        await using var gateway = await RunningGateway.Furnished();
        var directory = await ScimDirectory.Of(gateway);
        var id = await directory.User(Ada);
        var before = await Rows.Of(gateway.Store);
        foreach (var (method, json, status, code, type) in Refused)
        {
            var reply = method switch
            {
                "POST" => await directory.Post("/Users", json),
                "PUT" => await directory.Put("/Users/" + id, json),
                _ => await directory.Patch("/Users/" + id, json),
            };
            Assert.True(reply.Code == code, $"{method} {json}: {reply.Text}");
            reply.MustBe(status, code, type);
            Assert.Equal(before, await Rows.Of(gateway.Store));
        }
    }

    [Fact]
    public async Task Every_change_is_in_the_audit_with_its_actor()
    {
        await using var gateway = await RunningGateway.Furnished();
        var directory = await ScimDirectory.Of(gateway);
        var before = (await gateway.Engine.Engine.ReadAudit(new("contoso"), 0, 1000, Cancel)).Count;
        var (id, group) = (await directory.User(Ada, "d-1"), await directory.Group("영업팀"));
        (await directory.Patch("/Users/" + id, """[{"op":"add","path":"displayName","value":"Ada"}]""")).MustBe(200);
        (await directory.Patch("/Users/" + id, """[{"op":"replace","path":"active","value":false}]""")).MustBe(200);
        (await directory.Patch("/Groups/" + group, $$"""[{"op":"add","path":"members","value":[{"value":"{{id}}"}]}]""")).MustBe(204);
        (await directory.Patch("/Groups/" + group, """[{"op":"replace","path":"displayName","value":"Sales"}]""")).MustBe(204);
        (await directory.Delete("/Groups/" + group)).MustBe(204);
        (await directory.Delete("/Users/" + id)).MustBe(204);
        var facts = (await gateway.Engine.Engine.ReadAudit(new("contoso"), 0, 1000, Cancel)).Skip(before)
            .Select(record => System.Text.Json.JsonElement.Parse(record.Body.Span)).ToArray();
        Assert.Equal(
            ["user.created", "group.named", "user.profile_set", "user.changed", "group.joined", "group.renamed", "group.left",
                "group.removed", "user.removed"],
            facts.Select(fact => fact.GetProperty("kind").GetString()));
        Assert.All(facts, fact => Assert.Equal("entra", fact.GetProperty("actor").GetString()));
    }

    [Fact]
    public async Task A_token_that_may_only_provision_does_nothing_else_and_no_other_but_an_owners_provisions()
    {
        await using var gateway = await RunningGateway.Furnished();
        var directory = await ScimDirectory.Of(gateway);
        await directory.User(Ada);
        foreach (var path in new[] { "contoso/users", $"contoso/users/{Ada}", "contoso/policy", "contoso/audit" })
        {
            var request = new HttpRequestMessage(HttpMethod.Get, gateway.AdminUrl + "/admin/v1/tenants/" + path);
            request.Headers.Authorization = new("Bearer", directory.Token);
            (await Browser.Read(gateway.Client, request)).MustBe(403, "CS2021");
        }

        foreach (var role in new[] { AdminRole.Reader, AdminRole.HelpDesk, AdminRole.Policy })
        {
            var other = (await gateway.Engine.AdminAccess.Create(
                "a-" + AdminRoles.WordOf(role).Replace('_', '-'), new(role), null, new("command"), Cancel)).Answer!;
            (await new ScimDirectory(gateway, other.Text).Get("/Users")).MustBe(403, "CS2021");
        }

        Assert.Equal("ada", (await new ScimDirectory(gateway, Site.Token).Get("/Users")).Names());
        (await new ScimDirectory(gateway, "csat_wrong").Get("/Users")).MustBe(401, "CS2008");
        await gateway.Operator.CreateTenant("fabrikam");
        (await new ScimDirectory(gateway, directory.Token, "fabrikam").Get("/Users")).MustBe(404, "CS2001");
        (await new ScimDirectory(gateway, Site.Token, "nowhere").Get("/Users")).MustBe(404, "CS2001");
        (await new ScimDirectory(gateway, Site.Token, "nowhere").Get("/Users/x")).MustBe(404, "CS2001");
    }

    [Fact, Trait("Rule", "T31")]
    public async Task A_directory_changes_nothing_of_an_administrator()
    {
        await using var gateway = await RunningGateway.Furnished();
        var directory = await ScimDirectory.Of(gateway);
        var (id, group) = (await directory.User(Ada), await directory.Group("Sales"));
        (await directory.Patch("/Groups/" + group, $$"""[{"op":"add","path":"members","value":[{"value":"{{id}}"}]}]""")).MustBe(204);
        await gateway.Engine.Administrators.Make(new(new("contoso"), new(Ada)), new(AdminRole.Reader), new("command"), Cancel);
        async Task<string[]> Others() =>
            [.. (await Rows.Of(gateway.Store)).Split('\n').Where(row => !row.Contains("admin", StringComparison.Ordinal))];
        var before = await Others();
        (await directory.Patch("/Users/" + id, """[{"op":"replace","path":"active","value":false}]""")).MustBe(403, "CS2021");
        (await directory.Put("/Users/" + id, $$"""{"userName":"{{Ada}}","active":false}""")).MustBe(403, "CS2021");
        (await directory.Delete("/Users/" + id)).MustBe(403, "CS2021");
        (await directory.Patch("/Groups/" + group, $$"""[{"op":"remove","path":"members[value eq \"{{id}}\"]"}]""")).MustBe(403, "CS2021");
        (await directory.Patch("/Groups/" + group, """[{"op":"remove","path":"members"}]""")).MustBe(403, "CS2021");
        (await directory.Put("/Groups/" + group, """{"displayName":"Nobody's"}""")).MustBe(403, "CS2021");
        (await directory.Delete("/Groups/" + group)).MustBe(403, "CS2021");
        var many = await directory.Bulk($$"""[{"method":"DELETE","path":"/Users/{{id}}"}]""");
        Assert.Equal("403", many.MustBe(200).Json.GetProperty("Operations")[0].GetProperty("status").GetString());
        Assert.Equal(before, await Others());
        Assert.Equal(8, (await gateway.Operator.Audit("admin.refused")).Length);
        Assert.Equal("ada", (await directory.Get("/Users")).Names());
    }

    [Fact]
    public async Task People_are_limited_by_tenant_and_not_by_source()
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { Unthrottled = [] });
        var directory = await ScimDirectory.Of(gateway);
        for (var n = 0; n < 70; n++) await directory.User($"p{n}@contoso.example");   // as one by one no source may
        var group = await directory.Group("Sales");
        var someone = (await directory.Query("Users", "userName eq \"p0@contoso.example\"")).Resources()[0].GetProperty("id").GetString();
        var many = string.Join(',', Enumerable.Repeat($$"""{"value":"{{someone}}"}""", 3000));
        for (var n = 0; n < 1; n++)
            (await directory.Patch("/Groups/" + group, $$"""[{"op":"add","path":"members","value":[{{many}}]}]""")).MustBe(204);
        var refused = await directory.Patch("/Groups/" + group, $$"""[{"op":"add","path":"members","value":[{{many}}]}]""");
        refused.MustBe(429, "CS5002");
        Assert.NotNull(refused.Header("Retry-After"));
        await gateway.Operator.CreateTenant("fabrikam");
        (await (await ScimDirectory.Of(gateway, "fabrikam", "other")).Post("/Users", """{"userName":"a@fabrikam.example"}""")).MustBe(201);
    }

    [Fact]
    public async Task What_is_served_is_described()
    {
        await using var gateway = await RunningGateway.Furnished();
        var directory = await ScimDirectory.Of(gateway);
        var service = (await directory.Get("/ServiceProviderConfig")).MustBe(200);
        foreach (var (name, isSupported) in new[] { ("patch", true), ("bulk", true), ("filter", true), ("etag", true), ("sort", false) })
            Assert.Equal(isSupported, service.Json.GetProperty(name).GetProperty("supported").GetBoolean());
        Assert.Equal("application/scim+json", service.Header("Content-Type"));
        var types = (await directory.Get("/ResourceTypes")).Resources();
        Assert.Equal(["User", "Group"], types.Select(one => one.GetProperty("id").GetString()));
        foreach (var type in types)
        {
            Assert.Equal(type.GetRawText(), (await directory.Get("/ResourceTypes/" + type.GetProperty("id").GetString())).MustBe(200).Text);
            var schema = (await directory.Get("/Schemas/" + type.GetProperty("schema").GetString())).MustBe(200);
            Assert.Equal(type.GetProperty("schema").GetString(), schema["id"]);
        }

        Assert.Equal(2, (await directory.Get("/Schemas")).Resources().Length);
        (await directory.Get("/Schemas/urn:nothing")).MustBe(404, "CS1004");
        (await directory.Get("/ResourceTypes/Device")).MustBe(404, "CS1004");
    }
}
