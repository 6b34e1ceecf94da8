namespace Countersign.Engine.Embedded;

/// <summary>
/// Change notifications within one process. Topics share a fixed number of slots by their hash: a notification for another topic of the
/// slot costs the waiting a look; in return nothing is kept per topic, and nothing can be missed between two looks.
/// </summary>
public sealed class ChangeNotifications(TimeProvider clock)
{
    private const int SlotCount = 1 << 16;
    private readonly Slot[] _slots = new Slot[SlotCount];

    public void Notify<TTopic>(TTopic topic) where TTopic : notnull
    {
        ref var slot = ref _slots[Index(topic)];
        Interlocked.Increment(ref slot.Changes);
        Interlocked.Exchange(ref slot.Waiting, null)?.TrySetResult();
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

    private static int Index<TTopic>(TTopic topic) where TTopic : notnull => topic.GetHashCode() & (SlotCount - 1);

    private struct Slot
    {
        public long Changes;
        public TaskCompletionSource? Waiting;
    }
}
