using System.Globalization;
using System.Text.Json;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Engine.SignInLog;

/// <summary>
/// Reads the sign-in log, the newest entries first. Leaves of the same ten minutes, which several processes may have written, are put in
/// order together; so one reading holds some of the log in memory, and never all of it.
/// </summary>
/// <param name="mostLeaves">
/// What one reading looks at, at the most: then it says where to go on. Of rows with tallies half as many: of thirty days, by 66 writers.
/// </param>
public sealed class SignInLogReader(IStore store, TimeProvider clock, int mostLeaves = 4000)
{
    private const int MostBytes = 32 * 1024 * 1024;

    private const int Batch = 100;
    private const string AfterAll = "~";   // a leaf that no leaf sorts after

    public async ValueTask<SignInLogPage> Read(TenantId tenant, SignInQuery query, CancellationToken cancel)
    {
        if (await KeptDays(tenant, cancel) is not (> 0 and var days)) return new([], null, SignInCounts.None);
        var oldest = clock.GetUtcNow() - TimeSpan.FromDays(days);
        var filter = query.Filter.From is { } from && from > oldest ? query.Filter : query.Filter with { From = oldest };
        var limit = Math.Clamp(query.Limit, 1, ISignInEngine.MostListed);
        var reading = new Reading(filter, query.After, limit, await Forgotten(tenant, cancel));
        var (leavesLeft, bytesLeft) = query.IsBrief ? (mostLeaves / 4, MostBytes / 10) : (mostLeaves, MostBytes);
        var prefix = UserKey.TenantPrefix(tenant);
        var (after, bytes, leaves) = (prefix + reading.Begin, 0L, 0);
        while (true)
        {
            var rows = await store.List(RowKind.SignInLog, prefix, after, Batch, cancel);
            foreach (var leaf in rows)
            {
                if (SignInLeaf.SpanAt(leaf.Key.Id.AsSpan(prefix.Length)) is not { } span) continue;
                var isTooMuch = leaves >= leavesLeft || bytes > bytesLeft;
                if (span != reading.Span && reading.EndSpan(span, isTooMuch) is { } page) return page;
                reading.Add(leaf.Key.Id[prefix.Length..], StateOf(leaf, reading));
                (leaves, bytes) = (leaves + 1, bytes + leaf.Body.Length);
            }

            if (rows.Count < Batch) return reading.End();
            after = rows[^1].Key.Id;
        }
    }

    /// <summary>
    /// What the tenant's sign-ins came to in each hour from the one of this instant on, as far as the log is kept. Of no more than some
    /// thousand rows, the newest first.
    /// </summary>
    public async ValueTask<SignInHours> Count(TenantId tenant, DateTimeOffset from, CancellationToken cancel)
    {
        if (await KeptDays(tenant, cancel) is not (> 0 and var days)) return SignInHours.None;
        var first = Later(SignInHours.BeginOf(from), SignInHours.BeginOf(clock.GetUtcNow() - TimeSpan.FromDays(days)));
        var (prefix, hours, seen) = (UserKey.TenantPrefix(tenant), new SortedDictionary<DateTimeOffset, SignInTally>(), 0);
        var after = prefix + SignInDay.Before(SignInDay.DayOf(clock.GetUtcNow()) + 1);
        while (true)
        {
            var rows = await store.List(RowKind.SignInLog, prefix, after, Batch, cancel);
            foreach (var row in rows)
            {
                if (SignInDay.DayAt(row.Key.Id.AsSpan(prefix.Length)) is not { } day || SignInDay.BeginOf(day + 1) <= first)
                    return Told(isPart: false);
                if (seen++ >= mostLeaves / 2) return Told(isPart: true);
                foreach (var hour in HoursOf(row).Where(hour => hour.Begin >= first))
                    hours[hour.Begin] = hours.GetValueOrDefault(hour.Begin, SignInTally.None) + hour.Tally;
            }

            if (rows.Count < Batch) return Told(isPart: false);
            after = rows[^1].Key.Id;
        }

        SignInHours Told(bool isPart) => new([.. hours.Select(hour => new SignInHour(hour.Key, hour.Value))], days, isPart);
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    /// <summary>How long the tenant keeps its log; 0: it has none, or there is no such tenant.</summary>
    private async ValueTask<int> KeptDays(TenantId tenant, CancellationToken cancel)
    {
        var row = await store.Load(RowKey.OfTenant(tenant), cancel);
        return row is not null && StateJson.ReadTenant(row.Body.Span) is TenantState.Present present ? present.Settings.SignInLogDays : 0;
    }

    private static IReadOnlyList<SignInHour> HoursOf(Row row)
    {
        try
        {
            return StateJson.ReadSignInDay(row.Body.Span).Hours;
        }
        catch (StorageUnavailableException)
        {
            return [];   // F16: it keeps nobody from the others
        }
    }

    /// <summary>Null: nothing of it can be wanted, or it cannot be read, and keeps nobody from the others (F16).</summary>
    private static SignInLeaf? StateOf(Row row, Reading reading)
    {
        try
        {
            return reading.MayHold(row.Body.Span) ? StateJson.ReadSignInLeaf(row.Body.Span) : null;
        }
        catch (StorageUnavailableException)
        {
            return null;
        }
    }

    private async ValueTask<IReadOnlyList<ForgottenPerson>> Forgotten(TenantId tenant, CancellationToken cancel)
    {
        var (prefix, after) = (UserKey.TenantPrefix(tenant), "");
        List<ForgottenPerson> people = [];
        IReadOnlyList<Row> rows;
        do
        {
            rows = await store.List(RowKind.Forgotten, prefix, after, Batch, cancel);
            people.AddRange(rows.Select(row => StateJson.ReadForgotten(row.Body.Span)));
            if (rows.Count > 0) after = rows[^1].Key.Id;
        }
        while (rows.Count == Batch);
        return people;
    }

    /// <summary>The place of an entry in the order of the log: by time, the newest first, then by leaf, then by its place there.</summary>
    private readonly record struct Place(long At, string Leaf, int Index) : IComparable<Place>
    {
        public int CompareTo(Place other)
        {
            var byTime = other.At.CompareTo(At);
            if (byTime != 0) return byTime;
            var byLeaf = string.CompareOrdinal(Leaf, other.Leaf);
            return byLeaf != 0 ? byLeaf : other.Index.CompareTo(Index);
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At}~{Index}~{Leaf}");
    }

    private sealed class Reading
    {
        private readonly SignInFilter _filter;
        private readonly int _limit;
        private readonly IReadOnlyList<ForgottenPerson> _forgotten;
        private readonly Place? _after;
        private readonly long? _begun;
        private readonly byte[]? _name;
        private readonly List<(Place Place, SignInEntry Entry)> _span = [];
        private readonly List<(Place Place, SignInEntry Entry)> _taken = [];
        private SignInCounts _counts = SignInCounts.None;

        public Reading(SignInFilter filter, string? after, int limit, IReadOnlyList<ForgottenPerson> forgotten)
        {
            (_filter, _limit, _forgotten, _after) = (filter, limit, forgotten, SignInCursor.Parse(after) is var (at, index, leaf)
                ? new Place(at, leaf, index)
                : null);
            _name = filter.User is { } user ? JsonEncodedText.Encode(user.Value).EncodedUtf8Bytes.ToArray() : null;
            _begun = _after is { At: var time } ? SignInLeaf.SpanOf(DateTimeOffset.FromUnixTimeMilliseconds(time)) : null;
            var latest = filter.To ?? DateTimeOffset.MaxValue;
            if (_after is { } place && DateTimeOffset.FromUnixTimeMilliseconds(place.At) < latest)
                latest = DateTimeOffset.FromUnixTimeMilliseconds(place.At);
            Begin = SignInLeaf.Before(SignInLeaf.SpanOf(latest));
        }

        /// <summary>Where the log is read from.</summary>
        public string Begin { get; }

        /// <summary>The ten minutes that are being read; null: none yet.</summary>
        public long? Span { get; private set; }

        public bool MayHold(ReadOnlySpan<byte> body) => _name is null || body.IndexOf(_name) >= 0;

        public void Add(string leaf, SignInLeaf? state)
        {
            if (state is null) return;
            if (Span != _begun) _counts += state.Counts;   // of those ten minutes the page before has told
            for (var index = 0; index < state.Entries.Count; index++)
            {
                var entry = state.Entries[index];
                var place = new Place(entry.At.ToUnixTimeMilliseconds(), leaf, index);
                if (_filter.Takes(entry) && (_after is not { } after || place.CompareTo(after) > 0)
                    && !_forgotten.Any(person => person.Hides(entry)))
                    _span.Add((place, entry));
            }
        }

        /// <summary>Null: it goes on with the next span.</summary>
        public SignInLogPage? EndSpan(long next, bool isTooMuch)
        {
            Take();
            var last = Span;
            Span = next;
            if (_taken.Count > _limit) return Page(_taken[_limit - 1].Place);
            if (SignInLeaf.BeginOf(next) + SignInLeaf.Span <= _filter.From) return Page(null);
            return (isTooMuch || _taken.Count == _limit) && last is { } span
                ? Page(new(SignInLeaf.BeginOf(span).ToUnixTimeMilliseconds(), AfterAll, 0))
                : null;
        }

        public SignInLogPage End()
        {
            Take();
            return Page(_taken.Count > _limit ? _taken[_limit - 1].Place : null);
        }

        private void Take()
        {
            _span.Sort((one, other) => one.Place.CompareTo(other.Place));
            _taken.AddRange(_span);
            _span.Clear();
        }

        private SignInLogPage Page(Place? next) =>
            new([.. _taken.Take(_limit).Select(one => one.Entry)], next?.ToString(), _counts);
    }
}
