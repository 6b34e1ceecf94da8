namespace Countersign.Gateway.Http;

/// <summary>
/// T39: what a stranger may ask about a person is answered at a set time after it was asked, so that how long it took tells nothing of the
/// person: neither what was read, nor whether anything was stored. What takes longer is answered when it is ready. So is everything while
/// many sign-ins begin: in that company times tell nothing (docs/performance.md), and waiting would only cost.
/// </summary>
/// <remarks>
/// Answers leave together, at beats of the clock: those of a busy server share a wait, and the time to the next beat, which nobody outside
/// knows, is on top of each.
/// </remarks>
/// <param name="after">Above what the store usually takes for a commit. Zero: every answer when it is ready.</param>
internal sealed class EvenAnswers(TimeSpan after, TimeProvider clock) : IGate
{
    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(4);

    /// <summary>Prompts begun within the time that answers wait: 500 a second with the default.</summary>
    public const int Company = 5;

    private readonly Lock _lock = new();
    private readonly long[] _begun = [.. Enumerable.Repeat(long.MinValue / 2, Company)];
    private int _next;
    private readonly (long Beat, Task Comes)[] _beats = new (long, Task)[(int)(after / Beat) + 2];
    private readonly long _after = (long)(after.TotalSeconds * clock.TimestampFrequency);
    private readonly long _length = (long)(Beat.TotalSeconds * clock.TimestampFrequency);

    /// <summary>In company from the start, nothing is held: on a busy server that costs nothing.</summary>
    public Task<IResult> Pass(HttpContext http, Func<HttpContext, Task<IResult>> next) =>
        _after == 0 || IsInCompany(clock.GetTimestamp()) ? next(http) : Hold(() => new ValueTask<IResult>(next(http))).AsTask();

    /// <summary>For an endpoint that not only strangers call.</summary>
    public async ValueTask<T> Hold<T>(Func<ValueTask<T>> answer)
    {
        var asked = clock.GetTimestamp();
        var given = await answer();
        await Due(asked);
        return given;
    }

    /// <summary>Completes when what was asked then may be answered.</summary>
    private Task Due(long asked)
    {
        if (_after == 0) return Task.CompletedTask;
        var (due, now) = (asked + _after, clock.GetTimestamp());
        return now >= due || IsInCompany(now) ? Task.CompletedTask : Comes((due + _length - 1) / _length, now);
    }

    /// <summary>Somebody, or a decoy, has been shown a number. Only that counts: nothing cheaper may end the waiting.</summary>
    public void Began()
    {
        lock (_lock)
        {
            _begun[_next] = clock.GetTimestamp();
            _next = (_next + 1) % Company;
        }
    }

    private bool IsInCompany(long now)
    {
        lock (_lock) return now - _begun[_next] < _after;
    }

    private Task Comes(long beat, long now)
    {
        ref var held = ref _beats[beat % _beats.Length];
        lock (_lock)
        {
            // The beat does not hang on who waits for it first: only its own time counts.
            if (held.Beat != beat || held.Comes is null)
                held = (beat, Task.Delay(WholeMilliseconds(clock.GetElapsedTime(now, beat * _length)), clock));
            return held.Comes;
        }
    }

    /// <summary>A timer's measure; upwards, so that no beat comes early.</summary>
    private static TimeSpan WholeMilliseconds(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds));
}
