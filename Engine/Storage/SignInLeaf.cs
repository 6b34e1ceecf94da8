using System.Globalization;
using Countersign.SignIn;

namespace Countersign.Engine.Storage;

/// <summary>
/// A row of the sign-in log: entries of one tenant out of ten minutes, by one writer. Few rows with many entries, and none that two
/// processes write.
/// </summary>
/// <param name="Entries">In the order in which they were written.</param>
public sealed record SignInLeaf(IReadOnlyList<SignInEntry> Entries, SignInCounts Counts)
{
    /// <summary>Some 30 KB: within what every store writes at once.</summary>
    public const int MostEntries = 100;

    public static readonly TimeSpan Span = TimeSpan.FromMinutes(10);

    private const char Mark = 'd';
    private const int Digits = 8;
    private const long Last = 99_999_999;   // in the year 3871

    /// <summary>The span that a time is in, by number.</summary>
    public static long SpanOf(DateTimeOffset at) => Math.Clamp(at.ToUnixTimeSeconds() / (long)Span.TotalSeconds, 0, Last);

    public static DateTimeOffset BeginOf(long span) => DateTimeOffset.FromUnixTimeSeconds(span * (long)Span.TotalSeconds);

    /// <summary>The newest span first, in ordinal order.</summary>
    public static string PlaceOf(long span, string writer, int part) =>
        Before(span) + string.Create(CultureInfo.InvariantCulture, $".{writer}.{part:D6}");

    /// <summary>What sorts before every leaf of a span, and after those of later ones.</summary>
    public static string Before(long span) =>
        Mark + (Last - span).ToString("D" + Digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>The span of a leaf, by its place; null: it is none.</summary>
    public static long? SpanAt(ReadOnlySpan<char> place) =>
        place.Length > Digits + 1 && place[0] == Mark
        && long.TryParse(place[1..(Digits + 1)], NumberStyles.None, CultureInfo.InvariantCulture, out var inverted)
            ? Last - inverted
            : null;
}

/// <summary>A person who was removed: the sign-in log has to forget them.</summary>
/// <param name="At">What was written of them later is somebody else's, of the same name.</param>
public sealed record ForgottenPerson(TenantId Tenant, UserName User, DateTimeOffset At)
{
    /// <summary>Until then they are not shown; then they are gone. Longer than anything is kept that was not written yet.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMinutes(2);

    public bool Hides(SignInEntry entry) => entry.User == User && entry.At <= At;
}
