using System.Text.Encodings.Web;
using System.Text.Json;
using Countersign.SignIn.Clients;

namespace Countersign.Gateway.Admin.Console;

/// <summary>
/// What an application needs to sign people in, ready to be put into it, for four libraries. The secret is read from where the application
/// keeps it: it is known here as a hash alone.
/// </summary>
/// <param name="Library">Its name.</param>
/// <param name="File">Where the text goes.</param>
internal sealed record Snippet(string Library, string File, string Text)
{
    private static readonly JavaScriptEncoder Plain = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    private static readonly string[] SecretLines = ["options.ClientSecret", ".WithClientSecret", "client-secret:"];

    /// <summary>None for a client that people do not come from by a browser.</summary>
    public static IReadOnlyList<Snippet> For(Client client, string issuer)
    {
        if (client.RedirectUris.IsEmpty) return [];
        var redirect = client.RedirectUris[0];
        var (at, id, to) = (Quoted(issuer), Quoted(client.Id), Quoted(redirect));
        var hasSecret = client.Authentication == ClientAuthenticationMethod.Secret;
        return
        [
            new("ASP.NET Core", "Program.cs", AspNetCore(at, id, Quoted(PathOf(redirect)), hasSecret)),
            new("MSAL.NET", "C#", Msal(at, id, to, hasSecret)),
            new("openid-client", "Node.js", OpenIdClient(at, id, to, hasSecret)),
            new("Spring Security", "application.yml", Spring(at, id, to, hasSecret)),
        ];
    }

    private static string AspNetCore(string issuer, string id, string path, bool hasSecret) => WithSecret(hasSecret, $$"""
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie()
            .AddOpenIdConnect(options =>
            {
                options.Authority = {{issuer}};
                options.ClientId = {{id}};
                options.ClientSecret = builder.Configuration["Countersign:ClientSecret"];
                options.ResponseType = "code";
                options.ResponseMode = "query";
                options.CallbackPath = {{path}};
                options.MapInboundClaims = false;
                options.TokenValidationParameters.NameClaimType = "preferred_username";
            });
        """);

    private static string Msal(string issuer, string id, string redirect, bool hasSecret) => WithSecret(hasSecret, $$"""
        var app = {{(hasSecret ? "Confidential" : "Public")}}ClientApplicationBuilder.Create({{id}})
            .WithOidcAuthority({{issuer}})
            .WithClientSecret(Environment.GetEnvironmentVariable("COUNTERSIGN_CLIENT_SECRET"))
            .WithRedirectUri({{redirect}})
            .Build();
        """);

    private static string OpenIdClient(string issuer, string id, string redirect, bool hasSecret) => $$"""
        import * as client from 'openid-client'

        const config = await client.discovery(
          new URL({{issuer}}), {{id}}, {{(hasSecret ? "process.env.COUNTERSIGN_CLIENT_SECRET" : "undefined, client.None()")}})
        const pkceCodeVerifier = client.randomPKCECodeVerifier()
        const expectedState = client.randomState()
        const address = client.buildAuthorizationUrl(config, {
          redirect_uri: {{redirect}},
          scope: 'openid profile',
          state: expectedState,
          code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
          code_challenge_method: 'S256',
        })
        // Send the browser to address.href. When it comes back, with the address that it came to:
        const tokens = await client.authorizationCodeGrant(config, currentUrl, { pkceCodeVerifier, expectedState })
        """;

    private static string Spring(string issuer, string id, string redirect, bool hasSecret) => WithSecret(hasSecret, $$"""
        spring:
          security:
            oauth2:
              client:
                registration:
                  countersign:
                    client-id: {{id}}
                    client-secret: ${COUNTERSIGN_CLIENT_SECRET}
                    client-authentication-method: {{(hasSecret ? "client_secret_basic" : "none")}}
                    authorization-grant-type: authorization_code
                    redirect-uri: {{redirect}}
                    scope: openid, profile
                provider:
                  countersign:
                    issuer-uri: {{issuer}}
                    user-name-attribute: preferred_username
        """);

    /// <summary>Without the line that reads a secret, for a client that has none.</summary>
    private static string WithSecret(bool hasSecret, string text) => hasSecret
        ? text
        : string.Join('\n', text.Split('\n').Where(line => SecretLines.All(word => !line.Contains(word, StringComparison.Ordinal))));

    private static string PathOf(string redirect) =>
        Uri.TryCreate(redirect, UriKind.Absolute, out var address) && address.AbsolutePath.Length > 0 ? address.AbsolutePath : "/";

    /// <summary>JSON's quoted text is C#'s, JavaScript's and YAML's as well.</summary>
    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, Plain)}\"";
}
