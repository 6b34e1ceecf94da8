using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Outbound;
using Countersign.Gateway.Sealing;
using Countersign.Gateway.Throttling;

namespace Countersign.Gateway.Ciba;

/// <summary>
/// Backchannel authentication (CIBA): the endpoint that begins it, the way to its tokens, and the notifications of its end.
/// </summary>
internal static class CibaEndpoints
{
    /// <returns>The token endpoint's row, and the dispatcher, which has to be started.</returns>
    public static (TokenGrant Grant, ClientNotificationDispatcher Dispatcher) Map(
        AuthorizationServer server, UseCases engine, Sealer sealer, OutboundSettings outbound, ClientThrottle throttle, EvenAnswers even,
        Telemetry telemetry, ILogger logger)
    {
        var (proofs, clock) = (engine.Proofs, engine.Clock);
        var ids = new AuthReqIds(sealer);
        var decoys = new DecoyNotifications(clock);
        var authentication = new BackchannelAuthentication(
            engine, new(proofs, engine.Ports.Replays, clock), new(server.TokenIssuer, proofs, clock), ids, decoys, new(sealer), throttle,
            telemetry);
        server.Endpoints.MapServerApi("/bc-authorize", Column.Backchannel, authentication.Handle).Behind(even);

        var sender = new ClientNotificationSender(OutboundHttp.Handler(outbound), clock);
        var delivery = new ClientNotificationDelivery(engine, server.Clients, ids, server.TokenIssuer, sender, throttle);
        return (
            new BackchannelTokenRequests(engine.Backchannels, ids, server.PollPace, throttle, even, clock).Grant,
            new ClientNotificationDispatcher(
                engine, delivery, new(engine, new(sealer, clock), sender), decoys, telemetry.Measures, logger));
    }
}
