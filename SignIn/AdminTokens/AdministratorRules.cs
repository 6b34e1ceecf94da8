using System.Collections.Immutable;

namespace Countersign.SignIn.AdminTokens;

/// <summary>The rules of the people who administer (ADM-3, T31): few, each with one role, gone when removed.</summary>
internal static class AdministratorRules
{
    public static AdminTokensRuling Decide(AdminTokensState state, AdministratorQuestion question, DateTimeOffset now) => question switch
    {
        AdministratorQuestion.Make make => Make(state, make, make.Scope, now, isInvited: false),
        AdministratorQuestion.Accept accept => state.Invitation?.Takes(accept.Code, now) == true
            ? Make(state, new(accept.Tenant, accept.User, AdminScope.Everything) { By = accept.By }, AdminScope.Everything, now, true)
            : AdminTokensRules.Refuse(Refusal.InvitationRefused),
        AdministratorQuestion.Remove remove => state.Of(remove.Tenant, remove.User) is null
            ? AdminTokensRules.Refuse(Refusal.AdministratorNotFound)
            : AdminTokensRules.Changed(state, [new AdministratorEvent.Removed(remove.Tenant, remove.User, now)]),
        AdministratorQuestion.Invite invite => AdminTokensRules.Changed(
            state, [new AdministratorEvent.Invited(new(invite.Code, now + Limits.AdminInvitationLife), now)]),
        _ => throw new ArgumentOutOfRangeException(nameof(question), question.GetType().Name),
    };

    private static AdminTokensRuling Make(
        AdminTokensState state, AdministratorQuestion.Make make, AdminScope scope, DateTimeOffset now, bool isInvited)
    {
        if (make.Tenant == AdminTokensRules.Chain || !TenantId.TryParse(make.Tenant.Value, out _)
            || !UserName.TryParse(make.User.Value, out var user) || user != make.User || !AdminTokensRules.IsScope(scope))
            return AdminTokensRules.Refuse(Refusal.AdministratorRefused);
        if (state.Of(make.Tenant, make.User) is null && state.Administrators.Length >= Limits.Administrators)
            return AdminTokensRules.Refuse(Refusal.TooManyAdministrators);
        var made = new Administrator(
            make.Tenant, make.User, scope, state.LastNumber + 1, now, make.By?.Name ?? AdminTokensRules.Command,
            Kin: state.KinOf(make.By?.Name ?? AdminTokensRules.Command, now));
        return AdminTokensRules.Changed(state, [new AdministratorEvent.Made(made, isInvited)]);
    }

    public static AdminTokensState Apply(AdminTokensState state, AdministratorEvent happened) => happened switch
    {
        AdministratorEvent.Made { Administrator: var made, IsInvited: var isInvited } => state with
        {
            People = Without(state, made.Tenant, made.User).Add(made),
            LastNumber = made.Number,
            Invitation = isInvited ? null : state.Invitation,
        },
        AdministratorEvent.Removed removed => state with { People = Without(state, removed.Tenant, removed.User) },
        AdministratorEvent.Ended ended => state with { People = Without(state, ended.Tenant, ended.User) },
        AdministratorEvent.InvitationEnded => state with { Invitation = null },
        AdministratorEvent.Invited invited => state with { Invitation = invited.Invitation },
        _ => state,
    };

    /// <summary>The refusal counted at the person, when it is one who was refused.</summary>
    public static AdminTokensState Counted(AdminTokensState state, AdminTokensEvent.Refused refused) => state.People is not { } people
        ? state
        : state with
        {
            People =
            [
                .. people.Select(one => one.User.Value == refused.Name
                    ? one with { RefusedSince = refused.Since, Refused = refused.Count }
                    : one),
            ],
        };

    private static ImmutableArray<Administrator> Without(AdminTokensState state, TenantId tenant, UserName user) =>
        state.Administrators.RemoveAll(one => one.Is(tenant, user));
}
