using System.Text.Json.Serialization;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Providers;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Tenants;

/// <summary>A change of a tenant that can wait for a second person (T31), exactly as it was asked for.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(OfPolicy), "policy")]
[JsonDerivedType(typeof(OfLegacyPolicy), "legacy_policy")]
[JsonDerivedType(typeof(OfPrerequisites), "prerequisites")]
[JsonDerivedType(typeof(OfSettings), "settings")]
[JsonDerivedType(typeof(OfDomain), "domain")]
[JsonDerivedType(typeof(OfProvider), "provider")]
[JsonDerivedType(typeof(OfPasswords), "passwords")]
[JsonDerivedType(typeof(OfClient), "client")]
public abstract record HeldChange
{
    /// <summary>What it sets, by its address below the tenant's: of one part only one change waits at a time.</summary>
    [JsonIgnore]
    public abstract string Part { get; }

    /// <summary>The change, asked again.</summary>
    public abstract TenantQuestion Ask(RequestId request);

    public sealed record OfPolicy(bool Enabled, Target Target) : HeldChange
    {
        public override string Part => "policy";

        public override TenantQuestion Ask(RequestId request) => new TenantQuestion.SavePolicy(request, null, Enabled, Target);
    }

    public sealed record OfLegacyPolicy(bool Enabled) : HeldChange
    {
        public override string Part => "legacy-policy";

        public override TenantQuestion Ask(RequestId request) => new TenantQuestion.SetLegacyPolicy(request, Enabled);
    }

    public sealed record OfPrerequisites(Prerequisites Prerequisites) : HeldChange
    {
        public override string Part => "prerequisites";

        public override TenantQuestion Ask(RequestId request) => new TenantQuestion.SetPrerequisites(request, Prerequisites);
    }

    /// <param name="WebhookSecret">Sealed.</param>
    public sealed record OfSettings(TenantSettings Settings, string? WebhookSecret) : HeldChange
    {
        public override string Part => "settings";

        public override TenantQuestion Ask(RequestId request) => new TenantQuestion.SetSettings(request, Settings, WebhookSecret);
    }

    /// <param name="Domain">Null: it is to go.</param>
    public sealed record OfDomain(string Name, Domain? Domain) : HeldChange
    {
        public override string Part => "domains/" + Name;

        public override TenantQuestion Ask(RequestId request) =>
            Domain is null ? new TenantQuestion.RemoveDomain(request, Name) : new TenantQuestion.SetDomain(request, Name, Domain);
    }

    /// <param name="Provider">With its sealed secret. Null: it is to go.</param>
    public sealed record OfProvider(string Id, Provider? Provider) : HeldChange
    {
        public override string Part => "providers/" + Id;

        public override TenantQuestion Ask(RequestId request) =>
            Provider is null ? new TenantQuestion.RemoveProvider(request, Id) : new TenantQuestion.SetProvider(request, Provider);
    }

    /// <param name="Way">With its sealed secret. Null: none are taken.</param>
    public sealed record OfPasswords(PasswordWay? Way) : HeldChange
    {
        public override string Part => "passwords";

        public override TenantQuestion Ask(RequestId request) => new TenantQuestion.SetPasswords(request, Way);
    }

    /// <param name="Client">Null: it is to go.</param>
    public sealed record OfClient(string Id, Client? Client) : HeldChange
    {
        public override string Part => "clients/" + Id;

        public override TenantQuestion Ask(RequestId request) =>
            Client is null ? new TenantQuestion.RemoveClient(request, Id) : new TenantQuestion.SetClient(request, Client);
    }

    /// <summary>The change that a question asks for, and its request; null: it is none that waits.</summary>
    public static (HeldChange Change, RequestId Request)? Of(TenantQuestion question) => question switch
    {
        TenantQuestion.SavePolicy save => (new OfPolicy(save.Enabled, save.Target), save.Request),
        TenantQuestion.SetLegacyPolicy set => (new OfLegacyPolicy(set.Enabled), set.Request),
        TenantQuestion.SetPrerequisites set => (new OfPrerequisites(set.Prerequisites), set.Request),
        TenantQuestion.SetSettings set => (new OfSettings(set.Settings, set.WebhookSecret), set.Request),
        TenantQuestion.SetDomain set => (new OfDomain(set.Name, set.Domain), set.Request),
        TenantQuestion.RemoveDomain remove => (new OfDomain(remove.Name, null), remove.Request),
        TenantQuestion.SetProvider set => (new OfProvider(set.Provider.Id, set.Provider), set.Request),
        TenantQuestion.RemoveProvider remove => (new OfProvider(remove.Provider, null), remove.Request),
        TenantQuestion.SetPasswords set => (new OfPasswords(set.Way), set.Request),
        TenantQuestion.SetClient set => (new OfClient(set.Client.Id, set.Client), set.Request),
        TenantQuestion.RemoveClient remove => (new OfClient(remove.Client, null), remove.Request),
        _ => null,
    };

    /// <summary>The part that an event has changed; null: none of those that can wait.</summary>
    public static string? PartOf(TenantEvent happened) => happened switch
    {
        TenantEvent.PolicySaved => "policy",
        TenantEvent.LegacyPolicySet => "legacy-policy",
        TenantEvent.PrerequisitesSet => "prerequisites",
        TenantEvent.SettingsSet => "settings",
        TenantEvent.DomainSet set => "domains/" + set.Name,
        TenantEvent.DomainRemoved removed => "domains/" + removed.Name,
        TenantEvent.ProviderSet set => "providers/" + set.Provider.Id,
        TenantEvent.ProviderRemoved removed => "providers/" + removed.Provider,
        TenantEvent.PasswordsSet => "passwords",
        TenantEvent.ClientSet set => "clients/" + set.Client.Id,
        TenantEvent.ClientRemoved removed => "clients/" + removed.Client,
        _ => null,
    };
}
