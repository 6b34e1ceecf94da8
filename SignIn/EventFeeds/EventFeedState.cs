using System.Text.Json.Serialization;

namespace Countersign.SignIn.EventFeeds;

/// <summary>Why a delivery to a receiver did not succeed. Stored as a number.</summary>
public enum FeedTrouble : byte
{
    Malformed = 0,

    /// <summary>No connection, no trust, or no answer in time.</summary>
    Unreachable = 1,

    /// <summary>The address is not one to be called (T16).</summary>
    AddressRefused = 2,

    /// <summary>It sends us elsewhere, where we do not go.</summary>
    Redirected = 3,

    /// <summary>It wants fewer at a time.</summary>
    Busy = 4,

    /// <summary>It has a fault of its own.</summary>
    Failed = 5,

    /// <summary>It takes nothing from us: the key, the issuer, the audience or our right is not what it expects.</summary>
    NotTaken = 6,

    /// <summary>Nothing can be signed here now.</summary>
    NoKey = 7,
}

/// <summary>
/// How far a tenant's receiver has been told of the tenant's audit records (ADM-4). The chain is the queue: it is as durable as the changes
/// themselves, in order, and is there anyway, so that a receiver that is away costs nobody anything.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Absent), "absent")]
[JsonDerivedType(typeof(Following), "following")]
public abstract record EventFeedState
{
    public static readonly EventFeedState None = new Absent();

    public sealed record Absent : EventFeedState;

    /// <param name="Cursor">Every record up to this one is settled.</param>
    /// <param name="IsStopped">There is no receiver, so nobody follows; the row stays, for its key is used again.</param>
    /// <param name="Taken">Rises whenever somebody sets out, and when they come back.</param>
    /// <param name="Next">From then on somebody may.</param>
    /// <param name="Failures">One after another.</param>
    /// <param name="Delivered">Events, since it began; so the two below.</param>
    /// <param name="Refused">That the receiver will never take.</param>
    /// <param name="GivenUp">That were too late.</param>
    /// <param name="DeliveredAt">The last time that one was.</param>
    /// <param name="Trouble">The last one; null: none since the last delivery.</param>
    public sealed record Following(
        TenantId Tenant, long Cursor, DateTimeOffset Since, DateTimeOffset Next, bool IsStopped = false, int Taken = 0, int Failures = 0,
        long Delivered = 0, long Refused = 0, long GivenUp = 0, DateTimeOffset? DeliveredAt = null, FeedTrouble? Trouble = null,
        DateTimeOffset? TroubleAt = null) : EventFeedState;
}
