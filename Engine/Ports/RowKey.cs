using System.Globalization;
using Countersign.SignIn;
using Countersign.SignIn.SecurityEvents;

namespace Countersign.Engine.Ports;

/// <summary>The kind of a row. Stored as a number; 0 is never valid.</summary>
public enum RowKind : byte
{
    Malformed = 0, Tenant = 1, User = 2, Challenge = 3, Device = 4, Session = 5, Grant = 6, Keys = 7, Notice = 8, Request = 9,
    Service = 10, SecurityEvent = 11, Decoy = 12, SignInLog = 13, Forgotten = 14,
    EventFeed = 15,
}

/// <summary>
/// The owner of rows that belong together: a user's own row with its challenges, sessions, grants, client notifications and security
/// events; a tenant's own
/// row with its signing keys and stored requests; a device's. A store may keep an owner's rows in one place, so that one commit touches one
/// place.
/// </summary>
/// <param name="Text">Printable ASCII, at most 512 characters; the same owner has the same text everywhere and for good: hash it.</param>
public readonly record struct RowOwner(string Text)
{
    public static RowOwner Tenant(TenantId tenant) => new(UserKey.TenantPrefix(tenant));

    public static RowOwner User(UserKey user) => new(user.ToKey());

    /// <summary>No tenant's or user's text begins with a letter.</summary>
    public static RowOwner Device(DeviceId device) => new("device:" + device.Value);

    /// <summary>No tenant's or user's text begins with a letter.</summary>
    public static RowOwner Decoy(string place) => new("decoy:" + place);

    /// <summary>Its sign-in log: apart from the tenant's own row, so that writing it is in nobody's way.</summary>
    public static RowOwner SignInLog(TenantId tenant) => new("log:" + UserKey.TenantPrefix(tenant));

    /// <summary>How far its receiver has been told: apart from the tenant's own row, for it is written with each round.</summary>
    public static RowOwner EventFeed(TenantId tenant) => new("feed:" + UserKey.TenantPrefix(tenant));

    /// <summary>The service's own rows, which are nobody's else.</summary>
    public static RowOwner Service { get; } = new("service");

    public override string ToString() => Text;
}

/// <summary>A row's primary key, and where it is known its owner.</summary>
/// <param name="Id">A canonical key text, at most 512 characters of ASCII.</param>
/// <param name="Owner">
/// Null when whoever asks does not know it, as with a challenge's id out of a handle; a row that is read has it, and a write must. It is
/// given with the first write and never changes. No part of the key: two keys are equal when kind and id are.
/// </param>
public readonly record struct RowKey(RowKind Kind, string Id, RowOwner? Owner = null)
{
    public static RowKey OfTenant(TenantId tenant) => new(RowKind.Tenant, tenant.Value, RowOwner.Tenant(tenant));

    public static RowKey OfKeys(TenantId tenant) => new(RowKind.Keys, tenant.Value, RowOwner.Tenant(tenant));

    /// <summary>The row of the service itself: its lineage.</summary>
    public static RowKey OfService { get; } = new(RowKind.Service, "service", RowOwner.Service);

    /// <summary>The service's administration tokens.</summary>
    public static RowKey OfAdminTokens { get; } = new(RowKind.Service, "admin-tokens", RowOwner.Service);

    public static RowKey OfUser(UserKey user)
    {
        var text = user.ToKey();
        return new(RowKind.User, text, new(text));
    }

    public static RowKey OfDevice(DeviceId device) => new(RowKind.Device, device.Value, RowOwner.Device(device));

    public static RowKey OfChallenge(ChallengeId challenge, RowOwner? owner = null) => new(RowKind.Challenge, challenge.Value, owner);

    public static RowKey OfClientNotification(ChallengeId challenge, RowOwner? owner = null) => new(RowKind.Notice, challenge.Value, owner);

    public static RowKey OfSecurityEvent(SecurityEventId id, RowOwner? owner = null) => new(RowKind.SecurityEvent, id.Value, owner);

    /// <summary>A place for what is remembered of decoys; each is an owner's of its own.</summary>
    public static RowKey OfDecoy(int place)
    {
        var id = place.ToString("D4", CultureInfo.InvariantCulture);
        return new(RowKind.Decoy, id, RowOwner.Decoy(id));
    }

    /// <summary>A leaf of a tenant's sign-in log.</summary>
    /// <param name="place">Where it stands in the log: the newest first, in ordinal order.</param>
    public static RowKey OfSignInLog(TenantId tenant, string place) =>
        new(RowKind.SignInLog, UserKey.TenantPrefix(tenant) + place, RowOwner.SignInLog(tenant));

    public static RowKey OfEventFeed(TenantId tenant) => new(RowKind.EventFeed, tenant.Value, RowOwner.EventFeed(tenant));

    /// <summary>That a person was removed, until the sign-in log has forgotten them.</summary>
    /// <param name="handle">Drawn.</param>
    public static RowKey OfForgotten(UserKey user, string handle) =>
        new(RowKind.Forgotten, UserKey.TenantPrefix(user.Tenant) + handle, RowOwner.User(user));

    public static RowKey OfSession(SecretHash session, RowOwner? owner = null) => new(RowKind.Session, session.Value, owner);

    public static RowKey OfGrant(GrantId grant, RowOwner? owner = null) => new(RowKind.Grant, grant.Value, owner);

    public static RowKey OfRequest(StoredRequestId request, RowOwner? owner = null) => new(RowKind.Request, request.Value, owner);

    public bool Equals(RowKey other) => Kind == other.Kind && string.Equals(Id, other.Id, StringComparison.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Kind, Id);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind} {Id}");
}
