using Azure;
using Azure.Data.Tables;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Stores.AzureStorage;

/// <summary>
/// The end of a tenant's chain as it stands. Its ETag is the lock of the chain: whoever appends replaces the head in the same transaction.
/// </summary>
/// <param name="ETag">Null: there is no head yet.</param>
/// <param name="Sealed">Facts in the chain that may still be in their outboxes; no others are both.</param>
internal sealed record ChainHead(ETag? ETag, long Sequence, byte[] Hash, IReadOnlyCollection<string> Sealed);

/// <summary>Reads and appends to the chains: <c>s</c> sequence, <c>h</c> hash, <c>q</c> the hash before, and the body.</summary>
internal sealed class AuditTable(StorageAccount account)
{
    private readonly HashSet<string> _listed = [];

    public async Task<ChainHead> Head(TenantId tenant, CancellationToken cancel)
    {
        var head = await account.Get(account.Audit, TableKeys.ChainPartition(tenant), TableKeys.ChainHead, cancel);
        if (head is null) return new(null, 0, AuditChain.Genesis.ToArray(), []);
        return new(
            head.ETag, head.GetInt64("s") ?? throw Bodies.Torn(head), head.GetBinary("h") ?? throw Bodies.Torn(head),
            (head.GetString("p") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Appends the bodies in order, and says which facts are in the chain now and may still be in their outboxes.</summary>
    /// <returns>The head afterwards.</returns>
    /// <exception cref="RequestFailedException">
    /// And others: see <see cref="Outcomes"/>. A conflict: the head is another one by now.
    /// </exception>
    public async Task<ChainHead> Append(
        TenantId tenant, ChainHead head, IEnumerable<byte[]> bodies, IReadOnlyCollection<string> pending)
    {
        await List(tenant);
        var (sequence, hash) = (head.Sequence, head.Hash);
        List<TableTransactionAction> actions = [];
        foreach (var body in bodies)
        {
            var next = AuditChain.Hash(++sequence, hash, body);
            var record = new TableEntity(TableKeys.ChainPartition(tenant), TableKeys.Sequence(sequence))
            {
                ["s"] = sequence, ["q"] = hash, ["h"] = next,
            };
            Bodies.Put(record, body);
            actions.Add(new(TableTransactionActionType.Add, record));
            hash = next;
        }

        var entity = new TableEntity(TableKeys.ChainPartition(tenant), TableKeys.ChainHead)
        {
            ["s"] = sequence, ["h"] = hash, ["p"] = string.Join('\n', pending),
        };
        actions.Insert(0, head.ETag is { } etag
            ? new(TableTransactionActionType.UpdateReplace, entity, etag)
            : new(TableTransactionActionType.Add, entity));
        var answer = await account.Write(stop => account.Audit.SubmitTransactionAsync(actions, stop));
        return new(answer.Value[0].Headers.ETag, sequence, hash, pending);
    }

    public async ValueTask<IReadOnlyList<AuditRecord>> Read(TenantId tenant, long after, int limit, CancellationToken cancel)
    {
        var partition = TableKeys.Quoted(TableKeys.ChainPartition(tenant));
        var (from, end) = (TableKeys.Quoted(TableKeys.Sequence(after)), TableKeys.Quoted(TableKeys.AfterSequences));
        var filter = $"PartitionKey eq {partition} and RowKey gt {from} and RowKey lt {end}";
        return [.. (await account.Query(account.Audit, filter, limit, cancel)).Select(RecordOf)];
    }

    public async ValueTask<IReadOnlyList<TenantId>> Tenants(string after, int limit, CancellationToken cancel)
    {
        var filter = $"PartitionKey eq '{TableKeys.Tenants}' and RowKey gt {TableKeys.Quoted(TableKeys.Ordered(after))}";
        var found = await account.Query(account.Audit, filter, limit, cancel);
        return [.. found.Select(entry => new TenantId(entry.GetString("i") ?? throw Bodies.Torn(entry)))];
    }

    /// <summary>Before its first record.</summary>
    private async Task List(TenantId tenant)
    {
        lock (_listed)
        {
            if (_listed.Contains(tenant.Value)) return;
        }

        var entry = new TableEntity(TableKeys.Tenants, TableKeys.Ordered(tenant.Value)) { ["i"] = tenant.Value };
        await account.Write(stop => account.Audit.UpsertEntityAsync(entry, TableUpdateMode.Replace, stop));
        lock (_listed)
        {
            if (_listed.Count < 10_000) _listed.Add(tenant.Value);
        }
    }

    private static AuditRecord RecordOf(TableEntity entity) => new(
        entity.GetInt64("s") ?? throw Bodies.Torn(entity), entity.GetBinary("q") ?? throw Bodies.Torn(entity),
        entity.GetBinary("h") ?? throw Bodies.Torn(entity), Bodies.Get(entity));
}
