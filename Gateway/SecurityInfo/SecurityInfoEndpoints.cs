using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Sealing;
using Countersign.Gateway.Throttling;

namespace Countersign.Gateway.SecurityInfo;

/// <summary>My Security Info: a person's session and methods (docs/api.md).</summary>
internal static class SecurityInfoEndpoints
{
    /// <param name="api">Under <c>/{tenant}/v1</c>.</param>
    /// <param name="console">Null: there is none.</param>
    public static void Map(
        IEndpointRouteBuilder routes, IEndpointRouteBuilder api, UseCases engine, Screens screens, AccountVisits visits,
        OwnSecrets secrets, Sealer sealer, SourceThrottle throttle, StartGate gate, IProviderSignOut providers, EvenAnswers even,
        Telemetry telemetry, ConsolePlace? console)
    {
        var person = api.MapGroup("").WithTags("My Security Info");
        new OtherWays(secrets).Map(person);
        var door = new PassDoor(engine.SecurityInfo, throttle, telemetry, engine.Clock);
        Session.Map(person, engine.SecurityInfo, door, even, engine.Clock);
        new Methods(engine.SecurityInfo, gate, engine.Clock).Map(person);

        var pages = routes.MapGroup("/{tenant}").ExcludeFromDescription().WithMetadata(ProblemPage.Here);
        var pass = new PassPage(door);
        pages.MapGet("/pass", screens.Show(pass.Show));
        pages.MapPost("/pass", screens.Take(pass.Take)).Behind(even);
        if (console is not null)
        {
            var toConsole = new WayToConsole(engine.SecurityInfo, engine.Administrators, visits, new(sealer, engine.Clock), console);
            pages.MapGet("/console", screens.Show(toConsole.Show));
        }

        MapMine(pages, engine, screens, visits, secrets, sealer, gate, providers);
    }

    private static void MapMine(
        IEndpointRouteBuilder pages, UseCases engine, Screens screens, AccountVisits visits, OwnSecrets secrets, Sealer sealer,
        StartGate gate, IProviderSignOut providers)
    {
        var info = engine.SecurityInfo;
        var door = new AccountDoor(info, visits, gate, engine.Clock);
        var (waiting, sessions) = (new WaitingSection(info, door), new SessionsSection(info, door, providers));
        var (password, recovery) = (new PasswordSection(secrets, door), new RecoverySection(secrets, door));
        var passkeys = new PasskeysSection(engine.PasskeySignIns, door, sealer, engine.Clock);
        var recent = new RecentSection(info, door);
        var my = new MyPage(door, [waiting, new PhonesSection(), passkeys, password, recovery, sessions, recent]);
        pages.MapGet(MyPage.Place, screens.Show(my.Show));
        pages.MapPost(MyPage.Place + "/phones", screens.Take(new NewPhonePage(info, door).Take));
        var phone = new OnePhonePage(info, door);
        pages.MapGet(MyPage.Place + "/phones/{device}", screens.Show(phone.Show));
        pages.MapPost(MyPage.Place + "/phones/{device}", screens.Take(phone.Take));
        var passkey = new OnePasskeyPage(engine.PasskeySignIns, door);
        pages.MapGet(PasskeysSection.Place, screens.Show(passkeys.Show));
        pages.MapPost(PasskeysSection.Place, screens.Take(passkeys.Take));
        pages.MapGet(PasskeysSection.Place + "/{number}", screens.Show(passkey.Show));
        pages.MapPost(PasskeysSection.Place + "/{number}", screens.Take(passkey.Take));
        pages.MapGet(PasswordSection.Place, screens.Show(password.Show));
        pages.MapPost(PasswordSection.Place, screens.Take(password.Take));
        pages.MapGet(RecoverySection.Place, screens.Show(recovery.Show));
        pages.MapPost(RecoverySection.Place, screens.Take(recovery.Take));
        pages.MapPost(MyPage.Place + "/not-me", screens.Take(waiting.Disown));
        pages.MapPost(RecentSection.Place, screens.Take(recent.Report));
        pages.MapGet(MyPage.Place + "/sign-out-everywhere", screens.Show(sessions.Ask));
        pages.MapPost(MyPage.Place + "/sign-out-everywhere", screens.Take(sessions.End));
    }
}
