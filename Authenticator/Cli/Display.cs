namespace Countersign.Authenticator.Cli;

/// <summary>What a terminal can do besides showing letters.</summary>
/// <param name="IsScreen">It rings, and a line can be drawn anew; a file and a pipe do neither.</param>
/// <param name="HasColours">Colours are wanted there.</param>
internal sealed record Display(bool IsScreen, bool HasColours)
{
    public static readonly Display Plain = new(false, false);

    /// <summary>The console's: <c>NO_COLOR</c>, with any text in it, asks for none (no-color.org).</summary>
    /// <param name="isRedirected">Whether what is written goes to a file or another program.</param>
    public static Display Find(bool isRedirected, Func<string, string?> variable)
    {
        var isScreen = !isRedirected && variable("TERM") != "dumb";
        return new(isScreen, isScreen && string.IsNullOrEmpty(variable("NO_COLOR")));
    }

    /// <summary>The text in a colour, where there are any. The words say the same without it.</summary>
    public string Paint(Colour colour, string text) => HasColours ? $"\u001b[{(int)colour}m{text}\u001b[0m" : text;
}

/// <summary>Colours and weights by their numbers in ECMA-48.</summary>
internal enum Colour { Strong = 1, Quiet = 2, Bad = 31, Good = 32 }
