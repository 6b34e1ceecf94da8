using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Countersign.SignIn.Devices;

/// <summary>
/// The state of an app installation across all tenants: whom it is registered to (S-50 to S-53). A device id and users, nothing more.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Unregistered), "unregistered")]
[JsonDerivedType(typeof(Registered), "registered")]
public abstract record DeviceState
{
    public static readonly DeviceState None = new Unregistered(0);

    /// <param name="LastRegistration">The number of the last registration; the next is one more.</param>
    public sealed record Unregistered(long LastRegistration) : DeviceState;

    /// <param name="Others">Further accounts of the tenant, where it allows them (PHO-6); null: there are none.</param>
    /// <param name="LastRegistration">The number of the last registration, where that was given back; null: it is one of these.</param>
    public sealed record Registered(
        TenantId Tenant, UserName User, long Registration, ImmutableArray<DeviceHolder>? Others = null, long? LastRegistration = null)
        : DeviceState
    {
        /// <summary>All who have it, in no order that means anything.</summary>
        public ImmutableArray<DeviceHolder> Holders() => [new(User, Registration), .. Others ?? []];

        /// <summary>The number of the last registration there was.</summary>
        public long Last() => Math.Max(LastRegistration ?? 0, Holders().Max(holder => holder.Registration));
    }
}

/// <summary>An account that a device is registered to, and under which number.</summary>
public sealed record DeviceHolder(UserName User, long Registration);
