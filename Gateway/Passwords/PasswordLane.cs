using Countersign.SignIn;

namespace Countersign.Gateway.Passwords;

/// <summary>
/// Where passwords are hashed: on a few threads of its own, so that any number of guesses at once takes no more of the machine than these.
/// What comes from browsers that people have signed in with goes first, and of each kind a tenant's after the other's, so that one tenant's
/// noise holds up no other (I17). All queues end: who finds one full is told to come back.
/// </summary>
internal sealed class PasswordLane : IDisposable
{
    /// <summary>Waiting at once, of one tenant and kind: half a minute's work of one thread.</summary>
    public const int MostWaiting = 256;

    /// <summary>The same of all tenants.</summary>
    public const int MostOfAll = 8 * MostWaiting;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly Line _known = new(), _strangers = new();
    private volatile bool _isOver;

    /// <param name="threads">Null: a quarter of the processors, at least one.</param>
    public PasswordLane(int? threads = null)
    {
        for (var n = threads ?? Math.Max(1, Environment.ProcessorCount / 4); n > 0; n--)
            new Thread(Run) { IsBackground = true, Name = "passwords", Priority = ThreadPriority.BelowNormal }.Start();
    }

    /// <summary>Work that waits for its turn; null: there is no room for more.</summary>
    public Task<T>? Begin<T>(TenantId tenant, Func<T> work, bool isKnown)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_isOver || !(isKnown ? _known : _strangers).TryAdd(tenant, () => Do(work, done))) return null;
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
                next = _known.Next() ?? _strangers.Next();
            }

            next?.Invoke();
        }
    }

    /// <summary>Work of one kind: of each tenant in the order in which it came, and the tenants in turn.</summary>
    private sealed class Line
    {
        private readonly Dictionary<TenantId, Queue<Action>> _waiting = [];
        private readonly Queue<TenantId> _turns = new();
        private int _count;

        public bool TryAdd(TenantId tenant, Action work)
        {
            var queue = _waiting.GetValueOrDefault(tenant);
            if (queue?.Count >= MostWaiting || _count >= MostOfAll) return false;
            if (queue is null)
            {
                _waiting[tenant] = queue = new();
                _turns.Enqueue(tenant);
            }

            queue.Enqueue(work);
            _count++;
            return true;
        }

        /// <summary>Null: none waits.</summary>
        public Action? Next()
        {
            if (!_turns.TryDequeue(out var tenant)) return null;
            var queue = _waiting[tenant];
            var next = queue.Dequeue();
            _count--;
            if (queue.Count > 0) _turns.Enqueue(tenant);
            else _waiting.Remove(tenant);
            return next;
        }
    }
}
