using Countersign.Engine;
using Countersign.Engine.Keepers;
using Countersign.Grains.Interfaces;
using Countersign.SignIn;
using Countersign.SignIn.Devices;

namespace Countersign.Grains;

/// <summary>Hosts one device, and those who wait for something to come to it.</summary>
public sealed class DeviceGrain : Grain, IDeviceGrain
{
    private readonly Premises _premises;
    private readonly DeviceId _device;
    private readonly DeviceKeeper _keeper;

    public DeviceGrain(Premises premises)
    {
        (_premises, _device) = (premises, new(this.GetPrimaryKeyString()));
        _keeper = new(_device, premises.Store, premises.Clock);
    }

    public async Task<DeviceAnswer> Ask(DeviceCommand command, CancellationToken cancel)
    {
        var answer = await Availability.Of(() => _keeper.Ask(command, cancel));
        if (_keeper.WasOvertaken) DeactivateOnIdle();
        return answer;
    }

    public Task<long> Listen(long seen, TimeSpan most, CancellationToken cancel) =>
        _premises.Hints.Listen(_device, seen, most, cancel).AsTask();

    public Task Wake()
    {
        _premises.Hints.Ring(_device);
        return Task.CompletedTask;
    }
}
