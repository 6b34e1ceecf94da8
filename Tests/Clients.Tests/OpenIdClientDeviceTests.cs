namespace Countersign.Clients.Tests;

/// <summary>S-13: openid-client signs people in at a device that shows a code (RFC 8628), as it is.</summary>
public sealed class OpenIdClientDeviceTests
{
    private const string Script = "openid-client.mjs";

    [Theory, Trait("Rule", "S-13")]
    [InlineData("device", false)]
    [InlineData("device_typed", true)]
    public async Task A_device_shows_a_code_and_the_person_connects_it(string scenario, bool isTyped)
    {
        await using var house = await House.Open(House.Public);
        var seen = await house.Run(Script, scenario);
        Assert.Equal(house.Issuer, seen.GetProperty("claims").GetProperty("iss").GetString());
        Assert.Equal("urn:countersign:number:select", seen.GetProperty("claims").GetProperty("acr").GetString());
        Assert.Equal("The device is connected", seen.GetProperty("said").GetString());
        Assert.Equal((isTyped ? 1 : 0, 1), (house.Person.CodesTyped, house.Person.Approvals));
        Assert.Equal(house.Phone.User, seen.GetProperty("userinfo").GetProperty("preferred_username").GetString());
    }

    [Fact]
    public async Task A_device_that_the_person_does_not_know_gets_nothing()
    {
        await using var house = await House.Open(House.Public);
        var seen = await house.Run(Script, "device_refused");
        Assert.Equal("The device is not connected", seen.GetProperty("said").GetString());
        Assert.Equal("access_denied", seen.GetProperty("refused").GetString());
    }
}
