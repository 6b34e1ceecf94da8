using System.Text.Json;

namespace Countersign.Clients.Tests;

/// <summary>S-13: openid-client signs people in on the backchannel (CIBA), as it is.</summary>
public sealed class OpenIdClientBackchannelTests
{
    private const string Script = "openid-client.mjs", NotificationToken = "d0f3a8c1-6f6e-4f0e-9a53-5d2f3c9f7b11";

    [Fact, Trait("Rule", "C6")]
    public async Task A_sign_in_on_the_backchannel_is_polled_for()
    {
        await using var house = await House.Open(House.Confidential);
        IsOnePerson(house, await house.Run(Script, "ciba"));
    }

    [Fact, Trait("Rule", "C7")]
    public async Task One_that_is_denied_is_refused()
    {
        await using var house = await House.Open(House.Confidential);
        Assert.Equal("access_denied", (await house.Run(Script, "ciba_denied")).GetProperty("refused").GetString());
    }

    [Fact, Trait("Rule", "C6")]
    public async Task Who_wants_to_be_pinged_is_pinged_and_collects()
    {
        await using var house = await House.OpenPinged();
        var seen = await house.Run(Script, "ciba_ping", Pinged(house));
        IsOnePing(house, seen);
        IsOnePerson(house, seen);
    }

    [Fact, Trait("Rule", "C7")]
    public async Task A_ping_tells_that_there_is_an_end_and_collecting_tells_which()
    {
        await using var house = await House.OpenPinged();
        var seen = await house.Run(Script, "ciba_ping_denied", Pinged(house));
        IsOnePing(house, seen);
        Assert.Equal("access_denied", seen.GetProperty("refused").GetString());
    }

    private static Dictionary<string, object> Pinged(House house)
    {
        var settings = house.Settings();
        settings["notificationToken"] = NotificationToken;
        return settings;
    }

    /// <summary>CIBA 10.2: the client's own token, the request's id and nothing else, once.</summary>
    private static void IsOnePing(House house, JsonElement seen)
    {
        var heard = Assert.Single(house.Heard);
        Assert.Equal(("Bearer " + NotificationToken, "application/json"), (heard.Authorization, heard.Type));
        Assert.Equal("auth_req_id", Assert.Single(heard.Json.EnumerateObject()).Name);
        Assert.Equal(seen.GetProperty("expected").GetString(), heard["auth_req_id"]);
        Assert.Equal(1, house.Callback!.Count);
    }

    private static void IsOnePerson(House house, JsonElement seen)
    {
        var claims = seen.GetProperty("claims");
        Assert.Equal(house.Issuer, claims.GetProperty("iss").GetString());
        Assert.Equal("urn:countersign:number:select", claims.GetProperty("acr").GetString());
    }
}
