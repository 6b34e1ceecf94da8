using System.Collections.Immutable;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Devices;

namespace Countersign.Engine.Keepers;

/// <summary>Keeps one device's standing across tenants.</summary>
public sealed class DeviceKeeper(DeviceId device, IStore store, TimeProvider clock)
    : Keeper<DeviceState, DeviceCommand, DeviceAnswer, DeviceEvent>(RowKey.OfDevice(device), DeviceState.None, store, clock)
{
    protected override ValueTask<Ruling<DeviceAnswer, DeviceEvent>> Decide(
        DeviceState state, DeviceCommand command, DateTimeOffset now, CancellationToken cancel) =>
        new(DeviceRules.Decide(state, command, now));

    protected override DeviceState Apply(DeviceState state, DeviceEvent happened) => DeviceRules.Apply(state, happened);

    protected override byte[] Write(DeviceState state) => StateJson.Write(state);

    protected override DeviceState Read(ReadOnlySpan<byte> body) => StateJson.ReadDevice(body);

    protected override IReadOnlyList<AuditFact> Audit(ImmutableArray<DeviceEvent> events) => [.. events.Select(Fact)];

    private AuditFact Fact(DeviceEvent happened) => happened switch
    {
        DeviceEvent.Registered registered => new("device.registered", happened.At, registered.Tenant, registered.User, Device: device),
        DeviceEvent.Released released => new("device.released", happened.At, released.Tenant, released.User, Device: device),
        _ => throw new ArgumentOutOfRangeException(nameof(happened)),
    };
}
