using Countersign.Engine.Machines;
using Countersign.Grains.Interfaces;
using Countersign.SignIn;
using Countersign.SignIn.Devices;

namespace Countersign.Grains;

/// <summary>Hosts one device, and those who wait for something to come to it.</summary>
/// <remarks>
/// A device is asked when it is registered or given back; a grain for each of many phones that do not wait would only take memory.
/// </remarks>
public sealed class DeviceGrain(SiloServices silo)
    : MachineGrain<DeviceState, DeviceQuestion, DeviceAnswer, DeviceEvent>(key =>
        new DeviceHost(new DeviceId(key), silo.Store, silo.Clock), staysIfKnown: null),
        IDeviceGrain
{
    private DeviceId Id => new(this.GetPrimaryKeyString());

    public Task<long> WaitForChange(long seen, TimeSpan most, CancellationToken cancel) =>
        silo.Changes.Wait(Id, seen, most, cancel).AsTask();

    public Task NotifyChange()
    {
        silo.Changes.Notify(Id);
        return Task.CompletedTask;
    }
}
