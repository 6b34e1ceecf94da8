using Countersign.Engine;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Outbound;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin;

/// <param name="Tenant">As it is now: after the change, or unchanged when it was only previewed.</param>
/// <param name="WebhookSecret">Of a webhook that this change set, once to be seen; null: of none.</param>
/// <param name="Waits">The number of the proposal that the change has become (T31).</param>
internal sealed record SettingsChanged(
    TenantState.Present Tenant, PolicyForecast Forecast, string? WebhookSecret, long? Waits = null);

/// <summary>Changes the settings of a tenant, for the interface and for the console alike.</summary>
/// <param name="feeds">What receivers of security events are told.</param>
internal sealed class SettingsChange(
    Administration administration, ProviderSecrets secrets, OutboundSettings outbound, EventFeeds feeds)
{
    /// <summary>
    /// The names of the settings that are outside their bounds, the product's and the operator's (T16); none: all may be saved.
    /// </summary>
    public IReadOnlyList<string> Outside(TenantSettings settings)
    {
        var outside = SettingBounds.Outside(SettingBounds.OfSettings, settings);
        if (!outside.IsEmpty) return outside;
        if (settings.SecurityWebhook is { } webhook && !OutboundHttp.IsCallable(webhook, outbound)) return ["security_webhook"];
        return settings.EventReceiver is { } receiver && !OutboundHttp.IsCallableProvider(receiver.Address, outbound)
            ? ["security_events"]
            : [];
    }

    public async ValueTask<Reply<SettingsChanged>> Make(
        TenantId tenant, RequestId request, TenantSettings settings, bool preview, CancellationToken cancel)
    {
        if (Outside(settings).Count > 0) return Refusal.SettingOutOfRange;
        var secret = Administration.NewSecret();
        var drawn = settings.SecurityWebhook is null ? null : secrets.SealWebhook(tenant, secret);
        var set = new TenantQuestion.SetSettings(request, settings, drawn);
        if (settings.EventReceiver is not null && !preview && await administration.Missing(tenant, cancel) is null)
            await feeds.Begin(tenant, cancel);   // before the receiver is saved: none is without
        return (await administration.ChangeForeseen(tenant, set, preview, cancel)).Then(changed => new SettingsChanged(
            changed.Tenant, changed.Forecast, drawn is not null && changed.Tenant.WebhookSecret == drawn ? secret : null,
            changed.Waits));
    }

    /// <summary>Another secret for the webhook that there is, once to be seen.</summary>
    public async ValueTask<Reply<string>> DrawSecret(TenantId tenant, CancellationToken cancel)
    {
        var secret = Administration.NewSecret();
        var set = new TenantQuestion.SetWebhookSecret(new(RandomValues.Handle()), secrets.SealWebhook(tenant, secret));
        return (await administration.Ask(tenant, set, cancel)).Then(_ => secret);
    }
}
