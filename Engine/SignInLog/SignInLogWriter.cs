using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Countersign.Engine.Machines;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Engine.SignInLog;

/// <summary>
/// Writes the sign-in log of one process: what was added waits in a queue of fixed size, and once a second what waits is written, many
/// entries in a row. Whatever fails costs entries, which are counted, and keeps no sign-in waiting (I17).
/// </summary>
/// <param name="isOn">False: nothing is added. What is there is forgotten all the same.</param>
public sealed class SignInLogWriter(IStore store, TenantDirectory tenants, TimeProvider clock, bool isOn = true) : ISignInLog
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Entries of a tenant in a day, by this process: of what strangers can make, and of all else.</summary>
    public const int MostTurnedAway = 20_000, MostEnded = 200_000;

    /// <summary>Entries that wait; of some hundred bytes each.</summary>
    public const int MostWaiting = 16_384;

    private const int AtOnce = 16;
    private const int MostFull = 500;   // leaves that wait while nothing can be written

    /// <summary>What could not be written for so long is lost: well within <see cref="ForgottenPerson.Delay"/>.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly Channel<(TenantId Tenant, SignInNote Note)> _waiting = Channel.CreateBounded<(TenantId, SignInNote)>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<(TenantId Tenant, long Span), OpenLeaf> _open = [];
    private readonly List<OpenLeaf> _full = [];
    private readonly Dictionary<TenantId, Day> _days = [];
    private readonly Dictionary<TenantId, SignInCounts> _counted = [];   // of tenants that are there, each once
    private readonly SignInLogForgetting _forgetting = new(store);
    private readonly SignInDays _tallies = new(store, RandomValues.Handle()[..8]);
    private readonly string _writer = RandomValues.Handle()[..8];
    private int _parts;
    private long _written, _lost, _unreported;

    /// <summary>Entries that were written, and that never will be.</summary>
    public long Written => Interlocked.Read(ref _written);

    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Adds its counters, at a gateway or at a silo.</summary>
    public void Measure(Meter meter)
    {
        meter.CreateObservableCounter("countersign.sign_in_log.written", () => Written, null, "Entries of the sign-in log, written.");
        meter.CreateObservableCounter(
            "countersign.sign_in_log.lost", () => Lost, null, "Entries of the sign-in log that could not be written in time.");
    }

    public void Add(TenantId tenant, SignInNote note)
    {
        if (!isOn || _waiting.Writer.TryWrite((tenant, note))) return;
        Lose(note.IsOfNobody ? 1 : note.Entries.Count);
    }

    /// <summary>Until cancelled. What goes wrong in one round is told, and tried again in the next.</summary>
    public async Task Run(Action<Exception> report, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        for (var round = 0L; await timer.WaitForNextTickAsync(cancel); round++)
        {
            try
            {
                await Flush(cancel, withTallies: round % 60 == 59);
                if (round % 60 == 0) await _forgetting.Once(clock.GetUtcNow(), cancel);
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                report(failed);   // whatever it is: the log is in nobody's way
            }
        }
    }

    /// <summary>Writes what waits. What cannot be written now waits on, for a minute.</summary>
    /// <param name="withTallies">The tallies of the day as well, which say all of it with each write: a minute is soon enough.</param>
    public async ValueTask Flush(CancellationToken cancel, bool withTallies = false)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            while (_waiting.Reader.TryRead(out var added)) Take(added.Tenant, added.Note);
            var now = clock.GetUtcNow();
            if (_open.Count > 0 || _full.Count > 0) await SaveLeaves(now, cancel);
            if (withTallies) await SaveTallies(now, cancel);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask SaveLeaves(DateTimeOffset now, CancellationToken cancel)
    {
        var all = _full.Concat(_open.Values).Where(leaf => leaf.IsChanged).ToList();
        await Parallel.ForEachAsync(
            all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
            (leaf, stop) => Save(leaf, now, stop));
        _full.RemoveAll(leaf => !leaf.IsChanged);
        foreach (var (key, leaf) in _open.Where(one => now - SignInLeaf.BeginOf(one.Key.Span) > 2 * SignInLeaf.Span))
        {
            if (!leaf.IsWritten) _counted[key.Tenant] = leaf.Counts;   // what strangers do makes no row (I17): it goes with the next
            _open.Remove(key);
        }
    }

    private void Take(TenantId tenant, SignInNote note)
    {
        if (note.IsOfNobody)
        {
            Leaf(tenant, clock.GetUtcNow()).Count(new(UnknownNames: 1));
            _tallies.CountUnknown(tenant, clock.GetUtcNow());
            return;
        }

        foreach (var entry in note.Entries)
        {
            _tallies.Count(tenant, entry, note.CanWake);
            var leaf = Leaf(tenant, entry.At);
            if (leaf.Merge(entry)) continue;
            if (!DayOf(tenant, entry.At).HasRoom(entry))
            {
                leaf.Count(new(OverLimit: 1));
                continue;
            }

            if (_full.Count >= MostFull)
            {
                Lose(1);
                continue;
            }

            leaf.Add(entry);
            if (leaf.Entries.Count < SignInLeaf.MostEntries) continue;
            _full.Add(leaf);
            _open.Remove((tenant, leaf.Span));
        }
    }

    private OpenLeaf Leaf(TenantId tenant, DateTimeOffset at)
    {
        var span = SignInLeaf.SpanOf(at);
        if (_open.TryGetValue((tenant, span), out var leaf)) return leaf;
        leaf = new(tenant, span);
        if (_counted.Remove(tenant, out var before)) leaf.Count(before);
        if (Interlocked.Exchange(ref _unreported, 0) is > 0 and var lost) leaf.Count(new(Lost: lost));
        return _open[(tenant, span)] = leaf;
    }

    private Day DayOf(TenantId tenant, DateTimeOffset at)
    {
        var number = at.ToUnixTimeSeconds() / 86_400;
        if (_days.TryGetValue(tenant, out var day) && day.Number == number) return day;
        if (_days.Count > 1000)
        {
            foreach (var (other, _) in _days.Where(one => one.Value.Number < number)) _days.Remove(other);
        }

        return _days[tenant] = new(number);
    }

    private async ValueTask SaveTallies(DateTimeOffset now, CancellationToken cancel)
    {
        await Parallel.ForEachAsync(
            _tallies.Changed, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
            async (day, stop) =>
            {
                try
                {
                    await _tallies.Save(day, await DaysOf(day.Tenant, stop), stop);
                }
                catch (StorageUnavailableException)
                {
                    // It waits on.
                }
            });
        _tallies.Close(now);
    }

    /// <summary>How long the tenant keeps its log; 0: it has none.</summary>
    private async ValueTask<int> DaysOf(TenantId tenant, CancellationToken cancel) =>
        await tenants.Current(tenant, cancel) is TenantState.Present present ? present.Settings.SignInLogDays : 0;

    private async ValueTask Save(OpenLeaf leaf, DateTimeOffset now, CancellationToken cancel)
    {
        Lose(leaf.DropOlderThan(now - LongestWait));
        try
        {
            var days = await DaysOf(leaf.Tenant, cancel);
            if (days == 0)
            {
                leaf.Forget();
                return;
            }

            if (!leaf.IsChanged) return;
            leaf.Key ??= RowKey.OfSignInLog(
                leaf.Tenant, SignInLeaf.PlaceOf(leaf.Span, _writer, Interlocked.Increment(ref _parts) % 1_000_000));
            var body = StateJson.Write(new SignInLeaf(leaf.Entries, leaf.Counts));
            var due = SignInLeaf.BeginOf(leaf.Span) + SignInLeaf.Span + TimeSpan.FromDays(days);
            var result = await store.Commit(new(new(leaf.Key.Value, leaf.Version, due, body), [], []));
            if (result == CommitResult.Committed || (result == CommitResult.Unknown && await IsThere(leaf, body, cancel)))
                Interlocked.Add(ref _written, leaf.Saved());
            else leaf.Begin();   // somebody has forgotten a person in it: what is not written goes to a leaf of its own
        }
        catch (StorageUnavailableException)
        {
            // It waits on.
        }
    }

    private async ValueTask<bool> IsThere(OpenLeaf leaf, byte[] body, CancellationToken cancel) =>
        await store.Load(leaf.Key!.Value, cancel) is { } row && row.Version == leaf.Version + 1 && row.Body.Span.SequenceEqual(body);

    private void Lose(int entries)
    {
        if (entries == 0) return;
        Interlocked.Add(ref _lost, entries);
        Interlocked.Add(ref _unreported, entries);
    }

    private sealed class Day(long number)
    {
        private int _turnedAway, _ended;

        public long Number => number;

        public bool HasRoom(SignInEntry entry) =>
            entry.IsTurnedAway ? _turnedAway++ < MostTurnedAway : _ended++ < MostEnded;
    }

    /// <summary>A leaf that is written again and again while its ten minutes last and it has room.</summary>
    private sealed class OpenLeaf(TenantId tenant, long span)
    {
        private int _saved;

        public TenantId Tenant => tenant;

        public long Span => span;

        public List<SignInEntry> Entries { get; } = [];

        public SignInCounts Counts { get; private set; } = SignInCounts.None;

        /// <summary>Null: not written yet.</summary>
        public RowKey? Key { get; set; }

        public long Version { get; private set; }

        /// <summary>Something is not written.</summary>
        public bool IsChanged { get; private set; }

        public void Add(SignInEntry entry)
        {
            Entries.Add(entry);
            IsChanged = true;
        }

        /// <summary>Whether it is the same once more as one that is here, which says so now.</summary>
        public bool Merge(SignInEntry entry)
        {
            if (!entry.IsTurnedAway) return false;
            var place = Entries.FindIndex(entry.IsAgain);
            if (place < 0) return false;
            Entries[place] = Entries[place].Again(entry.At);
            return IsChanged = true;
        }

        /// <summary>Whether a row has its counts.</summary>
        public bool IsWritten => Version > 0;

        /// <summary>Counts alone are not written.</summary>
        public void Count(SignInCounts counts)
        {
            Counts += counts;
            IsChanged |= Entries.Count > 0;
        }

        /// <returns>How many entries are written now that were not.</returns>
        public int Saved()
        {
            var written = Entries.Count - _saved;
            (_saved, IsChanged) = (Entries.Count, false);
            Version++;
            return written;
        }

        /// <summary>What is written stays where it is; the rest goes to another row.</summary>
        public void Begin()
        {
            Entries.RemoveRange(0, _saved);
            Counts = _saved > 0 || Version > 0 ? SignInCounts.None : Counts;
            (_saved, Key, Version) = (0, null, 0);
        }

        /// <returns>How many are dropped.</returns>
        public int DropOlderThan(DateTimeOffset time)
        {
            var dropped = 0;
            for (var i = Entries.Count - 1; i >= _saved; i--)
            {
                if ((Entries[i].LastAt ?? Entries[i].At) >= time) continue;
                Entries.RemoveAt(i);
                dropped++;
            }

            if (dropped > 0) IsChanged = Entries.Count > _saved;
            return dropped;
        }

        public void Forget()
        {
            Entries.Clear();
            (_saved, Counts, IsChanged) = (0, SignInCounts.None, false);
        }
    }
}
