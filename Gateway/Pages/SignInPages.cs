using Countersign.Gateway.Observability;
using Countersign.Gateway.Throttling;

namespace Countersign.Gateway.Pages;

/// <summary>The pages people sign in at (docs/pages.md): drawn here, whole without script.</summary>
internal static class SignInPages
{
    public static void Map(
        IEndpointRouteBuilder routes, EngineHost host, GatewaySettings settings, SourceThrottle throttle, Watch watch, IVisits visits)
    {
        Assets.Map(routes);
        var pages = routes.MapGroup("/{tenant}").ExcludeFromDescription().WithMetadata(ProblemPage.Here);
        var screens = new Screens(host.Engine, settings, visits);

        var signIn = new SignInPage(host.SignIns, throttle, watch, host.Clock);
        pages.MapGet("/sign-in", screens.Show(signIn.Show));
        pages.MapPost("/sign-in", screens.Take(signIn.Take));
        pages.MapGet("/sign-in/number", screens.Show(new NumberPage(host.SignIns, host.SecurityInfo, throttle, watch, host.Clock).Show));
        pages.MapPost("/sign-in/leave", screens.Take(new LeavePage(host.SignIns, watch, host.Clock).Take));

        var done = new DonePage(host.SecurityInfo);
        pages.MapGet("/sign-in/done", screens.Show(done.Show));
        pages.MapPost("/sign-in/sign-out", screens.Take(done.SignOut));
    }
}
