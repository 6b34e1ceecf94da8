using System.Collections.Immutable;

namespace Countersign.SignIn.Prompts;

/// <summary>
/// Randomness for one number, drawn before the turn because the rules draw nothing: whatever the tenant's mode turns out to be,
/// its part is here. Every string is uniform over its digits, leading zeros included; <see cref="Two"/> and the decoys are distinct.
/// </summary>
/// <param name="Two">Two digits: the number wherever it has two.</param>
/// <param name="FirstDecoy">Two digits.</param>
/// <param name="SecondDecoy">Two digits.</param>
/// <param name="Place">0 to 2: where the number stands among the choices.</param>
/// <param name="Six">Six digits: a longer number is as many of them, from the first, as it is long.</param>
public sealed record NumberDraw(string Two, string FirstDecoy, string SecondDecoy, int Place, string Six);

/// <summary>The number the web shows and what the phone may show of it.</summary>
/// <param name="Digits">What the web shows: as many digits as the mode has, leading zeros kept.</param>
/// <param name="Choices">
/// What the phone offers, where it offers choices: three, one of them the number (S-03, S-04). Empty otherwise (I16).
/// </param>
public sealed record PresentedNumber(NumberMode Mode, string Digits, ImmutableArray<string> Choices)
{
    /// <summary>The number that was drawn, as this mode presents it.</summary>
    public static PresentedNumber Present(NumberMode mode, NumberDraw draw)
    {
        var meaning = mode.Meaning();
        var number = meaning.Digits == draw.Two.Length ? draw.Two : draw.Six[..meaning.Digits];
        return new(
            mode, number, meaning.OffersChoices ? ImmutableArray.Create(draw.FirstDecoy, draw.SecondDecoy).Insert(draw.Place, number) : []);
    }
}
