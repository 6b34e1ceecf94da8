using System.Text.Json.Serialization;

namespace Countersign.SignIn.Devices;

/// <summary>
/// The state of an app installation across all tenants: the user it is registered to (S-50 to S-53). A device id and a user, nothing more.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Unregistered), "unregistered")]
[JsonDerivedType(typeof(Registered), "registered")]
public abstract record DeviceState
{
    public static readonly DeviceState None = new Unregistered(0);

    /// <param name="LastRegistration">The number of the last registration; the next is one more.</param>
    public sealed record Unregistered(long LastRegistration) : DeviceState;

    public sealed record Registered(TenantId Tenant, UserName User, long Registration) : DeviceState;
}
