namespace Countersign.SignIn.Grants;

/// <summary>
/// The rules of a grant. Whoever presents what is not theirs, not of its kind or no longer good hears one and the same refusal and changes
/// nothing; what was used before and comes a second time ends the grant (I5, T24).
/// </summary>
public static class GrantRules
{
    public static GrantRuling Decide(GrantState state, GrantQuestion question, GrantId grant, DateTimeOffset now) =>
        Decide(state, question, now).WithFacts(grant, GrantAudit.Fact);

    private static GrantRuling Decide(GrantState state, GrantQuestion question, DateTimeOffset now) => question switch
    {
        GrantQuestion.Ask ask => Asking.Decide(state, ask, now),
        GrantQuestion.Read read => Asking.Read(state, read, now),
        GrantQuestion.Agree agree => Asking.Agree(state, agree, now),
        GrantQuestion.Decline decline => Asking.Decline(state, decline, now),
        GrantQuestion.Issue issue => Issue(state, issue, now),
        GrantQuestion.Redeem redeem => Exchanging.Redeem(state, redeem, now),
        GrantQuestion.Refresh refresh => Exchanging.Refresh(state, refresh, now),
        GrantQuestion.Revoke revoke => Revoke(state, revoke, now),
        GrantQuestion.EndForRestore => state is GrantState.Absent or GrantState.Ended
            ? new(GrantAnswer.Done.It)
            : new(GrantAnswer.Done.It, End(state, GrantEnding.Restored, now)),
        GrantQuestion.Inspect inspect => Inspect(state, inspect, now),
        _ => throw new ArgumentOutOfRangeException(nameof(question), question.GetType().Name),
    };

    private static GrantRuling Issue(GrantState state, GrantQuestion.Issue issue, DateTimeOffset now) => state switch
    {
        GrantState.Absent => new(GrantAnswer.Done.It, new GrantEvent.Issued(issue.Grant, issue.Secret, issue.Binding, now)),
        GrantState.Redeemable same when same.Secret == issue.Secret => new(GrantAnswer.Done.It),
        _ => Refuse(),
    };

    private static GrantRuling Inspect(GrantState state, GrantQuestion.Inspect inspect, DateTimeOffset now) =>
        state is GrantState.Live live && now < live.ExpiresAt && live.Grant.Tenant == inspect.Tenant
            && (inspect.Client is null || live.Grant.Client == inspect.Client)
            && (inspect.Presented is null || live.Refresh == inspect.Presented)
            ? new(Say(live))
            : Refuse();

    /// <summary>RFC 7009: whatever comes of it, the token is good for nothing afterwards. Another client's stays (2.1).</summary>
    private static GrantRuling Revoke(GrantState state, GrantQuestion.Revoke revoke, DateTimeOffset now)
    {
        if (state is GrantState.Absent or GrantState.Ended || OwnerOf(state) != (revoke.Tenant, revoke.Client))
            return new(GrantAnswer.Done.It);
        return revoke.Presented is null
            || (state is GrantState.Live live && (live.Refresh == revoke.Presented || WasUsed(live, revoke.Presented)))
            ? new(GrantAnswer.Done.It, End(state, GrantEnding.Revoked, now))
            : new(GrantAnswer.Done.It);
    }

    /// <summary>The grant of a backchannel sign-in that has just been collected.</summary>
    public static GrantState.Live Opened(Grant grant, GrantOpening opening, DateTimeOffset now) =>
        new(grant, null, opening.Refresh, [], opening.RefreshKey, EndOf(grant, opening.Refresh is not null, now));

    public static GrantState Apply(GrantState state, GrantEvent happened) => (state, happened) switch
    {
        (_, GrantEvent.Asked asked) =>
            new GrantState.Asked(
                asked.Tenant, asked.Client, asked.Scope, asked.Secret, asked.At + Limits.DeviceCodeLife, asked.Generation),
        (GrantState.Asked asked, GrantEvent.Agreed agreed) => new GrantState.Redeemable(agreed.Grant, asked.Secret, null, asked.ExpiresAt),
        (GrantState.Asked asked, GrantEvent.Declined) => new GrantState.Declined(asked.Tenant, asked.Client, asked.Secret, asked.ExpiresAt),
        (_, GrantEvent.Issued issued) =>
            new GrantState.Redeemable(issued.Grant, issued.Secret, issued.Binding, issued.At + Limits.CodeLife),
        (GrantState.Redeemable was, GrantEvent.Redeemed redeemed) => new GrantState.Live(
            redeemed.Grant, was.Secret, redeemed.Refresh, [], redeemed.RefreshKey,
            EndOf(redeemed.Grant, redeemed.Refresh is not null, redeemed.At)),
        (GrantState.Live live, GrantEvent.Refreshed { Next: { } next } refreshed) => live with
        {
            Refresh = next,
            Latest = refreshed.Latest,
            Former = [.. live.Former.TakeLast(Limits.FormerRefreshTokens - 1), live.Refresh!.Value],
        },
        (_, GrantEvent.Ended ended) => new GrantState.Ended(ended.Tenant, ended.Client, EndOf(state) ?? ended.At),
        _ => state,
    };

    internal static GrantAnswer.Is Say(GrantState.Live live, bool isFirst = false) =>
        new(live.Grant, isFirst, live.Refresh is not null, live.ExpiresAt);

    internal static GrantRuling Refuse(Refusal why = Refusal.InvalidGrant) => new(new GrantAnswer.Refused(why));

    internal static bool WasUsed(GrantState.Live live, SecretHash? secret) => secret is { } presented && live.Former.Contains(presented);

    internal static GrantEvent.Ended End(GrantState state, GrantEnding why, DateTimeOffset now)
    {
        var (tenant, client) = OwnerOf(state)!.Value;
        return new(tenant, GrantOf(state)?.User, client, why, now);
    }

    /// <summary>The tenant and the client that own it; null when nobody does.</summary>
    internal static (TenantId Tenant, string Client)? OwnerOf(GrantState state) => state switch
    {
        GrantState.Asked asked => (asked.Tenant, asked.Client),
        GrantState.Declined declined => (declined.Tenant, declined.Client),
        GrantState.Ended ended => (ended.Tenant, ended.Client),
        _ => GrantOf(state) is { } grant ? (grant.Tenant, grant.Client) : null,
    };

    private static Grant? GrantOf(GrantState state) => state switch
    {
        GrantState.Redeemable redeemable => redeemable.Grant,
        GrantState.Live live => live.Grant,
        _ => null,
    };

    private static DateTimeOffset? EndOf(GrantState state) => state.Due - Limits.ResultLife;

    /// <summary>N19: what can be refreshed lasts a day from the person's being there; what cannot, as long as its access token.</summary>
    private static DateTimeOffset EndOf(Grant grant, bool canRefresh, DateTimeOffset now) =>
        canRefresh ? grant.AuthenticatedAt + Limits.GrantLife : now + Limits.AccessTokenLife;
}
