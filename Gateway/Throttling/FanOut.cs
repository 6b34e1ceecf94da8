namespace Countersign.Gateway.Throttling;

/// <summary>
/// CD8, T2: one source and many users of one tenant. At most 20 different ones in ten minutes without a success. Whoever no phone can be
/// asked for counts at once; whoever was prompted counts only when the challenge must have ended and nobody has signed in from there:
/// people of one office who hold phones are no fan-out. Five slices of two minutes, each with two sketches and a filter: 2 MiB, however
/// many sources there are.
/// </summary>
/// <param name="users">How many.</param>
internal sealed class FanOut(TimeProvider clock, int users = 20)
{
    private const int Slices = 5, InDoubt = 2;
    private static readonly TimeSpan Slice = Countersign.SignIn.Limits.ChallengeLife;
    private readonly Lock _lock = new();
    private readonly Counted[] _ring = [.. Enumerable.Range(0, Slices).Select(_ => new Counted())];
    private readonly long _start = clock.GetTimestamp();
    private long _current;

    /// <summary>Null when the source may name this user; otherwise how long to wait. Counts nothing.</summary>
    public TimeSpan? Check(UInt128 source, UInt128 user)
    {
        lock (_lock)
        {
            Turn();
            var counted = Count(source, 0);
            if (counted < users || _ring.Any(slice => slice.Names.Has(user))) return null;
            var leaving = 1;   // the oldest slices go first
            while (leaving < Slices && Count(source, leaving) >= users) leaving++;
            return Slice * (_current + leaving) - clock.GetElapsedTime(_start);
        }
    }

    /// <param name="user">Of the source, so that the name another source tried is new here.</param>
    /// <param name="isPrompted">A phone was asked.</param>
    public void Count(UInt128 source, UInt128 user, bool isPrompted)
    {
        lock (_lock)
        {
            Turn();
            if (_ring.Any(slice => slice.Names.Has(user))) return;
            var now = _ring[_current % Slices];
            now.Names.Add(user);
            (isPrompted ? now.Prompted : now.Others).Add(source);
        }
    }

    /// <summary>Somebody signed in from there: it is no longer a source without success.</summary>
    public void Forget(UInt128 source)
    {
        lock (_lock)
        {
            foreach (var slice in _ring)
            {
                slice.Others.Forget(source);
                slice.Prompted.Forget(source);
            }
        }
    }

    /// <summary>What counts when so many of the oldest slices have gone.</summary>
    private int Count(UInt128 source, int leaving)
    {
        var sum = 0;
        for (var age = 0; age < Slices - leaving; age++)
        {
            var at = _current - age;
            if (at < 0) break;
            var slice = _ring[at % Slices];
            sum += slice.Others[source] + (age >= InDoubt || leaving > 0 ? slice.Prompted[source] : 0);
        }

        return sum;
    }

    private void Turn()
    {
        var now = clock.GetElapsedTime(_start).Ticks / Slice.Ticks;
        if (now - _current >= Slices) _current = now - Slices;
        while (_current < now) _ring[++_current % Slices].Clear();
    }

    private sealed class Counted
    {
        public Sketch Others { get; } = new();
        public Sketch Prompted { get; } = new();
        public NameFilter Names { get; } = new();

        public void Clear()
        {
            Others.Clear();
            Prompted.Clear();
            Names.Clear();
        }
    }
}
