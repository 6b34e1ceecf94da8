global using TenantRuling =
    Countersign.SignIn.Machines.Ruling<Countersign.SignIn.Tenants.TenantAnswer, Countersign.SignIn.Tenants.TenantEvent>;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Providers;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Tenants;

/// <summary>Events of a tenant.</summary>
public abstract record TenantEvent(RequestId Request, DateTimeOffset At)
{
    public sealed record Created(RequestId Request, DateTimeOffset At) : TenantEvent(Request, At);
    public sealed record PolicySaved(PhoneSignInPolicy Policy, PhoneSignInPolicy? Before, RequestId Request, DateTimeOffset At)
        : TenantEvent(Request, At);
    public sealed record LegacyPolicySet(bool Enabled, RequestId Request, DateTimeOffset At) : TenantEvent(Request, At);
    public sealed record PrerequisitesSet(Prerequisites Prerequisites, Prerequisites Before, RequestId Request, DateTimeOffset At)
        : TenantEvent(Request, At);
    public sealed record SettingsSet(
        TenantSettings Settings, TenantSettings Before, RequestId Request, DateTimeOffset At, string? WebhookSecret = null)
        : TenantEvent(Request, At);
    public sealed record WebhookSecretSet(string Secret, RequestId Request, DateTimeOffset At) : TenantEvent(Request, At);
    public sealed record DomainSet(string Name, Domain Domain, RequestId Request, DateTimeOffset At) : TenantEvent(Request, At);
    public sealed record DomainRemoved(string Name, RequestId Request, DateTimeOffset At) : TenantEvent(Request, At);
    public sealed record ClientSet(Client Client, Client? Before, RequestId Request, DateTimeOffset At) : TenantEvent(Request, At);
    public sealed record ClientSecretAdded(string Client, SecretHash Secret, RequestId Request, DateTimeOffset At, bool Alone = false)
        : TenantEvent(Request, At);
    public sealed record Restored(long Epoch, RequestId Request, DateTimeOffset At) : TenantEvent(Request, At);
    public sealed record ProviderSet(Provider Provider, Provider? Before, RequestId Request, DateTimeOffset At) : TenantEvent(Request, At);
    public sealed record ProviderRemoved(string Provider, RequestId Request, DateTimeOffset At) : TenantEvent(Request, At);
    public sealed record PasswordsSet(PasswordWay? Way, PasswordWay? Before, RequestId Request, DateTimeOffset At)
        : TenantEvent(Request, At);
    public sealed record ClientRemoved(string Client, RequestId Request, DateTimeOffset At) : TenantEvent(Request, At);

    /// <param name="Would">What would have happened without a second person.</param>
    /// <param name="Replaced">The number of the same actor's earlier one about the same.</param>
    public sealed record ProposalMade(Proposal Proposal, TenantEvent Would, long? Replaced, RequestId Request, DateTimeOffset At)
        : TenantEvent(Request, At);
    public sealed record ProposalAgreed(Proposal Proposal, RequestId Request, DateTimeOffset At) : TenantEvent(Request, At);
    public sealed record ProposalDeclined(Proposal Proposal, RequestId Request, DateTimeOffset At) : TenantEvent(Request, At);
}
