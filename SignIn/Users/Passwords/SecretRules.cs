using Countersign.SignIn.Grants;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users.Sessions;
using Countersign.SignIn.Ways;
using static Countersign.SignIn.Users.Refusing;

namespace Countersign.SignIn.Users.Passwords;

/// <summary>WAY-4, WAY-6: whether somebody who typed a password or a recovery code is signed in.</summary>
internal static class SecretRules
{
    /// <summary>Counted in the user's own row, so that it holds at every gateway and after a restart (I15).</summary>
    public static UserRuling Take(UserState.Present user, TakeSecretTry take, UserSituation situation)
    {
        if (!user.Enabled) return new(new SecretTryTaken(null, IsHidden: true));
        var (by, retryAt) = SecretBudget.Find(user, take.Initiator, situation.Now);
        if (take.IsForFamiliar && by is null) return new(new SecretTryTaken(null, IsForFamiliar: true));
        if (take.GivesBack) return new(new SecretTryTaken(null), new SecretTryReturned(by, situation.Now));
        return retryAt is not null
            ? new(new SecretTryTaken(null, retryAt))
            : new(new SecretTryTaken(Living(user, situation.Now)), new SecretTried(new(situation.Now, by)));
    }

    /// <summary>
    /// What is wrong with the person, the place or the password is one word; whether the way is left is the tenant's affair.
    /// </summary>
    public static UserRuling Redeem(UserState.Present user, RedeemPassword redeem, TenantState.Present tenant, UserSituation situation)
    {
        var now = situation.Now;
        if (Opened(user, redeem.Session, redeem.Client, tenant, situation) is { } answered) return answered;
        if (redeem.First is { } same && user.FirstFactorOf(same, now) is { Secret: not null } passed
            && Standing.OfFirst(user, passed, passed.StandsOn, tenant.Settings.NumberMode, tenant, situation) is null)
            return Ask(user, passed, situation);
        if (!tenant.Leaves(OtherWay.Password, redeem.Reason, redeem.Client)) return Refuse(Refusal.WayNotAllowed);
        if (tenant.PasswordsOf(situation.User.Name) is not { } way || way.Since != redeem.Since) return Refuse(Refusal.SecretRefused);
        if (!Standing.IsRegistered(tenant, redeem.Client, redeem.Generation)) return Refuse(Refusal.SecretRefused);
        if (!user.Enabled) return Refuse(Refusal.SecretRefused);
        string? chosen = null;
        if (way.Place is PasswordPlace.Here)
        {
            if (Living(user, now) is not { } kept || kept.Number != redeem.Number) return Refuse(Refusal.SecretRefused);
            chosen = kept.MustChange ? redeem.Hash : null;
            if (kept.MustChange && chosen is null) return Refuse(Refusal.PasswordMustChange);
        }

        var how = new SecretSignIn(OtherWay.Password, redeem.Reason);
        var rehash = chosen is null && way.Place is PasswordPlace.Here ? redeem.Rehash : null;
        var by = SecretBudget.Find(user, redeem.Initiator, now).By;
        if (tenant.AsksSecond(redeem.Client))
        {
            if (redeem.First is not { } hash) return Refuse(Refusal.SecondFactorRequired);
            var first = new FirstFactor(
                hash, redeem.Client, redeem.Generation, now, now + Limits.FirstFactorLife,
                new(user.Epoch, Secret: new(way.Since, redeem.Number, IsChanging: chosen is not null)), Secret: how,
                Place: way.Place.Word, Chosen: chosen);
            return Ask(user, first, situation).After(new FirstFactorPassed(first, now)).After(new PasswordProved(rehash, by, now));
        }

        var changed = chosen is null ? null : PasswordSet.ByUser(user, chosen, null, now);
        var on = new StandsOn(user.Epoch, Secret: new(way.Since, changed?.Password.Number ?? redeem.Number));
        var session = new Session(
            redeem.Session, SessionMethod.Password, now, now + Limits.SessionLife, AuthenticatedAt: now, StandsOn: on, Secret: how);
        var opened = new SecretSessionOpened(
            session, redeem.Client, way.Place.Word, null, user.Prompts.IsLocked(now), rehash, by, now);
        return Say(user, session, situation).After(opened).After(changed);
    }

    public static UserRuling Redeem(
        UserState.Present user, RedeemRecoveryCode redeem, TenantState.Present tenant, UserSituation situation)
    {
        var now = situation.Now;
        if (Opened(user, redeem.Session, redeem.Client, tenant, situation) is { } answered) return answered;
        if (!tenant.Leaves(OtherWay.Recovery, redeem.Reason, redeem.Client)) return Refuse(Refusal.WayNotAllowed);
        if (!Standing.IsRegistered(tenant, redeem.Client, redeem.Generation)) return Refuse(Refusal.SecretRefused);
        if (!user.Enabled || user.Secrets?.Recovery is not { } kept || !kept.Codes.Contains(redeem.Code))
            return Refuse(Refusal.SecretRefused);
        var how = new SecretSignIn(OtherWay.Recovery, redeem.Reason);
        var session = new Session(
            redeem.Session, SessionMethod.RecoveryCode, now, now + Limits.SessionLife, AuthenticatedAt: now,
            StandsOn: new(user.Epoch, Secret: SecretOn.OfRecovery(kept.Number)), Secret: how);
        return Say(user, session, situation).After(new SecretSessionOpened(
            session, redeem.Client, "", redeem.Code, user.Prompts.IsLocked(now), null,
            SecretBudget.Find(user, redeem.Initiator, now).By, now));
    }

    /// <summary>I19: the redemption that came twice; null when it is the first.</summary>
    public static UserRuling? Opened(
        UserState.Present user, SecretHash session, string client, TenantState.Present tenant, UserSituation situation)
    {
        if (SessionRules.Open(user, session, situation.Now) is not { Secret: { } how } open) return null;
        return Standing.OfSecret(user, open.StandsOn, how, client, tenant, situation) is null
            ? Say(user, open, situation)
            : Refuse(Refusal.SecretRefused);
    }

    /// <summary>The password, unless an administrator set it and it was not changed in time.</summary>
    private static KeptPassword? Living(UserState.Present user, DateTimeOffset now) =>
        user.Secrets?.Password is { } kept && !kept.HasEnded(now) ? kept : null;

    /// <summary>The password was right, and the phone is to be asked (S-58).</summary>
    private static UserRuling Ask(UserState.Present user, FirstFactor first, UserSituation situation) => new(new SignedInWithSecret(
        situation.User.Name, first.AuthenticatedAt, first.ExpiresAt, first.Secret!, user.HasCredential, IsFirst: true));

    public static UserRuling Say(UserState.Present user, Session session, UserSituation situation) => new(new SignedInWithSecret(
        situation.User.Name, session.AuthenticatedAt ?? session.OpenedAt, session.ExpiresAt, session.Secret!, user.HasCredential));
}
