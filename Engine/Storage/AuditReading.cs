using System.Runtime.CompilerServices;
using Countersign.Engine.Ports;
using Countersign.SignIn.Audit;

namespace Countersign.Engine.Storage;

/// <summary>Reads the audit of all tenants.</summary>
public static class AuditReading
{
    private const int PageSize = 1000;

    /// <summary>Every sealed record: tenant by tenant in order of their names, each tenant's in the order of its chain.</summary>
    /// <exception cref="StorageUnavailableException">The records cannot be read now.</exception>
    public static async IAsyncEnumerable<AuditRecord> ReadWholeAudit(this IStore store, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var last = ""; await store.AuditTenants(last, PageSize, cancel) is { Count: > 0 } tenants; last = tenants[^1].Value)
        {
            foreach (var tenant in tenants)
            {
                for (long after =
                    0; await store.ReadAudit(tenant, after, PageSize, cancel) is { Count: > 0 } page; after = page[^1].Sequence)
                {
                    foreach (var record in page) yield return record;
                }
            }
        }
    }
}
