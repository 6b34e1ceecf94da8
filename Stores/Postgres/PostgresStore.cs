using System.Diagnostics.Metrics;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Stores.Postgres;

/// <summary>
/// Rows in a PostgreSQL database that several processes share. A commit is one statement, and many go out together; what the database does
/// not answer is unknown. Audit facts wait in an outbox, as durable as the row, until they are sealed.
/// </summary>
internal sealed class PostgresStore : IStore, IStoreHealth, IStoreDiagnostics, ISharedReplays, IChangeRelay, ICountExchange
{
    private readonly Connections _connections;
    private readonly StoreHealth _health;
    private readonly CommitGroups _commits;
    private readonly LoadGroups _loads;
    private readonly Lists _lists;
    private readonly Sealer _sealer;
    private readonly Replays _replays;
    private readonly ChangeRelay _relay;
    private readonly bool _onlyLooks;
    private int _disposed;

    private PostgresStore(Connections connections, TimeProvider clock, bool onlyLooks)
    {
        (_connections, _onlyLooks) = (connections, onlyLooks);
        _health = new(connections);
        _lists = new(connections, _health);
        _sealer = new(_lists);
        _commits = new(connections, _health, _sealer.Ask);
        _loads = new(connections, _health);
        _replays = new(connections, _health, _lists, clock);
        _relay = new(connections, _health);
    }

    /// <param name="onlyLooks">Makes no tables and seals nothing.</param>
    /// <param name="limit">Of connecting, and of each answer; null: two seconds.</param>
    /// <exception cref="StoreRefusedException">The message says why.</exception>
    public static async Task<PostgresStore> Open(
        string? connection, TimeProvider clock, bool onlyLooks = false, TimeSpan? limit = null)
    {
        var connections = Connections.To(connection, limit);
        try
        {
            await Schema.Enter(connections, makes: !onlyLooks, CancellationToken.None);
            var store = new PostgresStore(connections, clock, onlyLooks);
            await store._replays.Begin(CancellationToken.None);
            if (!onlyLooks) store._sealer.Start();
            return store;
        }
        catch (StorageUnavailableException away)
        {
            await connections.DisposeAsync();
            throw new StoreRefusedException(away.Message, away) { IsAway = true };
        }
        catch (StoreRefusedException)
        {
            await connections.DisposeAsync();
            throw;
        }
    }

    /// <summary>Never: others may write. What was read last is read again before it is told.</summary>
    public bool IsExclusive => false;

    public StoreTrouble? Trouble => _health.Trouble;

    public IReplayMemory Replays => _replays;

    internal PostgresCounters Counters => _commits.Counters;

    public void Probe() => _health.Probe();

    public void Measure(Meter meter) => PostgresCounters.Measure(meter, () => _commits.Counters, _sealer);

    public ValueTask ForgetReplays(CancellationToken cancel) => _replays.Forget(cancel);

    public void Listen(Action<int> heard, Action missed) => _relay.Listen(heard, missed);

    public void Tell(int slot) => _relay.Tell(slot);

    public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> Exchange(
        string gateway, ReadOnlyMemory<byte> counts, CancellationToken cancel) => Counts.Exchange(_lists, gateway, counts, cancel);

    public async ValueTask<Row?> Load(RowKey key, CancellationToken cancel) => (await Read(key, -1, cancel)).Row;

    public ValueTask<Reread> Reload(RowKey key, long version, CancellationToken cancel) => Read(key, version, cancel);

    public ValueTask<CommitResult> Commit(Commit commit)
    {
        CommitShape.Check(commit);
        var work = new CommitWork(commit);
        return _commits.TryAdd(work) ? new(work.Task) : new(CommitResult.NotCommitted);
    }

    public ValueTask<IReadOnlyList<RowKey>> Due(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel)
    {
        Check(limit, cancel);
        return _lists.Due(kind, now, limit, cancel);
    }

    public ValueTask<int> DropDue(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel)
    {
        Check(limit, cancel);
        return _lists.DropDue(kind, now, limit, cancel);
    }

    public ValueTask<IReadOnlyList<Row>> List(RowKind kind, string prefix, string after, int limit, CancellationToken cancel)
    {
        Check(limit, cancel);
        return CommitShape.IsPrefix(prefix) ? _lists.List(kind, prefix, after, limit, cancel) : new([]);
    }

    /// <remarks>Seals first, so that whoever reads what they did finds it.</remarks>
    public async ValueTask<IReadOnlyList<AuditRecord>> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel)
    {
        Check(limit, cancel);
        await Seal(cancel);
        return await _lists.Audit(tenant, after, limit, cancel);
    }

    public async ValueTask<IReadOnlyList<TenantId>> AuditTenants(string after, int limit, CancellationToken cancel)
    {
        Check(limit, cancel);
        await Seal(cancel);
        return await _lists.AuditTenants(after, limit, cancel);
    }

    /// <summary>Answers what was accepted, and lets go of the database.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _commits.DisposeAsync();
        await _loads.DisposeAsync();
        await _replays.DisposeAsync();
        await _relay.DisposeAsync();
        await _sealer.DisposeAsync();
        await _health.DisposeAsync();
        await _connections.DisposeAsync();
    }

    private static void Check(int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        cancel.ThrowIfCancellationRequested();
    }

    private ValueTask Seal(CancellationToken cancel) => _onlyLooks ? default : new(_sealer.SealNow(cancel));

    private ValueTask<Reread> Read(RowKey key, long known, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var work = new LoadWork(key, known);
        if (!_loads.TryAdd(work)) work.Refuse();
        return new(cancel.CanBeCanceled ? work.Task.WaitAsync(cancel) : work.Task);
    }
}
