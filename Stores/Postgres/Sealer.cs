using Countersign.Engine.Ports;
using Npgsql;

namespace Countersign.Stores.Postgres;

/// <summary>
/// Sees to it that facts in the outbox get into their tenants' chains: soon after this process's own commits, and now and then for those of
/// a process that died. Of all processes on the database one seals at a time; the others come back.
/// </summary>
internal sealed class Sealer(Lists lists) : IAsyncDisposable
{
    /// <summary>The most that one transaction seals, so that it takes some tens of milliseconds.</summary>
    private const int Batch = 500;

    private const int Busy = -1;

    /// <summary>Gathers what is committed meanwhile, so that a busy service seals in large batches.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(150);

    /// <summary>Looks for what others left.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private Task _running = Task.CompletedTask;
    private long _sealed, _unsealed;
    private int _isAsked;

    public long Sealed => Interlocked.Read(ref _sealed);

    /// <summary>As of the last look.</summary>
    public long Unsealed => Interlocked.Read(ref _unsealed);

    public void Start() => _running = Task.Run(Run);

    /// <summary>This process has committed facts.</summary>
    public void Ask()
    {
        if (Interlocked.Exchange(ref _isAsked, 1) == 0) _wake.Release();
    }

    /// <summary>Seals what is visible now. Returns when it is sealed, by whomever.</summary>
    /// <exception cref="StorageUnavailableException">It could not be told in time.</exception>
    public async Task SealNow(CancellationToken cancel)
    {
        while (await Round(waits: true, cancel) >= Batch)
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await SealTheLast();
        _stop.Dispose();
        _wake.Dispose();
    }

    /// <summary>So that whoever looks at the database after the last process ended finds every record.</summary>
    private async Task SealTheLast()
    {
        if (_running == Task.CompletedTask) return;   // it never sealed
        try
        {
            while (await Round(waits: false, CancellationToken.None) >= Batch)
            {
            }
        }
        catch (StorageUnavailableException)
        {
            // The next process will.
        }
    }

    private async Task Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (await _wake.WaitAsync(Idle, _stop.Token)) await Task.Delay(Gathering, _stop.Token);
                Volatile.Write(ref _isAsked, 0);
                int done;
                do done = await Round(waits: false, _stop.Token);
                while (done >= Batch);
                if (done == Busy) Ask();   // the other may have begun before our facts were there
                Interlocked.Exchange(ref _unsealed, await lists.Number("SELECT count(*) FROM outbox", [], _stop.Token));
            }
            catch (StorageUnavailableException)
            {
                Ask();   // what is committed stays; the next round will do
                await Task.Delay(Gathering, CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async ValueTask<int> Round(bool waits, CancellationToken cancel)
    {
        NpgsqlParameter[] asked = [new NpgsqlParameter<int>("most", Batch), new NpgsqlParameter<bool>("waits", waits)];
        var done = (int)await lists.Number("SELECT seal(@most, @waits)", asked, cancel);
        if (done > 0) Interlocked.Add(ref _sealed, done);
        return done;
    }
}
