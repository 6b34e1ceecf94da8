using System.Collections.Immutable;
using Countersign.SignIn.Providers;

namespace Countersign.SignIn.Tenants;

/// <summary>Rules for registering, changing and removing a tenant's providers, and for the domains that sign in with them.</summary>
internal static class ProviderRegistration
{
    /// <summary>The provider as it is to be; one that takes a secret and names none keeps the one there is.</summary>
    public static (Refusal? Why, TenantEvent? Change) Set(TenantState.Present tenant, TenantQuestion.SetProvider set, DateTimeOffset now)
    {
        var before = tenant.ProviderOf(set.Provider.Id);
        var provider = set.Provider is { HasSecret: true, SealedSecret: null }
            ? set.Provider with { SealedSecret = before?.SealedSecret }
            : set.Provider;
        if (ProviderRules.Objection(provider) is { } objection) return (objection, null);
        if (before is null && tenant.Providers?.Count >= Limits.ProvidersPerTenant) return (Refusal.TooManyProviders, null);
        var isSame = before is not null && before.Issuer == provider.Issuer && before.ClientId == provider.ClientId;
        return (null, new TenantEvent.ProviderSet(
            provider with { Generation = isSame ? before!.Generation : tenant.Changes + 1 }, before, set.Request, now));
    }

    /// <summary>I7: a domain that signs in with the same provider as before does so since then; with another, from now on.</summary>
    public static Domain.AtProvider Counted(TenantState.Present tenant, string name, Domain.AtProvider at) => at with
    {
        Since = tenant.Domains.GetValueOrDefault(name) is Domain.AtProvider before && before.Provider == at.Provider
            ? before.Since
            : tenant.Changes + 1,
    };

    public static TenantState.Present Apply(TenantState.Present tenant, TenantEvent happened)
    {
        var providers = tenant.Providers ?? ImmutableDictionary<string, Provider>.Empty;
        return happened switch
        {
            TenantEvent.ProviderSet set => Distrusted(tenant, set) with { Providers = providers.SetItem(set.Provider.Id, set.Provider) },
            TenantEvent.ProviderRemoved removed => tenant with { Providers = providers.Remove(removed.Provider) },
            _ => tenant,
        };
    }

    /// <summary>
    /// I7: what people had signed in to while the provider was trusted says what it said of them; that ends with the trust. People stay
    /// linked.
    /// </summary>
    private static TenantState.Present Distrusted(TenantState.Present tenant, TenantEvent.ProviderSet set) =>
        set is { Before.IsTrusted: true, Provider.IsTrusted: false }
            ? tenant with
            {
                Domains = tenant.Domains.SetItems(tenant.Domains
                    .Where(domain => domain.Value is Domain.AtProvider at && at.Provider == set.Provider.Id)
                    .Select(domain => KeyValuePair.Create(
                        domain.Key, (Domain)((Domain.AtProvider)domain.Value with { Since = tenant.Changes })))),
            }
            : tenant;
}
