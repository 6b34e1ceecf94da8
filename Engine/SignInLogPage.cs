using System.Globalization;

namespace Countersign.Engine;

/// <param name="After">Where the page before ended; null: from the newest on.</param>
/// <param name="Limit">1 to <see cref="ISignInEngine.MostListed"/>.</param>
/// <param name="IsBrief">For a page that a person waits for: a part of what one reading looks at is enough.</param>
public sealed record SignInQuery(SignInFilter Filter, string? After, int Limit, bool IsBrief = false);

/// <summary>A page of the sign-in log, the newest entry first. It may be short, and not be the last.</summary>
/// <param name="Next">What to ask for after it; null at the end.</param>
/// <param name="NotKept">What was counted in the time that this page is of.</param>
public sealed record SignInLogPage(IReadOnlyList<SignInEntry> Entries, string? Next, SignInCounts NotKept);

/// <summary>What a tenant's sign-ins came to, by the hour.</summary>
/// <param name="Hours">In order of time; those in which there were some.</param>
/// <param name="KeptDays">How long the tenant keeps its log; 0: it has none.</param>
/// <param name="IsPart">There is more of it than was looked at: the oldest is missing.</param>
public sealed record SignInHours(IReadOnlyList<SignInHour> Hours, int KeptDays, bool IsPart)
{
    public static readonly SignInHours None = new([], 0, false);

    /// <summary>When the hour of this instant began.</summary>
    public static DateTimeOffset BeginOf(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds() / 3600 * 3600);

    /// <summary>When the first of so many days began of which the current hour is the last.</summary>
    public static DateTimeOffset BeginOf(DateTimeOffset now, int days) => BeginOf(now).AddHours(1 - (24 * days));
}

/// <summary>Where a page of the sign-in log ended: a text for whoever goes on.</summary>
public static class SignInCursor
{
    private const int Longest = 64;

    /// <summary>Null: it is none.</summary>
    public static (long At, int Index, string Leaf)? Parse(string? text)
    {
        if (text is not { Length: >= 5 and <= Longest }) return null;
        var (first, second) = (text.IndexOf('~'), -1);
        if (first > 0) second = text.IndexOf('~', first + 1);
        return second > 0
            && long.TryParse(text.AsSpan(0, first), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && at <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            && int.TryParse(text.AsSpan(first + 1, second - first - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? (at, index, text[(second + 1)..])
            : null;
    }
}
