using System.Text;
using Countersign.Gateway.Tests.Malformed;
using Countersign.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;

namespace Countersign.Gateway.Tests;

/// <summary>One address for one thing, and the same thing for every way of asking for it.</summary>
public sealed class SpellingTests
{
    private const string Json = """{"user_name":"ada@contoso.example"}""";

    [Fact]
    public async Task T_30_A_path_has_one_spelling()
    {
        await using var gateway = await RunningGateway.Furnished();
        foreach (var (url, path, token) in new[]
        {
            (gateway.Url, "/contoso/v1/session", false), (gateway.Url, "/contoso/sign-in", false), (gateway.Url, "/health/live", false),
            (gateway.Url, "/openapi/public.json", false), (gateway.Url, "/contoso/.well-known/openid-configuration", false),
            (gateway.AdminUrl, "/admin/v1/tenants/contoso", true), (gateway.AdminUrl, "/metrics", false),
        })
        {
            async Task<Reply> Ask(string target) => await Wire.Ask(
                url, Wire.Request("GET", target, token ? [("Authorization", "Bearer " + Site.Token)] : [], null));
            Assert.NotEqual(404, (await Ask(path)).Status);
            Assert.NotEqual(404, (await Ask(path + "?x=%62/Y/")).Status);
            Assert.NotEqual(404, (await Ask("http://127.0.0.1" + path)).Status);
            foreach (var other in new[]
            {
                path.ToUpperInvariant(), path + "/", "/." + path, "/x/.." + path, path[..^1] + $"%{(int)path[^1]:X2}",
                path[..^1] + char.ToUpperInvariant(path[^1]), "/" + $"%{(int)path[1]:x2}" + path[2..],
            })
                Assert.True((await Ask(other)).Status == 404, other);
        }
    }

    [Theory]
    [InlineData("ada@contoso.example", 200)]
    [InlineData("ada%40contoso.example", 200)]
    [InlineData("a%64a@contoso.example", 404)]
    [InlineData("ada@contoso%2Eexample", 404)]
    public async Task T_30_A_name_in_a_path_has_no_escapes_but_those_it_may_need(string user, int status)
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateUser("contoso", "ada@contoso.example");
        var reply = await Wire.Ask(gateway.AdminUrl, Wire.Request(
            "GET", "/admin/v1/tenants/contoso/users/" + user, [("Authorization", "Bearer " + Site.Token)], null));
        Assert.Equal(status, reply.Status);
    }

    /// <summary>RFC 9110 9.3.2.</summary>
    [Fact]
    public async Task Whatever_answers_GET_answers_HEAD_with_the_same_and_no_body()
    {
        await using var scene = await Scene.Set();
        foreach (var (name, sample) in scene.Samples.Where(one => one.Value is { Method: "GET", IsStream: false }))
        {
            var asked = await Wire.Ask(scene.UrlOf(sample), sample.Request(method: "HEAD"));
            Assert.Equal("", asked.Text);
            if (name.Contains("/device/", StringComparison.Ordinal)) continue;   // its proof names the method
            var got = await Wire.Ask(scene.UrlOf(sample), sample.Request());
            Assert.True(asked.Status == got.Status && asked.Header("Content-Type") == got.Header("Content-Type"), $"{name}: {asked.Look}");
        }
    }

    [Fact]
    public async Task HEAD_of_a_stream_ends()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol("ada@contoso.example");
        var browser = gateway.Browser();
        await browser.Prompt("ada@contoso.example");
        var reply = await browser.Send(HttpMethod.Head, "/sign-in/events");
        Assert.Equal(("text/event-stream", ""), (reply.MustBe(200).Header("Content-Type"), reply.Text));
        var metrics = (await gateway.Get(gateway.AdminUrl + "/metrics")).Text;
        Assert.Contains("\ncountersign_streams_browsers{} 0\n", metrics, StringComparison.Ordinal);
    }

    /// <summary>RFC 9110 5.6.6.</summary>
    [Theory]
    [InlineData("charset=utf-8", true)]
    [InlineData("charset=UTF-8", true)]
    [InlineData("charset=\"utf-8\"", true)]
    [InlineData("charset=\"UTF-8\"", true)]
    [InlineData("charset=\"utf\\-8\"", true)]
    [InlineData("charset=\"iso-8859-1\"", false)]
    [InlineData("charset=\"utf-8", false)]
    public async Task A_charset_may_stand_in_quotes(string parameter, bool isTaken)
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol("ada@contoso.example");
        var refused = await Wire.Ask(gateway.Url, Wire.Request(
            "POST", "/contoso/token", [("Content-Type", "application/x-www-form-urlencoded; " + parameter)],
            "grant_type=x&client_id=x"u8.ToArray()));
        Assert.Equal(isTaken ? "invalid_client" : "invalid_request", refused["error"]);
        var started = await Wire.Ask(gateway.Url, Wire.Request(
            "POST", "/contoso/v1/sign-in", [("Content-Type", "application/json; " + parameter)], Encoding.UTF8.GetBytes(Json)));
        Assert.Equal(isTaken ? 200 : 415, started.Status);
        var page = await Wire.Ask(gateway.Url, Wire.Request(
            "POST", "/contoso/sign-in",
            [("Content-Type", "application/x-www-form-urlencoded; " + parameter), ("Sec-Fetch-Site", "same-origin")],
            "user_name="u8.ToArray()));
        Assert.Equal(isTaken, page.Status != 415);
    }

    [Fact]
    public async Task T_30_No_tenant_is_called_what_addresses_of_the_service_begin_with()
    {
        await using var gateway = await RunningGateway.Start();
        var first = from app in new[] { gateway.Apps.Public, gateway.Apps.Admin }
                    from source in ((IEndpointRouteBuilder)app).DataSources
                    from endpoint in source.Endpoints.OfType<RouteEndpoint>()
                    select endpoint.RoutePattern.RawText!.TrimStart('/').Split('/')[0];
        var names = first.Where(name => TenantId.TryParse(name, out _)).Distinct().Append("v1").Append("v22").ToArray();
        Assert.Superset(new HashSet<string> { "health", "metrics", "openapi", "assets", "admin" }, names.ToHashSet());
        foreach (var name in names) (await gateway.Admin(HttpMethod.Put, name)).MustBe(400, "CS6010");
        foreach (var name in new[] { "healthy", "v", "v1a", "admin-1" }) (await gateway.Admin(HttpMethod.Put, name)).MustBe(200);
    }

    [Theory]
    [InlineData("127.0.0.0/8", "192.0.2.17")]
    [InlineData("127.0.0.1", "192.0.2.17")]
    [InlineData("10.0.0.0/8 127.0.0.0/30", "192.0.2.17")]
    [InlineData("172.16.0.0/12", "127.0.0.1")]
    public async Task T_34_A_trusted_proxy_is_an_address_or_a_network(string trusted, string shown)
    {
        var configured = new ConfigurationBuilder().AddInMemoryCollection([new("Countersign:TrustedProxies", trusted)]).Build();
        await using var gateway = await RunningGateway.Furnished(settings =>
            settings with { TrustedProxies = GatewaySettings.From(configured).TrustedProxies });
        var ada = await gateway.Enrol("ada@contoso.example");
        var request = gateway.Browser().Request(HttpMethod.Post, "/sign-in", Json);
        request.Headers.Add("X-Forwarded-For", "192.0.2.17");
        (await gateway.Browser().Send(request)).MustBe(200);
        Assert.Equal(shown, (await ada.See()).GetProperty("address").GetString());
    }
}
