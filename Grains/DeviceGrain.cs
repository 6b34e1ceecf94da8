using Countersign.Engine.Machines;
using Countersign.Grains.Interfaces;
using Countersign.SignIn;
using Countersign.SignIn.Devices;

namespace Countersign.Grains;

/// <summary>Hosts one device.</summary>
/// <remarks>A device is asked when it is registered or given back; a grain for each of many phones would only take memory.</remarks>
public sealed class DeviceGrain(SiloServices silo) : MachineGrain<DeviceState, DeviceQuestion, DeviceAnswer, DeviceEvent>(
    key => new DeviceHost(new DeviceId(key), silo.Store, silo.Clock), staysIfKnown: null), IDeviceGrain;
