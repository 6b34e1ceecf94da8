using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn.Providers;

namespace Countersign.Gateway.Federation;

/// <summary>
/// The pages of the way to a provider and back: each says how things stand and offers to start again, with the phone (WAY-3).
/// </summary>
internal static class ProviderPages
{
    /// <summary>Whether the person began this; with the account that it would be (T18).</summary>
    /// <param name="ticket">As it came.</param>
    public static IResult Ask(Screen screen, Provider provider, string ticket)
    {
        var onward = screen.Address("/federation/" + provider.Id, ("ticket", ticket));
        return new Notice(screen.Texts.ProviderAskTitle)
        {
            Paragraphs = [Fill(screen.Texts.ProviderAsk, provider.Name)],
            Ways = [Markup.Html($"""<a class="primary" href="{onward}">{screen.Texts.ToOrganisation}</a>"""), screen.BackLink()],
        }.On(screen);
    }

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
