namespace Countersign.SignIn.AdminTokens;

/// <summary>Questions about the people who administer; the answer is <see cref="AdminTokensAnswer.Are"/>.</summary>
public abstract record AdministratorQuestion : AdminTokensQuestion
{
    /// <summary>From now on the person has this role; an earlier one ends, with what was signed in under it.</summary>
    public sealed record Make(TenantId Tenant, UserName User, AdminScope Scope) : AdministratorQuestion;

    /// <summary>From now on the person has no role.</summary>
    public sealed record Remove(TenantId Tenant, UserName User) : AdministratorQuestion;

    /// <summary>A code lets whoever is told it become an owner, once and for an hour; an earlier one does so no more.</summary>
    /// <param name="Code">Of a text that whoever asks has drawn.</param>
    public sealed record Invite(SecretHash Code) : AdministratorQuestion;

    /// <summary>The person becomes an owner of everything with the code of an invitation, which is gone by that.</summary>
    public sealed record Accept(SecretHash Code, TenantId Tenant, UserName User) : AdministratorQuestion;
}

/// <summary>Events of the people who administer.</summary>
public abstract record AdministratorEvent(DateTimeOffset At) : AdminTokensEvent(At)
{
    /// <param name="IsInvited">By an invitation, which is gone by it.</param>
    public sealed record Made(Administrator Administrator, bool IsInvited) : AdministratorEvent(Administrator.CreatedAt);

    public sealed record Removed(TenantId Tenant, UserName User, DateTimeOffset At) : AdministratorEvent(At);

    public sealed record Invited(AdminInvitation Invitation, DateTimeOffset At) : AdministratorEvent(At);

    /// <summary>A backup was put back, and the code may have been used since.</summary>
    public sealed record InvitationEnded(DateTimeOffset At) : AdministratorEvent(At);

    /// <summary>A backup was put back, and the person may have been removed since.</summary>
    public sealed record Ended(TenantId Tenant, UserName User, DateTimeOffset At) : AdministratorEvent(At);
}
