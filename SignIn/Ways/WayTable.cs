using System.Collections.Immutable;

namespace Countersign.SignIn.Ways;

/// <summary>
/// WAY-7: which other ways may follow which reason. Kept as a text: for each reason that is limited its word, <c>=</c> and the words of the
/// ways it leaves, with commas; the reasons with spaces between them, in the order of the table. A reason that is not in it is not limited.
/// So <c>pending= locked=federated</c> leaves nothing to whoever finds another sign-in waiting, and a lock the organisation's own server.
/// </summary>
public static class WayTable
{
    /// <summary>Nothing is limited.</summary>
    public const string Open = "";

    /// <summary>The words of the reasons, the same on the wire, in the audit and here.</summary>
    public static readonly ImmutableArray<(FallbackReason Reason, string Word)> Reasons =
    [
        (FallbackReason.NotAvailable, "not_available"), (FallbackReason.Pending, "pending"), (FallbackReason.Locked, "locked"),
        (FallbackReason.TooManyPrompts, "too_many_prompts"), (FallbackReason.NotAllowedByPolicy, "not_allowed_by_policy"),
        (FallbackReason.Requested, "requested"), (FallbackReason.SwitchedOff, "switched_off"),
        (FallbackReason.PushNotAllowed, "push_not_allowed"), (FallbackReason.PhoneTooOld, "phone_too_old"),
    ];

    public static readonly ImmutableArray<(OtherWay Way, string Word)> Ways =
    [
        (OtherWay.Federated, "federated"), (OtherWay.Password, "password"), (OtherWay.Recovery, "recovery"), (OtherWay.Passkey, "passkey"),
    ];

    /// <exception cref="InvalidOperationException">It is not in the table: a bug, never another reason.</exception>
    public static string WordFor(FallbackReason reason) => Reasons.First(row => row.Reason == reason).Word;

    /// <param name="table">Well-formed; null and empty: everything.</param>
    public static bool Allows(string? table, FallbackReason reason, OtherWay way)
    {
        if (string.IsNullOrEmpty(table)) return true;
        var word = WordFor(reason) + "=";
        foreach (var entry in table.Split(' '))
        {
            if (!entry.StartsWith(word, StringComparison.Ordinal)) continue;
            return entry[word.Length..].Split(',').Contains(Ways.First(row => row.Way == way).Word, StringComparer.Ordinal);
        }

        return true;
    }

    /// <summary>The text of a table; null when a word in it is none, or comes twice.</summary>
    public static string? Write(IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> table)
    {
        var limits = table.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
        if (limits.Keys.Any(word => Reasons.All(row => row.Word != word))) return null;
        if (!limits.Values.All(AreWays)) return null;
        return string.Join(' ', from row in Reasons
                                where limits.ContainsKey(row.Word)
                                select row.Word + "=" + string.Join(',', Ways.Select(way => way.Word).Where(limits[row.Word].Contains)));
    }

    private static bool AreWays(IReadOnlyList<string>? words) =>
        words is not null && words.Distinct(StringComparer.Ordinal).Count() == words.Count
        && words.All(word => Ways.Any(row => row.Word == word));

    /// <summary>The table as reasons and the ways they leave, in order.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(string? table) => string.IsNullOrEmpty(table)
        ? ImmutableDictionary<string, IReadOnlyList<string>>.Empty
        : table.Split(' ').Select(entry => entry.Split('=')).ToDictionary(
            entry => entry[0], entry => WordsOf(entry[1]), StringComparer.Ordinal);

    private static IReadOnlyList<string> WordsOf(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether it is spelt in the one way there is.</summary>
    public static bool IsWell(string table)
    {
        if (table.Length == 0) return true;
        var entries = table.Split(' ').Select(entry => entry.Split('=')).ToArray();
        return entries.All(entry => entry.Length == 2) && entries.DistinctBy(entry => entry[0]).Count() == entries.Length
            && Write(entries.Select(entry => KeyValuePair.Create(entry[0], WordsOf(entry[1])))) == table;
    }
}
