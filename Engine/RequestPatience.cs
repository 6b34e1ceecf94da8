namespace Countersign.Engine;

/// <summary>
/// How long the questions of one request may take together (CLU-2): several that are each answered late must not make anybody wait several
/// times as long for "not now". What a question began goes on without its caller. Time in which nothing is asked is not counted: a slow
/// network, a tenant's directory.
/// </summary>
public sealed class RequestPatience(TimeProvider clock)
{
    /// <summary>With what is done before and after the questions, nobody waits longer than three seconds.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2.5);

    private static readonly AsyncLocal<RequestPatience?> Ambient = new();
    private long _spent;   // ticks; two questions at once count twice

    /// <summary>Of the request that is served here; null: whoever asks has all the time there is.</summary>
    public static RequestPatience? Current => Ambient.Value;

    /// <summary>Begins for all that the calling method does from now on.</summary>
    public static void Begin(TimeProvider clock) => Ambient.Value = new(clock);

    /// <summary>Begins anew, where there is one: for a request that is answered piece by piece.</summary>
    public static void Renew()
    {
        if (Current is { } patience) Begin(patience.Clock);
    }

    private TimeProvider Clock => clock;

    private TimeSpan Left => TimeSpan.FromTicks(Math.Max(0, Longest.Ticks - Interlocked.Read(ref _spent)));

    /// <exception cref="EngineUnavailableException">There is no time left to ask anything.</exception>
    public void Check()
    {
        if (Left == TimeSpan.Zero) throw Exhausted();
    }

    /// <summary>The answer, if it comes in time.</summary>
    /// <param name="isCounted">False for a piece of a list: each has all the time, as nobody knows how many there are.</param>
    /// <exception cref="EngineUnavailableException">It does not; nothing may be assumed of the outcome.</exception>
    public async ValueTask<T> Wait<T>(Task<T> asked, bool isCounted)
    {
        var began = clock.GetTimestamp();
        try
        {
            return await asked.WaitAsync(isCounted ? Left : Longest, clock);
        }
        catch (TimeoutException)
        {
            throw Exhausted();
        }
        finally
        {
            if (isCounted) Interlocked.Add(ref _spent, clock.GetElapsedTime(began).Ticks);
        }
    }

    private static EngineUnavailableException Exhausted() => new("Nobody answered in time.");
}
