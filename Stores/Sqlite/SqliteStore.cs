using System.Diagnostics.Metrics;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Stores.Sqlite;

/// <summary>
/// Rows in one SQLite file that this process alone holds: durable before answered, also across a power loss (I3). Writing is one
/// thread's group commit; reading goes through connections of its own and never waits for it. Reads complete synchronously.
/// </summary>
internal sealed class SqliteStore : IStore, IStoreDiagnostics, IStoreHealth
{
    /// <summary>Commits that may wait: some 4 s of work of a slow disk, and at 2 KB each a few megabytes.</summary>
    private const int QueueLimit = 4096;

    private readonly DatabaseFiles _files;
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;
    private readonly RecentInserts _recent = new();
    private readonly TimeProvider _clock;
    private ReadableCopy? _copy;
    private int _disposed;

    private SqliteStore(DatabaseFiles files, TimeProvider clock, int queueLimit)
    {
        (_files, _clock) = (files, clock);
        var checkpoint = new LogCheckpoint(files.Writing, files.Beside, files.Handle, clock);
        _writer = new(files.Writing, checkpoint, new(files.Path, files.Handle), clock, queueLimit);
        _readers = new(files.Path);
    }

    /// <summary>Opens the database, or creates it, and takes the lock beside it for as long as the store lives.</summary>
    /// <param name="path">The database file; <c>.lock</c>, <c>-wal</c> and <c>-shm</c> are appended for the files beside it.</param>
    /// <param name="queueLimit">Commits that may wait.</param>
    /// <param name="upgrade">Whether a database of an older schema becomes one of this; otherwise it is refused.</param>
    /// <exception cref="StoreRefusedException">In use by another process, not ours, damaged, too new, or out of reach.</exception>
    public static SqliteStore Open(string path, TimeProvider clock, int queueLimit = QueueLimit, bool upgrade = true)
    {
        var files = DatabaseFiles.Open(path, upgrade);
        try
        {
            return new(files, clock, queueLimit);
        }
        catch (SqliteException e)
        {
            files.Dispose();
            throw new StoreRefusedException(
                $"The database {files.Path} cannot be used ({e.Message}). Keep a copy of it, and restore a backup.", e);
        }
    }

    /// <summary>Opens one that is there to be looked at, where need be a copy of it; upgrades nothing.</summary>
    /// <exception cref="StoreRefusedException">See <see cref="Open"/>.</exception>
    public static SqliteStore OpenToRead(string path, TimeProvider clock)
    {
        var copy = ReadableCopy.Of(path);
        try
        {
            var store = Open(copy.Path, clock, upgrade: false);
            store._copy = copy;
            return store;
        }
        catch (StoreRefusedException)
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>Always: the lock keeps every other process out.</summary>
    public bool IsExclusive => true;

    public SqliteCounters Counters => _writer.Counters;

    public StoreTrouble? Trouble => _writer.Trouble;

    public void Probe() => _writer.Probe();

    public void Measure(Meter meter) => SqliteInstruments.Create(meter, () => Counters);

    public ValueTask<Row?> Load(RowKey key, CancellationToken cancel)
    {
        Certain(cancel);
        return new(_recent.Find(key) ?? _readers.Ask(key, static (reader, key) => reader.Load(key), cancel));
    }

    public ValueTask<CommitResult> Commit(Commit commit)
    {
        CommitShape.Check(commit);
        var work = new CommitWork(commit, _recent, _clock.GetTimestamp());
        return _writer.TryAdd(work) ? new(work.Task) : new(CommitResult.NotCommitted);
    }

    public ValueTask<CommitResult> Rehearse(Commit commit)
    {
        CommitShape.Check(commit);
        var work = new RehearsalWork(commit, _clock.GetTimestamp());
        return _writer.TryAdd(work) ? new(work.Task) : new(CommitResult.NotCommitted);
    }

    public ValueTask<IReadOnlyList<RowKey>> Due(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return new(Ask((kind, now, limit), static (reader, ask) => reader.Due(ask.kind, ask.now, ask.limit), cancel));
    }

    /// <remarks>Once handed in it is carried out; <paramref name="cancel"/> only ends the waiting.</remarks>
    public async ValueTask<int> DropDue(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        cancel.ThrowIfCancellationRequested();
        var work = new DropWork(kind, now, limit, _recent, _clock.GetTimestamp());
        if (!_writer.TryAdd(work)) throw Refused();
        return await work.Task.WaitAsync(cancel);
    }

    public ValueTask<IReadOnlyList<Row>> List(RowKind kind, string prefix, string after, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var question = (kind, prefix, after, limit);
        return new(Ask(question, static (reader, ask) => reader.List(ask.kind, ask.prefix, ask.after, ask.limit), cancel));
    }

    public ValueTask<IReadOnlyList<AuditRecord>> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return new(Ask((tenant, after, limit), static (reader, ask) => reader.Audit(ask.tenant, ask.after, ask.limit), cancel));
    }

    public ValueTask<IReadOnlyList<TenantId>> AuditTenants(string after, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return new(Ask((after, limit), static (reader, ask) => reader.AuditTenants(ask.after, ask.limit), cancel));
    }

    public ValueTask<IReadOnlyList<AuditRecord>> ReadAuditTrunk(long after, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return new(Ask((after, limit), static (reader, ask) => reader.Trunk(ask.after, ask.limit), cancel));
    }

    /// <summary>Does what was accepted, answers it, and lets go of the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _writer.Stop();
        _readers.Dispose();
        _files.Dispose();
        _copy?.Dispose();
    }

    /// <summary>For tests: runs <paramref name="action"/> on the writer's thread inside a transaction.</summary>
    internal Task Interject(Action<Connection> action)
    {
        var work = new Interjection(action, _clock.GetTimestamp());
        return _writer.TryAdd(work) ? work.Task : throw Refused();
    }

    private static StorageUnavailableException Refused() => new("The queue of writes is full, or the store is closing.");

    private T Ask<TQuestion, T>(TQuestion question, Func<SqliteReader, TQuestion, T> ask, CancellationToken cancel)
    {
        Certain(cancel);
        return _readers.Ask(question, ask, cancel);
    }

    /// <exception cref="StorageUnavailableException">Nobody may be told anything until a doubtful write is certain (I11).</exception>
    private void Certain(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (_writer.Trouble is { IsLost: true } lost) throw new StorageUnavailableException(lost.Cause);
        if (!_writer.IsDoubtful) return;
        _writer.EndDoubt();
        throw new StorageUnavailableException("The outcome of the last write is not known yet.");
    }
}
