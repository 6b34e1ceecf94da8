using Countersign.SignIn.Audit;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users.Sessions;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Users.SigningIn;

/// <summary>I18: one fact for each final transition of a challenge.</summary>
internal static class SigningInAudit
{
    public static AuditFact? Fact(SigningInEvent happened, AuditFact about, UserSituation situation) => happened switch
    {
        ChallengeSettled settled => Settled(about, settled, situation),
        ChallengeRedeemed { Challenge.First: { } first } redeemed => Second(about, first, redeemed.Challenge),
        ChallengeRedeemed redeemed => about with
        {
            Kind = "sign_in.redeemed",
            Challenge = redeemed.Challenge.Id,
            Client = redeemed.Challenge.Client,
            Detail = redeemed.Opening is { } opening ? $"{GrantAudit.Name(opening.Id)}: {opening.Scope}" : null,
        },
        ProviderLinked linked => about with
        {
            Kind = "provider.linked",
            Reason = linked.ByAdministrator ? "by_administrator" : "by_user_name",
            Detail = linked.Link.Provider,
        },
        FederatedSessionOpened { Session.Federated: { } how } opened => about with
        {
            Kind = "sign_in.federated",
            Client = opened.Client,
            Reason = WayTable.WordFor(how.Reason),
            Detail = $"by {how.Provider}: {how.AuthenticationContext}, {string.Join(' ', how.AuthenticationMethods)}"
                + (opened.Unlocks ? "; unlocked" : ""),
        },
        TokensGiven given => GrantAudit.GivenFact(given.Grant, given.Tokens, given.At),
        RedemptionRevoked revoked => about with { Kind = "sign_in.revoked", Challenge = revoked.Challenge.Id, Reason = "already_redeemed" },
        InitiatorBarred barred => about with { Kind = "initiator.barred", Detail = $"until {barred.Until:O}" },
        PhoneSignInLocked locked => about with { Kind = "user.locked", Detail = $"until {locked.Until:O}" },
        _ => null,
    };

    /// <summary>WAY-8: both factors, in one fact.</summary>
    private static AuditFact Second(AuditFact about, FirstFactor first, Settled second)
    {
        var fact = SessionAudit.About(about, first);
        return fact with
        {
            Kind = first.Secret is null ? "sign_in.federated" : "sign_in.password",
            Challenge = second.Id,
            Device = second.Ending.ByDevice?.Device,
            Detail = fact.Detail + "; and by the phone, " + second.Mode.Meaning().Word,
        };
    }

    private static AuditFact Settled(AuditFact fact, ChallengeSettled settled, UserSituation situation)
    {
        var tenant = situation.Tenant as TenantState.Present;
        var approved = settled.Ending is Ending.Approved;
        var bypassed = approved && settled.Challenge.First is null && tenant is not null
            ? Redeeming.Bypassed(tenant.DomainOf(situation.User.Name))
            : [];
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
            Assertion = settled.Assertion,
            Detail = settled.Challenge.First switch
            {
                null => null,
                { Secret: null } => "a second factor after a provider",
                _ => "a second factor after a password",
            },
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
}
