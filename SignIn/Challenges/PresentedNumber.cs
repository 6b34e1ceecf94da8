using System.Collections.Immutable;

namespace Countersign.SignIn.Challenges;

/// <summary>How the person proves to have seen the number ("settled here": Number).</summary>
public enum NumberMode : byte
{
    Malformed = 0,

    /// <summary>Tap one of three two-digit numbers (S-04). Below NIST SP 800-63B-4 length.</summary>
    Select = 1,

    /// <summary>Type two digits. Below NIST SP 800-63B-4 length.</summary>
    Enter2 = 2,

    /// <summary>Type six digits: the only mode of NIST SP 800-63B-4 length (3.1.3.2).</summary>
    Enter6 = 3,
}

/// <summary>
/// Randomness for one number, drawn before the turn because the rules draw nothing: whatever the tenant's mode turns out to be,
/// its part is here. Every string is uniform over its digits, leading zeros included; <see cref="Two"/> and the decoys are distinct.
/// </summary>
/// <param name="Two">Two digits: the number in <c>select</c> and <c>enter2</c>.</param>
/// <param name="FirstDecoy">Two digits.</param>
/// <param name="SecondDecoy">Two digits.</param>
/// <param name="Place">0 to 2: where the number stands among the choices.</param>
/// <param name="Six">Six digits: the number in <c>enter6</c>.</param>
public sealed record NumberDraw(string Two, string FirstDecoy, string SecondDecoy, int Place, string Six);

/// <summary>The number the web shows and what the phone may show of it.</summary>
/// <param name="Digits">What the web shows: two or six digits, leading zeros kept.</param>
/// <param name="Choices">
/// What the phone shows in <see cref="NumberMode.Select"/>: three, one of them the number (S-03, S-04). Empty otherwise (I16).
/// </param>
public sealed record PresentedNumber(NumberMode Mode, string Digits, ImmutableArray<string> Choices)
{
    public static PresentedNumber Of(NumberMode mode, NumberDraw draw) => mode switch
    {
        NumberMode.Enter2 => new(mode, draw.Two, []),
        NumberMode.Enter6 => new(mode, draw.Six, []),
        _ => new(NumberMode.Select, draw.Two, ImmutableArray.Create(draw.FirstDecoy, draw.SecondDecoy).Insert(draw.Place, draw.Two)),
    };
}
