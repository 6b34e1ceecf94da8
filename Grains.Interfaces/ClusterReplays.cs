using Countersign.Engine;

namespace Countersign.Grains.Interfaces;

/// <summary>
/// Asks the replay memory behind the silos. Few calls are under way at once, and what is shown meanwhile goes with the next one: the busier
/// a gateway is, the less each proof costs.
/// </summary>
/// <param name="grain">Each key may lead to another silo, so that one that does not answer delays some and not all.</param>
internal sealed class ClusterReplays(Func<long, IReplayGrain> grain)
{
    private const int Runners = 2, MostAtOnce = 256, MostWaiting = 8192, Keys = 16;

    private readonly Lock _lock = new();
    private readonly Queue<(Shown Shown, TaskCompletionSource<bool> Answer)> _waiting = new();
    private int _running;
    private long _turn;

    /// <exception cref="EngineUnavailableException">Too many wait.</exception>
    public Task<bool> IsFirst(Shown shown)
    {
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_waiting.Count >= MostWaiting) throw new EngineUnavailableException("Too many proofs wait for the cluster.");
            _waiting.Enqueue((shown, answer));
            if (_running == Runners) return answer.Task;
            _running++;
        }

        _ = Run();
        return answer.Task;
    }

    private async Task Run()
    {
        while (Take() is { Count: > 0 } group)
        {
            try
            {
                var key = Interlocked.Increment(ref _turn) % Keys;
                var isFirst = await grain(key).AreFirst([.. group.Select(one => one.Shown)], CancellationToken.None);
                for (var i = 0; i < group.Count; i++) group[i].Answer.SetResult(isFirst[i]);
            }
            catch (Exception failed)
            {
                foreach (var (_, answer) in group) answer.TrySetException(failed);   // each who asked judges it
            }
        }
    }

    private List<(Shown Shown, TaskCompletionSource<bool> Answer)> Take()
    {
        lock (_lock)
        {
            List<(Shown, TaskCompletionSource<bool>)> group = [];
            while (group.Count < MostAtOnce && _waiting.TryDequeue(out var one)) group.Add(one);
            if (group.Count == 0) _running--;
            return group;
        }
    }
}
