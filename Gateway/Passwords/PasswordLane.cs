namespace Countersign.Gateway.Passwords;

/// <summary>
/// Where passwords are hashed: on a few threads of its own, so that any number of guesses at once takes no more of the machine than these.
/// What comes from browsers that people have signed in with goes first. Both queues end: who finds one full is told to come back.
/// </summary>
internal sealed class PasswordLane : IDisposable
{
    /// <summary>Waiting at once, in each of the two queues: half a minute's work of one thread.</summary>
    public const int MostWaiting = 256;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly Queue<Action> _known = new(), _strangers = new();
    private volatile bool _isOver;

    /// <param name="threads">Null: a quarter of the processors, at least one.</param>
    public PasswordLane(int? threads = null)
    {
        for (var n = threads ?? Math.Max(1, Environment.ProcessorCount / 4); n > 0; n--)
            new Thread(Run) { IsBackground = true, Name = "passwords", Priority = ThreadPriority.BelowNormal }.Start();
    }

    /// <summary>Work that waits for its turn; null: there is no room for more.</summary>
    public Task<T>? Begin<T>(Func<T> work, bool isKnown)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            var queue = isKnown ? _known : _strangers;
            if (_isOver || queue.Count >= MostWaiting) return null;
            queue.Enqueue(() => Do(work, done));
        }

        _work.Release();
        return done.Task;
    }

    public void Dispose()
    {
        _isOver = true;
        _work.Release(64);   // whoever waits for work looks up
    }

    private static void Do<T>(Func<T> work, TaskCompletionSource<T> done)
    {
        try
        {
            done.SetResult(work());
        }
        catch (Exception failed)
        {
            done.SetException(failed);
        }
    }

    private void Run()
    {
        while (true)
        {
            _work.Wait();
            if (_isOver) return;
            Action? next;
            lock (_lock)
            {
                if (!_known.TryDequeue(out next) && !_strangers.TryDequeue(out next)) continue;
            }

            next();
        }
    }
}
