using System.Globalization;
using Countersign.Authenticator.Texts;
using Countersign.SignIn.Prompts;

namespace Countersign.Authenticator.Cli;

/// <summary>What this phone's screen shows: a waiting sign-in, and the news of the account.</summary>
internal static class Screen
{
    private const int Column = 12;

    /// <summary>Application, place, address and browser of the sign-in (T7): the very texts the decision is bound to.</summary>
    public static void ShowContext(TextWriter output, PhoneTexts texts, WaitingSignIn waiting, Display? display = null)
    {
        output.WriteLine();
        output.WriteLine((display ?? Display.Plain).Paint(Colour.Strong, texts.AreYouSigningIn));
        Line(texts.Application, Known(waiting.Shown.Application));
        Line(texts.Place, Known(waiting.Shown.Place));
        Line(texts.Address, Known(waiting.Shown.Address));
        Line(texts.Browser, Known(waiting.Shown.Browser));
        // T38: last, and in quotes
        if (waiting.Shown.Message.Length > 0) Line(texts.TheyWrite, Terminal.Plain('"' + waiting.Shown.Message + '"'));
        Line(texts.ExpiresIn, PhoneTexts.Fill(texts.Seconds, waiting.ExpiresIn));

        void Line(string name, string value)
        {
            var gap = new string(' ', Math.Max(1, Column + 1 - Width(name)));
            output.WriteLine($"  {name}{gap}{value}");
        }

        string Known(string value) => value.Length == 0 ? texts.NotKnown : Terminal.Plain(value);
    }

    public static void ShowChoices(Handset handset, WaitingSignIn waiting)
    {
        var (output, texts, display) = (handset.Terminal.Out, handset.Texts, handset.Terminal.Display);
        if (waiting.Mode.Meaning().OffersChoices)
        {
            output.WriteLine(texts.WhichNumber);
            for (var i = 0; i < waiting.Choices.Count; i++) ShowChoice(i + 1, Terminal.Plain(waiting.Choices[i]));
            output.WriteLine(PhoneTexts.Fill(texts.TypeChoice, waiting.Choices.Count));
        }
        else
        {
            output.WriteLine(PhoneTexts.Fill(texts.TypeDigits, waiting.Digits));
        }

        output.WriteLine(texts.NotMe);
        output.WriteLine(display.Paint(Colour.Quiet, texts.EnterAlone));

        void ShowChoice(int key, string number) => output.WriteLine($"  [{key}]  {display.Paint(Colour.Strong, number)}");
    }

    /// <summary>What stands before what is typed while something waits.</summary>
    public static string TimeLeft(Handset handset, TimeSpan left)
    {
        var clock = ((int)left.TotalMinutes).ToString(CultureInfo.InvariantCulture) + left.ToString("\\:ss", CultureInfo.InvariantCulture);
        var text = PhoneTexts.Fill(handset.Texts.TimeLeft, clock) + " > ";
        return handset.Terminal.Display.Paint(left > TimeSpan.FromSeconds(10) ? Colour.Quiet : Colour.Bad, text);
    }

    /// <summary>
    /// What changed in the account. A phone's name is its owner's own words, and the owner may be a thief: plain, in quotes, and without
    /// any of its own, so that nobody takes the rest of it for the phone's (T38).
    /// </summary>
    public static void ShowNotices(Handset handset, Chosen chosen, IReadOnlyList<AccountNotice> notices)
    {
        if (notices.Count == 0) return;
        var (output, texts) = (handset.Terminal.Out, handset.Texts);
        output.WriteLine();
        foreach (var notice in notices)
        {
            var sentence = notice.Kind switch
            {
                "phone_added" => texts.PhoneAdded,
                "phone_removed" => texts.PhoneRemoved,
                "phone_sign_in_enabled" => texts.PhoneSignInEnabled,
                "phone_sign_in_disabled" => texts.PhoneSignInDisabled,
                "pass_used" => texts.PassUsed,
                "password_set" => texts.PasswordSet,
                "recovery_codes_issued" => texts.RecoveryCodesIssued,
                "recovery_code_used" => texts.RecoveryCodeUsed,
                _ => texts.SomethingChanged,   // of a later server
            };
            var at = notice.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
            output.WriteLine(PhoneTexts.Fill(sentence, Quoted(notice.Phone ?? ""), chosen.Profile.User, at));
        }

        output.WriteLine(handset.Terminal.Display.Paint(Colour.Bad, texts.IfNotYou));
    }

    private static string Quoted(string text) =>
        string.Concat(Terminal.Plain(text).Select(c => c is '"' or '\u201c' or '\u201d' or '\u201e' or '\u300c' or '\u300d' ? '\'' : c));

    /// <summary>The columns that a terminal gives a text: East Asian letters have two.</summary>
    private static int Width(string text) => text.Sum(c => c >= 0x1100 ? 2 : 1);
}
