namespace Countersign.SignIn.StoredRequests;

/// <summary>
/// The rules of a stored request. It is short and soon over, for a stranger can cause one (I17); what was pushed is completed once
/// (RFC 9126 7.3).
/// </summary>
public static class StoredRequestRules
{
    public static StoredRequestRuling Decide(
        StoredRequestState state, StoredRequestQuestion question, DateTimeOffset now) => question switch
    {
        StoredRequestQuestion.Keep keep => Begin(state, keep.Body, new StoredRequestEvent.Kept(keep.Tenant, keep.Client, keep.Body, now)),
        StoredRequestQuestion.Push push => Begin(state, push.Body, new StoredRequestEvent.Pushed(push.Tenant, push.Client, push.Body, now)),
        StoredRequestQuestion.Read read => Opened(state, read.Tenant, now) is { } open ? new(Say(open)) : Refuse(),
        StoredRequestQuestion.ReadPushed read => ReadPushed(state, read.Tenant, read.Client, now),
        StoredRequestQuestion.Come come => Come(state, come, now),
        StoredRequestQuestion.Complete complete => Complete(state, complete, now),
        _ => throw new ArgumentOutOfRangeException(nameof(question), question.GetType().Name),
    };

    public static StoredRequestState Apply(StoredRequestState state, StoredRequestEvent happened) => (state, happened) switch
    {
        (_, StoredRequestEvent.Kept kept) =>
            new StoredRequestState.Open(kept.Tenant, kept.Client, kept.Body, kept.At, kept.At + Limits.StoredRequestLife),
        (_, StoredRequestEvent.Pushed pushed) =>
            new StoredRequestState.Pushed(pushed.Tenant, pushed.Client, pushed.Body, pushed.At + Limits.PushedRequestLife),
        (StoredRequestState.Pushed was, StoredRequestEvent.Came came) =>
            new StoredRequestState.Open(was.Tenant, was.Client, was.Body, came.At, came.At + Limits.StoredRequestLife, was.EndsAt),
        (StoredRequestState.Pushed was, StoredRequestEvent.Completed) => new StoredRequestState.Used(was.Tenant, was.EndsAt),
        (StoredRequestState.Open was, StoredRequestEvent.Completed) => new StoredRequestState.Used(was.Tenant, was.EndsAt),
        _ => state,
    };

    /// <summary>The same again, because the first answer was lost, is the same.</summary>
    private static StoredRequestRuling Begin(StoredRequestState state, string body, StoredRequestEvent happened) => state switch
    {
        _ when body.Length > Limits.StoredRequestLength => throw new ArgumentException("The request is too long.", nameof(body)),
        StoredRequestState.Absent => new(StoredRequestAnswer.Done.It, happened),
        StoredRequestState.Open { PushedUntil: null } open when happened is StoredRequestEvent.Kept && open.Body == body => Done(),
        StoredRequestState.Pushed pushed when happened is StoredRequestEvent.Pushed && pushed.Body == body => Done(),
        _ => Refuse(),
    };

    private static StoredRequestRuling ReadPushed(StoredRequestState state, TenantId tenant, string client, DateTimeOffset now) =>
        state is StoredRequestState.Pushed pushed && IsLive(pushed, tenant, client, now) ? new(Say(pushed))
        : CameBefore(state, tenant, client, now) is { } open ? new(Say(open))
        : Refuse();

    private static StoredRequestRuling Come(StoredRequestState state, StoredRequestQuestion.Come come, DateTimeOffset now)
    {
        if (CameBefore(state, come.Tenant, come.Client, now) is { } open) return new(Say(open));
        return state is StoredRequestState.Pushed pushed && IsLive(pushed, come.Tenant, come.Client, now)
            ? new(new StoredRequestAnswer.Is(pushed.Body, now, IsOnce: true), new StoredRequestEvent.Came(now))
            : Refuse();
    }

    private static StoredRequestRuling Complete(
        StoredRequestState state, StoredRequestQuestion.Complete complete, DateTimeOffset now) => state switch
    {
        StoredRequestState.Open open when open.Tenant == complete.Tenant && now < open.EndsAt => open.PushedUntil is null
            ? Done()
            : new(StoredRequestAnswer.Done.It, new StoredRequestEvent.Completed(now)),
        StoredRequestState.Pushed pushed when pushed.Tenant == complete.Tenant && now < pushed.EndsAt =>
            new(StoredRequestAnswer.Done.It, new StoredRequestEvent.Completed(now)),
        _ => Refuse(),
    };

    private static StoredRequestState.Open? Opened(StoredRequestState state, TenantId tenant, DateTimeOffset now) =>
        state is StoredRequestState.Open open && open.Tenant == tenant && now < open.EndsAt ? open : null;

    private static StoredRequestState.Open? CameBefore(StoredRequestState state, TenantId tenant, string client, DateTimeOffset now) =>
        Opened(state, tenant, now) is { } open && open.Client == client && now < open.PushedUntil ? open : null;

    private static bool IsLive(StoredRequestState.Pushed pushed, TenantId tenant, string client, DateTimeOffset now) =>
        pushed.Tenant == tenant && pushed.Client == client && now < pushed.EndsAt;

    private static StoredRequestAnswer Say(StoredRequestState.Pushed pushed) => new StoredRequestAnswer.Is(pushed.Body, null, IsOnce: true);

    private static StoredRequestAnswer Say(StoredRequestState.Open open) =>
        new StoredRequestAnswer.Is(open.Body, open.BeganAt, open.PushedUntil is not null);

    private static StoredRequestRuling Done() => new(StoredRequestAnswer.Done.It);

    private static StoredRequestRuling Refuse() => new(new StoredRequestAnswer.Refused(Refusal.InvalidGrant));
}
