using System.Collections.Immutable;

namespace Countersign.SignIn.Prompts;

/// <summary>The way a person proves to have seen the number; <see cref="NumberModes"/> has what follows from each mode.</summary>
public enum NumberMode : byte
{
    Malformed = 0,

    /// <summary>Tap one of three numbers (S-04).</summary>
    Select = 1,

    /// <summary>Type two digits.</summary>
    Enter2 = 2,

    /// <summary>Type six digits.</summary>
    Enter6 = 3,
}

/// <summary>The meaning of a number mode: everything that follows from it.</summary>
/// <param name="Word">The mode's word in settings, on the wire and to the phone.</param>
/// <param name="Digits">How long the number is: 2 to 6.</param>
/// <param name="OffersChoices">The phone offers numbers to tap; otherwise the person types (I16).</param>
/// <param name="AuthenticationContext">
/// The <c>acr</c>, which may honestly be claimed of a sign-in with this mode (N14): an authentication context of our own, since no
/// registered one says "number matching"; never one that says phishing-resistant.
/// </param>
/// <param name="SecondContext">The same when the number was a second factor, after a password or a provider's word (S-58).</param>
/// <param name="HasNistLength">The number is as long as NIST SP 800-63B-4 asks for (3.1.3.2): six digits.</param>
public sealed record NumberModeMeaning(
    NumberMode Mode, string Word, int Digits, bool OffersChoices, string AuthenticationContext, string SecondContext, bool HasNistLength);

/// <summary>
/// The table of number modes, the weakest first. A new mode is a member of the enum and a row here; one that is neither tapped nor typed
/// needs words of its own on the page and on the phone.
/// </summary>
public static class NumberModes
{
    public static readonly ImmutableArray<NumberModeMeaning> All =
    [
        new(NumberMode.Select, "select", 2, true,  "urn:countersign:number:select", "urn:countersign:second:select", false),
        new(NumberMode.Enter2, "enter2", 2, false, "urn:countersign:number:enter2", "urn:countersign:second:enter2", false),
        new(NumberMode.Enter6, "enter6", 6, false, "urn:countersign:number:enter6", "urn:countersign:second:enter6", true),
    ];

    /// <summary>What is said of an approval by number (RFC 8176): a key on the phone, behind a PIN or biometric.</summary>
    public static readonly ImmutableArray<string> AuthenticationMethods = ["mfa", "pop"];

    /// <exception cref="ArgumentOutOfRangeException">It is not in the table: a bug, never another mode.</exception>
    public static NumberModeMeaning Meaning(this NumberMode mode) =>
        Find(mode) ?? throw new ArgumentOutOfRangeException(nameof(mode), mode, "Not a number mode.");

    /// <summary>Whether the number is as hard to hit as with the other mode: the table has the weakest first.</summary>
    public static bool IsAtLeast(this NumberMode mode, NumberMode other) =>
        Find(mode) is { } one && All.IndexOf(one) >= All.IndexOf(other.Meaning());

    public static bool IsKnown(this NumberMode mode) => Find(mode) is not null;

    /// <summary>The mode of a word; null for what is none.</summary>
    public static NumberMode? Parse(string? word)
    {
        foreach (var row in All)
        {
            if (row.Word == word) return row.Mode;
        }

        return null;
    }

    private static NumberModeMeaning? Find(NumberMode mode)
    {
        foreach (var row in All)
        {
            if (row.Mode == mode) return row;
        }

        return null;
    }
}
