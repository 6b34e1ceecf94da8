namespace Countersign.Engine;

/// <param name="Entries">That were not told before, the oldest first.</param>
/// <param name="Cursor">From where whoever has heard of all of them goes on, without missing anything.</param>
/// <param name="Missed">There was more than one look takes: of this time the log has what is missing. Null: nothing is.</param>
public sealed record SignInsSince(IReadOnlyList<SignInEntry> Entries, DateTimeOffset Cursor, SignInsMissed? Missed)
{
    /// <summary>From where whoever has heard no further than of this one goes on.</summary>
    public DateTimeOffset CursorAt(SignInEntry entry) => entry.At < Cursor ? entry.At : Cursor;
}

/// <param name="From">Entries from this instant on.</param>
/// <param name="To">Entries before this instant.</param>
public sealed record SignInsMissed(DateTimeOffset From, DateTimeOffset To);

/// <summary>
/// Follows a tenant's sign-in log: each look tells what is new since the one before. It reads the log and nothing else, so what is told is
/// what the log has, whoever wrote it. Several processes write it, each for itself and up to a minute late; so it looks back as far as that
/// and knows by their ids what it told. Whoever goes on from a cursor may hear of some entries once more, and misses none.
/// </summary>
/// <param name="read">Reads a page of the tenant's log.</param>
/// <param name="filter">Its times are not regarded.</param>
/// <param name="from">Entries from this instant on.</param>
public sealed class SignInLogFollowing(
    Func<SignInQuery, CancellationToken, ValueTask<SignInLogPage>> read, SignInFilter filter, DateTimeOffset from, TimeProvider clock)
{
    /// <summary>What was not written for so long never is.</summary>
    public static readonly TimeSpan LookBack = TimeSpan.FromSeconds(90);

    /// <summary>What one look tells of at the most.</summary>
    public const int Most = 10_000;

    private HashSet<SignInEntryId> _told = [];
    private DateTimeOffset _cursor = from;

    /// <exception cref="EngineUnavailableException">It cannot be read now: the next look tells all the same.</exception>
    public async ValueTask<SignInsSince> Look(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        List<(SignInEntryId Id, SignInEntry Entry)> found = [];
        string? after = null;
        do
        {
            var query = new SignInQuery(filter with { From = _cursor, To = null }, after, ISignInEngine.MostListed);
            var page = await read(query, cancel);
            found.AddRange(page.Entries.Select(entry => (SignInEntryId.Of(entry), entry)));
            after = page.Next;
        }
        while (after is not null && found.Count < Most);
        found.Reverse();
        SignInEntry[] news = [.. found.Where(one => !_told.Contains(one.Id)).Select(one => one.Entry)];
        _told = [.. found.Select(one => one.Id)];   // of what the next look may find again, the rest is let go
        var missed = after is null ? null : new SignInsMissed(_cursor, found[0].Entry.At);
        if (now - LookBack > _cursor) _cursor = now - LookBack;
        return new(news, _cursor, missed);
    }
}
