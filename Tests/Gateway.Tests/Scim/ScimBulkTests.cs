using System.Text.Json;

namespace Countersign.Gateway.Tests.Scim;

/// <summary>RFC 7644 3.7: many operations in one request, and those that need one another.</summary>
public sealed class ScimBulkTests
{
    private static string Post(string bulkId, string name) =>
        $$"""{"method":"POST","path":"/Users","bulkId":"{{bulkId}}","data":{"userName":"{{name}}@contoso.example"} }""";

    private static string Group(string bulkId, string name, params string[] members) => $$$"""
        {"method":"POST","path":"/Groups","bulkId":"{{{bulkId}}}","data":{"displayName":"{{{name}}}","members":[
        {{{string.Join(',', members.Select(id => $$"""{"value":"{{id}}"}"""))}}}]}}
        """;

    private static JsonElement[] Results(Reply reply) => [.. reply.MustBe(200).Json.GetProperty("Operations").EnumerateArray()];

    private static string Statuses(Reply reply) =>
        string.Join(' ', Results(reply).Select(one => one.GetProperty("status").GetString()));

    [Fact]
    public async Task People_and_the_group_they_are_in_come_in_one_request()
    {
        await using var gateway = await RunningGateway.Furnished();
        var directory = await ScimDirectory.Of(gateway);
        var people = Enumerable.Range(0, 40).Select(n => Post($"p{n}", $"p{n}")).ToArray();
        var members = Enumerable.Range(0, 40).Select(n => $"bulkId:p{n}").ToArray();
        var results = Results(await directory.Bulk($"[{string.Join(',', people)},{Group("g", "Sales", members)}]"));
        Assert.Equal(41, results.Length);
        Assert.All(results, one => Assert.Equal("201", one.GetProperty("status").GetString()));
        Assert.Equal("p7", results[7].GetProperty("bulkId").GetString());   // in the order of the request
        Assert.EndsWith("/Groups/sales", results[40].GetProperty("location").GetString());
        Assert.Equal(40, (await directory.Members("sales")).Length);
    }

    [Fact]
    public async Task What_needs_another_waits_for_it_wherever_it_stands()
    {
        await using var gateway = await RunningGateway.Furnished();
        var directory = await ScimDirectory.Of(gateway);
        var reply = await directory.Bulk($$"""
            [{{Group("g", "Sales", "bulkId:ada")}},
            {"method":"PATCH","path":"/Users/bulkId:ada","data":{"Operations":[{"op":"add","path":"displayName","value":"Ada"}]} },
            {{Post("ada", "ada")}},
            {"method":"PUT","path":"/Users/bulkId:ada","data":{"userName":"ada@contoso.example","displayName":"Ada L"} }]
            """);
        Assert.Equal("201 200 201 200", Statuses(reply));
        Assert.Single(await directory.Members("sales"));
        Assert.Equal("Ada L", (await directory.Get("/Users")).Resources()[0].GetProperty("displayName").GetString());
    }

    [Fact]
    public async Task What_refers_to_nothing_or_in_a_circle_is_refused_by_itself()
    {
        await using var gateway = await RunningGateway.Furnished();
        var directory = await ScimDirectory.Of(gateway);
        var reply = await directory.Bulk($"""
            [{Group("a", "A", "bulkId:b")},{Group("b", "B", "bulkId:a")},{Group("c", "C", "bulkId:nobody")},{Post("ada", "ada")},
            {Post("bad", "not/a name ")},{Group("d", "D", "bulkId:bad")}]
            """);
        Assert.Equal("409 409 409 201 400 409", Statuses(reply));
        Assert.Contains("CS1068", Results(reply)[0].GetProperty("response").GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty((await directory.Get("/Groups")).Resources());
    }

    [Fact]
    public async Task After_so_many_errors_nothing_more_is_begun()
    {
        await using var gateway = await RunningGateway.Furnished();
        var directory = await ScimDirectory.Of(gateway);
        await directory.User("ada@contoso.example");
        var operations = $"[{Post("1", "b1")},{Post("2", "ada")},{Post("3", "b3")},{Post("4", "ada")},{Post("5", "b5")}]";
        Assert.Equal("201 409 201 409", Statuses(await directory.Bulk(operations, failOnErrors: 2)));
        Assert.Equal("ada b1 b3", (await directory.Get("/Users")).Names());
        Assert.Equal("409", Statuses(await directory.Bulk($"[{Post("2", "ada")},{Post("5", "b5")}]", failOnErrors: 1)));
        Assert.Equal("409 409 409 409 201", Statuses(await directory.Bulk(operations)));
    }

    [Fact]
    public async Task Two_operations_of_one_person_follow_one_another()
    {
        await using var gateway = await RunningGateway.Furnished();
        var directory = await ScimDirectory.Of(gateway);
        var id = await directory.User("ada@contoso.example");
        string Set(bool active) => $$$"""
            {"method":"PATCH","path":"/Users/{{{id}}}","data":{
            "Operations":[{"op":"replace","path":"active","value":{{{(active ? "true" : "false")}}}}]}}
            """;
        var operations = string.Join(',', Enumerable.Range(0, 21).Select(n => Set(n % 2 == 1)));
        Assert.Equal(string.Join(' ', Enumerable.Repeat("200", 21)), Statuses(await directory.Bulk($"[{operations}]")));
        Assert.Equal("False", (await directory.Get("/Users/" + id))["active"]);
        Assert.Equal(
            "412", Statuses(await directory.Bulk($$"""[{"method":"DELETE","path":"/Users/{{id}}","version":"W/\"1\""}]""")));
        Assert.Equal(
            "204", Statuses(await directory.Bulk($$"""[{"method":"DELETE","path":"/Users/{{id}}","version":"W/\"22\""}]""")));
    }

    [Theory]
    [InlineData("[]"), InlineData("{}"), InlineData("""[{"method":"GET","path":"/Users"}]"""), InlineData("""[{"path":"/Users"}]""")]
    [InlineData("""[{"method":"POST","path":"/Users","data":{}}]"""), InlineData("""[{"method":"DELETE","path":"Users/x"}]""")]
    [InlineData("""[{"method":"DELETE","path":"/Users/x","extra":1}]"""), InlineData("""[1]""")]
    [InlineData("""[{"method":"POST","path":"/Users","bulkId":"a","data":{}},{"method":"POST","path":"/Users","bulkId":"a","data":{}}]""")]
    public async Task A_request_that_cannot_be_read_is_refused_as_a_whole(string operations)
    {
        await using var gateway = await RunningGateway.Furnished();
        (await (await ScimDirectory.Of(gateway)).Bulk(operations)).MustBe(400, "CS1065", "invalidSyntax");
    }

    [Fact]
    public async Task An_operation_that_leads_nowhere_is_refused_by_itself()
    {
        await using var gateway = await RunningGateway.Furnished();
        var directory = await ScimDirectory.Of(gateway);
        Assert.Equal("400 400 404 400 400", Statuses(await directory.Bulk("""
            [{"method":"DELETE","path":"/Users"},{"method":"POST","path":"/Devices","bulkId":"d","data":{}},
            {"method":"DELETE","path":"/Users/bm9ib2R5QGNvbnRvc28uZXhhbXBsZQ"},{"method":"PUT","path":"/Users/x"},
            {"method":"POST","path":"/Users","bulkId":"e","data":{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"]}}]
            """)));
    }

    [Fact, Trait("Rule", "CLU-2")]
    public async Task Once_the_storage_is_away_nothing_more_is_tried_and_every_operation_is_answered()
    {
        var store = new FailingStore(InMemory.Store(isExclusive: true));
        await using var gateway = await RunningGateway.Furnished(store: store);
        var directory = await ScimDirectory.Of(gateway);
        var many = string.Join(',', Enumerable.Range(0, 500).Select(n => Post($"{n}", $"p{n}")));
        Assert.Empty((await directory.Get("/Groups")).Resources());   // from then on the tenant is known
        var before = await Rows.Of(gateway.Store);
        store.IsAway = true;
        (await directory.Bulk($"[{many}]")).MustBe(503, "CS5001");
        store.IsAway = false;
        Assert.Equal(before, await Rows.Of(gateway.Store));
        Assert.Equal(500, Results(await directory.Bulk($"[{many}]")).Length);
    }

    [Fact]
    public async Task A_request_has_its_bounds()
    {
        await using var gateway = await RunningGateway.Furnished();
        var directory = await ScimDirectory.Of(gateway);
        var many = string.Join(',', Enumerable.Repeat("""{"method":"DELETE","path":"/Users/x"}""", 1001));
        (await directory.Bulk($"[{many}]")).MustBe(413, "CS1067");
        (await directory.Post("/Bulk", $$"""{"failOnErrors":0,"Operations":[{{Post("a", "a")}}]}""")).MustBe(400, "CS1064", "invalidValue");
        (await directory.Post("/Bulk", $$"""{"more":0,"Operations":[{{Post("a", "a")}}]}""")).MustBe(400, "CS1065", "invalidSyntax");
        Assert.Empty((await directory.Get("/Users")).Resources());
    }

    [Fact]
    public async Task Each_operation_counts_against_what_the_tenant_may_write()
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { Unthrottled = [] });
        var directory = await ScimDirectory.Of(gateway);
        var many = string.Join(',', Enumerable.Repeat("""{"method":"DELETE","path":"/Users/x"}""", 1000));
        for (var n = 0; n < 6; n++) Assert.DoesNotContain("429", Statuses(await directory.Bulk($"[{many}]")), StringComparison.Ordinal);
        (await directory.Bulk($"[{many}]")).MustBe(429, "CS5002");
    }
}
