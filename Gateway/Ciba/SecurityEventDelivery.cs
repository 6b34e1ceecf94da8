using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Outbound;
using Countersign.SignIn;
using Countersign.SignIn.SecurityEvents;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Ciba;

/// <summary>Delivers one security event to the tenant's webhook, signed with the secret that only the two of them know (T29).</summary>
internal sealed class SecurityEventDelivery(UseCases engine, ProviderSecrets secrets, ClientNotificationSender sender)
{
    public const string Signature = "Countersign-Signature";

    /// <exception cref="EngineUnavailableException">See <see cref="ISignInEngine"/>.</exception>
    /// <exception cref="OperationCanceledException">Whether it arrived is not known.</exception>
    public async ValueTask<NotificationOutcome> Deliver(SecurityEventId id, SecurityEventState.Owed owed, CancellationToken cancel)
    {
        if (await Receiver(owed.Tenant, cancel) is not var (webhook, sealedSecret)) return NotificationOutcome.Pointless;
        if (secrets.OpenWebhook(owed.Tenant, sealedSecret) is not { } secret) return NotificationOutcome.Failed;
        var body = Body(id, owed);
        var outcome = await sender.Deliver(
            owed.Tenant.Value + ":" + SecurityEventRules.Receiver, new Uri(webhook), StillWanted,
            request => request.Headers.Add(Signature, Sign(secret, engine.Clock.GetUtcNow(), body)), cancel);
        return outcome == DeliveryOutcome.Delivered ? NotificationOutcome.Delivered : NotificationOutcome.Failed;

        // An address that was taken back a moment ago hears nothing more.
        async ValueTask<byte[]?> StillWanted(CancellationToken stop) =>
            await Receiver(owed.Tenant, stop) == (webhook, sealedSecret) ? body : null;
    }

    /// <summary>The time in Unix seconds, and the HMAC-SHA256 of time, dot and body in lower-case hexadecimal.</summary>
    public static string Sign(string secret, DateTimeOffset at, ReadOnlySpan<byte> body) => SharedSecret.Sign(secret, at, body);

    private async ValueTask<(string Webhook, string Secret)?> Receiver(TenantId tenant, CancellationToken cancel) =>
        (await engine.Engine.Ask(tenant, new TenantQuestion.Read(), cancel)).Answer?.Tenant
            is { Settings.SecurityWebhook: { } webhook, WebhookSecret: { } secret }
            ? (webhook, secret)
            : null;

    private static string KindOf(NoticeKind kind) => kind switch
    {
        NoticeKind.PassUsed => "pass",
        NoticeKind.PasswordSet => "password",
        NoticeKind.RecoveryCodesIssued or NoticeKind.RecoveryCodeUsed => "recovery_code",
        NoticeKind.PasskeyAdded or NoticeKind.PasskeyRemoved => "passkey",
        _ => "phone",
    };

    private static byte[] Body(SecurityEventId id, SecurityEventState.Owed owed) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["event_id"] = id.Value,
        ["event"] = Words.WordFor(owed.Kind),
        ["tenant"] = owed.Tenant.Value,
        ["user"] = owed.User.Value,
        ["method"] = new JsonObject { ["kind"] = KindOf(owed.Kind), ["name"] = owed.Phone },
        ["at"] = owed.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
    }.ToJsonString());
}
