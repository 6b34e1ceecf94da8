using Countersign.Gateway.Http;
using Countersign.Engine;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Outbound;
using Countersign.Gateway.Throttling;
using Countersign.Gateway.Waking;

namespace Countersign.Gateway.Devices;

/// <summary>The requests of phones (docs/device-protocol.md).</summary>
internal static class DeviceEndpoints
{
    /// <param name="routes">Under <c>/{tenant}/v1</c>.</param>
    public static void Map(
        IEndpointRouteBuilder routes, UseCases engine, SourceThrottle sources, DeviceThrottle devices, UnprovedThrottle unproved,
        IClientNotifications notifications, PhoneWaker waker, Telemetry telemetry)
    {
        var gate = new ProofGate(unproved);
        var device = routes.MapGroup("").WithTags("Devices").Behind(gate);
        Activate.Map(device, engine.Phones, sources, telemetry);
        Enablement.Map(device, engine.Phones);
        Waiting.Map(device, engine.Phones, devices, gate, engine.Clock);
        Push.Map(device, engine.Phones, waker);
        Answer.Map(device, engine.Phones, gate, telemetry, notifications);
    }
}
