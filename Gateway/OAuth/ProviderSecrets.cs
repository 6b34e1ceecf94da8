using System.Text;
using Countersign.Gateway.Sealing;
using Countersign.SignIn;

namespace Countersign.Gateway.OAuth;

/// <summary>
/// What this service must be able to read back of a provider: its client secret there, and ID tokens to sign out with; and the secret that
/// a tenant's webhook, directory or verifier of passwords shares with it. Sealed with the secret that seals signing keys, so that
/// no row has them in clear.
/// </summary>
internal sealed class ProviderSecrets(Sealer sealer, TimeProvider clock)
{
    public const int ShortestSecret = 8, LongestSecret = 256;
    private const string Secret = "provider-secret", Token = "provider-token", Webhook = "webhook-secret", Place = "password-place";

    public string Seal(TenantId tenant, string secret) => SealAs(Secret, tenant, secret);

    /// <summary>Null when it was sealed with another secret than this gateway's, or for another tenant.</summary>
    public string? Open(TenantId tenant, string? text) => OpenAs(Secret, tenant, text);

    public string SealToken(TenantId tenant, string token) => SealAs(Token, tenant, token);

    public string? OpenToken(TenantId tenant, string? text) => OpenAs(Token, tenant, text);

    public string SealWebhook(TenantId tenant, string secret) => SealAs(Webhook, tenant, secret);

    public string? OpenWebhook(TenantId tenant, string? text) => OpenAs(Webhook, tenant, text);

    /// <summary>What a directory or a verifier of passwords knows this service by.</summary>
    public string SealPlace(TenantId tenant, string secret) => SealAs(Place, tenant, secret);

    public string? OpenPlace(TenantId tenant, string? text) => OpenAs(Place, tenant, text);

    public static bool IsSecret(string text) =>
        text.Length is >= ShortestSecret and <= LongestSecret && text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;

    private string SealAs(string purpose, TenantId tenant, string text) =>
        sealer.Seal(purpose, tenant, Encoding.UTF8.GetBytes(text), DateTimeOffset.MaxValue);

    private string? OpenAs(string purpose, TenantId tenant, string? text) =>
        sealer.Open(purpose, tenant, text, clock.GetUtcNow()) is { } content ? Encoding.UTF8.GetString(content) : null;
}
