namespace Countersign.SignIn.Grants;

/// <summary>RFC 8628: a device asks, somebody agrees or declines elsewhere.</summary>
internal static class Asking
{
    /// <summary>
    /// A user code is short, so two devices may draw the same one: the second draws again, until the first's row is gone.
    /// </summary>
    public static GrantRuling Decide(GrantState state, GrantQuestion.Ask ask, DateTimeOffset now) =>
        state is GrantState.Asked same && same.Secret == ask.Secret ? new(GrantAnswer.Done.It)
        : state is GrantState.Absent
            ? new(GrantAnswer.Done.It, new GrantEvent.Asked(ask.Tenant, ask.Client, ask.Scope, ask.Secret, now, ask.Generation))
        : GrantRules.Refuse();

    public static GrantRuling Read(GrantState state, GrantQuestion.Read read, DateTimeOffset now) =>
        Open(state, read.Tenant, now) is { } asked
            ? new(new GrantAnswer.Question(asked.Client, asked.Scope, asked.ExpiresAt, asked.Generation))
            : GrantRules.Refuse();

    /// <summary>Only to what was asked, by the same client; one that was made again under its id is another.</summary>
    public static GrantRuling Agree(GrantState state, GrantQuestion.Agree agree, DateTimeOffset now)
    {
        if (state is GrantState.Redeemable { Binding: null } same && same.Grant == agree.Grant) return new(GrantAnswer.Done.It);
        return Open(state, agree.Grant.Tenant, now) is { } asked
            && (asked.Client, asked.Generation) == (agree.Grant.Client, agree.Grant.Generation)
            ? new(GrantAnswer.Done.It, new GrantEvent.Agreed(agree.Grant, now))
            : GrantRules.Refuse();
    }

    public static GrantRuling Decline(GrantState state, GrantQuestion.Decline decline, DateTimeOffset now)
    {
        if (state is GrantState.Declined same && same.Tenant == decline.Tenant) return new(GrantAnswer.Done.It);
        return Open(state, decline.Tenant, now) is { } asked
            ? new(GrantAnswer.Done.It, new GrantEvent.Declined(asked.Tenant, asked.Client, now))
            : GrantRules.Refuse();
    }

    private static GrantState.Asked? Open(GrantState state, TenantId tenant, DateTimeOffset now) =>
        state is GrantState.Asked asked && asked.Tenant == tenant && now < asked.ExpiresAt ? asked : null;
}
