using Countersign.Engine.Ports;
using Npgsql;

namespace Countersign.Stores.Postgres;

/// <summary>
/// Whether the database can be written. While it cannot, everything is refused at once, and one prober tries; nobody piles up behind a
/// server that does not answer (F5).
/// </summary>
internal sealed class StoreHealth(Connections connections) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    /// <summary>As long ago may the last answer lie before a write is tried only to see whether it can be.</summary>
    private static readonly TimeSpan Proof = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private StoreTrouble? _trouble;
    private long _proved = TimeProvider.System.GetTimestamp();
    private Task _probing = Task.CompletedTask;
    private volatile bool _isAway;

    public StoreTrouble? Trouble => Volatile.Read(ref _trouble);

    /// <summary>It cannot be asked at all. Where it only cannot be written, reading goes on (F13).</summary>
    public bool IsAway => _isAway;

    /// <summary>The database has answered as it should.</summary>
    public void Answered() => Volatile.Write(ref _proved, TimeProvider.System.GetTimestamp());

    public void Failed(Exception e)
    {
        lock (_lock)
        {
            Note(e);
            if (_probing.IsCompleted && !_stop.IsCancellationRequested) _probing = Task.Run(ProbeUntilWell);
        }
    }

    /// <summary>To be called each second: a database that nobody has asked lately is asked now. Waits for nothing.</summary>
    public void Probe()
    {
        lock (_lock)
        {
            if (!_probing.IsCompleted || _stop.IsCancellationRequested) return;
            if (TimeProvider.System.GetElapsedTime(Volatile.Read(ref _proved)) >= Proof) _probing = Task.Run(ProbeUntilWell);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task probing;
        lock (_lock)
        {
            _stop.Cancel();
            probing = _probing;
        }

        await probing;
        _stop.Dispose();
    }

    private async Task ProbeUntilWell()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await TryToWrite();
                Answered();
                Volatile.Write(ref _trouble, null);
                _isAway = false;
                return;
            }
            catch (Exception e) when (Failures.IsOne(e))
            {
                if (!_stop.IsCancellationRequested) Note(e);
                connections.Forget();
            }

            await Task.Delay(Pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Note(Exception e)
    {
        _isAway = !Failures.IsRefusal(e);
        Volatile.Write(ref _trouble, new(false, Failures.CauseOf(e, connections.Place)));
    }

    private async Task TryToWrite()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(connections.Limit);
        await using var connection = await connections.Open(limit.Token);
        await using var command = new NpgsqlCommand("UPDATE meta SET value = value + 1 WHERE name = 'probed'", connection);
        await command.ExecuteNonQueryAsync(limit.Token);
    }
}
