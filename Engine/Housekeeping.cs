using Countersign.Engine.Ports;
using Countersign.SignIn;

namespace Countersign.Engine;

/// <summary>
/// Carries out what time alone brings about: pending challenges whose end nobody came to see are recorded as expired (I18, I20), and rows
/// that have outlived their use go. Safe to run anywhere and as often as one likes.
/// </summary>
public sealed class Housekeeping(ISignInEngine engine, IStore store, TimeProvider clock)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private const int Batch = 500;
    private long _rounds;

    /// <summary>Rounds so far, for metrics.</summary>
    public long Rounds => Interlocked.Read(ref _rounds);

    /// <summary>Until cancelled. What goes wrong in one round is told and tried again in the next.</summary>
    public async Task Run(Action<Exception> report, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(cancel))
        {
            while (await Once(report, cancel))
            {
            }
        }
    }

    /// <summary>One round; true when there is more to do. One row that cannot be helped keeps no other waiting (F16).</summary>
    public async ValueTask<bool> Once(Action<Exception> report, CancellationToken cancel)
    {
        Interlocked.Increment(ref _rounds);
        try
        {
            var now = clock.GetUtcNow();
            var due = await store.Due(RowKind.User, now, Batch, cancel);
            var done = 0;
            await Parallel.ForEachAsync(due, cancel, async (row, stop) =>
            {
                if (await Tick(row, report, stop)) Interlocked.Increment(ref done);
            });
            var challenges = await store.DropDue(RowKind.Challenge, now, Batch, cancel);
            var sessions = await store.DropDue(RowKind.Session, now, Batch, cancel);
            var grants = await store.DropDue(RowKind.Grant, now, Batch, cancel);
            var requests = await store.DropDue(RowKind.Request, now, Batch, cancel);
            var leaves = await store.DropDue(RowKind.SignInLog, now, Batch, cancel);
            if (!store.IsExclusive) await store.DropDue(RowKind.Decoy, now, Batch, cancel);
            return (due.Count == Batch && done > 0) || challenges == Batch || sessions == Batch || grants == Batch || requests == Batch
                || leaves == Batch;
        }
        catch (StorageUnavailableException failed)
        {
            report(failed);
            return false;
        }
    }

    private async ValueTask<bool> Tick(RowKey row, Action<Exception> report, CancellationToken cancel)
    {
        try
        {
            await engine.Ask(UserKey.FromKey(row.Id), new RecordExpiry(), cancel);
            return true;
        }
        catch (EngineUnavailableException failed)
        {
            report(failed);
            return false;
        }
    }
}
