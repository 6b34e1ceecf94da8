global using DeviceRuling =
    Countersign.SignIn.Machines.Ruling<Countersign.SignIn.Devices.DeviceAnswer, Countersign.SignIn.Devices.DeviceEvent>;

namespace Countersign.SignIn.Devices;

/// <summary>Events of a device.</summary>
public abstract record DeviceEvent(DateTimeOffset At)
{
    /// <summary>To this account, beside any others of the tenant.</summary>
    public sealed record Registered(TenantId Tenant, UserName User, long Registration, DateTimeOffset At) : DeviceEvent(At);

    public sealed record Released(TenantId Tenant, UserName User, long Registration, DateTimeOffset At) : DeviceEvent(At);
}
