using System.Globalization;
using Countersign.SignIn;

namespace Countersign.Engine.Storage;

/// <summary>
/// A row beside the leaves of the sign-in log: what the sign-ins of one tenant came to in each hour of one day, by one writer, who alone
/// writes it. Thirty days of the busiest tenant are read in as many rows as there were writers, where their entries could not be.
/// </summary>
/// <param name="Hours">Those that have some, in order of time.</param>
public sealed record SignInDay(IReadOnlyList<SignInHour> Hours)
{
    /// <summary>Before those of leaves, in ordinal order.</summary>
    private const char Mark = 'c';
    private const int Digits = 8;
    private const long Last = 99_999_999;

    public static long DayOf(DateTimeOffset at) => Math.Clamp(at.ToUnixTimeSeconds() / 86_400, 0, Last);

    public static DateTimeOffset BeginOf(long day) => DateTimeOffset.FromUnixTimeSeconds(day * 86_400);

    /// <summary>The newest day first, in ordinal order.</summary>
    public static string PlaceOf(long day, string writer) => Before(day) + "." + writer;

    /// <summary>What sorts before every row of a day, and after those of later ones.</summary>
    public static string Before(long day) => Mark + (Last - day).ToString($"D{Digits}", CultureInfo.InvariantCulture);

    /// <summary>The day of a row, by its place; null: it is none.</summary>
    public static long? DayAt(ReadOnlySpan<char> place) =>
        place.Length > Digits + 1 && place[0] == Mark
        && long.TryParse(place[1..(Digits + 1)], NumberStyles.None, CultureInfo.InvariantCulture, out var inverted)
            ? Last - inverted
            : null;
}
