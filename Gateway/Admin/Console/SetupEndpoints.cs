using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Outbound;
using Countersign.SignIn;
using Countersign.SignIn.Clients;

namespace Countersign.Gateway.Admin.Console;

/// <summary>The service's own that the pages of a tenant's setting up use.</summary>
/// <param name="Secrets">Seals what others share with the tenant.</param>
/// <param name="Outbound">Which addresses clients, providers and webhooks may have.</param>
/// <param name="Proofs">Knows the tenants' issuers.</param>
/// <param name="Keys">The tenants' signing keys.</param>
/// <param name="Feeds">What receivers of security events are told.</param>
internal sealed record SetupTools(ProviderSecrets Secrets, OutboundSettings Outbound, Proofs Proofs, KeyRing Keys, EventFeeds Feeds)
{
    public SettingsChange ChangeBy(Administration administration) => new(administration, Secrets, Outbound, Feeds);
}

/// <summary>The pages that set a tenant up: a tenant's making, settings, its face, ways in, clients, keys.</summary>
internal static class SetupEndpoints
{
    private const string Tenant = "/console/tenants/{tenant}";

    public static void Map(ConsoleEndpoints.Rooms rooms, Administration administration, SetupTools tools, TimeProvider clock)
    {
        MapBeginnings(rooms, administration);
        var change = tools.ChangeBy(administration);
        MapSettings(rooms, new(administration, change));
        var branding = new BrandingPage(administration, change);
        rooms.Show(BrandingPage.Door, Tenant + "/branding", view => ConsoleEndpoints.Of(view, branding.Show));
        rooms.Take(BrandingPage.SetDoor, Tenant + "/branding", (view, form) =>
            ConsoleEndpoints.Of(view, (_, tenant) => branding.Take(view, form, tenant)));
        rooms.Show(BrandingPage.Door, Tenant + "/branding/{file}", view => ConsoleEndpoints.Of(view, branding.Logo));
        rooms.Show(null, BrandingPage.AccentPath, BrandingPage.Accent);
        MapWays(rooms, administration, tools);
        MapClients(rooms, new(administration, tools.Proofs, tools.Outbound), new(administration));
        var keys = new KeysPage(tools.Keys, clock);
        rooms.Show(KeysPage.Door, Tenant + "/keys", view => ConsoleEndpoints.Of(view, keys.Show));
        rooms.Show(KeysPage.RotateDoor, Tenant + "/keys/rotate", view => ConsoleEndpoints.Of(view, KeysPage.AskRotation));
        rooms.Take(KeysPage.RotateDoor, Tenant + "/keys/rotate", (view, _) => ConsoleEndpoints.Of(view, keys.Rotate));
    }

    private static void MapBeginnings(ConsoleEndpoints.Rooms rooms, Administration administration)
    {
        var (tenants, list) = (new TenantsPage(administration), new ChecklistPage(administration));
        var person = new AddPersonPage(administration, rooms.Door);
        rooms.Show(TenantsPage.Door, TenantsPage.Path, tenants.Show);
        rooms.Take(TenantsPage.MakeDoor, TenantsPage.Path, tenants.Make);
        rooms.Show(ChecklistPage.Door, Tenant + "/checklist", view => ConsoleEndpoints.Of(view, list.Show));
        rooms.Take(ChecklistPage.PolicyDoor, Tenant + "/checklist", (view, _) => ConsoleEndpoints.Of(view, list.TakePolicy));
        rooms.Show(AddPersonPage.Door, Tenant + "/add-person", view => ConsoleEndpoints.Of(view, person.Show));
        rooms.Take(AddPersonPage.Door, Tenant + "/add-person", (view, form) =>
            ConsoleEndpoints.Of(view, (_, tenant) => person.Take(view, form, tenant)));
    }

    private static void MapWays(ConsoleEndpoints.Rooms rooms, Administration administration, SetupTools tools)
    {
        const string Domain = Tenant + "/domains/{domain}", Provider = Tenant + "/providers/{provider}", Passwords = Tenant + "/passwords";
        var (ways, domains) = (new WaysPage(administration), new DomainPage(administration));
        rooms.Show(WaysPage.Door, Tenant + "/ways-in", view => ConsoleEndpoints.Of(view, ways.Show));
        rooms.Show(DomainPage.SetDoor, Tenant + "/set-domain", view =>
            ConsoleEndpoints.Of(view, (_, tenant) => domains.Ask(view, tenant, null)));
        rooms.Take(DomainPage.SetDoor, Tenant + "/set-domain", (view, form) =>
            ConsoleEndpoints.Of(view, (_, tenant) => domains.Take(view, form, tenant, null)));
        rooms.Show(DomainPage.SetDoor, Domain, view => OfDomain(view, (tenant, name) => domains.Ask(view, tenant, name)));
        rooms.Take(DomainPage.SetDoor, Domain, (view, form) => OfDomain(view, (tenant, name) => domains.Take(view, form, tenant, name)));
        rooms.Show(DomainPage.RemoveDoor, Domain + "/remove", view =>
            OfDomain(view, (tenant, name) => domains.AskRemoval(view, tenant, name)));
        rooms.Take(DomainPage.RemoveDoor, Domain + "/remove", (view, _) =>
            OfDomain(view, (tenant, name) => domains.Remove(view, tenant, name)));
        MapProviders(rooms, new(administration, tools.Proofs, tools.Secrets, tools.Outbound), Provider);
        var places = new PasswordPlacePage(administration, tools.Secrets, tools.Outbound);
        rooms.Show(PasswordPlacePage.SetDoor, Passwords, view => ConsoleEndpoints.Of(view, places.Ask));
        rooms.Take(PasswordPlacePage.SetDoor, Passwords, (view, form) =>
            ConsoleEndpoints.Of(view, (_, tenant) => places.Take(view, form, tenant)));
        rooms.Show(PasswordPlacePage.RemoveDoor, Passwords + "/stop", view => ConsoleEndpoints.Of(view, places.AskStop));
        rooms.Take(PasswordPlacePage.RemoveDoor, Passwords + "/stop", (view, _) => ConsoleEndpoints.Of(view, places.Stop));
    }

    private static void MapProviders(ConsoleEndpoints.Rooms rooms, ProviderPage providers, string one)
    {
        const string Register = Tenant + "/register-provider";
        rooms.Show(ProviderPage.SetDoor, Register, view => ConsoleEndpoints.Of(view, (_, tenant) => providers.Ask(view, tenant, null)));
        rooms.Take(ProviderPage.SetDoor, Register, (view, form) =>
            ConsoleEndpoints.Of(view, (_, tenant) => providers.Take(view, form, tenant, null)));
        rooms.Show(ProviderPage.OneDoor, one, view => OfProvider(view, (tenant, id) => providers.One(view, tenant, id)));
        rooms.Show(ProviderPage.SetDoor, one + "/change", view => OfProvider(view, (tenant, id) => providers.Ask(view, tenant, id)));
        rooms.Take(ProviderPage.SetDoor, one + "/change", (view, form) =>
            OfProvider(view, (tenant, id) => providers.Take(view, form, tenant, id)));
        rooms.Show(ProviderPage.RemoveDoor, one + "/remove", view =>
            OfProvider(view, (tenant, id) => providers.AskRemoval(view, tenant, id)));
        rooms.Take(ProviderPage.RemoveDoor, one + "/remove", (view, _) =>
            OfProvider(view, (tenant, id) => providers.Remove(view, tenant, id)));
    }

    private static Task<IResult> OfDomain(ConsoleView view, Func<TenantId, string, Task<IResult>> handle) =>
        Names.OfDomain((_, tenant, name) => handle(tenant, name))(view.Http);

    private static Task<IResult> OfProvider(ConsoleView view, Func<TenantId, string, Task<IResult>> handle) =>
        ConsoleEndpoints.Of(view, (_, tenant) =>
            view.Http.Request.RouteValues["provider"] is string id && Countersign.SignIn.Providers.Provider.IsId(id)
                ? handle(tenant, id)
                : Task.FromResult<IResult>(new Problem(AdminErrors.InvalidProviderId)));

    private static void MapClients(ConsoleEndpoints.Rooms rooms, ClientsPage clients, ClientChanges changes)
    {
        const string One = Tenant + "/clients/{client}", Register = Tenant + "/register-client";
        rooms.Show(ClientsPage.Door, Tenant + "/clients", view => ConsoleEndpoints.Of(view, clients.Show));
        rooms.Show(ClientsPage.OneDoor, One, view => OfClient(view, (tenant, id) => clients.One(view, tenant, id)));
        rooms.Show(ClientsPage.SetDoor, Register, view => ConsoleEndpoints.Of(view, clients.AskNew));
        rooms.Take(ClientsPage.SetDoor, Register, (view, form) =>
            ConsoleEndpoints.Of(view, (_, tenant) => clients.Register(view, form, tenant)));
        rooms.Show(ClientsPage.SetDoor, One + "/change", view => OfClient(view, (tenant, id) => clients.AskChange(view, tenant, id)));
        rooms.Take(ClientsPage.SetDoor, One + "/change", (view, form) =>
            OfClient(view, (tenant, id) => clients.Change(view, form, tenant, id)));
        foreach (var row in ClientChanges.Rows)
        {
            rooms.Show(row.Door, $"{One}/{row.Word}", view => OfClient(view, (tenant, id) => changes.Ask(view, tenant, id, row)));
            rooms.Take(row.Door, $"{One}/{row.Word}", (view, _) => OfClient(view, (tenant, id) => changes.Make(view, tenant, id, row)));
        }
    }

    private static Task<IResult> OfClient(ConsoleView view, Func<TenantId, string, Task<IResult>> handle) =>
        ConsoleEndpoints.Of(view, (_, tenant) => view.Http.Request.RouteValues["client"] is string id && Client.IsId(id)
            ? handle(tenant, id)
            : Task.FromResult<IResult>(new Problem(AdminErrors.InvalidClientId)));

    private static void MapSettings(ConsoleEndpoints.Rooms rooms, SettingsPage settings)
    {
        rooms.Show(SettingsPage.Door, Tenant + "/settings", view => ConsoleEndpoints.Of(view, settings.Show));
        foreach (var (group, word) in SettingsPage.Forms)
        {
            rooms.Show(SettingsPage.DoorOf(group), $"{Tenant}/settings/{word}", view =>
                ConsoleEndpoints.Of(view, (_, tenant) => settings.Ask(view, tenant, group)));
            rooms.Take(SettingsPage.DoorOf(group), $"{Tenant}/settings/{word}", (view, form) =>
                ConsoleEndpoints.Of(view, (_, tenant) => settings.Take(view, form, tenant, group)));
        }

        rooms.Show(SettingsPage.SecretDoor, Tenant + SettingsPage.SecretPath, view => ConsoleEndpoints.Of(view, SettingsPage.AskSecret));
        rooms.Take(SettingsPage.SecretDoor, Tenant + SettingsPage.SecretPath, (view, _) => ConsoleEndpoints.Of(view, settings.TakeSecret));
    }
}
