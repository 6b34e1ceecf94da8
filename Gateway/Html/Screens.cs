using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Html;

/// <summary>
/// Prepares every page: the tenant, who sent the person, the language; for a form also its origin and its fields.
/// </summary>
internal sealed class Screens(Administration administration, Origins origins, IVisits visits, AccountHint hints, TimeProvider clock)
{
    public Func<HttpContext, Task<IResult>> Show(Func<HttpContext, TenantId, Screen, Task<IResult>> show) => async http =>
    {
        var (request, name, who) = (http.Request.Query["request"], http.Request.Query["t"], http.Request.Query["who"]);
        return request.Count > 1 || name.Count > 1 || who.Count > 1
            ? new Problem(HttpErrors.InvalidRequest)
            : await On(http, request.SingleOrDefault(), name.SingleOrDefault(), who.SingleOrDefault(), show);
    };

    /// <summary>The same for an address that says in its own way which request it is about.</summary>
    public Func<HttpContext, Task<IResult>> Show(
        Func<HttpContext, string?> requestOf, Func<HttpContext, TenantId, Screen, Task<IResult>> show) =>
        http => On(http, requestOf(http), null, null, show);

    /// <summary>T18: what a form sends is looked at only when the browser says that a page of ours sent it.</summary>
    public Func<HttpContext, Task<IResult>> Take(Func<HttpContext, TenantId, Screen, Form, Task<IResult>> take) => async http =>
    {
        if (!IsFromOurPage(http.Request)) return new Problem(HttpErrors.OriginRefused);
        var (form, refused) = await Form.Read(http);
        return refused is not null
            ? refused
            : await On(http, form!["request"], form["t"], null, (_, tenant, screen) => take(http, tenant, screen, form));
    };

    private async Task<IResult> On(
        HttpContext http, string? request, string? transaction, string? who, Func<HttpContext, TenantId, Screen, Task<IResult>> go)
    {
        if (Tenants.FromPath(http) is not { } tenant) return new Problem(RefusalErrors.TenantNotFound);
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), http.RequestAborted);
        if (read.Answer is not { Tenant: var present }) return new Problem(RefusalErrors.TenantNotFound);
        var visit = request is null ? null : await visits.Find(tenant, request, http.RequestAborted);
        var screen = new Screen(tenant, Languages.Choose(http, visit), present.Settings.HelpUrl, visit, visit is null ? null : request)
        {
            Transaction = transaction, Hints = hints, Expected = who is null ? null : hints.Open(tenant, who),
            Settled = present, Now = clock.GetUtcNow(),
        };
        if (visit?.LeaveTo is not null) KeepsOpener.Tell(http);   // an application sent this browser here, perhaps in a popup
        http.Features.Set(screen);   // for the page of a problem that comes up later
        return request is not null && visit is null ? StaleLink(screen) : await go(http, tenant, screen);
    }

    private static IResult StaleLink(Screen screen) =>
        new Notice(screen.Texts.LinkTitle)
        {
            Tone = Tone.Bad, Paragraphs = [screen.Texts.Link], Error = HttpErrors.InvalidRequest,
        }.On(screen);

    /// <summary>
    /// Stricter than the edge, which lets programs and allowed front ends call: a form is sent by a browser, from here. Both headers count
    /// where both are.
    /// </summary>
    private bool IsFromOurPage(HttpRequest request)
    {
        var (origin, site) = (request.Headers.Origin, request.Headers["Sec-Fetch-Site"]);
        if (origin.Count == 0 && site.Count == 0) return false;
        var isOurOrigin = origin.Count == 0 || (origin.Count == 1 && origins.IsOwn(origin[0], request));
        return isOurOrigin && (site.Count == 0 || (site.Count == 1 && site[0] == "same-origin"));
    }
}
