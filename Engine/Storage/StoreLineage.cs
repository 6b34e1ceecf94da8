using Countersign.Engine.Ports;

namespace Countersign.Engine.Storage;

/// <summary>
/// How a store knows itself from a copy of it that was put back (F23). The row is in the store and comes back with a copy; a mark of it,
/// kept elsewhere, does not, and is then ahead of what the store says (docs/decisions/0012).
/// </summary>
/// <param name="Id">Drawn when the store began.</param>
/// <param name="Epoch">How often a backup was put back into it.</param>
/// <param name="Position">Grows for as long as the store lives; the mark is written after it is durable, and never ahead.</param>
/// <param name="IsEnding">A restore has begun to end what was under way, and has not come to its end.</param>
public sealed record StoreLineage(string Id, long Epoch, long Position, bool IsEnding = false)
{
    /// <summary>A mark of an earlier epoch says nothing: since then a backup was put back, and that was told.</summary>
    public bool IsOlderThan(StoreMark mark) =>
        mark.Id != Id || mark.Epoch > Epoch || (mark.Epoch == Epoch && mark.Position > Position);

    public StoreMark Mark => new(Id, Epoch, Position);
}

/// <summary>The part of a store's lineage that is kept outside of it.</summary>
public sealed record StoreMark(string Id, long Epoch, long Position);

/// <summary>Reads and writes a store's lineage.</summary>
public sealed class StoreLineages(IStore store)
{
    private const int Attempts = 6;

    /// <summary>The lineage; a store without one begins it now.</summary>
    /// <returns>The lineage, and whether the store was quite empty, so that no copy can have been put back.</returns>
    /// <exception cref="StorageUnavailableException">It cannot be read or written now.</exception>
    public async ValueTask<(StoreLineage Lineage, bool IsNew)> Open(CancellationToken cancel)
    {
        if (await store.Load(RowKey.OfService, cancel) is { } row) return (StateJson.ReadLineage(row.Body.Span), false);
        var isNew = (await store.List(RowKind.Tenant, "", "", 1, cancel)).Count == 0;
        return (await Change(was => was, cancel), isNew);
    }

    /// <summary>One position on.</summary>
    /// <exception cref="StorageUnavailableException">It is not certain to be durable.</exception>
    public ValueTask<StoreLineage> Advance(CancellationToken cancel) => Change(was => was with { Position = was.Position + 1 }, cancel);

    /// <summary>A new epoch, whose restore is under way. One that did not come to its end goes on with its own.</summary>
    public ValueTask<StoreLineage> BeginRestore(StoreMark? mark, CancellationToken cancel) => Change(
        was => was.IsEnding ? was : was with
        {
            Epoch = Math.Max(was.Epoch, mark?.Epoch ?? 0) + 1,
            Position = Math.Max(was.Position, mark?.Position ?? 0) + 1,
            IsEnding = true,
        },
        cancel);

    public ValueTask<StoreLineage> EndRestore(CancellationToken cancel) => Change(was => was with { IsEnding = false }, cancel);

    private async ValueTask<StoreLineage> Change(Func<StoreLineage, StoreLineage> change, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var row = await store.Load(RowKey.OfService, cancel);
            var next = change(row is null ? new(RandomValues.Handle(), 0, 0) : StateJson.ReadLineage(row.Body.Span));
            var write = new RowWrite(RowKey.OfService, row?.Version ?? 0, null, StateJson.Write(next));
            if (await store.Commit(new(write, [], [])) == CommitResult.Committed) return next;
        }

        throw new StorageUnavailableException("The storage did not confirm how far it has come.");
    }
}
