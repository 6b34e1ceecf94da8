using Countersign.SignIn.Audit;
using Countersign.SignIn.Machines;

namespace Countersign.SignIn.Devices;

/// <summary>Questions to a device.</summary>
public abstract record DeviceQuestion
{
    /// <summary>Who of administration asks; null: nobody.</summary>
    public Actor? By { get; init; }

    public sealed record Read : DeviceQuestion<DeviceAnswer.Holding>;

    /// <param name="Individual">False when the request asks for a shared or userless registration (S-50).</param>
    /// <param name="ReleasedThrough">The last registration this user gave back; a standing one up to it is replaced by a new one.</param>
    public sealed record Register(TenantId Tenant, UserName User, bool Individual, long ReleasedThrough)
        : DeviceQuestion<DeviceAnswer.RegisteredTo>;

    /// <summary>Gives back this registration of this user; any other stays.</summary>
    public sealed record Release(TenantId Tenant, UserName User, long Registration) : DeviceQuestion<DeviceAnswer.Holding>;
}

/// <summary>A question with the kind of answer that it gets, unless it is refused.</summary>
public abstract record DeviceQuestion<TAnswer> : DeviceQuestion where TAnswer : DeviceAnswer;

/// <summary>Answers of a device.</summary>
public abstract record DeviceAnswer
{
    /// <summary>Whether the device is registered, and to whom: for the engine, never for the wire.</summary>
    public abstract record Holding : DeviceAnswer;

    public sealed record RegisteredTo(TenantId Tenant, UserName User, long Registration) : Holding;

    public sealed record Free : Holding
    {
        public static readonly Free It = new();
    }

    /// <summary>The reason why the device cannot be registered; never who has it.</summary>
    public sealed record Refused(Refusal Why) : DeviceAnswer, IRefused;
}
