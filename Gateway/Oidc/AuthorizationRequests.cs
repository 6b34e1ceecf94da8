using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Prompts;

namespace Countersign.Gateway.Oidc;

/// <summary>Reads authorization requests.</summary>
internal sealed class AuthorizationRequests(TokenIssuer tokenIssuer, WaysOut ways, TimeProvider clock)
{
    private const int LongestText = 512;            // nonces, hints, code challenges
    internal static readonly string[] Contexts = [.. NumberModes.All.Select(mode => mode.AuthenticationContext)];

    /// <summary>The destination of the answer: exactly a registered address; null when there must be none (B2, T17).</summary>
    public static Destination? DestinationOf(Parameters parameters, Client client)
    {
        if (parameters["redirect_uri"] is not { } uri || parameters.IsTwice("redirect_uri") || !client.MayRedirectTo(uri)) return null;
        var mode = parameters.IsTwice("response_mode") ? null : parameters["response_mode"];
        return new(uri, Destination.Modes.Contains(mode) ? mode! : "query", parameters.IsTwice("state") ? null : parameters["state"]);
    }

    /// <summary>The request, or the first thing that is wrong with it.</summary>
    public async ValueTask<(AuthorizationRequest? Request, OAuthError? Refused)> Parse(
        TenantId tenant, Client client, Destination destination, Parameters parameters, CancellationToken cancel)
    {
        if (Objection(parameters, client) is { } objection) return (null, objection);
        var prompts = parameters.Words("prompt");
        var claims = ClaimsRequest.Parse(parameters["claims"]);
        if (!ArePrompts(prompts) || claims is null || MaxAge(parameters) is not (true, var age))
            return (null, OAuthErrors.InvalidParameter);
        // none that we could ever meet
        if (claims.Contexts is { } contexts && !await AreKnown(tenant, client.Id, contexts, cancel)) return (null, OidcErrors.ContextUnmet);
        var hint = parameters["id_token_hint"];
        var subject = hint is null ? claims.Subject : (await tokenIssuer.VerifyIdToken(tenant, hint, cancel))?.Subject;
        if (hint is not null && (subject is null || claims.Subject is { } other && other != subject))
            return (null, OAuthErrors.HintRefused);
        return (new(
            client.Id, client.Name, destination.Uri, destination.Mode, destination.State,
            Scopes.GrantedTo(client, parameters.Words("scope")),
            parameters["nonce"], parameters["code_challenge"], parameters["dpop_jkt"],
            prompts.Contains("none"), prompts.Contains("login") || prompts.Contains("select_account"), age,
            subject, claims.Contexts, claims.ToGrant(), parameters["login_hint"], parameters.Words("ui_locales"),
            clock.GetUtcNow().ToUnixTimeMilliseconds(), client.GenerationOf(destination.Uri) ?? 0,
            parameters["domain_hint"] is { } domain && UserName.IsDomain(domain) ? domain : null,
            Bounded(parameters.Words("acr_values"))), null);
    }

    /// <summary>Whether one of them can be met: by the phone, or by a provider of the tenant's.</summary>
    private async ValueTask<bool> AreKnown(TenantId tenant, string client, IReadOnlyList<string> contexts, CancellationToken cancel)
    {
        if (contexts.Any(Contexts.Contains)) return true;
        foreach (var context in contexts)
        {
            if (await ways.MayMeet(tenant, client, context, cancel)) return true;
        }

        return false;
    }

    /// <summary>Said on to a provider and to nobody else; a list too long to mean anything is passed over.</summary>
    private static IReadOnlyList<string>? Bounded(IReadOnlyList<string> words) =>
        words.Count > 0 && words.Sum(word => word.Length + 1) <= LongestText ? words : null;

    /// <summary>In order of precedence.</summary>
    private static OAuthError? Objection(Parameters parameters, Client client) =>
        parameters.HasTwice ? OAuthErrors.DuplicateParameter                                                      // RFC 6749 3.1
        : parameters["request"] is not null ? OidcErrors.RequestUnsupported                                      // Core 6.1
        : parameters["request_uri"] is not null ? OAuthErrors.RequestUriUnsupported
        : parameters["response_mode"] is { } mode && !Destination.Modes.Contains(mode) ? OAuthErrors.InvalidParameter
        : parameters["response_type"] is null ? OAuthErrors.InvalidParameter
        : parameters["response_type"] != "code" ? OidcErrors.ResponseTypeUnsupported                             // A13
        : !client.May(ClientGrants.Code) ? OAuthErrors.ClientNotAllowed
        : !parameters.Words("scope").Contains(Scopes.OpenId) ? OAuthErrors.OpenIdRequired                              // Core 3.1.2.1
        : ChallengeObjection(parameters, client)
        ?? (parameters["dpop_jkt"] is { } key && !CanonicalBase64Url.IsDigest(key) ? OAuthErrors.InvalidParameter // RFC 9449 10
        : parameters["nonce"] is { Length: > LongestText } ? OAuthErrors.InvalidParameter
        : parameters["login_hint"] is { Length: > LongestText } ? OAuthErrors.InvalidParameter
        : null);

    /// <summary>A11, B3: S256 and nothing else; who cannot keep a secret must.</summary>
    private static OAuthError? ChallengeObjection(Parameters parameters, Client client) =>
        (parameters["code_challenge"], parameters["code_challenge_method"]) switch
        {
            (null, null) => client.IsConfidential ? null : OidcErrors.CodeChallengeRequired,
            ({ } challenge, "S256") when CanonicalBase64Url.IsDigest(challenge) => null,
            _ => OidcErrors.CodeChallengeRequired,
        };

    /// <summary>Core 3.1.2.1: <c>none</c> stands alone. Consent is given by the operator for all, so to ask for it has no effect.</summary>
    private static bool ArePrompts(IReadOnlyList<string> prompts) =>
        prompts.All(prompt => prompt is "none" or "login" or "consent" or "select_account")
        && (prompts.Count < 2 || !prompts.Contains("none"));

    private static (bool IsWell, long? Seconds) MaxAge(Parameters parameters) =>
        parameters["max_age"] is not { } text ? (true, null)
        : text.Length <= 10 && WholeNumber.TryParse(text, out var seconds) ? (true, seconds)   // some 300 years
        : (false, null);
}
