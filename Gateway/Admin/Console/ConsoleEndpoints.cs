using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Sealing;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;

namespace Countersign.Gateway.Admin.Console;

/// <summary>The console: the administration listener's pages, for administrators who are people (docs/administration.md).</summary>
/// <param name="Tenant">The operators'.</param>
/// <param name="PublicOrigin">Scheme and authority of the public listener.</param>
/// <param name="Origins">The administration listener's own.</param>
internal sealed record ConsoleSettings(TenantId Tenant, string PublicOrigin, Origins Origins);

internal static class ConsoleEndpoints
{
    public static void Map(
        IEndpointRouteBuilder routes, UseCases engine, ConsoleSettings settings, Sealer sealer, AdminThrottle throttle, Telemetry telemetry,
        SetupTools setup)
    {
        var administration = engine.Administration.By(() => Acting.Now, Acting.Wait);
        var sessions = new ConsoleSessions(sealer, settings.Tenant, engine.Clock);
        var door = new ConsoleDoor(
            engine.Administrators, engine.AdminAccess, sessions, settings.Tenant, settings.Origins, throttle, telemetry);
        var signIn = new ConsoleSignIn(
            engine.Administrators, sessions, new(sealer, engine.Clock), settings.Tenant, settings.PublicOrigin);
        var first = new FirstOwner(engine.Administrators, administration, door, settings.Tenant, settings.PublicOrigin, throttle);

        Assets.Map(routes);
        var pages = routes.MapGroup("").ExcludeFromDescription().WithMetadata(ConsoleProblem.Here);
        pages.MapGet(ConsoleDoor.SignInPath, (Func<HttpContext, Task<IResult>>)signIn.SetOut);
        pages.MapGet("/console/signed-in", (Func<HttpContext, Task<IResult>>)signIn.ComeBack);
        pages.MapGet(FirstOwner.Path, (Func<HttpContext, Task<IResult>>)first.Show);
        pages.MapPost(FirstOwner.Path, (Func<HttpContext, Task<IResult>>)first.Take);
        var rooms = new Rooms(pages, door);
        rooms.Take(null, "/console/sign-out", signIn.SignOut);
        rooms.Show(null, "/", new HomePage(settings.Tenant).Show);
        rooms.Show(null, HomePage.OpenPath, HomePage.Open);
        MapPeople(rooms, administration, setup, settings, engine.Clock);
        var groups = new GroupDirectory(engine.Engine, () => Acting.Now);
        GroupEndpoints.Map(rooms, groups, administration, engine.AdminAccess, throttle);
        GroupEndpoints.MapPasses(rooms, new(
            new(engine.Engine, administration), groups, administration, engine.AdminAccess, throttle, engine.Clock, settings.PublicOrigin));
        MapPolicy(rooms, administration, engine.Clock);
        SetupEndpoints.Map(rooms, administration, setup, engine.Clock);
        var import = new ImportPage(administration, engine.AdminAccess, throttle);
        rooms.Show(ImportPage.Door, ImportPage.Path, view => Of(view, import.Show));
        rooms.Take(ImportPage.Door, ImportPage.Path, (view, form) =>
            Of(view, (_, tenant) => import.Take(view, form, tenant)), FormShape.Table);

        var people = new AdministratorsPage(engine.Administrators, settings.Tenant, engine.Clock);
        rooms.Show("GET /administrators", AdministratorsPage.Path, people.Show);
        rooms.Take("POST /administrators", AdministratorsPage.Path, people.Make);
        rooms.Show("DELETE /administrators/{administrator}", AdministratorsPage.Path + "/{administrator}/remove", people.AskRemoval);
        rooms.Take("DELETE /administrators/{administrator}", AdministratorsPage.Path + "/{administrator}/remove", people.Remove);
        var tokens = new TokensPage(engine.AdminAccess, engine.Clock);
        rooms.Show("GET /tokens", TokensPage.Path, tokens.Show);
        rooms.Take("POST /tokens", TokensPage.Path, tokens.Make);
        rooms.Show("DELETE /tokens/{token}", TokensPage.Path + "/{token}/revoke", tokens.AskRevoking);
        rooms.Take("DELETE /tokens/{token}", TokensPage.Path + "/{token}/revoke", tokens.Revoke);
    }

    private static void MapPeople(
        Rooms rooms, Administration administration, SetupTools setup, ConsoleSettings settings, TimeProvider clock)
    {
        const string Tenant = "/console/tenants/{tenant}", Person = Tenant + "/people/{user}", Phone = Person + "/phones/{device}/remove";
        rooms.Show(OverviewPage.Door, Tenant + "/overview", view => Of(view, new OverviewPage(administration, clock).Show));
        var people = new PeoplePage(administration);
        rooms.Show(PeoplePage.Door, Tenant + "/people", view => Of(view, people.Show));
        var audit = new AuditPage(administration, clock);
        rooms.Show(AuditPage.Door, Tenant + "/audit", view => Of(view, audit.Show));
        var proposals = new ProposalsPage(administration, clock);
        rooms.Show(ProposalsPage.Door, Tenant + "/proposals", view => Of(view, proposals.Show));
        rooms.Take(ProposalsPage.AnswerDoor, Tenant + "/proposals/{proposal}", (view, form) =>
            Of(view, (_, tenant) => proposals.Answer(view, tenant, form)));
        var signIns = new SignInsPage(administration, clock);
        rooms.Show(SignInsPage.Door, Tenant + "/sign-ins", view => Of(view, signIns.Show));
        rooms.Show(SignInsPage.Door, Tenant + "/sign-ins/export", view => Of(view, signIns.Export));
        rooms.Show(SignInsPage.Door, Tenant + "/sign-ins/{entry}", view => Of(view, new OneSignInPage(administration, clock).Show));
        var events = new SecurityEventsPage(administration, setup.ChangeBy(administration), setup.Feeds, setup.Outbound, clock);
        rooms.Show(SecurityEventsPage.Door, Tenant + "/security-events", view => Of(view, events.Show));
        rooms.Take(SecurityEventsPage.SettingDoor, Tenant + "/security-events",
            (view, form) => Of(view, (_, tenant) => events.Set(view, tenant, form)));
        var person = new PersonPage(administration, clock);
        rooms.Show(PersonPage.Door, Person, view => Of(view, person.Show));
        var changes = new PersonChanges(administration, settings.PublicOrigin);
        foreach (var row in PersonChanges.Rows)
        {
            rooms.Show(row.Door, $"{Person}/{row.Word}", view => Of(view, (_, user) => changes.Ask(view, user, row)));
            rooms.Take(row.Door, $"{Person}/{row.Word}", (view, _) => Of(view, (_, user) => changes.Make(view, user, row)));
        }

        rooms.Show(PersonChanges.RemovePhoneDoor, Phone, view => Of(view, changes.AskRemoval));
        rooms.Take(PersonChanges.RemovePhoneDoor, Phone, (view, _) => Of(view, changes.Remove));
    }

    private static void MapPolicy(Rooms rooms, Administration administration, TimeProvider clock)
    {
        const string Path = "/console/tenants/{tenant}/policy";
        var policy = new PolicyPage(administration, clock);
        rooms.Show(PolicyPage.Door, Path, view => Of(view, policy.Show));
        foreach (var part in PolicyPage.Parts)
        {
            rooms.Take(
                part.Door, $"{Path}/{part.Word}/preview",
                (view, form) => Of(view, (_, tenant) => policy.Preview(view, tenant, part, form)), FormShape.Names);
            rooms.Take(
                part.Door, $"{Path}/{part.Word}/save",
                (view, form) => Of(view, (_, tenant) => policy.Save(view, tenant, part, form)), FormShape.Names);
        }
    }

    internal static Task<IResult> Of(ConsoleView view, Func<ConsoleView, TenantId, Task<IResult>> handle) =>
        Tenants.In((_, tenant) => handle(view, tenant))(view.Http);

    private static Task<IResult> Of(ConsoleView view, Func<ConsoleView, UserKey, Task<IResult>> handle) =>
        Names.OfUser((_, user) => handle(view, user))(view.Http);

    private static Task<IResult> Of(ConsoleView view, Func<ConsoleView, UserKey, DeviceId, Task<IResult>> handle) =>
        Of(view, (_, user) => DeviceId.TryParse(view.Http.Request.RouteValues["device"] as string, out var device)
            ? handle(view, user, device)
            : Task.FromResult<IResult>(new Problem(HttpErrors.InvalidDeviceId)));

    /// <summary>Maps pages with the endpoint whose right each takes, so that none can be without.</summary>
    internal sealed class Rooms(IEndpointRouteBuilder pages, ConsoleDoor door)
    {
        public ConsoleDoor Door => door;

        public void Show(string? name, string path, Func<ConsoleView, Task<IResult>> show) =>
            pages.MapGet(path, door.Show(show)).WithMetadata(new Door(name));

        public void Take(
            string? name, string path, Func<ConsoleView, Form, Task<IResult>> take, FormShape? shape = null) =>
            pages.MapPost(path, door.Take(take, shape)).WithMetadata(new Door(name));
    }
}
