using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Passwords;
using Countersign.Gateway.Throttling;

namespace Countersign.Gateway.SecurityInfo;

/// <summary>My Security Info: a person's session and methods (docs/api.md).</summary>
internal static class SecurityInfoEndpoints
{
    /// <param name="api">Under <c>/{tenant}/v1</c>.</param>
    public static void Map(
        IEndpointRouteBuilder routes, IEndpointRouteBuilder api, UseCases engine, Screens screens, SourceThrottle throttle,
        PasswordTools passwords, RecoveryTexts recovery, Telemetry telemetry)
    {
        var person = api.MapGroup("").WithTags("My Security Info");
        var door = new PassDoor(engine.SecurityInfo, throttle, telemetry, engine.Clock);
        Session.Map(person, engine.SecurityInfo, door, engine.Clock);
        Methods.Map(person, engine.SecurityInfo);
        new OtherWays(engine.SecurityInfo, passwords, recovery).Map(person);

        var pages = routes.MapGroup("/{tenant}").ExcludeFromDescription().WithMetadata(ProblemPage.Here);
        var (pass, phone) = (new PassPage(door), new PhonePage(engine.SecurityInfo));
        pages.MapGet("/pass", screens.Show(pass.Show));
        pages.MapPost("/pass", screens.Take(pass.Take));
        pages.MapGet("/pass/phone", screens.Show(phone.Show));
        pages.MapPost("/pass/phone", screens.Take(phone.Take));
    }
}
