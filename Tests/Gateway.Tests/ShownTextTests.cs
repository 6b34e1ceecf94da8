using System.Net;
using System.Text.Json;
using Countersign.Engine.Ports;
using Countersign.Gateway.Browsers;
using Countersign.SignIn.Jose;
using Microsoft.AspNetCore.Http;

namespace Countersign.Gateway.Tests;

/// <summary>T7, T20, T38: what the phone shows of a sign-in, and who says it.</summary>
public sealed class ShownTextTests
{
    private sealed class Atlas(string? place) : IPlaceOfAddress
    {
        public string? Find(IPAddress address) => place;
    }

    [Fact]
    public async Task What_a_stranger_calls_itself_is_shown_as_its_own_words_and_its_place_not_at_all()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol("ada@contoso.example");
        var body = """{"user_name":"ada@contoso.example","application":"\u200eContoso Payroll","place":"Taipei"}""";
        (await gateway.Browser().Send(HttpMethod.Post, "/sign-in", body)).MustBe(200);

        var seen = await ada.See();
        Assert.Equal(
            ["", "", "Contoso Payroll", "web"],
            new[] { "application", "place", "message", "client" }.Select(member => seen.GetProperty(member).GetString()));
        (await ada.Answer(ada.Sign(ada.Statement(seen, Decision.Deny, "")))).MustBe(200);
    }

    [Theory]
    [InlineData("Taipei, Taiwan", "Taipei, Taiwan")]
    [InlineData(null, "")]
    [InlineData("Tai\u202Epei", "")]
    public void The_place_is_what_the_service_knows_of_the_address(string? known, string shown)
    {
        var http = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse("192.0.2.7") } };

        Assert.Equal(new("Portal", shown, "192.0.2.7", "", "hello"), new BrowserContext(new Atlas(known)).Of(http, "Portal", "hello"));
    }

    [Theory]
    [InlineData("\u200B")]
    [InlineData("\u3164")]
    [InlineData("\U000E0041")]
    [InlineData("\u0301\u0302\u0303\u0304\u0305")]
    public async Task One_rule_for_text_that_is_shown_wherever_it_comes_in(string unfit)
    {
        await using var gateway = await RunningGateway.Furnished();
        var text = JsonSerializer.Serialize("Contoso" + unfit + "Portal");
        string Start(string member) => $$"""{"user_name":"ada@contoso.example","{{member}}":{{text}}}""";

        foreach (var member in new[] { "application", "place" })
            (await gateway.Browser().Send(HttpMethod.Post, "/sign-in", Start(member))).MustBe(400, "CS1011");
        (await gateway.Admin(HttpMethod.Put, "contoso/clients/portal",
            $$"""
            {"client_name":{{text}},"token_endpoint_auth_method":"none",
            "grant_types":["authorization_code"],"redirect_uris":["https://a.example/"]}
            """))
            .MustBe(400, "CS1011");
        await gateway.Operator.CreateUser("contoso", "dora@contoso.example");
        var dora = gateway.Handset("dora@contoso.example");
        var activation = dora.ActivationBody(await gateway.Operator.ActivationCode("contoso", dora.User))
            .Replace("\"name\":\"", "\"name\":\"" + unfit, StringComparison.Ordinal);
        (await gateway.Browser().Send(HttpMethod.Post, "/device/activate", activation)).MustBe(400, "CS1011");
    }
}
