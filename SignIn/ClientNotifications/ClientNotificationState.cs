using System.Text.Json.Serialization;
using Countersign.SignIn.Clients;

namespace Countersign.SignIn.ClientNotifications;

/// <summary>
/// The notification that the client of an ended challenge is owed (CIBA 10.2, 10.3). It comes into being with the end, and is there
/// until the client was told or it is too late to be (I21).
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Absent), "absent")]
[JsonDerivedType(typeof(Owed), "owed")]
public abstract record ClientNotificationState
{
    public static readonly ClientNotificationState None = new Absent();

    /// <summary>The time from which it is due to be looked at.</summary>
    [JsonIgnore]
    public DateTimeOffset? Due => this is Owed owed ? owed.Next : null;

    public sealed record Absent : ClientNotificationState;

    /// <param name="Client">By id.</param>
    /// <param name="Taken">How often somebody set out to deliver it.</param>
    /// <param name="Next">From then on somebody may, for the first time or again.</param>
    /// <param name="GiveUpAt">From then on nobody need: the result is not kept any longer.</param>
    public sealed record Owed(
        TenantId Tenant, UserName User, string Client, Delivery Delivery, int Taken, DateTimeOffset Next,
        DateTimeOffset GiveUpAt) : ClientNotificationState;
}
