using System.Diagnostics.Metrics;
using Azure.Data.Tables;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Stores.AzureStorage;

/// <summary>
/// Rows in Azure Tables, for any number of processes (docs/decisions/0017). An owner's rows are one partition, and a commit is one
/// transaction in it; the ETag of the row is the lock.
/// </summary>
internal sealed class AzureStore : IStore, IStoreDiagnostics, IStoreHealth, ISharedReplays, ICountExchange
{
    /// <summary>Commits that may be under way; more are refused at once. At 2 KB each a few megabytes.</summary>
    private const int MostCommits = 4096;

    private readonly StorageAccount _account;
    private readonly RowReader _reader;
    private readonly Committer _committer;
    private readonly DueRows _due;
    private readonly AuditTable _audit;
    private readonly Sealer _sealer;
    private readonly Recovery _recovery;
    private readonly MarkWriter _marks;
    private readonly ReplayTable _replays;
    private readonly CountBoard _counts;
    private readonly AzureCounters _counters = new();
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private Task _recovering = Task.CompletedTask;
    private int _disposed, _probing;

    private AzureStore(StorageAccount account, TimeProvider time, TimeProvider clock)
    {
        (_account, _time) = (account, time);
        var cache = new VersionCache();
        var index = new IndexWriter(account, time);
        _marks = new(account);
        _reader = new(account, cache);
        _audit = new(account);
        _sealer = new(account, _audit, _marks, _counters, time);
        _committer = new(account, _reader, cache, index, _marks, _sealer, _counters);
        _due = new(account, cache, index, _marks, time);
        _recovery = new(account, _sealer, _marks, time);
        _replays = new(account, new(account, "replays", time), clock);
        _counts = new(account, time);
    }

    /// <summary>Opens the account's tables; makes them when there are none.</summary>
    /// <param name="prefix">Letters and digits: the tables' names begin with it.</param>
    /// <param name="time">Of requests and leases: real.</param>
    /// <param name="clock">Of what is remembered against replay; null: the same.</param>
    /// <param name="limit">Of each request, and of connecting; null: two seconds, and one.</param>
    /// <param name="recovers">Whether it looks for what other processes left; a test counts requests without.</param>
    /// <param name="isNew">Whether tables that are not there are made; otherwise it is refused.</param>
    /// <exception cref="StoreRefusedException">The account cannot be reached or used, or is a later version's.</exception>
    public static async Task<AzureStore> Open(
        string connection, string prefix, TimeProvider time, TimeProvider? clock = null, bool isNew = true, TimeSpan? limit = null,
        bool recovers = true)
    {
        var account = StorageAccount.Of(connection, prefix, time, limit);
        try
        {
            await TableSchema.Open(account, clock ?? time, isNew);
            var store = new AzureStore(account, time, clock ?? time);
            await store._replays.Begin(default);
            if (recovers) store._recovering = store.Recover();
            return store;
        }
        catch (StorageUnavailableException away)
        {
            account.Dispose();
            throw new StoreRefusedException($"The account cannot be used: {away.Message}.", away) { IsAway = true };
        }
        catch (StoreRefusedException)
        {
            account.Dispose();
            throw;
        }
    }

    /// <summary>Never: any number of processes may write.</summary>
    public bool IsExclusive => false;

    public StoreTrouble? Trouble => _account.Health.Trouble;

    internal AzureCounters Counters => _counters;

    internal StorageAccount Account => _account;

    internal Sealer Sealer => _sealer;

    internal Recovery Recovery => _recovery;

    internal Task Settled() => _committer.Settled();

    public IReplayMemory Replays => _replays;

    public ValueTask ForgetReplays(CancellationToken cancel) => _replays.Forget(cancel);

    public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> Exchange(
        string gateway, ReadOnlyMemory<byte> counts, CancellationToken cancel) => _counts.Exchange(gateway, counts, cancel);

    public void Measure(Meter meter) => _counters.Measure(meter, () => _account.Requests, () => _sealer.Waiting);

    /// <summary>Writes a small entity when nothing was written for a while, or something went wrong.</summary>
    public void Probe()
    {
        if (_account.Health.Trouble is null && _account.Health.SinceWritten < TimeSpan.FromSeconds(2)) return;
        if (Interlocked.Exchange(ref _probing, 1) == 0) _ = TryWriting();
    }

    public ValueTask<Row?> Load(RowKey key, CancellationToken cancel) => _reader.Load(key, cancel);

    /// <remarks>Where the row has not changed, its body stays where it is.</remarks>
    public ValueTask<Reread> Reload(RowKey key, long version, CancellationToken cancel) => _reader.Reload(key, version, cancel);

    public ValueTask<CommitResult> Commit(Commit commit)
    {
        CommitShape.Check(commit);
        return new(Counted(commit));
    }

    public ValueTask<IReadOnlyList<RowKey>> Due(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return _due.Due(kind, now, limit, cancel);
    }

    public ValueTask<int> DropDue(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return _due.Drop(kind, now, limit, cancel);
    }

    public ValueTask<IReadOnlyList<Row>> List(RowKind kind, string prefix, string after, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return _reader.List(kind, prefix, after, limit, cancel);
    }

    /// <remarks>What this process committed is sealed first: whoever changes something and reads the audit here finds it.</remarks>
    public async ValueTask<IReadOnlyList<AuditRecord>> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (Trouble is null) await _sealer.Flush(tenant, cancel);
        return await _audit.Read(tenant, after, limit, cancel);
    }

    public async ValueTask<IReadOnlyList<TenantId>> AuditTenants(string after, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (Trouble is null) await _sealer.Flush(null, cancel);
        return await _audit.Tenants(after, limit, cancel);
    }

    /// <summary>Seals what this process committed, as far as it can within seconds; others find the rest.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _stop.CancelAsync();
        await _recovering;
        await _committer.Settled();
        await _sealer.DisposeAsync();
        _stop.Dispose();
        _account.Dispose();
    }

    private async Task<CommitResult> Counted(Commit commit)
    {
        var began = _time.GetTimestamp();
        try
        {
            if (_counters.Begin() <= MostCommits) return await _committer.Commit(commit);
            _counters.Refused();
            return CommitResult.NotCommitted;
        }
        finally
        {
            _counters.End(_time.GetElapsedTime(began));
        }
    }

    private async Task TryWriting()
    {
        try
        {
            var entity = new TableEntity(TableKeys.Probes, "written") { ["n"] = 0 };
            await _account.Write(stop => _account.Work.UpsertEntityAsync(entity, TableUpdateMode.Replace, stop));
        }
        catch (Exception failed) when (Outcomes.IsOne(failed))
        {
            // The account's health has heard of it.
        }
        finally
        {
            Volatile.Write(ref _probing, 0);
        }
    }

    /// <summary>One process looks for facts that nobody seals, and removes what need not be remembered any more.</summary>
    private async Task Recover()
    {
        var lease = new Lease(_account, "recovery", _time);
        using var timer = new PeriodicTimer(Recovery.Pace, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await Look(lease);
            }
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
    }

    private async Task Look(Lease lease)
    {
        try
        {
            if (await lease.IsHeld(_stop.Token)) await _recovery.Look(_stop.Token);
            await _replays.Sweep(_stop.Token);
        }
        catch (StorageUnavailableException)
        {
            // The next time.
        }
    }
}
