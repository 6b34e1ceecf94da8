using System.Globalization;
using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Pages;

/// <summary>Tells how a sign-in ended that was not approved, and what to do now.</summary>
internal static class OutcomePage
{
    public static IResult For(Screen screen, ChallengeEnded ended, DateTimeOffset now)
    {
        var texts = screen.Texts;
        return ended.Outcome switch
        {
            Outcome.NotAllowed => new Problem(RefusalErrors.MethodNotAllowedByPolicy),   // S-35, S-36
            Outcome.Denied => Show(screen, Tone.Bad, texts.DeniedTitle, texts.Denied),
            Outcome.WrongNumber => WrongNumber(screen, ended, now),
            Outcome.Cancelled => Show(screen, Tone.Plain, texts.CancelledTitle, texts.Cancelled),
            _ => ShowAndOffer(screen, Tone.Plain, texts.ExpiredTitle, ended.IsSecond, texts.Expired),
        };
    }

    /// <summary>Its browser or the service ended it, not the person in this window: so nobody says "you cancelled".</summary>
    public static IResult Replaced(Screen screen) => Show(screen, Tone.Plain, screen.Texts.ReplacedTitle, screen.Texts.Replaced);

    /// <summary>Whatever it came to: its result is kept no longer.</summary>
    public static IResult Late(Screen screen) =>
        ShowAndOffer(screen, Tone.Plain, screen.Texts.ExpiredTitle, isSecond: false, screen.Texts.Late);

    /// <summary>It says how many tries are left, or for how long phone sign-in is locked; then another number would not come.</summary>
    private static IResult WrongNumber(Screen screen, ChallengeEnded ended, DateTimeOffset now)
    {
        var texts = screen.Texts;
        if (ended.LockedUntil is { } until && until > now)
        {
            return new Notice(texts.WrongNumberTitle)
            {
                Tone = Tone.Bad, Paragraphs = [texts.Locked], Wait = Wait.Until(until, now), Ways = [screen.PassLink(), screen.BackLink()],
            }.On(screen);
        }

        var left = ended.TriesLeft is { } tries ? tries.ToString(CultureInfo.InvariantCulture) : "";
        string[] more = ended.TriesLeft switch
        {
            null => [],
            1 => [texts.LastTry],
            _ => [texts.TriesLeft.Replace("{0}", left, StringComparison.Ordinal)],
        };
        return ShowAndOffer(screen, Tone.Bad, texts.WrongNumberTitle, ended.IsSecond, [texts.WrongNumber, .. more]);
    }

    private static IResult Show(Screen screen, Tone tone, string title, string text) =>
        new Notice(title) { Tone = tone, Paragraphs = [text], Ways = [screen.StartAgainLink(), screen.BackLink()] }.On(screen);

    /// <param name="isSecond">A first factor went before, which another number may follow (S-58).</param>
    private static IResult ShowAndOffer(
        Screen screen, Tone tone, string title, bool isSecond, params IReadOnlyList<string> texts) => new Notice(title)
    {
        Tone = tone, Paragraphs = texts,
        Ways = screen.Account is { } user
            ? [isSecond ? SecondFactorNotice.SendForm(screen) : NewNumber(screen, user), screen.StartAgainLink("quiet"), screen.BackLink()]
            : [screen.StartAgainLink(), screen.BackLink()],
    }.On(screen);

    /// <summary>The form of the first page, filled in: pressed twice, it is one attempt (I19).</summary>
    private static Markup NewNumber(Screen screen, UserName user) => Markup.Html($"""
        <form method="post" action="/{screen.Tenant?.Value}/sign-in">
        <input type="hidden" name="user_name" value="{user.Value}">
        <input type="hidden" name="attempt" value="{RandomValues.Handle()}">
        {screen.RequestField()}
        <button class="primary" type="submit">{screen.Texts.NewNumber}</button>
        </form>
        """);
}
