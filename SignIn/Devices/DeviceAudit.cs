using Countersign.SignIn.Audit;

namespace Countersign.SignIn.Devices;

/// <summary>Registrations of a device, for auditors.</summary>
internal static class DeviceAudit
{
    public static AuditFact? Fact(DeviceEvent happened, DeviceId device) => happened switch
    {
        DeviceEvent.Registered registered => new("device.registered", happened.At, registered.Tenant, registered.User, Device: device),
        DeviceEvent.Released released => new("device.released", happened.At, released.Tenant, released.User, Device: device),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name),
    };
}
