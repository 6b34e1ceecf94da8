namespace Countersign.Stores.Sqlite;

/// <summary>What waits for the writer. Bounded, so that a slow disk turns into refusals and not into memory (I17).</summary>
internal sealed class CommitQueue(int limit)
{
    /// <summary>
    /// How long the first waits for company when the last batch was not alone: less than a flush takes, and a third fewer flushes a
    /// commit under load (docs/performance.md). Nobody waits when there is nobody else.
    /// </summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(2);

    /// <summary>With so many together a flush is cheap enough to begin at once.</summary>
    private const int Company = 8;

    private readonly object gate = new();
    private readonly Queue<Work> waiting = new();
    private long refused;
    private int last;
    private bool closed;

    public int Count
    {
        get { lock (gate) return waiting.Count; }
    }

    public long Refused => Interlocked.Read(ref refused);

    /// <summary>False when the queue is full or closed; the work will then never be done.</summary>
    public bool TryAdd(Work work)
    {
        lock (gate)
        {
            if (!closed && waiting.Count < limit)
            {
                waiting.Enqueue(work);
                if (waiting.Count is 1 or Company) Monitor.Pulse(gate);
                return true;
            }
        }

        Interlocked.Increment(ref refused);
        return false;
    }

    /// <summary>Waits for work and moves some into <paramref name="batch"/>; false when closed and empty.</summary>
    public bool Take(List<Work> batch, int most)
    {
        lock (gate)
        {
            while (waiting.Count == 0 && !closed) Monitor.Wait(gate);
            if (last > 1 && waiting.Count < Company && !closed) Monitor.Wait(gate, Gathering);
            while (batch.Count < most && waiting.TryDequeue(out var work)) batch.Add(work);
            last = batch.Count;
            return batch.Count > 0;
        }
    }

    /// <summary>Takes out all that waits, to be told that it will not be done.</summary>
    public IReadOnlyList<Work> GiveUp()
    {
        lock (gate)
        {
            Work[] all = [.. waiting];
            waiting.Clear();
            return all;
        }
    }

    public void Close()
    {
        lock (gate)
        {
            closed = true;
            Monitor.Pulse(gate);
        }
    }
}
