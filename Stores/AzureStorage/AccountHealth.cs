using Countersign.Engine.Ports;

namespace Countersign.Stores.AzureStorage;

/// <summary>
/// Whether the account answers: told by every request, asked by all. While it does not, requests are refused at once, but for one now and
/// then that tries; so nothing piles up behind a storage that is away (F5).
/// </summary>
internal sealed class AccountHealth(TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private StoreTrouble? _trouble;
    private long _answered = time.GetTimestamp(), _written = time.GetTimestamp(), _tried;

    public StoreTrouble? Trouble => Volatile.Read(ref _trouble);

    /// <summary>How long ago something was last written.</summary>
    public TimeSpan SinceWritten => time.GetElapsedTime(Volatile.Read(ref _written));

    /// <summary>Whether a request may be sent now; false: it would fail.</summary>
    public bool MayAsk()
    {
        if (Trouble is null) return true;
        var tried = Volatile.Read(ref _tried);
        return time.GetElapsedTime(tried) >= Pause && Interlocked.CompareExchange(ref _tried, time.GetTimestamp(), tried) == tried;
    }

    /// <summary>The next request may be sent, whatever is believed: it finds out.</summary>
    public void LetOneTry() => Volatile.Write(ref _tried, time.GetTimestamp() - (long)(2 * Pause.TotalSeconds * time.TimestampFrequency));

    public void Answered(bool wasWrite)
    {
        var now = time.GetTimestamp();
        Volatile.Write(ref _answered, now);
        if (wasWrite) Volatile.Write(ref _written, now);
        if (Volatile.Read(ref _trouble) is not null) Volatile.Write(ref _trouble, null);
    }

    /// <summary>One request among others that are answered is not the account's trouble.</summary>
    /// <param name="since">When it was sent.</param>
    public void Failed(Exception failed, long since)
    {
        if (Volatile.Read(ref _answered) > since) return;
        Volatile.Write(ref _trouble, new(false, Outcomes.CauseOf(failed)));
        Volatile.Write(ref _tried, time.GetTimestamp());
    }
}
