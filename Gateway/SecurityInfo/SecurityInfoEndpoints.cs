using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Throttling;

namespace Countersign.Gateway.SecurityInfo;

/// <summary>My Security Info: a person's session and methods (docs/api.md).</summary>
internal static class SecurityInfoEndpoints
{
    /// <param name="api">Under <c>/{tenant}/v1</c>.</param>
    /// <param name="methods">The parts of the page that other features bring, behind the phones.</param>
    public static void Map(
        IEndpointRouteBuilder routes, IEndpointRouteBuilder api, UseCases engine, Screens screens, AccountVisits visits,
        IReadOnlyList<IAccountSection> methods, SourceThrottle throttle, StartGate gate, IProviderSignOut providers, Telemetry telemetry)
    {
        var person = api.MapGroup("").WithTags("My Security Info");
        var door = new PassDoor(engine.SecurityInfo, throttle, telemetry, engine.Clock);
        Session.Map(person, engine.SecurityInfo, door, engine.Clock);
        new Methods(engine.SecurityInfo, gate, engine.Clock).Map(person);

        var pages = routes.MapGroup("/{tenant}").ExcludeFromDescription().WithMetadata(ProblemPage.Here);
        var pass = new PassPage(door);
        pages.MapGet("/pass", screens.Show(pass.Show));
        pages.MapPost("/pass", screens.Take(pass.Take));
        MapMine(pages, engine, screens, visits, methods, gate, providers);
    }

    private static void MapMine(
        IEndpointRouteBuilder pages, UseCases engine, Screens screens, AccountVisits visits, IReadOnlyList<IAccountSection> methods,
        StartGate gate, IProviderSignOut providers)
    {
        var info = engine.SecurityInfo;
        var door = new AccountDoor(info, visits, gate, engine.Clock);
        var (waiting, sessions) = (new WaitingSection(info, door), new SessionsSection(info, door, providers));
        var my = new MyPage(door, [waiting, new PhonesSection(), .. methods, sessions]);
        pages.MapGet(MyPage.Place, screens.Show(my.Show));
        pages.MapPost(MyPage.Place + "/phones", screens.Take(new NewPhonePage(info, door).Take));
        var phone = new OnePhonePage(info, door);
        pages.MapGet(MyPage.Place + "/phones/{device}", screens.Show(phone.Show));
        pages.MapPost(MyPage.Place + "/phones/{device}", screens.Take(phone.Take));
        pages.MapPost(MyPage.Place + "/not-me", screens.Take(waiting.Disown));
        pages.MapGet(MyPage.Place + "/sign-out-everywhere", screens.Show(sessions.Ask));
        pages.MapPost(MyPage.Place + "/sign-out-everywhere", screens.Take(sessions.End));
    }
}
