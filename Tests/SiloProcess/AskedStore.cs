using System.Collections.Concurrent;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.SiloProcess;

/// <summary>
/// A store that asks the test, before everything it does, what is to become of it: the test scripts faults for all silos together.
/// </summary>
/// <param name="sealsAtOnce">
/// Where facts of several processes come into a chain in whatever order they are sealed (docs/decisions/0017): each commit's are sealed
/// before it is answered, since the contract compares what followed one another.
/// </param>
internal sealed class AskedStore(IStore inner, bool sealsAtOnce) : IStore
{
    private readonly ConcurrentDictionary<string, Commit> _late = new();
    private long _commits;

    /// <summary>The test.</summary>
    public Line Test { get; set; } = null!;

    public bool IsExclusive => false;

    public async ValueTask<Row?> Load(RowKey key, CancellationToken cancel)
    {
        await May("load");
        return await inner.Load(key, cancel);
    }

    public async ValueTask<Reread> Reload(RowKey key, long version, CancellationToken cancel)
    {
        await May("load");
        return await inner.Reload(key, version, cancel);
    }

    public async ValueTask<CommitResult> Commit(Commit commit)
    {
        var number = $"{Interlocked.Increment(ref _commits)}";
        var result = await Meet(commit, number, await Test.Ask("commit " + number));
        await Test.Ask("committed");
        return result;
    }

    public async ValueTask<CommitResult> Rehearse(Commit commit) =>
        await Test.Ask("list") == "away" ? CommitResult.NotCommitted : await inner.Rehearse(commit);

    public async ValueTask<IReadOnlyList<RowKey>> Due(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel)
    {
        await May("list");
        return await inner.Due(kind, now, limit, cancel);
    }

    public async ValueTask<int> DropDue(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel)
    {
        await May("list");
        return await inner.DropDue(kind, now, limit, cancel);
    }

    public async ValueTask<IReadOnlyList<Row>> List(RowKind kind, string prefix, string after, int limit, CancellationToken cancel)
    {
        await May("list");
        return await inner.List(kind, prefix, after, limit, cancel);
    }

    /// <remarks>What another process has committed may not be in the chain yet; before a test looks, it is.</remarks>
    public async ValueTask<IReadOnlyList<AuditRecord>> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel)
    {
        await May("list");
        await Test.Ask("seal " + tenant.Value);
        return await inner.ReadAudit(tenant, after, limit, cancel);
    }

    public async ValueTask<IReadOnlyList<TenantId>> AuditTenants(string after, int limit, CancellationToken cancel)
    {
        await May("list");
        return await inner.AuditTenants(after, limit, cancel);
    }

    /// <summary>All that this process has committed of the tenant gets its place in the chain.</summary>
    public async ValueTask Seal(TenantId tenant) => await inner.ReadAudit(tenant, long.MaxValue - 1, 1, default);

    /// <summary>A commit that was held arrives.</summary>
    public async ValueTask<CommitResult> Deliver(string number) =>
        _late.TryRemove(number, out var commit) ? await inner.Commit(commit) : throw new InvalidOperationException($"No commit {number}.");

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async ValueTask May(string what)
    {
        if (await Test.Ask(what) == "away") throw new StorageUnavailableException("Scripted: the storage is away.");
    }

    private async ValueTask<CommitResult> Meet(Commit commit, string number, string fault)
    {
        switch (fault)
        {
            case "away" or "Refused":
                return CommitResult.NotCommitted;
            case "Late":
                _late[number] = commit;
                return CommitResult.Unknown;
            case "LostBeforeSending":
                return CommitResult.Unknown;
            case "LostAnswer":
                await Carry(commit);
                return CommitResult.Unknown;
            default:
                return await Carry(commit);
        }
    }

    private async ValueTask<CommitResult> Carry(Commit commit)
    {
        var result = await inner.Commit(commit);
        if (sealsAtOnce && commit.Audit.Count > 0) await Seal(commit.Audit[0].Tenant);
        return result;
    }
}
