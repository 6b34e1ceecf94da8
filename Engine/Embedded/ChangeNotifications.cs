namespace Countersign.Engine.Embedded;

/// <summary>
/// Change notifications within one process. Topics share a fixed number of slots by their hash: a notification for another topic of the
/// slot costs the waiting a look; in return nothing is kept per topic, and nothing can be missed between two looks. A topic has the same
/// slot in every process, so that slots can be told of between them.
/// </summary>
public sealed class ChangeNotifications(TimeProvider clock)
{
    private const int SlotCount = 1 << 16;
    private readonly Slot[] _slots = new Slot[SlotCount];

    /// <returns>The topic's slot.</returns>
    public int Notify<TTopic>(TTopic topic) where TTopic : notnull
    {
        var index = Index(topic);
        NotifySlot(index);
        return index;
    }

    /// <param name="index">Another process's; one that is no slot's is nobody's.</param>
    public void NotifySlot(int index)
    {
        if (index is < 0 or >= SlotCount) return;
        ref var slot = ref _slots[index];
        Interlocked.Increment(ref slot.Changes);
        Interlocked.Exchange(ref slot.Waiting, null)?.TrySetResult();
    }

    /// <summary>Everything may have changed.</summary>
    public void NotifyAll()
    {
        for (var index = 0; index < SlotCount; index++) NotifySlot(index);
    }

    /// <summary>See <see cref="ISignInEngine"/>.</summary>
    public async ValueTask<long> Wait<TTopic>(TTopic topic, long seen, TimeSpan most, CancellationToken cancel) where TTopic : notnull
    {
        var index = Index(topic);
        var changes = Interlocked.Read(ref _slots[index].Changes);
        if (changes != seen || most <= TimeSpan.Zero) return changes;

        var waiting = Join(ref _slots[index]);
        changes = Interlocked.Read(ref _slots[index].Changes);   // changed while we joined: the next notification may be far
        if (changes != seen) return changes;
        try
        {
            await waiting.Task.WaitAsync(most, clock, cancel);
        }
        catch (TimeoutException)
        {
            // Nothing happened: the caller looks all the same.
        }

        return Interlocked.Read(ref _slots[index].Changes);
    }

    private static TaskCompletionSource Join(ref Slot slot)
    {
        var present = Volatile.Read(ref slot.Waiting);
        if (present is not null) return present;
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return Interlocked.CompareExchange(ref slot.Waiting, mine, null) ?? mine;
    }

    // FNV-1a over the topic's text: a string's own hash is another in each process.
    private static int Index<TTopic>(TTopic topic) where TTopic : notnull
    {
        var hash = 2166136261;
        foreach (var character in topic.ToString().AsSpan()) hash = unchecked((hash ^ character) * 16777619);
        return (int)((hash ^ (hash >> 16)) & (SlotCount - 1));
    }

    private struct Slot
    {
        public long Changes;
        public TaskCompletionSource? Waiting;
    }
}
