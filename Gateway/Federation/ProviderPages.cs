using Countersign.Gateway.Html;
using Countersign.Gateway.Http;

namespace Countersign.Gateway.Federation;

/// <summary>
/// The pages of the way to a provider and back: each says how things stand and offers to start again, with the phone (WAY-3).
/// </summary>
internal static class ProviderPages
{
    /// <summary>The provider does not answer. Nobody goes on by themselves from here, so there is no circle.</summary>
    public static IResult Unavailable(Screen screen, string provider) => Tell(
        screen, FederationErrors.ProviderUnavailable, screen.Texts.ProviderDownTitle, Fill(screen.Texts.ProviderDown, provider));

    public static IResult Refused(Screen screen) => Tell(
        screen, FederationErrors.ResponseRefused, screen.Texts.ProviderAnswerTitle, screen.Texts.ProviderAnswer);

    public static IResult Declined(Screen screen, string provider) => Tell(
        screen, FederationErrors.Declined, screen.Texts.ProviderDeclinedTitle, Fill(screen.Texts.ProviderDeclined, provider));

    /// <summary>Not the account that was typed, or none that may sign in: one page for all of it.</summary>
    public static IResult OtherAccount(Screen screen, string provider) => Tell(
        screen, RefusalErrors.FederationRefused, screen.Texts.OtherAccountTitle, Fill(screen.Texts.OtherAccount, provider));

    private static IResult Tell(Screen screen, ProtocolError error, string title, string text) => new Notice(title)
    {
        Tone = Tone.Bad, Paragraphs = [text], Error = error, Ways = [screen.StartAgainLink(), screen.BackLink()],
    }.On(screen);

    private static string Fill(string sentence, string provider) => sentence.Replace("{0}", provider, StringComparison.Ordinal);
}
