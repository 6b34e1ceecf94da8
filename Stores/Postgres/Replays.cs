using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Countersign.Engine;
using Countersign.Engine.Ports;
using Npgsql;

namespace Countersign.Stores.Postgres;

/// <summary>One id that was shown.</summary>
internal sealed class ShownWork(ReplayKind kind, Guid id, long until) : Work
{
    private readonly TaskCompletionSource<bool> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ReplayKind Kind => kind;

    public Guid Id => id;

    public long Until => until;

    public Task<bool> Task => _answer.Task;

    public void Answer(bool isFirst) => _answer.TrySetResult(isFirst);

    public override void Refuse() =>
        _answer.TrySetException(new EngineUnavailableException("Whether this was shown before cannot be told: the database is away."));
}

/// <summary>
/// The replay memory of all processes on the database (T22): hashes alone, in a table, on the disk before anybody is told that it is the
/// first. So it outlives every process and the database's own end; only a backup that is put back makes it forget.
/// </summary>
internal sealed class Replays(Connections connections, StoreHealth health, Lists lists, TimeProvider clock)
    : Groups<ShownWork>(connections, health, limit: 8192, most: 128, runners: 1), IReplayMemory
{
    /// <summary>The clocks of two gateways may differ by less than this; only what is older goes.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan SweepPace = TimeSpan.FromSeconds(30);

    /// <summary>The most ids that are remembered; at 60 bytes each, some hundreds of megabytes (I17).</summary>
    private const int Most = 5_000_000;

    private const int SweepBatch = 5000;

    private long _swept = clock.GetTimestamp();
    private long _since = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
    private Task _sweeping = Task.CompletedTask;
    private volatile bool _isFull;

    private DateTimeOffset Since => DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref _since));

    public async ValueTask<bool> IsFirst(
        ReplayKind kind, string id, DateTimeOffset issuedAt, DateTimeOffset until, CancellationToken cancel)
    {
        if (_isFull || !ReplayMemory.MayBeFirst(issuedAt, Since)) return false;
        Sweep();
        var work = new ShownWork(kind, Hash(id), until.ToUnixTimeMilliseconds());
        if (!TryAdd(work)) work.Refuse();
        return await work.Task.WaitAsync(cancel);
    }

    /// <summary>What was issued before now is refused, at every gateway that connects from now on.</summary>
    public async ValueTask Forget(CancellationToken cancel)
    {
        NpgsqlParameter[] now = [new NpgsqlParameter<long>("now", clock.GetStamp().ToUnixTimeMilliseconds())];
        const string Sql = "UPDATE meta SET value = greatest(value, @now) WHERE name = 'seen_since' RETURNING value";
        Volatile.Write(ref _since, await lists.Number(Sql, now, cancel));
    }

    /// <summary>Reads since when nothing is forgotten.</summary>
    public async ValueTask Begin(CancellationToken cancel) =>
        Volatile.Write(ref _since, await lists.Number("SELECT value FROM meta WHERE name = 'seen_since'", [], cancel));

    protected override async Task<IGroupStatement<ShownWork>> Prepare(NpgsqlConnection connection, CancellationToken cancel) =>
        await ShownStatement.Prepare(connection, cancel).ConfigureAwait(false);

    protected override async Task Send(IGroupStatement<ShownWork> statement, List<ShownWork> group, CancellationToken cancel)
    {
        var first = new HashSet<(ReplayKind, Guid)>();
        List<ShownWork> sent = [];
        foreach (var work in group)
        {
            if (first.Add((work.Kind, work.Id))) sent.Add(work);
        }

        var expired = (clock.GetUtcNow() - Margin).ToUnixTimeMilliseconds();
        var isFirst = await ((ShownStatement)statement).Run(sent, expired, cancel).ConfigureAwait(false);
        foreach (var work in group) work.Answer(isFirst.Remove((work.Kind, work.Id)));
    }

    protected override void Lost(List<ShownWork> group, Exception e)
    {
        if (Failures.IsRefusal(e) && Failures.IsEverybodys(e)) Health.Failed(e);
        foreach (var work in group) work.Refuse();
    }

    private static Guid Hash(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return new(hash[..16], bigEndian: true);
    }

    private void Sweep()
    {
        var swept = Volatile.Read(ref _swept);
        if (clock.GetElapsedTime(swept) < SweepPace || !_sweeping.IsCompleted) return;
        if (Interlocked.CompareExchange(ref _swept, clock.GetTimestamp(), swept) == swept) _sweeping = Task.Run(SweepAll);
    }

    private async Task SweepAll()
    {
        try
        {
            NpgsqlParameter[] Expired() =>
            [
                new NpgsqlParameter<long>("expired", (clock.GetUtcNow() - Margin).ToUnixTimeMilliseconds()),
                new NpgsqlParameter<int>("batch", SweepBatch),
            ];
            const string Drop = """
                WITH passed AS (SELECT kind, id FROM seen WHERE until < @expired LIMIT @batch FOR UPDATE SKIP LOCKED),
                dropped AS (DELETE FROM seen s USING passed p WHERE s.kind = p.kind AND s.id = p.id RETURNING 1)
                SELECT count(*) FROM dropped
                """;
            while (await lists.Number(Drop, Expired(), default) == SweepBatch)
            {
            }

            NpgsqlParameter[] most = [new NpgsqlParameter<int>("most", Most)];
            _isFull = await lists.Number("SELECT count(*) FROM (SELECT 1 FROM seen LIMIT @most) s", most, default) == Most;
        }
        catch (StorageUnavailableException)
        {
            // The next sweep will do.
        }
    }
}

/// <summary>Many ids in one statement; those come back that are shown for the first time.</summary>
internal sealed class ShownStatement : IGroupStatement<ShownWork>
{
    private const string Sql = """
        INSERT INTO seen AS s (kind, id, until)
        SELECT w.kind, w.id, w.until FROM unnest(@kind, @id, @until) AS w (kind, id, until)
        ON CONFLICT (kind, id) DO UPDATE SET until = excluded.until WHERE s.until < @expired
        RETURNING kind, id
        """;

    private readonly NpgsqlCommand _command;
    private readonly Column<short> _kind;
    private readonly Column<Guid> _id;
    private readonly Column<long> _until;
    private readonly NpgsqlParameter<long> _expired = new("expired", 0L);

    private ShownStatement(NpgsqlConnection connection)
    {
        _command = new(Sql, connection);
        (_kind, _id, _until) = (new(_command, "kind"), new(_command, "id"), new(_command, "until"));
        _command.Parameters.Add(_expired);
    }

    public static async Task<ShownStatement> Prepare(NpgsqlConnection connection, CancellationToken cancel)
    {
        var statement = new ShownStatement(connection);
        await statement._command.PrepareAsync(cancel).ConfigureAwait(false);
        return statement;
    }

    public async Task<HashSet<(ReplayKind, Guid)>> Run(List<ShownWork> shown, long expired, CancellationToken cancel)
    {
        // In one order everywhere, so that two gateways wait for each other in one direction.
        shown.Sort(static (one, other) => one.Kind != other.Kind ? one.Kind.CompareTo(other.Kind) : one.Id.CompareTo(other.Id));
        foreach (var work in shown)
        {
            _kind.Add((short)work.Kind);
            _id.Add(work.Id);
            _until.Add(work.Until);
        }

        _kind.Send();
        _id.Send();
        _until.Send();
        _expired.TypedValue = expired;
        var isFirst = new HashSet<(ReplayKind, Guid)>();
        await using var reader = await _command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        while (await reader.ReadAsync(cancel).ConfigureAwait(false)) isFirst.Add(((ReplayKind)reader.GetInt16(0), reader.GetGuid(1)));
        await reader.NextResultAsync(cancel).ConfigureAwait(false);
        return isFirst;
    }

    public ValueTask DisposeAsync() => _command.DisposeAsync();
}
