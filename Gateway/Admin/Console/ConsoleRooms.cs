using Countersign.Gateway.Html;
using Countersign.SignIn;

namespace Countersign.Gateway.Admin.Console;

/// <summary>
/// The console's way about: the rooms of the tenant at hand and those of the service, as far as the administrator may enter them. Beside
/// the page where there is room, in two lines above it where there is not.
/// </summary>
internal static class ConsoleRooms
{
    /// <param name="tenant">The one at hand; null: none is.</param>
    public static Markup Draw(ConsoleView view, TenantId? tenant = null)
    {
        var (ofTenant, ofService) = (tenant is { } one ? OfTenant(view, one) : [], OfService(view));
        var here = (tenant is null ? ofService : ofTenant).LastOrDefault(room => room.Has(view.Http.Request.Path));
        return Markup.Html($"""
            <nav class="rooms" aria-label="{view.Texts.Title}">
            {(tenant is { } at ? Group(view, at.Value, ofTenant, here) : default)}
            {Group(view, view.Texts.Title, ofService, here)}
            </nav>

            """);
    }

    /// <summary>Those of one tenant among several, in a line.</summary>
    public static Markup Line(ConsoleView view, TenantId tenant) => Markup.Join(OfTenant(view, tenant)
        .Where(room => room.IsOpenTo(view))
        .Select(room => Markup.Html($"""<a class="small" href="{room.Address}">{room.Label}</a> """)));

    private static Room[] OfTenant(ConsoleView view, TenantId tenant)
    {
        var texts = view.Texts;
        return
        [
            new(OverviewPage.Door, tenant, OverviewPage.PathOf(tenant), texts.Overview.Title),
            new(ChecklistPage.Door, tenant, ChecklistPage.PathOf(tenant), texts.Setup.Checklist),
            new(PeoplePage.Door, tenant, PeoplePage.PathOf(tenant), texts.People),
            new(GroupsPage.Door, tenant, GroupsPage.PathOf(tenant), texts.Groups),
            new(PolicyPage.Door, tenant, PolicyPage.PathOf(tenant), texts.Policy.Title),
            new(SignInsPage.Door, tenant, SignInsPage.PathOf(tenant), texts.SignIns.Title),
            new(ProposalsPage.Door, tenant, ProposalsPage.PathOf(tenant), texts.Proposals),
            new(SettingsPage.Door, tenant, SettingsPage.PathOf(tenant), texts.Settings.Title),
            new(WaysPage.Door, tenant, WaysPage.PathOf(tenant), texts.Ways.Title),
            new(ClientsPage.Door, tenant, ClientsPage.PathOf(tenant), texts.Clients.Title),
            new(KeysPage.Door, tenant, KeysPage.PathOf(tenant), texts.Keys.Title),
            new(BrandingPage.Door, tenant, BrandingPage.PathOf(tenant), texts.Branding.Title),
            new(SecurityEventsPage.Door, tenant, SecurityEventsPage.PathOf(tenant), texts.SecurityEvents.Title),
            new(AuditPage.Door, tenant, AuditPage.PathOf(tenant), texts.Audit),
        ];
    }

    private static Room[] OfService(ConsoleView view)
    {
        var texts = view.Texts;
        return
        [
            new(null, null, "/", texts.Start),
            new(TenantsPage.Door, null, TenantsPage.Path, texts.Setup.Tenants),
            new("GET /administrators", null, AdministratorsPage.Path, texts.Administrators),
            new("GET /tokens", null, TokensPage.Path, texts.Tokens),
        ];
    }

    private static Markup Group(ConsoleView view, string label, IEnumerable<Room> rooms, Room? here) => Markup.Html($"""
        <p><bdi>{label}</bdi></p>
        <ul>
        {Markup.Join(rooms.Where(room => room.IsOpenTo(view)).Select(room => Item(room, room == here)))}</ul>

        """);

    private static Markup Item(Room room, bool isHere) => Markup.Html($"""
        <li><a href="{room.Address}"{(isHere ? Markup.Html($" aria-current=\"true\"") : default)}>{room.Label}</a></li>

        """);

    /// <param name="Door">A row of <see cref="AdminDoors"/>; null: every administrator may enter.</param>
    private sealed record Room(string? Door, TenantId? Tenant, string Address, string Label)
    {
        public bool IsOpenTo(ConsoleView view) => Door is null || view.May(Door, Tenant);

        /// <summary>Whether the page is this room's first one or one behind it.</summary>
        public bool Has(PathString page) => page == Address || page.StartsWithSegments(Address);
    }
}
