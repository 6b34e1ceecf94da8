using Countersign.SignIn.Prompts;

namespace Countersign.Authenticator.Cli;

/// <summary>A waiting sign-in on this phone's screen.</summary>
internal static class Screen
{
    /// <summary>Application, place, address and browser of the sign-in (T7): the very texts the decision is bound to.</summary>
    public static void ShowContext(TextWriter output, WaitingSignIn waiting)
    {
        output.WriteLine();
        output.WriteLine("Are you trying to sign in?");
        Line(output, "Application", waiting.Shown.Application);
        Line(output, "Place", waiting.Shown.Place);
        Line(output, "Address", waiting.Shown.Address);
        Line(output, "Browser", waiting.Shown.Browser);
        if (waiting.Shown.Message.Length > 0) Line(output, "They write", '"' + waiting.Shown.Message + '"');   // T38: last, and in quotes
        output.WriteLine($"  {"Expires in",-12} {waiting.ExpiresIn} s");
    }

    public static void ShowChoices(TextWriter output, WaitingSignIn waiting)
    {
        if (waiting.Mode.Meaning().OffersChoices)
        {
            output.WriteLine("Which number does your browser show?");
            for (var i = 0; i < waiting.Choices.Count; i++) output.WriteLine($"  [{i + 1}]  {Terminal.Plain(waiting.Choices[i])}");
            output.WriteLine($"Type 1 to {waiting.Choices.Count} and Enter to approve, d and Enter to deny.");
        }
        else
        {
            output.WriteLine($"Type the {waiting.Digits} digits your browser shows and Enter to approve, d and Enter to deny.");
        }

        output.WriteLine("If it was not you, n and Enter denies and keeps whoever began it away for a day.");
        output.WriteLine("Enter alone does nothing.");
    }

    private static void Line(TextWriter output, string name, string value) =>
        output.WriteLine($"  {name,-12} {(value.Length == 0 ? "(not known)" : Terminal.Plain(value))}");
}
