using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin.Console;

/// <summary>
/// <c>/console/tenants/{tenant}/ways-in</c>: which domain signs in where, the organisations' providers, where passwords are checked, and
/// whether the phone follows them.
/// </summary>
internal sealed class WaysPage(Administration administration)
{
    public const string Door = "GET /tenants/{tenant}/domains";

    public static string PathOf(TenantId tenant) => $"/console/tenants/{tenant}/ways-in";

    public async Task<IResult> Show(ConsoleView view, TenantId tenant)
    {
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), view.Http.RequestAborted);
        if (!read.Has(out var found, out var why)) return Problem.FromRefusal(why);
        var (texts, set) = (view.Texts.Ways, found.Tenant);
        return new Page(view.Screen, texts.Title, Markup.Html($"""
            {ConsoleRooms.Draw(view, tenant)}
            <h1>{texts.Title}</h1>
            <p class="lead">{texts.About}</p>
            {ConsoleForms.Done(ConsoleForms.Query(view.Http, "done") == "saved" ? texts.Saved : null)}
            {Part("domains", texts.Domains, texts.DomainsAbout, Domains(view, tenant, set))}
            {Part("providers", texts.Providers, texts.ProvidersAbout, Providers(view, tenant, set))}
            {Part("passwords", texts.Passwords, texts.PasswordsAbout, Passwords(view, tenant, set))}
            {Part("second", texts.Second, set.Settings.SecondFactor ? texts.SecondOn : texts.SecondOff, ConsoleForms.Way(
                view, SettingsPage.SetDoor, tenant, SettingsPage.PathOf(tenant) + "/other-ways", Named(texts.Change, texts.Second)))}
            """));
    }

    private static Markup Part(string id, string title, string about, Markup content) => Markup.Html($"""
        <section class="part" aria-labelledby="{id}">
        <h2 id="{id}">{title}</h2>
        <p class="lead">{about}</p>
        {content}
        </section>

        """);

    /// <summary>A word that stands there several times, with what it is about for whoever hears the page.</summary>
    private static Markup Named(string word, string about) => Markup.Html($"""{word} <span class="unseen">{about}</span>""");

    private static Markup Domains(ConsoleView view, TenantId tenant, TenantState.Present set)
    {
        var texts = view.Texts.Ways;
        var list = Markup.Join(set.Domains.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => Markup.Html($"""
            <li><div class="thing">
            <p class="name"><bdi>{one.Key}</bdi></p>
            <p class="fact">{Place(texts, set, one.Value)}</p>
            {ConsoleForms.Way(view, DomainPage.SetDoor, tenant, DomainPage.AddressOf(tenant, one.Key), Named(texts.Change, one.Key))}
            {ConsoleForms.Way(
                view, DomainPage.RemoveDoor, tenant, DomainPage.AddressOf(tenant, one.Key) + "/remove", Named(texts.RemoveDomain, one.Key))}
            </div></li>

            """)));
        return Markup.Html($"""
            {(set.Domains.IsEmpty ? default : Markup.Html($"""<ul class="things">{list}</ul>"""))}
            {ConsoleForms.Way(view, DomainPage.SetDoor, tenant, DomainPage.NewPath(tenant), texts.SetDomain)}
            """);
    }

    private static Markup Place(WaysTexts texts, TenantState.Present set, Domain domain) => domain switch
    {
        Domain.Managed { PassThrough: true } => Markup.Html($"{texts.TypePassThrough}"),
        Domain.Federated at => Markup.Html($"{texts.TypeAddress}: <bdi>{at.SignInUrl}</bdi>"),
        Domain.AtProvider at => Markup.Fill(texts.TypeProvider, set.ProviderOf(at.Provider)?.Name ?? at.Provider),
        _ => Markup.Html($"{texts.TypeManaged}"),
    };

    private static Markup Providers(ConsoleView view, TenantId tenant, TenantState.Present set)
    {
        var texts = view.Texts.Ways;
        var providers = (set.Providers?.Values ?? []).OrderBy(one => one.Id, StringComparer.Ordinal).ToArray();
        var list = Markup.Join(providers.Select(one => Markup.Html($"""
            <li><div class="thing">
            <p class="name"><a class="small" href="{ProviderPage.PathOf(tenant, one.Id)}"><bdi>{one.Name}</bdi></a></p>
            <p class="fact"><bdi>{one.Issuer}</bdi></p>
            </div></li>

            """)));
        return Markup.Html($"""
            {(providers.Length == 0 ? Markup.Html($"<p>{texts.NoProviders}</p>") : Markup.Html($"""<ul class="things">{list}</ul>"""))}
            {ConsoleForms.Way(view, ProviderPage.SetDoor, tenant, ProviderPage.RegisterPath(tenant), texts.Register)}
            """);
    }

    private static Markup Passwords(ConsoleView view, TenantId tenant, TenantState.Present set)
    {
        var texts = view.Texts.Ways;
        return Markup.Html($"""
            <p>{PasswordPlacePage.WordFor(texts, PasswordPlacePage.BodyOf(set).Place)}</p>
            {ConsoleForms.Way(
                view, PasswordPlacePage.SetDoor, tenant, PasswordPlacePage.PathOf(tenant), Named(texts.Change, texts.Passwords))}
            {(set.Passwords is null ? default : ConsoleForms.Way(
                view, PasswordPlacePage.RemoveDoor, tenant, PasswordPlacePage.PathOf(tenant) + "/stop", texts.StopPasswords))}
            """);
    }
}
