using System.Collections.Concurrent;
using System.Collections.Immutable;
using Countersign.Engine;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.OAuth;

/// <summary>
/// The clients as the endpoints find them: those of the configuration first, then the tenant's. In front of a cluster a tenant's are
/// remembered for a second, well within the 5 s that a change may take to be heard of (I8).
/// </summary>
public sealed class ClientRegistry(
    IReadOnlyList<ConfiguredClient> configured, Administration administration, TimeProvider clock, bool isRemote)
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<TenantId, Known> _known = new();

    /// <exception cref="EngineUnavailableException">See <see cref="ISignInEngine"/>.</exception>
    public async ValueTask<Client?> Find(TenantId tenant, string id, CancellationToken cancel)
    {
        if (!Client.IsId(id)) return null;
        foreach (var one in configured)
        {
            if (one.Tenant == tenant && one.Client.Id == id) return one.Client;
        }

        return (await Of(tenant, cancel))?.GetValueOrDefault(id);
    }

    /// <summary>The algorithms that the tokens of the tenant's clients are signed with.</summary>
    /// <exception cref="EngineUnavailableException">See <see cref="ISignInEngine"/>.</exception>
    public async ValueTask<IReadOnlyCollection<SigningAlgorithm>> Algorithms(TenantId tenant, CancellationToken cancel) =>
        [.. (await Of(tenant, cancel) ?? ImmutableDictionary<string, Client>.Empty).Values
            .Concat(configured.Where(one => one.Tenant == tenant).Select(one => one.Client))
            .Select(client => client.IdTokenAlgorithm).Distinct()];

    private async ValueTask<ImmutableDictionary<string, Client>?> Of(TenantId tenant, CancellationToken cancel)
    {
        var now = clock.GetTimestamp();
        if (isRemote && _known.TryGetValue(tenant, out var known) && clock.GetElapsedTime(known.At, now) < Memory) return known.Clients;
        if ((await administration.Ask(tenant, new TenantQuestion.Read(), cancel)).Answer is not { Tenant: { Clients: var clients } })
            return null;   // not remembered: any name can be asked for, and none may take memory (I17)
        if (isRemote) _known[tenant] = new(clients, now);
        return clients;
    }

    private sealed record Known(ImmutableDictionary<string, Client>? Clients, long At);
}
