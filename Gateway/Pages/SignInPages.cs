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
        var pages = routes.MapGroup("/{tenant}/sign-in").ExcludeFromDescription().WithMetadata(ProblemPage.Here);
        var screens = new Screens(host.Engine, settings, visits);

        var signIn = new SignInPage(host.SignIns, throttle, watch, host.Clock);
        pages.MapGet("", screens.Show(signIn.Show));
        pages.MapPost("", screens.Take(signIn.Take));
        pages.MapGet("/number", screens.Show(new NumberPage(host.SignIns, host.SecurityInfo, throttle, watch, host.Clock).Show));
        pages.MapPost("/leave", screens.Take(new LeavePage(host.SignIns, watch, host.Clock).Take));

        var done = new DonePage(host.SecurityInfo);
        pages.MapGet("/done", screens.Show(done.Show));
        pages.MapPost("/sign-out", screens.Take(done.SignOut));
    }
}
