using System.Collections.Immutable;
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
    /// <param name="Accounts">How many accounts the tenant lets be registered (PHO-6).</param>
    public sealed record Register(TenantId Tenant, UserName User, bool Individual, long ReleasedThrough, int Accounts = 1)
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

    /// <param name="User">Who asked to be registered; otherwise one of those who have it.</param>
    /// <param name="Others">Beside them; null: nobody.</param>
    public sealed record RegisteredTo(
        TenantId Tenant, UserName User, long Registration, ImmutableArray<DeviceHolder>? Others = null) : Holding
    {
        /// <summary>All who have it.</summary>
        public IEnumerable<DeviceHolder> Holders() => [new(User, Registration), .. Others ?? []];
    }

    public sealed record Free : Holding
    {
        public static readonly Free It = new();
    }

    /// <summary>The reason why the device cannot be registered; never who has it.</summary>
    public sealed record Refused(Refusal Why) : DeviceAnswer, IRefused;
}
