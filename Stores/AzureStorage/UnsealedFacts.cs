using Azure.Data.Tables;
using Countersign.Engine.Ports;
using Countersign.SignIn;

namespace Countersign.Stores.AzureStorage;

/// <summary>
/// The facts of one commit for one tenant: an entity of the commit's own transaction until they are in the chain. A mark elsewhere,
/// written ahead, lets somebody else find them when the process that wrote them is gone.
/// </summary>
internal sealed record UnsealedFacts(TenantId Tenant, string Partition, string Row, IReadOnlyList<byte[]> Bodies)
{
    /// <summary>When they were handed in here, before they were sent; 0: they were found in the storage.</summary>
    public long Since { get; init; }

    /// <summary>Its name in the head of a chain.</summary>
    public string Name => Partition + " " + Row;

    public int Size => Bodies.Sum(body => body.Length + 200);

    private string Commit => Row.Split('.')[1];

    public TableEntity Entity()
    {
        var entity = new TableEntity(Partition, Row) { ["t"] = Tenant.Value };
        AzureStorage.Bodies.Put(entity, Joined());
        return entity;
    }

    public TableEntity Mark() => new(TableKeys.OutboxPartition(TableKeys.OutboxShard(Commit)), Row)
    {
        ["p"] = Partition,
    };

    /// <exception cref="StorageUnavailableException">It is not such an entity.</exception>
    public static UnsealedFacts Read(TableEntity entity)
    {
        List<byte[]> bodies = [];
        var joined = AzureStorage.Bodies.Get(entity).AsSpan();
        while (!joined.IsEmpty)
        {
            var end = joined.IndexOf((byte)'\n');
            if (end < 0) throw AzureStorage.Bodies.Torn(entity);
            bodies.Add(joined[..end].ToArray());
            joined = joined[(end + 1)..];
        }

        return new(
            new(entity.GetString("t") ?? throw AzureStorage.Bodies.Torn(entity)), entity.PartitionKey, entity.RowKey, bodies);
    }

    /// <summary>A fact is one line of ASCII.</summary>
    private byte[] Joined()
    {
        using var joined = new MemoryStream();
        foreach (var body in Bodies)
        {
            joined.Write(body);
            joined.WriteByte((byte)'\n');
        }

        return joined.ToArray();
    }
}
