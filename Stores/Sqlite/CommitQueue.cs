namespace Countersign.Stores.Sqlite;

/// <summary>Work that waits for the writer. Bounded, so that a slow disk turns into refusals and not into memory (I17).</summary>
internal sealed class CommitQueue(int limit)
{
    /// <summary>
    /// The time the first waits for company when the last batch was not alone: less than a flush takes, and a third fewer flushes a commit
    /// under load (docs/performance.md). Nobody waits when there is nobody else.
    /// </summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(2);

    /// <summary>With so many together a flush is cheap enough to begin at once.</summary>
    private const int Company = 8;

    private readonly object _gate = new();
    private readonly Queue<Work> _waiting = new();
    private long _refused;
    private int _last;
    private bool _closed;

    public int Count
    {
        get { lock (_gate) return _waiting.Count; }
    }

    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>False when the queue is full or closed; the work will then never be done.</summary>
    public bool TryAdd(Work work)
    {
        lock (_gate)
        {
            if (!_closed && _waiting.Count < limit)
            {
                _waiting.Enqueue(work);
                if (_waiting.Count is 1 or Company) Monitor.Pulse(_gate);
                return true;
            }
        }

        Interlocked.Increment(ref _refused);
        return false;
    }

    /// <summary>Waits for work and moves some into <paramref name="batch"/>; false when closed and empty.</summary>
    public bool Take(List<Work> batch, int most)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_closed) Monitor.Wait(_gate);
            if (_last > 1 && _waiting.Count < Company && !_closed) Monitor.Wait(_gate, Gathering);
            while (batch.Count < most && _waiting.TryDequeue(out var work)) batch.Add(work);
            _last = batch.Count;
            return batch.Count > 0;
        }
    }

    /// <summary>Takes out all that waits, to be told that it will not be done.</summary>
    public IReadOnlyList<Work> GiveUp()
    {
        lock (_gate)
        {
            Work[] all = [.. _waiting];
            _waiting.Clear();
            return all;
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }
    }
}
