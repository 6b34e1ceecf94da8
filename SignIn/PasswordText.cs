namespace Countersign.SignIn;

/// <summary>
/// A password as it is typed. Any characters of Unicode make one, and no kind of them is asked for; the same password typed on another
/// keyboard or system is the same (NFKC, as NIST SP 800-63B-4 has it). What clings to its ends belongs to it.
/// </summary>
public static class PasswordText
{
    /// <summary>The one spelling that is hashed and checked; null for what can be no password.</summary>
    public static string? Canonical(string? typed)
    {
        if (typed is not { Length: >= 1 and <= Limits.TypedPasswordLength } || !IsWhole(typed)) return null;
        var text = Nfkc.Normalize(typed);
        return text.Length is >= 1 and <= Limits.TypedPasswordLength && !text.Any(char.IsControl) ? text : null;
    }

    /// <summary>Whether it is long enough to be chosen, and not too long; counted in characters as people count them.</summary>
    public static bool IsLongEnough(string canonical) => Characters(canonical) is >= Limits.ShortestPassword and <= Limits.LongestPassword;

    private static int Characters(string text) => text.EnumerateRunes().Count();

    /// <summary>No half of a pair: it could not be written as UTF-8, nor compared.</summary>
    private static bool IsWhole(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at])) continue;
            if (!char.IsHighSurrogate(text[at]) || at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1])) return false;
            at++;
        }

        return true;
    }
}
