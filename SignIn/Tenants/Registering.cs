using System.Collections.Immutable;
using Countersign.SignIn.Clients;

namespace Countersign.SignIn.Tenants;

/// <summary>Rules for registering, changing and removing a tenant's clients.</summary>
internal static class Registering
{
    /// <summary>
    /// The client as it is to be; one that uses a secret and names none keeps those there are, because whoever writes it anew cannot know
    /// them.
    /// </summary>
    public static (Refusal? Why, TenantEvent? Change) Set(TenantState.Present tenant, TenantQuestion.SetClient set, DateTimeOffset now)
    {
        var before = tenant.ClientOf(set.Client.Id);
        var client = before is not null && set.Client.Secrets.IsEmpty && set.Client.Authentication == ClientAuthenticationMethod.Secret
            ? set.Client with { Secrets = before.Secrets }
            : set.Client;
        if (ClientRules.Objection(client) is { } objection) return (objection, null);
        return before is null && tenant.Clients?.Count >= Limits.ClientsPerTenant
            ? (Refusal.TooManyClients, null)
            : (null, new TenantEvent.ClientSet(Counted(client, before, tenant.Changes + 1), before, set.Request, now));
    }

    /// <summary>I7: a grant of a client that was removed, or by way of an address that was, is nothing to its successor.</summary>
    private static Client Counted(Client client, Client? before, long change)
    {
        if (before is null) return client with { Generation = change, Since = null };
        var since = client.RedirectUris.Distinct(StringComparer.Ordinal)
            .Select(address => KeyValuePair.Create(
                address, before.RedirectUris.Contains(address) ? before.GenerationOf(address)!.Value : change))
            .Where(address => address.Value > before.Generation)
            .ToImmutableDictionary();
        return client with { Generation = before.Generation, Since = since.IsEmpty ? null : since };
    }

    public static (Refusal? Why, TenantEvent? Change) AddSecret(
        TenantState.Present tenant, TenantQuestion.AddClientSecret add, DateTimeOffset now) =>
        tenant.ClientOf(add.Client) switch
        {
            null => (Refusal.ClientNotFound, null),
            { Authentication: not ClientAuthenticationMethod.Secret } => (Refusal.ClientRefused, null),
            var client when client.Secrets.Contains(add.Secret) => (null, null),
            _ => (null, new TenantEvent.ClientSecretAdded(add.Client, add.Secret, add.Request, now, add.Alone)),
        };

    private static Client Add(Client client, TenantEvent.ClientSecretAdded added, long change) => added.Alone
        ? client with { Secrets = [added.Secret], Generation = change, Since = null }
        : client with { Secrets = [.. client.Secrets.TakeLast(Limits.SecretsPerClient - 1), added.Secret] };

    public static TenantState.Present Apply(TenantState.Present tenant, TenantEvent happened)
    {
        var clients = tenant.Clients ?? ImmutableDictionary<string, Client>.Empty;
        return happened switch
        {
            TenantEvent.ClientSet set => tenant with { Clients = clients.SetItem(set.Client.Id, set.Client) },
            TenantEvent.ClientSecretAdded added => tenant with
            {
                Clients = clients.SetItem(added.Client, Add(clients[added.Client], added, tenant.Changes)),
            },
            TenantEvent.ClientRemoved removed => tenant with { Clients = clients.Remove(removed.Client) },
            _ => tenant,
        };
    }
}
