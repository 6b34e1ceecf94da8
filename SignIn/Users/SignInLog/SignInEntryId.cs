using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Countersign.SignIn.Users.SignInLog;

/// <summary>
/// Names an entry of the sign-in log to whoever reads it: by its time, so that it is found again, and a hash of what never changes in it.
/// Whoever hears of an entry twice knows it by this.
/// </summary>
/// <param name="At">Unix time in milliseconds.</param>
/// <param name="Hash">96 bits, base64url (16 characters).</param>
public readonly record struct SignInEntryId(long At, string Hash)
{
    private const int HashBytes = 12;
    private const char Between = '-';

    public static SignInEntryId Of(SignInEntry entry)
    {
        // neither how often it was turned away nor the last time: those change
        var text = string.Join(
            '\u001f', entry.User.Value, Number((int)entry.Way), Number((int)entry.Outcome), entry.Client, entry.Application, entry.Network,
            entry.Place, entry.Browser, Number((int)(entry.Reason ?? 0)), Number((int)(entry.Rule ?? 0)),
            Number((int)(entry.Refused ?? 0)), Number(entry.StartedAt?.ToUnixTimeMilliseconds() ?? 0), Number(entry.Numbers),
            entry.Locks ? "1" : "0", Number((int)(entry.First ?? 0)), entry.IsDecoy ? "1" : "0", entry.By?.Value ?? "");
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return new(entry.At.ToUnixTimeMilliseconds(), Base64Url.EncodeToString(hash.AsSpan(0, HashBytes)));
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out SignInEntryId id)
    {
        id = default;
        var place = text?.IndexOf(Between, StringComparison.Ordinal) ?? -1;
        if (place < 1 || text!.Length - place - 1 != HashBytes * 4 / 3 || !IsHash(text.AsSpan(place + 1))) return false;
        if (!long.TryParse(text.AsSpan(0, place), NumberStyles.None, CultureInfo.InvariantCulture, out var at)) return false;
        if (at >= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()) return false;
        id = new(at, text[(place + 1)..]);
        return true;
    }

    /// <summary>Takes the entries of the millisecond that it is of.</summary>
    public SignInFilter Filter => new(
        From: DateTimeOffset.FromUnixTimeMilliseconds(At), To: DateTimeOffset.FromUnixTimeMilliseconds(At + 1));

    public override string ToString() => Number(At) + Between + Hash;

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool IsHash(ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_')) return false;
        }

        return true;
    }
}
