using System.Globalization;

namespace Countersign.SignIn.Tenants;

/// <summary>
/// The colour of what can be pressed on a tenant's pages: it must stand out on light ground, with white on it, as WCAG 2.2 (1.4.3) has it;
/// for dark ground a lighter one follows from it.
/// </summary>
/// <param name="Red">0 to 255, as the two others.</param>
public readonly record struct AccentColour(byte Red, byte Green, byte Blue)
{
    /// <summary>What text needs.</summary>
    public const double LeastContrast = 4.5;
    private const int Step = 5;   // percent of white

    private static readonly AccentColour White = new(255, 255, 255), Black = new(0, 0, 0);

    /// <summary>The lightest and the darkest ground that it stands on.</summary>
    private static readonly AccentColour LightTint = new(0xEE, 0xF2, 0xFF), DarkTint = new(0x1E, 0x25, 0x40);

    /// <summary><c>#</c> and six hexadecimal digits.</summary>
    public static bool TryParse(string? text, out AccentColour colour)
    {
        colour = default;
        if (text is not ['#', _, _, _, _, _, _] || text.AsSpan(1).IndexOfAnyExcept("0123456789abcdefABCDEF") >= 0) return false;
        var value = int.Parse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        colour = new((byte)(value >> 16), (byte)(value >> 8), (byte)value);
        return true;
    }

    /// <summary>Whether people can read it, and what is written on it, on light ground.</summary>
    public bool IsLegible => Contrast(this, LightTint) >= LeastContrast;

    /// <summary>For dark ground: with so much white in it as it needs.</summary>
    public AccentColour ForDark()
    {
        var lighter = this;
        for (var percent = Step; Contrast(lighter, DarkTint) < LeastContrast && percent <= 100; percent += Step)
            lighter = Mix(White, percent);
        return lighter;
    }

    /// <summary>For light ground, under a pointer.</summary>
    public AccentColour Deeper() => Mix(Black, 4 * Step);

    /// <summary>For dark ground, the same.</summary>
    public AccentColour Lighter() => Mix(White, 6 * Step);

    /// <summary>1 to 21, of WCAG 2.2.</summary>
    public static double Contrast(AccentColour one, AccentColour other)
    {
        var (a, b) = (one.Luminance, other.Luminance);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");

    private double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    private static double Linear(byte channel) =>
        channel / 255.0 is var part && part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);

    private AccentColour Mix(AccentColour other, int percent) =>
        new(Mix(Red, other.Red, percent), Mix(Green, other.Green, percent), Mix(Blue, other.Blue, percent));

    private static byte Mix(byte one, byte other, int percent) => (byte)(((one * (100 - percent)) + (other * percent) + 50) / 100);
}
