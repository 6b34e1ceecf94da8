using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;

namespace Countersign.Engine.SignInLog;

/// <summary>
/// The counts that a writer of the sign-in log keeps, a row for each tenant and day. Nobody else writes a writer's rows, so each write says
/// all that is known of the day, whatever became of the one before. A process that is killed takes those along that are not written yet.
/// </summary>
/// <param name="writer">The writer's own name, drawn anew by each process.</param>
internal sealed class SignInDays(IStore store, string writer)
{
    private readonly Dictionary<(TenantId Tenant, long Day), OpenDay> _open = [];

    public void Count(TenantId tenant, SignInEntry entry, bool canWake)
    {
        var day = Of(tenant, entry.At);
        day.Add(entry.At, SignInTally.Of(entry, canWake));
        day.IsChanged = true;
    }

    /// <summary>Strangers make no row of it (I17): it is written with what others do.</summary>
    public void CountUnknown(TenantId tenant, DateTimeOffset at) => Of(tenant, at).Add(at, SignInTally.OfNobody);

    /// <summary>Those of which something is not written.</summary>
    public IReadOnlyList<OpenDay> Changed => [.. _open.Values.Where(day => day.IsChanged)];

    /// <summary>Lets go of days that are over: of those that could not be written, a day later.</summary>
    public void Close(DateTimeOffset now)
    {
        var (today, justOver) = (SignInDay.DayOf(now), SignInDay.DayOf(now - SignInLeaf.Span));
        foreach (var (key, day) in _open)
        {
            if (key.Day < today - 1 || (key.Day < justOver && !day.IsChanged)) _open.Remove(key);
        }
    }

    /// <summary>What cannot be written now is written the next time.</summary>
    /// <param name="days">How long the tenant keeps its log; 0: it has none.</param>
    public async ValueTask Save(OpenDay day, int days, CancellationToken cancel)
    {
        if (days == 0)
        {
            day.Forget();
            return;
        }

        var key = RowKey.OfSignInLog(day.Tenant, SignInDay.PlaceOf(day.Day, writer));
        var due = SignInDay.BeginOf(day.Day + 1) + TimeSpan.FromDays(days);
        var result = await store.Commit(new(new(key, day.Version, due, StateJson.Write(day.State())), [], []));
        if (result == CommitResult.Committed) day.Saved();
        else day.Version = (await store.Load(key, cancel))?.Version ?? 0;
    }

    private OpenDay Of(TenantId tenant, DateTimeOffset at)
    {
        var key = (tenant, SignInDay.DayOf(at));
        return _open.TryGetValue(key, out var day) ? day : _open[key] = new(tenant, key.Item2);
    }

    public sealed class OpenDay(TenantId tenant, long day)
    {
        private readonly SortedDictionary<DateTimeOffset, SignInTally> _hours = [];

        public TenantId Tenant => tenant;

        public long Day => day;

        public long Version { get; set; }

        /// <summary>Something is not written.</summary>
        public bool IsChanged { get; set; }

        public void Add(DateTimeOffset at, SignInTally tally)
        {
            var hour = SignInHours.BeginOf(at);
            _hours[hour] = _hours.GetValueOrDefault(hour, SignInTally.None) + tally;
        }

        public void Saved() => (Version, IsChanged) = (Version + 1, false);

        public void Forget()
        {
            _hours.Clear();
            IsChanged = false;
        }

        public SignInDay State() => new([.. _hours.Select(hour => new SignInHour(hour.Key, hour.Value))]);
    }
}
