namespace Countersign.Gateway.Html;

/// <summary>The page between signing out here and signing out at the provider.</summary>
internal static class SigningOutNotice
{
    /// <param name="address">At the provider.</param>
    public static IResult For(Screen screen, string address) => new Notice(screen.Texts.SigningOutTitle)
    {
        Paragraphs = [screen.Texts.SigningOut],
        Ways = [Markup.Html($"""<a class="primary" href="{address}" rel="noreferrer">{screen.Texts.ToOrganisation}</a>""")],
        Onward = address,
    }.On(screen);
}
