using System.Web;
using Microsoft.Identity.Client;

namespace Countersign.Clients.Tests;

/// <summary>S-13: MSAL.NET signs people in with <c>WithOidcAuthority</c>, as it is.</summary>
public sealed class MsalNetTests
{
    private static readonly string[] Scopes = ["openid", "profile", "offline_access"];

    [Fact, Trait("Rule", "S-13")]
    public async Task Code_and_PKCE_then_silent_then_refresh()
    {
        await using var house = await House.OpenOnHttps(House.Confidential);
        var app = ConfidentialClientApplicationBuilder.Create(House.Confidential.Id)
            .WithOidcAuthority(house.Issuer)
            .WithClientSecret(House.Secret)
            .WithRedirectUri(House.RedirectUri)
            .WithHttpClientFactory(new Trusting())
            .Build();
        var cancel = TestContext.Current.CancellationToken;
        var address = await app.GetAuthorizationRequestUrl(Scopes).WithPkce(out var verifier).ExecuteAsync(cancel);
        var code = HttpUtility.ParseQueryString(new Uri(await house.Person.Browse(address.AbsoluteUri)).Query)["code"];

        var token = await app.AcquireTokenByAuthorizationCode(Scopes, code).WithPkceCodeVerifier(verifier).ExecuteAsync(cancel);
        Assert.Equal("ada@contoso.example", token.Account.Username);
        Assert.Equal(house.Issuer, token.ClaimsPrincipal.FindFirst("iss")?.Value);

        var silent = await app.AcquireTokenSilent(Scopes, token.Account).ExecuteAsync(cancel);
        Assert.Equal(TokenSource.Cache, silent.AuthenticationResultMetadata.TokenSource);
        var refreshed = await app.AcquireTokenSilent(Scopes, token.Account).WithForceRefresh(true).ExecuteAsync(cancel);
        Assert.Equal(TokenSource.IdentityProvider, refreshed.AuthenticationResultMetadata.TokenSource);
        Assert.NotEqual(token.AccessToken, refreshed.AccessToken);
        Assert.Equal(1, house.Person.Approvals);
    }

    /// <summary>S-59: MSAL sees the same standard answers, whether the person went to their organisation on the way or not.</summary>
    [Theory, Trait("Rule", "S-59")]
    [InlineData(false, 0), InlineData(true, 1)]
    public async Task A_person_of_an_organisation_with_its_own_provider(bool secondFactor, int approvals)
    {
        await using var house = await House.OpenFederated(House.Confidential, secondFactor);
        var app = ConfidentialClientApplicationBuilder.Create(House.Confidential.Id)
            .WithOidcAuthority(house.Issuer)
            .WithClientSecret(House.Secret)
            .WithRedirectUri(House.RedirectUri)
            .WithHttpClientFactory(new Trusting())
            .Build();
        var cancel = TestContext.Current.CancellationToken;
        var address = await app.GetAuthorizationRequestUrl(Scopes).WithPkce(out var verifier).ExecuteAsync(cancel);
        var code = HttpUtility.ParseQueryString(new Uri(await house.Person.Browse(address.AbsoluteUri)).Query)["code"];
        var token = await app.AcquireTokenByAuthorizationCode(Scopes, code).WithPkceCodeVerifier(verifier).ExecuteAsync(cancel);
        Assert.Equal("fran@fabrikam.example", token.Account.Username);
        Assert.Equal(
            secondFactor ? ["fed", "mfa", "pop"] : ["fed"], token.ClaimsPrincipal.FindAll("amr").Select(claim => claim.Value));
        var refreshed = await app.AcquireTokenSilent(Scopes, token.Account).WithForceRefresh(true).ExecuteAsync(cancel);
        Assert.NotEqual(token.AccessToken, refreshed.AccessToken);
        Assert.Equal((1, approvals), (house.Person.Vouchings, house.Person.Approvals));
    }

    private sealed class Trusting : IMsalHttpClientFactory
    {
        private readonly HttpClient _client = new(Certificates.Handler());

        public HttpClient GetHttpClient() => _client;
    }
}
