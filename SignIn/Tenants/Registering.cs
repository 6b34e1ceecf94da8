using System.Collections.Immutable;
using Countersign.SignIn.Clients;

namespace Countersign.SignIn.Tenants;

/// <summary>How a tenant's clients are registered, changed and forgotten.</summary>
internal static class Registering
{
    /// <summary>
    /// The client as it is to be; one that uses a secret and names none keeps those there are, because whoever writes it anew cannot know
    /// them.
    /// </summary>
    public static (Refusal? Why, TenantEvent? Change) Set(TenantState.Present tenant, TenantCommand.SetClient set, DateTimeOffset now)
    {
        var before = tenant.ClientOf(set.Client.Id);
        var client = before is not null && set.Client.Secrets.IsEmpty && set.Client.Authentication == ClientAuthenticationMethod.Secret
            ? set.Client with { Secrets = before.Secrets }
            : set.Client;
        if (ClientRules.Objection(client) is { } objection) return (objection, null);
        return before is null && tenant.Clients?.Count >= Limits.ClientsPerTenant
            ? (Refusal.TooManyClients, null)
            : (null, new TenantEvent.ClientSet(client, before, set.Request, now));
    }

    public static (Refusal? Why, TenantEvent? Change) AddSecret(TenantState.Present tenant, TenantCommand.AddClientSecret add, DateTimeOffset now) =>
        tenant.ClientOf(add.Client) switch
        {
            null => (Refusal.ClientNotFound, null),
            { Authentication: not ClientAuthenticationMethod.Secret } => (Refusal.ClientRefused, null),
            var client when client.Secrets.Contains(add.Secret) => (null, null),
            _ => (null, new TenantEvent.ClientSecretAdded(add.Client, add.Secret, add.Request, now)),
        };

    public static TenantState.Present Apply(TenantState.Present tenant, TenantEvent happened)
    {
        var clients = tenant.Clients ?? ImmutableDictionary<string, Client>.Empty;
        return happened switch
        {
            TenantEvent.ClientSet set => tenant with { Clients = clients.SetItem(set.Client.Id, set.Client) },
            TenantEvent.ClientSecretAdded added => tenant with
            {
                Clients = clients.SetItem(added.Client, clients[added.Client] with
                {
                    Secrets = [.. clients[added.Client].Secrets.TakeLast(Limits.SecretsPerClient - 1), added.Secret],
                }),
            },
            TenantEvent.ClientRemoved removed => tenant with { Clients = clients.Remove(removed.Client) },
            _ => tenant,
        };
    }
}
