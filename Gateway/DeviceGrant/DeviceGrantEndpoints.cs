using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Sealing;
using Countersign.Gateway.Throttling;

namespace Countersign.Gateway.DeviceGrant;

/// <summary>The device grant (RFC 8628): the device's endpoint, the person's pages, and the way to the tokens.</summary>
internal static class DeviceGrantEndpoints
{
    /// <returns>The token endpoint's row.</returns>
    public static TokenGrant Map(
        IEndpointRouteBuilder routes, AuthorizationServer server, UseCases engine, Sealer sealer, SourceThrottle sources,
        ClientThrottle clients,
        Screens screens)
    {
        var authorization = new DeviceAuthorization(engine.Grants, engine.Proofs, sources, clients, engine.Clock);
        server.Endpoints.MapApi("/device_authorization", Column.Device, authorization.Handle);

        var at = routes.MapGroup("/{tenant}").ExcludeFromDescription().WithTags("OpenID Connect").WithMetadata(ProblemPage.Here);
        var pages = new DevicePages(
            engine.Grants, engine.SignIns, server.Clients, new(engine.Administration), new(sealer, engine.Clock), sources);
        at.MapGet("/device", screens.Show(pages.Show));
        at.MapPost("/device", screens.Take(pages.Take));
        at.MapGet("/device/confirm", screens.Show(pages.Confirm));
        at.MapPost("/device/answer", screens.Take(pages.Answer));
        return new DeviceTokenRequests(engine.Grants, server.PollPace).Grant;
    }
}
