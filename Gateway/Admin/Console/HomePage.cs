using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.Admin.Console;

/// <summary><c>GET /</c> at the administration listener: who is signed in, as what, and where to go from here.</summary>
internal sealed class HomePage(TenantId operators)
{
    public const string OpenPath = "/console/open";

    public Task<IResult> Show(ConsoleView view)
    {
        var (screen, texts, scope) = (view.Screen, view.Texts, view.Administrator.Scope);
        return Task.FromResult<IResult>(new Page(screen, texts.Title, Markup.Html($"""
            {ConsoleRooms.Draw(view)}
            <h1>{texts.Title}</h1>
            <dl class="facts">
            <div><dt>{texts.Role}</dt><dd>{ConsoleView.WordFor(texts, scope.Role)}</dd></div>
            <div><dt>{texts.Tenants}</dt><dd>{ConsoleView.WordFor(texts, scope)}</dd></div>
            </dl>
            <ul class="things">
            {Markup.Join((scope.Tenants ?? [operators]).Select(tenant => Item(view, tenant)))}</ul>
            {(scope.Tenants is null ? Another(view) : default)}
            <form method="post" action="/console/sign-out">
            {view.Token}
            <button class="quiet" type="submit">{texts.SignOut}</button>
            </form>
            """)));
    }

    /// <summary>To the overview of the tenant that somebody typed. Whether it is there, and theirs to see, that page says.</summary>
    public static Task<IResult> Open(ConsoleView view) => Task.FromResult<IResult>(
        TenantId.TryParse(ConsoleForms.Query(view.Http, "tenant")?.Trim().ToLowerInvariant(), out var tenant)
            ? new SeeOther(OverviewPage.PathOf(tenant))
            : new Problem(RefusalErrors.TenantNotFound));

    private static Markup Item(ConsoleView view, TenantId tenant) => Markup.Html($"""
        <li><div class="thing">
        <p class="name"><bdi>{tenant.Value}</bdi></p>
        <p class="fact">{ConsoleRooms.Line(view, tenant)}</p>
        </div></li>

        """);

    private static Markup Another(ConsoleView view) => Markup.Html($"""
        <form method="get" action="{OpenPath}">
        {ConsoleForms.Text("tenant", view.Texts.OpenTenant, view.Texts.OpenTenantHint, most: 63, isRequired: true)}
        <button class="second" type="submit">{view.Texts.Open}</button>
        </form>
        """);
}
