using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Devices;
using Countersign.SignIn.EventFeeds;
using Countersign.SignIn.SecurityEvents;

namespace Countersign.Engine.Storage;

/// <summary>Reads from the store past the machines: lists for administrators, and the user of a session.</summary>
public sealed class StoredLists(IStore store)
{
    public async ValueTask<UserKey?> Find(SecretHash session, CancellationToken cancel) =>
        await store.Load(RowKey.OfSession(session), cancel) is { } row
            ? Owner(StateJson.ReadSession(row.Body.Span))
            : null;

    /// <summary>Fewer than <paramref name="limit"/> only at the end of the list.</summary>
    public async ValueTask<IReadOnlyList<ListedUser>> Users(TenantId tenant, UserName? after, int limit, CancellationToken cancel)
    {
        limit = Math.Clamp(limit, 1, ISignInEngine.MostListed);
        var start = after is { } name ? new UserKey(tenant, name).ToKey() : "";
        List<ListedUser> users = [];
        while (users.Count < limit)
        {
            var rows = await store.List(RowKind.User, UserKey.TenantPrefix(tenant), start, limit - users.Count, cancel);
            if (rows.Count == 0) break;
            start = rows[^1].Key.Id;
            users.AddRange(rows.Select(Listed).OfType<ListedUser>());
        }

        return users;
    }

    /// <summary>Fewer than <paramref name="limit"/> only at the end of the list.</summary>
    public async ValueTask<IReadOnlyList<TenantId>> Tenants(string after, int limit, CancellationToken cancel) =>
        [.. (await store.List(RowKind.Tenant, "", after, Math.Clamp(limit, 1, ISignInEngine.MostListed), cancel))
            .Select(row => new TenantId(row.Key.Id))];

    private static UserKey Owner(SessionPointer pointer) => new(pointer.Tenant, pointer.User);

    /// <summary>
    /// Null for a user who was removed, and for one whose row cannot be read: it must not keep the others from being listed (F16).
    /// </summary>
    private static ListedUser? Listed(Row row)
    {
        try
        {
            return StateJson.ReadUser(row.Body.Span) is UserState.Present user
                ? new(UserKey.FromKey(row.Key.Id).Name, user.Enabled, Phones(user), [.. user.Groups.Order(StringComparer.Ordinal)])
                : null;
        }
        catch (StorageUnavailableException)
        {
            return null;
        }
    }

    private static AppReport[] Phones(UserState.Present user) =>
        [.. user.Authenticators.Where(phone => phone.PhoneSignIn is PhoneSignIn.On).Select(phone => phone.Report)];

    /// <summary>The challenges whose clients are owed a notification that is due, the longest due first.</summary>
    public async ValueTask<IReadOnlyList<ChallengeId>> DueClientNotifications(DateTimeOffset now, int limit, CancellationToken cancel) =>
        [.. (await store.Due(RowKind.Notice, now, Math.Clamp(limit, 1, ISignInEngine.MostListed), cancel))
            .Select(row => new ChallengeId(row.Id))];

    /// <summary>The security events that are due, the longest due first.</summary>
    public async ValueTask<IReadOnlyList<SecurityEventId>> DueSecurityEvents(DateTimeOffset now, int limit, CancellationToken cancel) =>
        [.. (await store.Due(RowKind.SecurityEvent, now, Math.Clamp(limit, 1, ISignInEngine.MostListed), cancel))
            .Select(row => new SecurityEventId(row.Id))];

    /// <summary>The feeds that are followed, in order of the tenants' names; fewer than the limit only at the end.</summary>
    public async ValueTask<IReadOnlyList<ListedFeed>> EventFeeds(string after, int limit, CancellationToken cancel)
    {
        limit = Math.Clamp(limit, 1, ISignInEngine.MostListed);
        List<ListedFeed> feeds = [];
        while (feeds.Count < limit)
        {
            var rows = await store.List(RowKind.EventFeed, "", after, limit - feeds.Count, cancel);
            if (rows.Count == 0) break;
            after = rows[^1].Key.Id;
            feeds.AddRange(rows.Select(Followed).OfType<ListedFeed>());
        }

        return feeds;
    }

    /// <summary>Null for one that is stopped, and for one that cannot be read: it keeps nobody else waiting (F16).</summary>
    private static ListedFeed? Followed(Row row)
    {
        try
        {
            return StateJson.ReadEventFeed(row.Body.Span) is EventFeedState.Following { IsStopped: false } feed
                ? new(feed.Tenant, feed.Cursor, feed.Next)
                : null;
        }
        catch (StorageUnavailableException)
        {
            return null;
        }
    }

    public ValueTask<IReadOnlyList<AuditRecord>> Audit(TenantId tenant, long after, int limit, CancellationToken cancel) =>
        store.ReadAudit(tenant, after, Math.Clamp(limit, 1, ISignInEngine.MostListed), cancel);
}
