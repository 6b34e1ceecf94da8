using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Countersign.SignIn.Grants;

/// <summary>
/// The state of a grant. Everything that comes of it (a code, a device code, a refresh token, an access token) stands or falls with it
/// (I5, T24).
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Absent), "absent")]
[JsonDerivedType(typeof(Asked), "asked")]
[JsonDerivedType(typeof(Declined), "declined")]
[JsonDerivedType(typeof(Redeemable), "redeemable")]
[JsonDerivedType(typeof(Live), "live")]
[JsonDerivedType(typeof(Ended), "ended")]
public abstract record GrantState
{
    public static readonly GrantState None = new Absent();

    /// <summary>
    /// The time at which the row may go: a while after it has outlived its use, so that a client that comes late hears that it is late.
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset? Due => EndsAt is { } end ? end + Limits.ResultLife : null;

    private DateTimeOffset? EndsAt => this switch
    {
        Asked asked => asked.ExpiresAt,
        Declined declined => declined.ExpiresAt,
        Redeemable redeemable => redeemable.ExpiresAt,
        Live live => live.ExpiresAt,
        Ended ended => ended.ExpiresAt,
        _ => null,
    };

    public sealed record Absent : GrantState;

    /// <summary>A device waits for somebody to type its user code (RFC 8628).</summary>
    /// <param name="Secret">Of the device code.</param>
    public sealed record Asked(TenantId Tenant, string Client, string Scope, SecretHash Secret, DateTimeOffset ExpiresAt) : GrantState;

    public sealed record Declined(TenantId Tenant, string Client, SecretHash Secret, DateTimeOffset ExpiresAt) : GrantState;

    /// <param name="Secret">Of the code or the device code.</param>
    /// <param name="Binding">Null for a device code.</param>
    public sealed record Redeemable(Grant Grant, SecretHash Secret, CodeBinding? Binding, DateTimeOffset ExpiresAt) : GrantState;

    /// <param name="Redeemed">
    /// The secret it was redeemed with: used again, it ends the grant. Null when a challenge guards that (CIBA).
    /// </param>
    /// <param name="Refresh">Of the refresh token in use; null when there is none.</param>
    /// <param name="Former">Of those before it, oldest first: used again, one ends the grant (RFC 9700 4.14.2).</param>
    /// <param name="RefreshKey">The key the refresh tokens are bound to (RFC 9449 5).</param>
    /// <param name="Latest">How the refresh token in use came to be; null before the first exchange.</param>
    public sealed record Live(
        Grant Grant, SecretHash? Redeemed, SecretHash? Refresh, ImmutableArray<SecretHash> Former, KeyThumbprint? RefreshKey,
        DateTimeOffset ExpiresAt, Succession? Latest = null) : GrantState;

    /// <summary>One refresh token in another's place.</summary>
    /// <param name="Presented">The one it was exchanged for.</param>
    /// <param name="SealedNext">The one in use, readable only for whoever has the other.</param>
    /// <param name="ProofKey">The key that was proved with it; null when none was.</param>
    public sealed record Succession(SecretHash Presented, string SealedNext, KeyThumbprint? ProofKey, DateTimeOffset At);

    /// <summary>For good.</summary>
    public sealed record Ended(TenantId Tenant, string Client, DateTimeOffset ExpiresAt) : GrantState;
}
