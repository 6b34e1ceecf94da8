using System.Globalization;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Providers;

namespace Countersign.SignIn.Tenants;

/// <summary>T31: every administrative change of a tenant is recorded with its old and new values.</summary>
internal static class TenantAudit
{
    public static AuditFact Fact(TenantEvent happened, TenantId tenant)
    {
        var fact = new AuditFact("", happened.At, tenant);
        return happened switch
        {
            TenantEvent.PolicySaved saved => fact with
            {
                Kind = "policy.saved",
                PolicyVersion = saved.Policy.Version,
                Detail = $"{Describe(saved.Before)} -> {Describe(saved.Policy)}",
            },
            TenantEvent.LegacyPolicySet set => fact with { Kind = "policy.legacy_set", Detail = set.Enabled ? "on" : "off" },
            TenantEvent.PrerequisitesSet set => fact with { Kind = "prerequisites.set", Detail = $"{set.Before} -> {set.Prerequisites}" },
            TenantEvent.SettingsSet set => fact with { Kind = "settings.set", Detail = $"{Shown(set.Before)} -> {Shown(set.Settings)}" },
            TenantEvent.WebhookSecretSet => fact with { Kind = "webhook.secret_set" },
            TenantEvent.DomainSet set => fact with { Kind = "domain.set", Detail = $"{set.Name}: {set.Domain}" },
            TenantEvent.DomainRemoved removed => fact with { Kind = "domain.removed", Detail = removed.Name },
            TenantEvent.ClientSet set => fact with
            {
                Kind = "client.set",
                Client = set.Client.Id,
                Detail = $"{ClientText.Of(set.Before)} -> {ClientText.Of(set.Client)}",
            },
            TenantEvent.ClientSecretAdded added => fact with
            {
                Kind = added.Alone ? "client.secrets_replaced" : "client.secret_added",
                Client = added.Client,
            },
            TenantEvent.Restored restored => fact with
            {
                Kind = "store.restored",
                Detail = string.Create(CultureInfo.InvariantCulture, $"epoch {restored.Epoch}"),
            },
            TenantEvent.ProviderSet set => fact with
            {
                Kind = "provider.set",
                Detail = $"{set.Provider.Id}: {ProviderText.Of(set.Before)} -> {ProviderText.Of(set.Provider)}",
            },
            TenantEvent.ProviderRemoved removed => fact with { Kind = "provider.removed", Detail = removed.Provider },
            TenantEvent.PasswordsSet set => fact with
            {
                Kind = "passwords.set",
                Detail = $"{PasswordSetting.Shown(set.Before)} -> {PasswordSetting.Shown(set.Way)}",
            },
            TenantEvent.ClientRemoved removed => fact with { Kind = "client.removed", Client = removed.Client },
            TenantEvent.ProposalMade made => Proposed(fact, made, Fact(made.Would, tenant)),
            TenantEvent.ProposalAgreed agreed => About(fact with { Kind = "proposal.agreed" }, agreed.Proposal),
            TenantEvent.ProposalDeclined declined => About(fact with { Kind = "proposal.declined" }, declined.Proposal),
            _ => fact with { Kind = "tenant.created" },
        };
    }

    private static AuditFact Proposed(AuditFact fact, TenantEvent.ProposalMade made, AuditFact would) => fact with
    {
        Kind = "proposal.made",
        Client = would.Client,
        Detail = string.Create(CultureInfo.InvariantCulture, $"{made.Proposal.Number}: {would.Kind} {would.Detail}")
            + (made.Replaced is { } earlier ? string.Create(CultureInfo.InvariantCulture, $" (instead of {earlier})") : ""),
    };

    private static AuditFact About(AuditFact fact, Proposal proposal) => fact with
    {
        Detail = string.Create(CultureInfo.InvariantCulture, $"{proposal.Number}: {proposal.Change.Part}, asked for by {proposal.By}"),
    };

    /// <summary>
    /// Of the webhook and the receiver the host alone: what follows it may let in whoever knows it. Of the logo its hash.
    /// </summary>
    private static TenantSettings Shown(TenantSettings settings) => settings with
    {
        SecurityWebhook = settings.SecurityWebhook is { } webhook ? "https://" + new Uri(webhook).Authority : null,
        Branding = settings.Branding is { Logo: { } logo } branding
            ? branding with { Logo = "SHA-256 " + SecretHash.OfSecret(logo).Value }
            : settings.Branding,
        EventReceiver = settings.EventReceiver?.WithHostAlone(),
    };

    private static string Describe(PhoneSignInPolicy? policy) => policy switch
    {
        null => "none",
        { Enabled: false } => "off",
        { Target: Target.SelectUsers select } => string.Create(
            CultureInfo.InvariantCulture, $"on for {select.Users.Count} users and {select.Groups.Count} groups"),
        _ => "on for all users",
    };
}
