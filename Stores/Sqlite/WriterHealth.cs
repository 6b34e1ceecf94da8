using Countersign.Engine.Ports;
using SQLitePCL;

namespace Countersign.Stores.Sqlite;

/// <summary>How writing goes: told by the writer's thread, asked on any.</summary>
internal sealed class WriterHealth(Connection connection, TimeProvider clock)
{
    /// <summary>How long a lock of another process is waited for at first, and how long once it is known to be held.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(600), Impatience = TimeSpan.FromMilliseconds(20);

    /// <summary>From then on a transaction is late, and nobody waits for it.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    /// <summary>As long ago may the last written page lie before another is written only to see whether it can be.</summary>
    private static readonly TimeSpan Proof = TimeSpan.FromSeconds(2);

    private StoreTrouble? _trouble;
    private long _began;   // 0: between two transactions
    private long _proved = clock.GetTimestamp();
    private volatile bool _stuck;

    public StoreTrouble? Trouble => _stuck && !IsLost ? Stuck : Volatile.Read(ref _trouble);

    public bool IsLost => Volatile.Read(ref _trouble) is { IsLost: true };

    public bool IsStuck => _stuck;

    public void Began() => Volatile.Write(ref _began, clock.GetTimestamp() | 1);

    public void Ended()
    {
        Volatile.Write(ref _began, 0);
        _stuck = false;
    }

    /// <summary>Whether the transaction under way is late; from then on the writer is stuck, until it ends.</summary>
    public bool IsLateNow()
    {
        var since = Volatile.Read(ref _began);
        return _stuck = since != 0 && clock.GetElapsedTime(since) >= Late;
    }

    public bool NeedsProof() => !IsLost && (Trouble is not null || clock.GetElapsedTime(Volatile.Read(ref _proved)) >= Proof);

    /// <summary>Something was written and is durable.</summary>
    public void Wrote()
    {
        Volatile.Write(ref _proved, clock.GetTimestamp());
        if (IsLost) return;
        Volatile.Write(ref _trouble, null);
    }

    /// <summary>The database is locked for writing, by us.</summary>
    public void HasLock()
    {
        if (Volatile.Read(ref _trouble) is not { IsLost: false }) return;
        connection.Patience = Patience;
    }

    public void Failed(SqliteException e)
    {
        if (IsLost) return;
        Volatile.Write(ref _trouble, new(false, CauseOf(e)));
        if (e.Code is raw.SQLITE_BUSY or raw.SQLITE_LOCKED) connection.Patience = Impatience;
    }

    public void Lost(string how) => Volatile.Write(ref _trouble, new(true,
        $"the database is no longer the one this server opened: {how}. Nothing is acknowledged any more. "
        + "Stop the server, put the database back and start it with --restored (docs/operations.md)"));

    private static StoreTrouble Stuck { get; } = new(false, "the disk has not answered a write for more than a second");

    private static string CauseOf(SqliteException e) => e.Code switch
    {
        raw.SQLITE_FULL => "the disk is full",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "another process holds the database's write lock",
        raw.SQLITE_READONLY => "the database has become read-only",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => "the database is damaged",
        _ => e.Message,
    };
}
