using System.Globalization;
using Countersign.Engine.Ports;
using Npgsql;

namespace Countersign.Stores.Postgres;

/// <summary>
/// Change notifications between processes, by LISTEN and NOTIFY. Told apart from the commits, since a commit that notifies waits for every
/// other that does, and gathered: at most one statement every <see cref="Pace"/>, whatever the load.
/// </summary>
internal sealed class ChangeRelay(Connections connections, StoreHealth health) : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(25);

    /// <summary>Pause before another connection is tried.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>A payload of PostgreSQL has less than 8,000 bytes, and a number four digits. More than that wakes everybody.</summary>
    private const int MostTold = 1900;

    private const string Everything = "all";

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private HashSet<int> _told = [];
    private Task _listening = Task.CompletedTask, _telling = Task.CompletedTask;
    private volatile bool _isUsed;
    private string _self = "";

    public void Listen(Action<int> heard, Action missed)
    {
        _self = Guid.NewGuid().ToString("N")[..8];
        _isUsed = true;
        _listening = Task.Run(() => Hear(heard, missed));
        _telling = Task.Run(TellAll);
    }

    public void Tell(int slot)
    {
        if (!_isUsed) return;
        lock (_lock)
        {
            if (_told.Count > MostTold) return;
            _told.Add(slot);
            if (_told.Count == 1 && _wake.CurrentCount == 0) _wake.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_listening, _telling);
        _stop.Dispose();
        _wake.Dispose();
    }

    private async Task TellAll()
    {
        NpgsqlConnection? connection = null;
        NpgsqlCommand? command = null;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _wake.WaitAsync(_stop.Token);
                HashSet<int> told;
                lock (_lock) (told, _told) = (_told, []);
                if (health.Trouble is not null) continue;   // a hint: the waiting look by themselves
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                limit.CancelAfter(connections.Limit);
                if (command is null)
                {
                    connection = await connections.Open(limit.Token);
                    command = new("SELECT pg_notify(@channel, @slots)", connection);
                    command.Parameters.Add(new NpgsqlParameter<string>("channel", await Channel(connection, limit.Token)));
                    command.Parameters.Add(new NpgsqlParameter<string>("slots", ""));
                }

                ((NpgsqlParameter<string>)command.Parameters[1]).TypedValue = Write(told);
                await command.ExecuteNonQueryAsync(limit.Token);
                await Task.Delay(Pace, _stop.Token);
            }
            catch (Exception e) when (Failures.IsOne(e))
            {
                if (connection is not null) await connection.DisposeAsync();
                (connection, command) = (null, null);
                await Rest();
            }
        }

        if (connection is not null) await connection.DisposeAsync();
    }

    private async Task Hear(Action<int> heard, Action missed)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = await connections.Open(_stop.Token);
                connection.Notification += (_, told) => Read(told.Payload, heard, missed);
                await using (var listen = new NpgsqlCommand($"LISTEN {await Channel(connection, _stop.Token)}", connection))
                    await listen.ExecuteNonQueryAsync(_stop.Token);
                missed();   // what was told before somebody listened
                while (true) await Wait(connection);
            }
            catch (Exception e) when (Failures.IsOne(e))
            {
                await Rest();
            }
        }
    }

    // A connection that is cut without a word looks like silence: it is asked now and then.
    private async Task Wait(NpgsqlConnection connection)
    {
        if (await connection.WaitAsync(TimeSpan.FromSeconds(5), _stop.Token)) return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(connections.Limit);
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        await command.ExecuteNonQueryAsync(limit.Token);
    }

    private Task Rest() => Task.Delay(Pause, _stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);

    private string Write(HashSet<int> told) => told.Count > MostTold
        ? _self + Everything
        : _self + string.Concat(told.Select(slot => slot.ToString("x4", CultureInfo.InvariantCulture)));

    private void Read(string payload, Action<int> heard, Action missed)
    {
        if (payload.Length < _self.Length || payload.StartsWith(_self, StringComparison.Ordinal)) return;   // our own
        var told = payload.AsSpan(_self.Length);
        if (told.SequenceEqual(Everything))
        {
            missed();
            return;
        }

        for (; told.Length >= 4; told = told[4..])
        {
            if (ushort.TryParse(told[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var slot)) heard(slot);
        }
    }

    /// <summary>A channel is the database's; those of two schemas have different names.</summary>
    private static async Task<string> Channel(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT 'countersign_' || 'rows'::regclass::oid::text", connection);
        return (string)(await command.ExecuteScalarAsync(cancel))!;
    }
}
