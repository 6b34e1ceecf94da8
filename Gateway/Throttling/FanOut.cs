namespace Countersign.Gateway.Throttling;

/// <summary>
/// CD8, T2: one source and many users of one tenant. At most 20 different ones in ten minutes without a success. Whoever no phone can be
/// asked for counts at once; whoever was prompted counts only when the challenge must have ended and nobody has signed in from there:
/// people of one office who hold phones are no fan-out. Five slices of two minutes, each with two sketches and a filter: 2 MiB, however
/// many sources there are. SharedLimit by all gateways together where there are several.
/// </summary>
internal sealed class FanOut
{
    private const int Slices = 5, InDoubt = 2;
    private static readonly TimeSpan Slice = Countersign.SignIn.Limits.ChallengeLife;
    private readonly int _users;
    private readonly Windows _windows;
    private readonly SharedCounts? _shared;
    private readonly SharedLimit _what;
    private readonly Lock _lock = new();
    private readonly SliceCounts[] _ring = [.. Enumerable.Range(0, Slices).Select(_ => new SliceCounts())];
    private long _current;

    /// <param name="users">How many.</param>
    /// <param name="shared">Null: nobody else counts.</param>
    /// <param name="what">What others know these counts by.</param>
    public FanOut(TimeProvider clock, int users = 20, SharedCounts? shared = null, SharedLimit what = SharedLimit.Malformed)
    {
        (_users, _windows, _shared, _what) = (users, new(Slice, clock), shared, what);
        shared?.Join(what, Hear);
    }

    /// <summary>Null when the source may name this user; otherwise how long to wait. Counts nothing.</summary>
    public TimeSpan? Check(UInt128 source, UInt128 user)
    {
        lock (_lock)
        {
            var left = Turn();
            var counted = Count(source, 0);
            if (counted < _users || IsKnown(user)) return null;
            var leaving = 1;   // the oldest slices go first
            while (leaving < Slices && Count(source, leaving) >= _users) leaving++;
            return left + Slice * (leaving - 1);
        }
    }

    /// <param name="user">Of the source, so that the name another source tried is new here.</param>
    /// <param name="isPrompted">A phone was asked.</param>
    public void Count(UInt128 source, UInt128 user, bool isPrompted)
    {
        long current;
        lock (_lock)
        {
            Turn();
            if (IsKnown(user)) return;
            _ring[_current % Slices].Add(source, user, isPrompted);
            current = _current;
        }

        _shared?.Tell(new(_what, current, source, user, isPrompted ? CountKind.Prompted : CountKind.One));
    }

    /// <summary>Somebody signed in from there: it is no longer a source without success.</summary>
    public void Forget(UInt128 source)
    {
        lock (_lock) ForgetHere(source);
        _shared?.Tell(new(_what, 0, source, Kind: CountKind.Forgotten));
    }

    private void Hear(Heard heard)
    {
        var (count, age) = (heard.Count, 0L);
        lock (_lock)
        {
            Turn();
            if (count.Kind == CountKind.Forgotten) ForgetHere(count.Key);
            else if ((age = _current - count.Window) is >= 0 and < Slices && !IsKnown(count.Other))
                _ring[count.Window % Slices].Add(count.Key, count.Other, count.Kind == CountKind.Prompted);
        }
    }

    private bool IsKnown(UInt128 user)
    {
        foreach (var slice in _ring) if (slice.Names.Has(user)) return true;
        return false;
    }

    private void ForgetHere(UInt128 source)
    {
        foreach (var slice in _ring)
        {
            slice.Others.Forget(source);
            slice.Prompted.Forget(source);
        }
    }

    /// <summary>What counts when so many of the oldest slices have gone.</summary>
    private int Count(UInt128 source, int leaving)
    {
        var sum = 0;
        for (var age = 0; age < Slices - leaving; age++)
        {
            var slice = _ring[(_current - age) % Slices];
            sum += slice.Others[source] + (age >= InDoubt || leaving > 0 ? slice.Prompted[source] : 0);
        }

        return sum;
    }

    /// <returns>How long until the next slice begins.</returns>
    private TimeSpan Turn()
    {
        var (now, left) = _windows.Now;
        if (now < _current || now - _current > Slices) _current = now - Slices;
        while (_current < now) _ring[++_current % Slices].Clear();
        return left;
    }

    private sealed class SliceCounts
    {
        public Sketch Others { get; } = new();
        public Sketch Prompted { get; } = new();
        public NameFilter Names { get; } = new();

        public void Add(UInt128 source, UInt128 user, bool isPrompted)
        {
            Names.Add(user);
            (isPrompted ? Prompted : Others).Add(source);
        }

        public void Clear()
        {
            Others.Clear();
            Prompted.Clear();
            Names.Clear();
        }
    }
}
