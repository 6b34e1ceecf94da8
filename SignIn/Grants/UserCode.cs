using System.Text;

namespace Countersign.SignIn.Grants;

/// <summary>
/// The code that a person types to connect a device (RFC 8628 6.1): eight letters, about 34 bits, shown as <c>XXXX-XXXX</c>. Guessing is
/// for the gateway to slow down; a code lives ten minutes.
/// </summary>
/// <param name="Letters">Eight of <see cref="Alphabets.UserCodeLetters"/>, without the hyphen.</param>
public readonly record struct UserCode(string Letters)
{
    public const int Length = 8;

    /// <summary>As it is shown.</summary>
    public override string ToString() => Letters[..4] + "-" + Letters[4..];

    /// <summary>Letter case, hyphens and spaces are folded away; anything else is none.</summary>
    public static bool TryParse(string? typed, out UserCode code)
    {
        code = default;
        if (typed is null || typed.Length > 4 * Length || !Ascii.IsValid(typed)) return false;
        var letters = typed.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        if (letters.Length != Length || letters.AsSpan().IndexOfAnyExcept(Alphabets.UserCodeLetters) >= 0) return false;
        code = new(letters);
        return true;
    }
}
