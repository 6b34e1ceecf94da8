using System.Text.Json.Nodes;
using Countersign.Engine;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.SignIn;

namespace Countersign.Gateway.Oidc;

/// <summary>
/// The discovery documents, for programs: OpenID Connect Discovery 1.0 3, RFC 8414 2, and what RFC 9126, RFC 9207, RFC 9449 and
/// RP-Initiated Logout add; and the key set (RFC 7517).
/// </summary>
internal sealed class Discovery(Administration administration, ClientRegistry clients, KeyRing keys, Proofs proofs, TokenGrants ways)
{
    private const string Cached = "public, max-age=60";   // keys are known a day before they sign
    private static readonly string[] Claims =
        ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash", "preferred_username", "email", "email_verified"];

    public async Task<IResult> Describe(HttpContext http, TenantId tenant)
    {
        if (await administration.Missing(tenant, http.RequestAborted) is { } why) return Problem.FromRefusal(why);
        http.Response.Headers.CacheControl = Cached;
        var issuer = proofs.Issuer(tenant);
        var document = new JsonObject(
        [
            .. Endpoints(issuer), .. Capabilities(),
            .. AuthenticatedBy("token"), .. AuthenticatedBy("revocation"), .. AuthenticatedBy("introspection", butForTheLast: 1),
        ]);
        return Json.Ok(document, OidcJson.Default.JsonObject);
    }

    public async Task<IResult> Keys(HttpContext http, TenantId tenant)
    {
        if (await administration.Missing(tenant, http.RequestAborted) is { } why) return Problem.FromRefusal(why);
        var needed = await clients.Algorithms(tenant, http.RequestAborted);   // so that whoever asks before the first sign-in finds them
        var published = await keys.Published(tenant, needed, http.RequestAborted);
        http.Response.Headers.CacheControl = Cached;
        return Json.Ok(published, OidcJson.Default.JsonObject);
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Endpoints(string issuer) =>
    [
        new("issuer", issuer),
        new("authorization_endpoint", issuer + "/authorize"),
        new("pushed_authorization_request_endpoint", issuer + "/par"),
        new("token_endpoint", issuer + "/token"),
        new("userinfo_endpoint", issuer + "/userinfo"),
        new("revocation_endpoint", issuer + "/revoke"),
        new("introspection_endpoint", issuer + "/introspect"),
        new("end_session_endpoint", issuer + "/logout"),
        new("backchannel_authentication_endpoint", issuer + "/bc-authorize"),
        new("device_authorization_endpoint", issuer + "/device_authorization"),
        new("jwks_uri", issuer + "/jwks"),
    ];

    private IEnumerable<KeyValuePair<string, JsonNode?>> Capabilities() =>
    [
        new("response_types_supported", List("code")),
        new("response_modes_supported", List(Destination.Modes)),
        new("grant_types_supported", List(ways.GrantTypes)),
        new("scopes_supported", List(Scopes.Known)),
        new("claims_supported", List(Claims)),
        new("claim_types_supported", List("normal")),
        new("acr_values_supported", List(AuthorizationRequests.Contexts)),
        new("prompt_values_supported", List("none", "login", "consent", "select_account")),
        new("ui_locales_supported", List(PageTexts.All.Select(texts => texts.Language))),
        new("subject_types_supported", List("public")),
        new("id_token_signing_alg_values_supported", List(SigningAlgorithms.All)),
        new("backchannel_token_delivery_modes_supported", List(ClientWords.Deliveries)),   // CIBA 4
        new("backchannel_authentication_request_signing_alg_values_supported", List(SigningAlgorithms.OfClients)),
        new("backchannel_user_code_parameter_supported", true),
        new("dpop_signing_alg_values_supported", List(SigningAlgorithms.OfClients)),
        new("code_challenge_methods_supported", List("S256")),
        new("claims_parameter_supported", true),
        new("request_parameter_supported", false),
        new("request_uri_parameter_supported", false),
        new("require_pushed_authorization_requests", false),
        new("authorization_response_iss_parameter_supported", true),
    ];

    private static IEnumerable<KeyValuePair<string, JsonNode?>> AuthenticatedBy(string endpoint, int butForTheLast = 0) =>
    [
        new(endpoint + "_endpoint_auth_methods_supported", List(ClientWords.AuthenticationMethods[..^butForTheLast])),
        new(endpoint + "_endpoint_auth_signing_alg_values_supported", List(SigningAlgorithms.OfClients)),
    ];

    private static JsonArray List(params IEnumerable<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);
}
