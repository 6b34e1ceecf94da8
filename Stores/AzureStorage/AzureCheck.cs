using Azure.Data.Tables;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;

namespace Countersign.Stores.AzureStorage;

/// <summary>The consistency check of an account. Servers may go on meanwhile: what they do is seen or not.</summary>
internal sealed class AzureCheck
{
    private const int Page = 1000;
    private readonly StorageAccount _account;
    private readonly StoreChecking _checking = new();

    private AzureCheck(StorageAccount account) => _account = account;

    /// <summary>
    /// Reads everything: every row, whether the index leads to it, the audit chains from their first records to their last.
    /// </summary>
    /// <exception cref="StoreRefusedException">The account cannot be used, or has no store.</exception>
    public static async Task<StoreCheck> Run(string connection, string prefix)
    {
        using var account = StorageAccount.Of(connection, prefix, TimeProvider.System);
        await TableSchema.Open(account, TimeProvider.System, isNew: false);
        var check = new AzureCheck(account);
        try
        {
            await check.Rows();
            return check._checking.End(await check.Audit());
        }
        catch (StorageUnavailableException away)
        {
            throw new StoreRefusedException($"The account cannot be read to its end: {away.Message}", away);
        }
    }

    private async Task Rows()
    {
        for (var (partition, row) = ("", ""); ;)
        {
            // First the rest of the partition, then those after it: a filter with "or" would read the table each time.
            var some = await _account.Query(
                _account.Rows, $"PartitionKey eq {TableKeys.Quoted(partition)} and RowKey gt {TableKeys.Quoted(row)}", Page, default);
            if (some.Count < Page)
                some.AddRange(await _account.Query(_account.Rows, $"PartitionKey gt {TableKeys.Quoted(partition)}", Page, default));
            if (some.Count == 0) return;
            var rows = some.Where(one => one.RowKey.StartsWith('r'));
            await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (one, _) => await Row(one));
            (partition, row) = (some[^1].PartitionKey, some[^1].RowKey);
        }
    }

    private async Task Row(TableEntity entity)
    {
        Row row;
        try
        {
            row = RowEntity.Read(entity);
        }
        catch (StorageUnavailableException)
        {
            Add($"row {entity.RowKey}: the entity is torn");
            return;
        }

        var (due, owner) = (row.Due?.ToUnixTimeMilliseconds() ?? 0, row.Key.Owner!.Value.Text);
        lock (_checking) _checking.Row((long)row.Key.Kind, row.Key.Id, owner, row.Version, due, row.Body.Span);
        if (TableKeys.RowOf(row.Key) != entity.RowKey || TableKeys.PartitionOf(row.Key.Owner!.Value) != entity.PartitionKey)
            Add($"row {row.Key}: it is not where its key and its owner say");
        var (partition, id) = (TableKeys.IndexPartition(row.Key.Kind, row.Key.Id), TableKeys.Ordered(row.Key.Id));
        var entry = await _account.Get(_account.Index, partition, id, default);
        if (entry is null || RowEntity.KeyOf(entry).Owner != row.Key.Owner) Add($"row {row.Key}: the index does not lead to it");
    }

    private async Task<IReadOnlyList<AuditHead>> Audit()
    {
        var (audit, walk) = (new AuditTable(_account), new AuditWalk([]));
        for (var last = ""; await audit.Tenants(last, Page, default) is { Count: > 0 } tenants; last = tenants[^1].Value)
        {
            foreach (var tenant in tenants) await Chain(audit, walk, tenant);
        }

        var verification = walk.End();
        _checking.Breaks(verification);
        return verification.Heads;
    }

    private async Task Chain(AuditTable audit, AuditWalk walk, TenantId tenant)
    {
        long sequence = 0;
        for (; await audit.Read(tenant, sequence, Page, default) is { Count: > 0 } page; sequence = page[^1].Sequence)
        {
            foreach (var record in page)
            {
                if (AuditWalk.TenantIn(record) != tenant)
                    Add($"audit record {record.Sequence}: filed under another tenant than its body names");
                walk.Next(tenant, record);
            }
        }

        var head = await audit.Head(tenant, default);
        if (head.Sequence < sequence) Add($"the chain of {tenant} has records behind its head, which is at {head.Sequence}");
        if (head.Sequence > sequence) Add($"the chain of {tenant} ends at {sequence}, its head says {head.Sequence}: records were cut off");
    }

    private void Add(string finding)
    {
        lock (_checking) _checking.Add(finding);
    }
}
