using Countersign.Gateway.Http;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Html;

/// <summary>
/// Tells why no number was sent after a password that was right, or a provider's word that held (S-58), and what helps. Whoever sees it has
/// shown the first factor, so it is the truth.
/// </summary>
internal static class SecondFactorNotice
{
    /// <param name="transaction">The name of the sign-in, under which the browser may try again.</param>
    public static IResult For(Screen screen, FellBack instead, string? transaction, DateTimeOffset now)
    {
        var texts = screen.Texts;
        var mayTryAgain = instead.Reason is FallbackReason.Pending or FallbackReason.TooManyPrompts;
        var notice = new Notice(texts.SecondTitle)
        {
            Tone = mayTryAgain ? Tone.Plain : Tone.Bad,
            Paragraphs = Describe(screen, instead.Reason),
            Wait = instead.RetryAt is { } at && at > now ? Wait.Until(at, now) : null,
            Ways =
            [
                mayTryAgain ? SendForm(screen with { Transaction = transaction }) : screen.PassLink("primary"),
                screen.StartAgainLink("quiet"), screen.BackLink(),
            ],
            Error = mayTryAgain ? null : RefusalErrors.SecondFactorRequired,
        };
        return notice.On(screen);
    }

    /// <summary>Has a number sent, as often as there may be: pressed twice, it is one.</summary>
    public static Markup SendForm(Screen screen) => Markup.Html($"""
        <form method="post" action="/{screen.Tenant?.Value}/sign-in/second">
        {screen.Fields()}
        <button class="primary" type="submit">{screen.Texts.SecondSend}</button>
        </form>
        """);

    private static IReadOnlyList<string> Describe(Screen screen, FallbackReason reason)
    {
        var texts = screen.Texts;
        return reason switch
        {
            FallbackReason.Pending => [texts.SecondAsked, texts.SecondPending],
            FallbackReason.TooManyPrompts => [texts.SecondAsked, texts.TooMany],
            FallbackReason.Locked => [texts.SecondAsked, texts.Locked, texts.SecondNobody],
            FallbackReason.PhoneTooOld => [texts.SecondAsked, texts.TooOld, texts.SecondNobody],
            FallbackReason.PushNotAllowed => [texts.SecondAsked, texts.PushOff, texts.SecondNobody],
            _ => [texts.SecondAsked, texts.SecondNoPhone, texts.SecondNobody],
        };
    }
}
