using Countersign.Engine;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Throttling;

namespace Countersign.Gateway.SecurityInfo;

/// <summary>My Security Info: a person's session and methods (docs/api.md).</summary>
internal static class SecurityInfoEndpoints
{
    /// <param name="routes">Under <c>/{tenant}/v1</c>.</param>
    public static void Map(IEndpointRouteBuilder routes, UseCases engine, SourceThrottle throttle, Telemetry telemetry)
    {
        var person = routes.MapGroup("").WithTags("My Security Info");
        Session.Map(person, engine.SecurityInfo, throttle, telemetry, engine.Clock);
        Methods.Map(person, engine.SecurityInfo);
    }
}
