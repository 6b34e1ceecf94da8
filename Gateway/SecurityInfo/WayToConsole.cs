using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.SecurityInfo;

/// <summary>The operators' tenant, and where their console is.</summary>
/// <param name="Origin">Scheme and authority of the administration listener, as browsers know it.</param>
internal sealed record ConsolePlace(TenantId Tenant, string Origin);

/// <summary>
/// <c>GET /{tenant}/console</c>: administrators on their way to the console, who sign in here like anybody else, with the phone (ADM-3).
/// Whether the person is one, the other listener says.
/// </summary>
internal sealed class WayToConsole(
    Engine.SecurityInfo info, Engine.Administrators administrators, AccountVisits visits, ConsoleTickets tickets, ConsolePlace place)
{
    public async Task<IResult> Show(HttpContext http, TenantId tenant, Screen screen)
    {
        if (tenant != place.Tenant) return new Problem(HttpErrors.NoSuchAddress);
        if (http.Request.Query["challenge"] is not [{ } challenge] || !ConsoleTickets.IsChallenge(challenge))
            return new Problem(HttpErrors.InvalidRequest);
        var here = "/console?challenge=" + challenge;
        var secret = Cookies.SessionSecret(http);
        if ((await info.Check(tenant, secret, http.RequestAborted)).Answer is not { User: var person })
            return visits.SignInFirst(screen, here, screen.Texts.Console.Title);
        screen = screen.Of(http, person.Name);
        var session = SecretHash.OfSecret(secret!);
        return await administrators.IsByPhone(person, session, http.RequestAborted)
            ? Onward(screen, $"{place.Origin}/console/signed-in?ticket={tickets.Seal(person, session, challenge)}")
            : PhoneFirst(screen, here);
    }

    /// <summary>To another host, so by a page: the form of the sign-in leads to none (T17).</summary>
    private static IResult Onward(Screen screen, string address) => new Notice(screen.Texts.Console.OnwardTitle)
    {
        Tone = Tone.Good,
        Onward = address,
        Ways = [Markup.Html($"""<a class="primary" href="{address}">{screen.Texts.Console.Onward}</a>""")],
    }.On(screen);

    private IResult PhoneFirst(Screen screen, string here)
    {
        var texts = screen.Texts;
        var again = visits.AddressOf(screen, here, isAnew: true, texts.Console.Title);
        return new Notice(texts.Console.PhoneTitle)
        {
            Paragraphs = [texts.Console.Phone],
            Error = RefusalErrors.SecondFactorRequired,
            Ways = [Markup.Html($"""<a class="primary" href="{again}">{texts.SignIn}</a>"""), AccountDoor.BackHere(screen)],
        }.On(screen);
    }
}
