using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin.Console;

/// <summary>
/// <c>/console/tenants/{tenant}/checklist</c>: what is still missing before somebody can sign in, each with the page that brings it; and
/// the first policy, which lets everybody sign in by phone.
/// </summary>
internal sealed class ChecklistPage(Administration administration)
{
    public const string Door = "GET /tenants/{tenant}", PolicyDoor = "PUT /tenants/{tenant}/policy";

    public static string PathOf(TenantId tenant) => $"/console/tenants/{tenant}/checklist";

    public async Task<IResult> Show(ConsoleView view, TenantId tenant)
    {
        var cancel = view.Http.RequestAborted;
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), cancel);
        if (!read.Has(out var found, out var why)) return Problem.FromRefusal(why);
        var people = await administration.ListUsers(tenant, null, ISignInEngine.MostListed, cancel);
        var texts = view.Texts.Setup;
        var items = Items(view, tenant, found.Tenant, people);
        var done = ConsoleForms.Query(view.Http, "done") switch { "made" => texts.Made, "on" => texts.SwitchedOn, _ => null };
        return new Page(view.Screen, texts.Checklist, Markup.Html($"""
            {ConsoleRooms.Draw(view, tenant)}
            <h1>{texts.Checklist}</h1>
            <p class="lead"><bdi>{tenant.Value}</bdi></p>
            {ConsoleForms.Done(done)}
            <p>{(items.All(item => item.IsThere || item.IsOptional) ? texts.Ready : texts.ChecklistAbout)}</p>
            <ul class="things">
            {Markup.Join(items.Select(item => Draw(texts, item)))}</ul>
            """));
    }

    private static Markup Draw(SetupTexts texts, Item item) => Markup.Html($"""
        <li><div class="thing">
        <p class="name">{item.Title} · <span class="{(item.IsThere ? "kept" : item.IsOptional ? "soft" : "broken")}">{(item.IsThere
            ? texts.Done
            : item.IsOptional ? texts.Optional : texts.Missing)}</span></p>
        <p class="fact">{item.About}</p>
        {item.Way}
        </div></li>

        """);

    private static Item[] Items(ConsoleView view, TenantId tenant, TenantState.Present set, IReadOnlyList<ListedUser> people)
    {
        var texts = view.Texts.Setup;
        Markup Way(string door, string address, string label) => ConsoleForms.Way(view, door, tenant, address, label);
        var clients = set.Clients?.Values ?? [];
        return
        [
            new(texts.Policy, texts.PolicyAbout, set.PhoneSignInIsOn, set.PolicyVersion == 0 ? SwitchOn(view, tenant) : default),
            new(texts.Person, texts.PersonAbout, people.Count > 0,
                Markup.Join(
                [
                    Way(AddPersonPage.Door, AddPersonPage.PathOf(tenant), texts.AddPerson),
                    Way(ImportPage.Door, ImportPage.PathOf(tenant), view.Texts.Import.Title),
                ])),
            new(texts.Phone, texts.PhoneAbout, people.Any(user => user.HasCredential),
                Way(PeoplePage.Door, PeoplePage.PathOf(tenant), view.Texts.People)),
            new(texts.Client, texts.ClientAbout, clients.Any(CanSignIn),
                Way(ClientsPage.Door, ClientsPage.PathOf(tenant), view.Texts.Clients.Title)),
            new(texts.Another, texts.AnotherAbout, set.Passwords is not null || set.Settings.RecoveryCodes || !set.Domains.IsEmpty,
                Way(SettingsPage.Door, SettingsPage.PathOf(tenant) + "#other-ways", view.Texts.Settings.Title), IsOptional: true),
            new(texts.Face, texts.FaceAbout, set.Settings.Branding is not null,
                Way(BrandingPage.Door, BrandingPage.PathOf(tenant), view.Texts.Branding.Title), IsOptional: true),
        ];
    }

    private static bool CanSignIn(Client client) =>
        client.Authentication != ClientAuthenticationMethod.Secret || !client.Secrets.IsEmpty;

    /// <summary>Where no policy was ever saved; a later one is changed at its own place.</summary>
    private static Markup SwitchOn(ConsoleView view, TenantId tenant) => !view.May(PolicyDoor, tenant) ? default : Markup.Html($"""
        <form method="post" action="{PathOf(tenant)}">
        {view.Token}
        <button class="second" type="submit">{view.Texts.Setup.SwitchOn}</button>
        </form>
        """);

    public async Task<IResult> TakePolicy(ConsoleView view, TenantId tenant)
    {
        var save = new TenantQuestion.SavePolicy(new(RandomValues.Handle()), ExpectedVersion: 0, Enabled: true, new Target.AllUsers());
        var saved = await administration.Ask(tenant, save, view.Http.RequestAborted);
        return saved.Refused is { } why ? Problem.FromRefusal(why) : new SeeOther(PathOf(tenant) + "?done=on");
    }

    private sealed record Item(string Title, string About, bool IsThere, Markup Way, bool IsOptional = false);
}
