using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Countersign.Gateway.Tests;

/// <summary>What an administrator asks for in an address is done or refused, never passed over.</summary>
public sealed class AdminQueryTests
{
    private const string Ada = "ada@contoso.example", Bob = "bob@contoso.example";

    [Fact]
    public async Task A_parameter_that_an_address_does_not_take_is_refused_everywhere_in_administration()
    {
        await using var gateway = await RunningGateway.Furnished();
        var seen = 0;
        var endpoints = gateway.Apps.Admin.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();
        foreach (var endpoint in endpoints.Where(e => e.RoutePattern.RawText!.StartsWith("/admin/v1", StringComparison.Ordinal)))
        {
            var path = endpoint.RoutePattern.RawText!["/admin/v1/".Length..]
                .Replace("{tenant}", "contoso", StringComparison.Ordinal)
                .Replace("{user}", Ada, StringComparison.Ordinal).Replace("{group}", "pilots", StringComparison.Ordinal);
            path = "../" + path;
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Where(m => m != "HEAD"))
            foreach (var query in new[] { "?searhc=a", "?=a", "?a", "?LIMIT=1", "?preview=true&preveiw=true" })
            {
                (await gateway.Admin(new(method), path + query, method == "PUT" ? "{}" : null)).MustBe(400, "CS6011");
                seen++;
            }
        }

        Assert.True(seen > 100, $"only {seen}");
    }

    public static TheoryData<string, string[]> Searches => new()
    {
        { "", ["ada@contoso.example", "ADAM@x", "bob@contoso.example"] },
        { "search=ada", ["ada@contoso.example", "ADAM@x"] },
        { "search=ADA", ["ada@contoso.example", "ADAM@x"] },
        { "search=%40contoso", ["ada@contoso.example", "bob@contoso.example"] },
        { "search=zoe", [] },
        { "search=", ["ada@contoso.example", "ADAM@x", "bob@contoso.example"] },
        { "search=ada&after=ada%40contoso.example", ["ADAM@x"] },
    };

    [Theory]
    [MemberData(nameof(Searches))]
    public async Task Users_are_searched_by_a_part_of_their_names(string query, string[] expected)
    {
        await using var gateway = await RunningGateway.Furnished();
        foreach (var user in new[] { Ada, "adam@x", Bob }) await gateway.Operator.CreateUser("contoso", user);
        var found = (await gateway.Admin(HttpMethod.Get, "contoso/users?" + query)).MustBe(200);
        Assert.Equal(expected.Select(name => name.ToLowerInvariant()), Names(found));
    }

    [Fact]
    public async Task A_search_goes_on_where_its_page_ended()
    {
        await using var gateway = await RunningGateway.Furnished();
        foreach (var user in new[] { "a1@x", "a2@x", "b1@x", "a3@x" }) await gateway.Operator.CreateUser("contoso", user);
        var first = (await gateway.Admin(HttpMethod.Get, "contoso/users?search=a&limit=2")).MustBe(200);
        Assert.Equal(["a1@x", "a2@x"], Names(first));
        var after = Uri.EscapeDataString(first["next"]);
        var rest = (await gateway.Admin(HttpMethod.Get, $"contoso/users?search=a&limit=2&after={after}")).MustBe(200);
        Assert.Equal(["a3@x"], Names(rest));
        Assert.Equal(JsonValueKind.Null, rest.Json.GetProperty("next").ValueKind);
    }

    public static TheoryData<string, Func<JsonElement, bool>> Filters => new()
    {
        { "user=ADA@contoso.example", fact => User(fact) == Ada },
        { "kind=user.created", fact => Kind(fact) == "user.created" },
        { "kind=user", fact => Kind(fact).StartsWith("user.", StringComparison.Ordinal) },
        { "kind=use", _ => false },
        { "from=2099-01-01T00:00:00Z", _ => false },
        { "to=2099-01-01T00:00:00Z", _ => true },
        {
            "from=2000-01-01T00:00:00.5%2B02:00&user=bob@contoso.example&kind=pass",
            fact => User(fact) == Bob && Kind(fact).StartsWith("pass.")
        },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task The_audit_is_filtered_by_user_kind_and_time(string query, Func<JsonElement, bool> wanted)
    {
        await using var gateway = await RunningGateway.Furnished();
        foreach (var user in new[] { Ada, Bob })
        {
            await gateway.Operator.CreateUser("contoso", user);
            await gateway.Operator.Pass("contoso", user);
        }

        var all = Facts((await gateway.Admin(HttpMethod.Get, "contoso/audit")).MustBe(200)).Where(wanted);
        var some = Facts((await gateway.Admin(HttpMethod.Get, "contoso/audit?" + query)).MustBe(200));
        Assert.Equal(all.Select(fact => fact.ToString()), some.Select(fact => fact.ToString()));
    }

    [Fact]
    public async Task A_filtered_audit_is_read_to_its_end_page_by_page()
    {
        await using var gateway = await RunningGateway.Furnished();
        for (var i = 0; i < 7; i++) await gateway.Operator.CreateUser("contoso", $"u{i}@x");
        List<string> users = [];
        for (var after = "0"; after != ""; )
        {
            var page = (await gateway.Admin(HttpMethod.Get, $"contoso/audit?kind=user.created&limit=3&after={after}")).MustBe(200);
            users.AddRange(Facts(page).Select(User)!);
            after = page["next"];
        }

        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"u{i}@x"), users);
    }

    [Theory]
    [InlineData("user=nobody", "CS1003")]
    [InlineData("kind=Challenge", "CS1000")]
    [InlineData("kind=", "CS1000")]
    [InlineData("kind=a&kind=b", "CS1000")]
    [InlineData("from=yesterday", "CS1000")]
    [InlineData("from=2026-03-02T08:00:00", "CS1000")]
    [InlineData("from=2026-03-02", "CS1000")]
    [InlineData("from=2026-03-03T00:00:00Z&to=2026-03-02T00:00:00Z", "CS1000")]
    [InlineData("form=2026-03-02T08:00:00Z", "CS6011")]
    public async Task A_filter_that_cannot_be_read_is_refused(string query, string code)
    {
        await using var gateway = await RunningGateway.Furnished();
        (await gateway.Admin(HttpMethod.Get, "contoso/audit?" + query)).MustBe(400, code);
    }

    private static string[] Names(Reply reply) =>
        [.. reply.Json.GetProperty("users").EnumerateArray().Select(user => user.GetProperty("user_name").GetString()!)];

    private static JsonElement[] Facts(Reply reply) =>
        [.. reply.Json.GetProperty("records").EnumerateArray().Select(record => record.GetProperty("fact"))];

    private static string? User(JsonElement fact) => fact.TryGetProperty("user", out var user) ? user.GetString() : null;

    private static string Kind(JsonElement fact) => fact.GetProperty("kind").GetString()!;
}
