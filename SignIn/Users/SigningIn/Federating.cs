using Countersign.SignIn.Grants;
using Countersign.SignIn.Providers;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users.Sessions;
using Countersign.SignIn.Ways;
using static Countersign.SignIn.Users.Refusing;

namespace Countersign.SignIn.Users.SigningIn;

/// <summary>
/// WAY-3, A6: whether somebody whom a provider vouches for is signed in as this user. A user is a provider's person by the provider and its
/// subject, never by a name alone: the name counts the first time, and only in a domain that signs in with this provider.
/// </summary>
internal static class Federating
{
    public static UserRuling Decide(UserState.Present user, RedeemFederated redeem, TenantState.Present tenant, UserSituation situation)
    {
        var (assertion, now) = (redeem.Assertion, situation.Now);
        if (SessionRules.Open(user, redeem.Session, now) is { Federated: { } opened } open)
            return Standing.OfFederated(user, open.StandsOn, opened, redeem.Client, tenant, situation) is null
                ? Say(open, situation)
                : Refuse(Refusal.FederationRefused);
        if (redeem.First is { } same && user.FirstFactorOf(same, now) is { Federated: not null } passed
            && Standing.OfFirst(user, passed, passed.StandsOn, tenant.Settings.NumberMode, tenant, situation) is null)
            return Ask(passed, situation);
        if (FederationOf(assertion, tenant, situation) is not var (provider, since)) return Refuse(Refusal.FederationRefused);
        if (!Standing.IsRegistered(tenant, redeem.Client, redeem.Generation)) return Refuse(Refusal.FederationRefused);
        if (!tenant.Leaves(OtherWay.Federated, redeem.Reason, redeem.Client)) return Refuse(Refusal.WayNotAllowed);
        if (!user.Enabled || LinkFor(user, assertion, provider, situation) is not { } link) return Refuse(Refusal.FederationRefused);

        var linked = link == user.Link ? null : new ProviderLinked(link, ByAdministrator: false, now);
        var on = new StandsOn(user.Epoch, Link: new(provider.Id, since, link.Number));
        var how = new FederatedSignIn(provider.Id, redeem.Reason, assertion.Context, assertion.Methods);
        if (tenant.AsksSecond(redeem.Client))
        {
            if (redeem.First is not { } hash) return Refuse(Refusal.SecondFactorRequired);
            var first = new FirstFactor(
                hash, redeem.Client, redeem.Generation, assertion.AuthenticatedAt, now + Limits.FirstFactorLife, on, how,
                ProviderToken: redeem.SealedToken);
            return Ask(first, situation).After(new FirstFactorPassed(first, now)).After(linked);
        }

        var session = new Session(
            redeem.Session, SessionMethod.Federated, now, now + Limits.SessionLife, AuthenticatedAt: assertion.AuthenticatedAt,
            StandsOn: on, Federated: how, ProviderToken: redeem.SealedToken);
        return Say(session, situation)
            .After(new FederatedSessionOpened(session, redeem.Client, user.Prompts.IsLocked(now), now)).After(linked);
    }

    /// <summary>The provider vouched, and the phone is to be asked (S-58).</summary>
    private static UserRuling Ask(FirstFactor first, UserSituation situation) => new(new SignedInFederated(
        situation.User.Name, first.AuthenticatedAt, first.ExpiresAt, first.Federated!, IsFirst: true));

    /// <summary>The user's domain still signs in with the provider that vouches, both as they were when the person left (I7).</summary>
    private static (Provider Provider, long Since)? FederationOf(
        FederatedAssertion assertion, TenantState.Present tenant, UserSituation situation) =>
        tenant.FederationOf(situation.User.Name) is { } federation
        && federation.Provider.Id == assertion.Provider && federation.Since == assertion.Since
            ? federation
            : null;

    /// <summary>The link there is, if it is to this very subject; without one, the one that the provider's rule makes.</summary>
    private static ProviderLink? LinkFor(
        UserState.Present user, FederatedAssertion assertion, Provider provider, UserSituation situation)
    {
        if (user.Link is { } link && (link.Provider, link.Generation) == (provider.Id, provider.Generation))
            return link.Subject == assertion.Subject ? link : null;
        return provider.Linking is LinkRule.ByUserName or LinkRule.Create && assertion.Name == situation.User.Name
            ? new(provider.Id, provider.Generation, assertion.Subject, user.Linkings + 1, situation.Now)
            : null;
    }

    private static UserRuling Say(Session session, UserSituation situation) => new(new SignedInFederated(
        situation.User.Name, session.AuthenticatedAt ?? session.OpenedAt, session.ExpiresAt, session.Federated!));
}
