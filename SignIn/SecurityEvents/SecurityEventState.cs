using System.Text.Json.Serialization;
using Countersign.SignIn.Users;

namespace Countersign.SignIn.SecurityEvents;

/// <summary>
/// What a tenant's webhook is still to hear of one change of how a person signs in (T29). It comes into being with the change, and is
/// there until the tenant was told or it is too late to be.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Absent), "absent")]
[JsonDerivedType(typeof(Owed), "owed")]
public abstract record SecurityEventState
{
    public static readonly SecurityEventState None = new Absent();

    /// <summary>The time from which it is due to be looked at.</summary>
    [JsonIgnore]
    public DateTimeOffset? Due => this is Owed owed ? owed.Next : null;

    public sealed record Absent : SecurityEventState;

    /// <param name="Phone">The phone's name, as its owner typed it; empty for none.</param>
    /// <param name="At">When the change was made.</param>
    /// <param name="Taken">How often somebody set out to deliver it.</param>
    /// <param name="Next">From then on somebody may, for the first time or again.</param>
    public sealed record Owed(
        TenantId Tenant, UserName User, NoticeKind Kind, string Phone, DateTimeOffset At, int Taken, DateTimeOffset Next)
        : SecurityEventState;
}
