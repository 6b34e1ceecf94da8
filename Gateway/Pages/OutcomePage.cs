using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Pages;

/// <summary>Tells how a sign-in ended that was not approved, and what to do now.</summary>
internal static class OutcomePage
{
    public static IResult For(Screen screen, Outcome outcome)
    {
        var texts = screen.Texts;
        return outcome switch
        {
            Outcome.NotAllowed => new Problem(RefusalErrors.MethodNotAllowedByPolicy),   // S-35, S-36
            Outcome.Denied => Show(screen, Tone.Bad, texts.DeniedTitle, texts.Denied),
            Outcome.WrongNumber => Show(screen, Tone.Bad, texts.WrongNumberTitle, texts.WrongNumber),
            Outcome.Cancelled => Show(screen, Tone.Plain, texts.CancelledTitle, texts.Cancelled),
            _ => Show(screen, Tone.Plain, texts.ExpiredTitle, texts.Expired),
        };
    }

    /// <summary>Its browser or the service ended it, not the person in this window: so nobody says "you cancelled".</summary>
    public static IResult Replaced(Screen screen) => Show(screen, Tone.Plain, screen.Texts.ReplacedTitle, screen.Texts.Replaced);

    /// <summary>Whatever it came to: its result is kept no longer.</summary>
    public static IResult Late(Screen screen) => Show(screen, Tone.Plain, screen.Texts.ExpiredTitle, screen.Texts.Late);

    private static IResult Show(Screen screen, Tone tone, string title, string text) =>
        new Notice(title) { Tone = tone, Paragraphs = [text], Ways = [screen.StartAgainLink(), screen.BackLink()] }.On(screen);
}
