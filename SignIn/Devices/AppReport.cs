using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Countersign.SignIn.Devices;

public enum Platform : byte
{
    Malformed = 0,
    Ios = 1,
    Android = 2,

    /// <summary>A browser that runs the service's own pages; its versions are the browser's and the pages'.</summary>
    Web = 3,
}

/// <summary>
/// The report that an app gives of itself in every request. Versions are kept as they were written (S-16 is judged on them).
/// </summary>
/// <param name="Os">The operating system's version: <c>major.minor</c> with up to two further parts.</param>
/// <param name="App">The app's version, same form.</param>
public sealed record AppReport(Platform Platform, string Os, string App)
{
    private const int MostParts = 4;
    private const int LongestPart = 5;

    public static bool TryParse(string? platform, string? os, string? app, [NotNullWhen(true)] out AppReport? report)
    {
        var known = platform switch
        {
            "ios" => Platform.Ios,
            "android" => Platform.Android,
            "web" => Platform.Web,
            _ => Platform.Malformed,
        };
        report = known != Platform.Malformed && TryParseVersion(os, out _) && TryParseVersion(app, out _) ? new(known, os, app) : null;
        return report is not null;
    }

    /// <summary>
    /// Two to four numbers with dots between them, each of up to five digits without a leading zero. A part that is absent
    /// sorts before zero, as <see cref="Version"/> has it: 8.0 &lt; 8.0.0.
    /// </summary>
    public static bool TryParseVersion([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Version? version)
    {
        Span<int> parts = stackalloc int[MostParts];
        version = Parts(text, parts) switch
        {
            2 => new(parts[0], parts[1]),
            3 => new(parts[0], parts[1], parts[2]),
            4 => new(parts[0], parts[1], parts[2], parts[3]),
            _ => null,
        };
        return version is not null;
    }

    /// <summary>Whether the text is a version, and no earlier one than this.</summary>
    public static bool IsAtLeast(string? text, Version least)
    {
        Span<int> parts = stackalloc int[MostParts];
        if (Parts(text, parts) < 2) return false;
        ReadOnlySpan<int> others = [least.Major, least.Minor, least.Build, least.Revision];
        return parts.SequenceCompareTo(others) >= 0;
    }

    /// <summary>How many there are, 0 when the text is no version; those that are absent are -1.</summary>
    private static int Parts(string? text, Span<int> parts)
    {
        parts.Fill(-1);
        if (text is null || text.Length > MostParts * (LongestPart + 1)) return 0;
        var count = 0;
        foreach (var range in text.AsSpan().Split('.'))
        {
            var part = text.AsSpan()[range];
            if (count == MostParts || !IsPart(part)) return 0;
            parts[count++] = int.Parse(part, NumberStyles.None, CultureInfo.InvariantCulture);
        }

        return count >= 2 ? count : 0;
    }

    /// <summary>The platform's word in the device protocol.</summary>
    public static string WordFor(Platform platform) => platform switch
    {
        Platform.Ios => "ios",
        Platform.Android => "android",
        Platform.Web => "web",
        _ => throw new ArgumentOutOfRangeException(nameof(platform), platform, "Not a platform."),
    };

    private static bool IsPart(ReadOnlySpan<char> digits) =>
        digits.Length is >= 1 and <= LongestPart && digits.IndexOfAnyExceptInRange('0', '9') < 0
        && (digits[0] != '0' || digits.Length == 1);
}
