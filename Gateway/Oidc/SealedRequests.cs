using System.Text.Json;
using Countersign.Gateway.Sealing;
using Countersign.SignIn;

namespace Countersign.Gateway.Oidc;

/// <summary>Authorization requests on their way through the browser or the client: sealed, so that they need lie nowhere (I17).</summary>
internal sealed class SealedRequests(Sealer sealer, TimeProvider clock)
{
    /// <summary>The time a person may take to sign in.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    /// <summary>RFC 9126 2.2: between the push and the browser's coming.</summary>
    public static readonly TimeSpan PushedLife = TimeSpan.FromSeconds(90);

    public const string PushedPrefix = "urn:ietf:params:oauth:request_uri:";

    private const string Purpose = "authorize", PushedPurpose = "par";
    private const int LongestSealed = 6000;   // with the rest of an address it stays below the 8 KiB of a request line (T27)

    /// <summary>As the page and the way back carry it; null when it is too long for that.</summary>
    public string? Seal(TenantId tenant, AuthorizationRequest request) => Seal(Purpose, tenant, request, Life);

    public AuthorizationRequest? Open(TenantId tenant, string? sealedText) => Open(Purpose, tenant, sealedText);

    /// <summary>RFC 9126: as the client gets it.</summary>
    public string? SealPushed(TenantId tenant, AuthorizationRequest request) =>
        Seal(PushedPurpose, tenant, request, PushedLife) is { } sealedText ? PushedPrefix + sealedText : null;

    /// <summary>It begins when the browser comes with it.</summary>
    public AuthorizationRequest? OpenPushed(TenantId tenant, string requestUri) =>
        Open(PushedPurpose, tenant, requestUri[PushedPrefix.Length..]) is { } request
            ? request with { BeganAt = clock.GetUtcNow().ToUnixTimeMilliseconds() }
            : null;

    private string? Seal(string purpose, TenantId tenant, AuthorizationRequest request, TimeSpan life)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(request, OidcJson.Default.AuthorizationRequest);
        var sealedText = sealer.Seal(purpose, tenant, json, clock.GetUtcNow() + life);
        return sealedText.Length <= LongestSealed ? sealedText : null;
    }

    private AuthorizationRequest? Open(string purpose, TenantId tenant, string? sealedText) =>
        sealer.Open(purpose, tenant, sealedText, clock.GetUtcNow()) is { } json
            ? JsonSerializer.Deserialize(json, OidcJson.Default.AuthorizationRequest)
            : null;
}
