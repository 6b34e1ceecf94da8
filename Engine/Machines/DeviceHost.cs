using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Machines;

namespace Countersign.Engine.Machines;

/// <summary>Hosts one device across all tenants.</summary>
public sealed class DeviceHost(DeviceId device, IStore store, TimeProvider clock)
    : StateMachineHost<DeviceState, DeviceQuestion, DeviceAnswer, DeviceEvent>(
        RowKey.OfDevice(device), DeviceState.None, store, clock)
{
    protected override ValueTask<Ruling<DeviceAnswer, DeviceEvent>> Decide(
        DeviceState state, DeviceQuestion question, DateTimeOffset now, CancellationToken cancel) =>
        new(DeviceRules.Decide(state, question, device, now));

    protected override DeviceState Apply(DeviceState state, DeviceEvent happened) => DeviceRules.Apply(state, happened);

    protected override byte[] Write(DeviceState state) => StateJson.Write(state);

    protected override DeviceState Read(ReadOnlySpan<byte> body) => StateJson.ReadDevice(body);
}
