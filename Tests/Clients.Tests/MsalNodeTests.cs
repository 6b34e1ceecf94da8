namespace Countersign.Clients.Tests;

/// <summary>S-13: the npm package @azure/msal-node signs people in with its OIDC protocol mode, as it is.</summary>
public sealed class MsalNodeTests
{
    [Theory, Trait("Rule", "S-13")]
    [InlineData("confidential")]
    [InlineData("public")]
    public async Task Code_and_PKCE_then_silent_then_refresh(string scenario)
    {
        await using var house = await House.OpenOnHttps(scenario == "public" ? House.Public : House.Confidential);
        var seen = await house.Run("msal-node.mjs", scenario, certificate: Certificates.File);
        Assert.Equal(house.Issuer, seen.GetProperty("claims").GetProperty("iss").GetString());
        Assert.Equal("ada@contoso.example", seen.GetProperty("user").GetString());
        Assert.True(seen.GetProperty("silentFromCache").GetBoolean());
        Assert.True(seen.GetProperty("refreshed").GetBoolean());
    }
}
