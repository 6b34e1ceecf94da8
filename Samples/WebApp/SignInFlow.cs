using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Countersign.WebApp;

/// <summary>This application's registration with the OpenID provider.</summary>
/// <param name="Issuer">The provider: Countersign's origin and the tenant's name.</param>
/// <param name="RedirectUri">This application's own address for answers, as registered.</param>
public sealed record Registration(string Issuer, string ClientId, string ClientSecret, string RedirectUri);

/// <summary>
/// OpenID Connect's authorization code flow with PKCE, step by step and without anything that is particular to Countersign: any provider
/// would do. What a browser must bring back is remembered here, in memory; an application on several machines keeps it in a cookie.
/// </summary>
public sealed class SignInFlow(Registration registration, HttpClient http)
{
    private readonly ConfigurationManager<OpenIdConnectConfiguration> _provider = new(
        registration.Issuer + "/.well-known/openid-configuration",
        new OpenIdConnectConfigurationRetriever(),
        new HttpDocumentRetriever(http) { RequireHttps = false });   // a sample on one's own machine; drop this where there is https

    private readonly ConcurrentDictionary<string, Begun> _begun = new();

    /// <summary>Step 1: where to send the browser.</summary>
    public async Task<string> Begin(CancellationToken cancel)
    {
        var provider = await _provider.GetConfigurationAsync(cancel);
        var (state, begun) = (Random(), new Begun(Random(), Random()));
        if (_begun.Count > 1000) _begun.Clear();   // nobody comes back to most of these
        _begun[state] = begun;
        return new OpenIdConnectMessage
        {
            IssuerAddress = provider.AuthorizationEndpoint,
            ClientId = registration.ClientId,
            ResponseType = OpenIdConnectResponseType.Code,
            Scope = "openid profile",
            RedirectUri = registration.RedirectUri,
            State = state,
            Nonce = begun.Nonce,
            Parameters =
            {
                ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(begun.Verifier))),
                ["code_challenge_method"] = "S256",
            },
        }.CreateAuthenticationRequestUrl();
    }

    /// <summary>Step 2: the browser is back with a code, which becomes an ID token, which says who it is.</summary>
    /// <exception cref="SignInException">It does not; the message is for the person.</exception>
    public async Task<SignedIn> Complete(IQueryCollection answer, CancellationToken cancel)
    {
        if (!_begun.TryRemove(answer["state"].ToString(), out var begun))
        {
            throw new SignInException("This sign-in was not begun here, or has been completed.");
        }

        if (answer["iss"] != registration.Issuer) throw new SignInException("The answer is another provider's (RFC 9207).");
        if (answer["error"] is [{ } error]) throw new SignInException($"{error}: {answer["error_description"]}");
        var provider = await _provider.GetConfigurationAsync(cancel);
        var token = await Redeem(provider.TokenEndpoint, answer["code"].ToString(), begun.Verifier, cancel);
        var checkedToken = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(token, new()
        {
            ValidIssuer = registration.Issuer,
            ValidAudience = registration.ClientId,
            IssuerSigningKeys = provider.SigningKeys,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
        });
        if (!checkedToken.IsValid) throw new SignInException("The ID token does not hold: " + checkedToken.Exception.GetType().Name);
        var claims = checkedToken.ClaimsIdentity.Claims.ToArray();
        if (!claims.Any(claim => claim.Type == "nonce" && claim.Value == begun.Nonce))
        {
            throw new SignInException("The ID token belongs to another sign-in.");
        }

        return new(claims, token);
    }

    /// <summary>Step 3, when the person has had enough: where a form sends the ID token to sign them out there too.</summary>
    public async Task<string> SignOutAddress(CancellationToken cancel) =>
        (await _provider.GetConfigurationAsync(cancel)).EndSessionEndpoint;

    private async Task<string> Redeem(string endpoint, string code, string verifier, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "authorization_code",
                ["code"] = code,
                ["redirect_uri"] = registration.RedirectUri,
                ["code_verifier"] = verifier,
            }),
        };
        var secret = Uri.EscapeDataString(registration.ClientId) + ":" + Uri.EscapeDataString(registration.ClientSecret);
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(secret)));
        using var response = await http.SendAsync(request, cancel);
        using var body = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancel));
        return body.RootElement.TryGetProperty("id_token", out var token)
            ? token.GetString()!
            : throw new SignInException(body.RootElement.ToString());
    }

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private sealed record Begun(string Nonce, string Verifier);
}

/// <summary>The person who signed in.</summary>
/// <param name="Claims">What the ID token says about them.</param>
/// <param name="IdToken">The token itself: shown again to sign the person out.</param>
public sealed record SignedIn(IReadOnlyList<Claim> Claims, string IdToken);

/// <summary>The sign-in did not succeed; the message says why.</summary>
public sealed class SignInException(string message) : Exception(message);
