using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.Pages;

/// <summary>
/// <c>GET /{tenant}/sign-in/onward</c>: between a form that signed somebody in and the application. The answer to a form may lead to no
/// other host, and browsers hold the redirections after it to that; this page goes on by itself. It signs nobody in: what the application
/// gets is for the next address to say.
/// </summary>
internal static class OnwardPage
{
    private const string Place = "/sign-in/onward";

    /// <summary>The way there; <paramref name="name"/> is the sign-in's.</summary>
    public static IResult By(Screen screen, string? name) =>
        new SeeOther(screen.Address(Place, name is null ? [] : [("t", name)]));

    public static void Map(IEndpointRouteBuilder pages, Screens screens) => pages.MapGet(Place, screens.Show(Show));

    private static Task<IResult> Show(HttpContext http, TenantId tenant, Screen screen)
    {
        if (screen.Visit is not { } visit) return Task.FromResult(screen.GoTo("/sign-in/done"));
        var next = SeeOther.Local(
            visit.TakesName && Transaction.IsName(screen.Transaction) ? visit.ContinueTo + "&t=" + screen.Transaction : visit.ContinueTo);
        return Task.FromResult(new Notice(screen.Texts.DoneTitle)
        {
            Tone = Tone.Good,
            Ways = [Markup.Html($"""<a class="primary" href="{next}"><span>{screen.AboutApplication(screen.Texts.BackTo)}</span></a>""")],
            Onward = next,
        }.On(screen));
    }
}
