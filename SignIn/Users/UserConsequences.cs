using Countersign.SignIn.Audit;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Tenants;

namespace Countersign.SignIn.Users;

/// <summary>What must follow an event: the audit fact that becomes durable with it, and who is to be woken after it.</summary>
public static class UserConsequences
{
    /// <summary>I18: one fact for each final transition and each change of a credential; null for what an auditor need not see.</summary>
    public static AuditFact? Audit(UserEvent happened, UserSituation situation)
    {
        var fact = new AuditFact("", happened.At, situation.User.Tenant, situation.User.Name);
        return happened switch
        {
            UserEvent.ChallengeSettled settled => Settled(fact, settled, situation),
            UserEvent.Redeemed redeemed => fact with
            {
                Kind = "sign_in.redeemed",
                Challenge = redeemed.Challenge.Id,
                Client = redeemed.Challenge.Client,
                Detail = redeemed.Opening is { } opening ? $"{GrantConsequences.Name(opening.Id)}: {opening.Scope}" : null,
            },
            UserEvent.RedemptionRevoked revoked => fact with { Kind = "sign_in.revoked", Challenge = revoked.Challenge.Id, Reason = "already_redeemed" },
            UserEvent.Locked locked => fact with { Kind = "user.locked", Detail = $"until {locked.Until:O}" },
            UserEvent.Unlocked => fact with { Kind = "user.unlocked" },
            UserEvent.Provisioned provisioned => fact with
            {
                Kind = provisioned.New ? "user.created" : "user.changed",
                Detail = $"enabled={provisioned.Enabled} on_premises_mfa={provisioned.OnPremisesMfa}",
            },
            UserEvent.Removed => fact with { Kind = "user.removed" },
            UserEvent.UserCodeSet set => fact with { Kind = set.Code is null ? "user_code.removed" : "user_code.set" },
            UserEvent.GroupChanged changed => fact with { Kind = changed.Member ? "group.joined" : "group.left", Detail = changed.Group },
            UserEvent.PassIssued => fact with { Kind = "pass.issued" },
            UserEvent.PassUsed => fact with { Kind = "pass.used" },
            UserEvent.CodeIssued => fact with { Kind = "method.code_issued" },
            _ => Device(fact, happened),
        };
    }

    /// <summary>N18: the life of an authenticator.</summary>
    private static AuditFact? Device(AuditFact fact, UserEvent happened) => happened switch
    {
        UserEvent.Activated activated => fact with
        {
            Kind = "method.activated",
            Device = activated.Authenticator.Device,
            Key = activated.Authenticator.DecisionKey.Thumbprint,
        },
        UserEvent.PhoneSignInEnabled enabled => fact with { Kind = "method.enabled", Device = enabled.Device },
        UserEvent.PhoneSignInDisabled disabled => fact with { Kind = "method.disabled", Device = disabled.Device },
        UserEvent.MethodRemoved removed => fact with
        {
            Kind = "method.removed",
            Device = removed.Authenticator.Device,
            Key = removed.Authenticator.DecisionKey.Thumbprint,
            Reason = removed.ByAdministrator ? "by_administrator" : "by_user",
        },
        _ => null,
    };

    private static AuditFact Settled(AuditFact fact, UserEvent.ChallengeSettled settled, UserSituation situation)
    {
        var tenant = situation.Tenant as TenantState.Present;
        var approved = settled.Ending is Ending.Approved;
        var bypassed = approved && tenant is not null ? Redeeming.Bypassed(tenant.DomainOf(situation.User.Name)) : [];
        return fact with
        {
            Kind = "challenge." + Word(settled.Ending),
            Challenge = settled.Challenge.Id,
            Device = settled.Ending.ByDevice?.Device,
            Key = settled.Ending.ByDevice?.Key,
            PolicyVersion = tenant?.PolicyVersion,
            Client = settled.Challenge.Client,
            Context = settled.Challenge.Context.Hash(),
            Bypassed = bypassed.IsEmpty ? null : bypassed,
            Statement = settled.Statement,
        };
    }

    private static string Word(Ending ending) => ending switch
    {
        Ending.Approved => "approved",
        Ending.Denied => "denied",
        Ending.WrongNumber => "wrong_number",
        Ending.NotAllowed => "not_allowed",
        Ending.Expired => "expired",
        _ => "cancelled",
    };

    /// <summary>Whoever waits for this challenge should look again. A hint: what they see comes from the stored truth.</summary>
    public static ChallengeId? WokenChallenge(UserEvent happened) => happened switch
    {
        UserEvent.ChallengeSettled settled => settled.Challenge.Id,
        UserEvent.Redeemed redeemed => redeemed.Challenge.Id,
        _ => null,
    };

    /// <summary>Whether the user's devices should look again: there is something to answer, or there no longer is.</summary>
    public static bool WakesDevices(UserEvent happened) => happened is UserEvent.ChallengeStarted or UserEvent.ChallengeSettled;
}
