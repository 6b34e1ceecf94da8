using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.Passwords;

/// <summary>
/// Whether a password may be chosen (NIST SP 800-63B-4 3.1.1.2): long enough, and none that is tried first: not on the operator's list, nor
/// on a short one of our own, nor made of what everybody knows of the person. No kinds of characters are asked for.
/// </summary>
internal sealed class PasswordChoice
{
    private const int MostLines = 10_000_000;

    // What people make passwords of where nothing stops them. Years, digits and signs around them make no other word.
    private static readonly string[] OurOwn =
    [
        "abc", "abcd", "abcdef", "abcdefgh", "access", "account", "admin", "administrator", "asdf", "asdfgh", "asdfghjkl", "august",
        "autumn",
        "azerty", "azertyuiop", "baseball", "business", "changeit", "changeme", "changemenow", "company", "computer", "correcthorse",
        "correcthorsebatterystaple", "countersign", "december", "default", "dragon", "february", "football", "forget", "friday", "guest",
        "hello", "helloworld", "iloveyou", "incorrect", "internet", "january", "july", "june", "kennwort", "letmein", "login", "logmein",
        "march", "master", "mima", "monday", "monkey", "motdepasse", "november", "october", "office", "onetwothree", "p@ssw0rd", "p@ssword",
        "passphrase", "passw0rd", "password", "passwordpassword", "passwort", "princess", "qazwsx", "qazwsxedc", "qwer", "qwerty",
        "qwertyui", "qwertyuiop", "qwertz", "qwertzuiop", "sakura", "samsung", "saturday", "secret", "security", "september", "service",
        "shadow", "spring", "starwars", "summer", "sunday", "sunshine", "superman", "superuser", "support", "sysadmin", "system", "temp",
        "temporary", "test", "testing", "testtest", "thursday", "trustno", "tuesday", "user", "username", "wednesday", "welcome",
        "welcomehome", "whatever", "windows", "winter", "zxcvbn", "zxcvbnm", "1q2w3e4r", "1q2w3e4r5t", "1qaz2wsx", "1qaz2wsx3edc",
        "zaq12wsx", "q1w2e3r4", "q1w2e3r4t5", "a1b2c3d4", "비밀번호", "암호", "密碼", "密码", "パスワード",
    ];

    private readonly HashSet<string> _listed = new(StringComparer.Ordinal);

    /// <param name="file">The operator's list: a password a line, UTF-8. Null: none.</param>
    /// <exception cref="FormatException">It cannot be read, or is too long; the message says so.</exception>
    public PasswordChoice(string? file)
    {
        foreach (var word in OurOwn) _listed.Add(Fold(word));
        if (file is null) return;
        try
        {
            foreach (var line in File.ReadLines(file).Take(MostLines + 1))
            {
                if (PasswordText.Canonical(line) is { } word) _listed.Add(Fold(word));
                if (_listed.Count > MostLines)
                    throw new FormatException($"Countersign:Passwords:BlockList names {file}, which has more than {MostLines} lines.");
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"Countersign:Passwords:BlockList names {file}, which cannot be read: {failed.Message}", failed);
        }
    }

    /// <summary>The one spelling of what was typed, or why it may not be chosen.</summary>
    public (string? Canonical, ProtocolError? Refused) Judge(UserKey user, string? typed)
    {
        if (PasswordText.Canonical(typed) is not { } canonical || !PasswordText.IsLongEnough(canonical))
            return (null, PasswordErrors.WrongLength);
        return IsExpected(user, canonical) ? (null, PasswordErrors.TooCommon) : (canonical, null);
    }

    private bool IsExpected(UserKey user, string canonical)
    {
        var text = Fold(canonical);
        var bare = Bare(text);
        if (_listed.Contains(text) || _listed.Contains(bare)) return true;
        if (IsRun(text)) return true;
        var name = user.Name.Value;
        string[] known = [name, name[..name.IndexOf('@')], user.Name.Domain, user.Name.Domain.Split('.')[0], user.Tenant.Value];
        return known.Any(word => text == word || (bare.Length > 0 && bare == Bare(word)));
    }

    private static string Fold(string text) => text.ToLowerInvariant();

    /// <summary>Without what people put around a word because somebody asked for digits and signs.</summary>
    private static string Bare(string text) => text.Trim([.. "0123456789!?.,;:#$%&*+-_=/@()[]{}<>'\"^~|\\` "]);

    /// <summary>The same step from each character to the next: aaaaaaaa, 12345678, hgfedcba.</summary>
    private static bool IsRun(string text)
    {
        for (var at = 2; at < text.Length; at++)
        {
            if (text[at] - text[at - 1] != text[1] - text[0]) return false;
        }

        return text.Length > 1 && Math.Abs(text[1] - text[0]) <= 1;
    }
}
