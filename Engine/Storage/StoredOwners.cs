using System.Globalization;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Challenges;
using Countersign.SignIn.ClientNotifications;
using Countersign.SignIn.Grants;
using Countersign.SignIn.SecurityEvents;
using Countersign.SignIn.StoredRequests;

namespace Countersign.Engine.Storage;

/// <summary>The owners of rows: named by the first write, or derived from the content of rows that were written without one.</summary>
public static class StoredOwners
{
    /// <summary>A person's; while a device asks and nobody has agreed, the tenant's.</summary>
    public static RowOwner OfGrant(GrantState state) => state switch
    {
        GrantState.Redeemable { Grant: var grant } => Of(grant),
        GrantState.Live { Grant: var grant } => Of(grant),
        GrantState.Asked asked => RowOwner.Tenant(asked.Tenant),
        GrantState.Declined declined => RowOwner.Tenant(declined.Tenant),
        GrantState.Ended ended => RowOwner.Tenant(ended.Tenant),
        _ => throw new StorageUnavailableException("A grant that is nobody's."),
    };

    /// <summary>The tenant's: whose it will be nobody knows yet.</summary>
    public static RowOwner OfRequest(StoredRequestState state) => state switch
    {
        StoredRequestState.Pushed pushed => RowOwner.Tenant(pushed.Tenant),
        StoredRequestState.Open open => RowOwner.Tenant(open.Tenant),
        StoredRequestState.Used used => RowOwner.Tenant(used.Tenant),
        _ => throw new StorageUnavailableException("A stored request that is nobody's."),
    };

    /// <summary>The owner of a row whose store had no such column.</summary>
    /// <exception cref="StorageUnavailableException">It follows from nothing there.</exception>
    public static RowOwner Derive(RowKind kind, string id, ReadOnlySpan<byte> body) => kind switch
    {
        RowKind.Tenant or RowKind.Keys => RowOwner.Tenant(new(id)),
        RowKind.EventFeed => RowOwner.EventFeed(new(id)),
        RowKind.User when IsUserKey(id) => new(id),
        RowKind.Device => RowOwner.Device(new(id)),
        RowKind.Service => RowOwner.Service,
        RowKind.Challenge when StateJson.ReadChallenge(body) is ChallengeState.Open open => Of(open.Tenant, open.User),
        RowKind.Session when StateJson.ReadSession(body) is { } session => Of(session.Tenant, session.User),
        RowKind.Grant => OfGrant(StateJson.ReadGrant(body)),
        RowKind.Notice when StateJson.ReadClientNotification(body) is ClientNotificationState.Owed owed => Of(owed.Tenant, owed.User),
        RowKind.SecurityEvent when StateJson.ReadSecurityEvent(body) is SecurityEventState.Owed owed => Of(owed.Tenant, owed.User),
        RowKind.Request => OfRequest(StateJson.ReadRequest(body)),
        _ => throw new StorageUnavailableException($"A row of kind {kind} that is nobody's."),
    };

    private static bool IsUserKey(string id)
    {
        var colon = id.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || !int.TryParse(id.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var length)) return false;
        return length > 0 && length < id.Length && id.Length > colon + length + 2 && UserKey.FromKey(id).ToKey() == id;
    }

    private static RowOwner Of(Grant grant) => Of(grant.Tenant, grant.User);

    private static RowOwner Of(TenantId tenant, UserName user) => RowOwner.User(new(tenant, user));
}
