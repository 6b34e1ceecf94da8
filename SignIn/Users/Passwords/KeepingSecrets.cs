using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users.Sessions;
using Countersign.SignIn.Ways;
using static Countersign.SignIn.Users.Refusing;

namespace Countersign.SignIn.Users.Passwords;

/// <summary>Rules for setting passwords and issuing recovery codes: by whom, and what ends with it (S-26, T29).</summary>
internal static class KeepingSecrets
{
    /// <summary>
    /// An administrator's is good for choosing another, for a week. The person's own takes a fresh session, which may be by the very
    /// password: whoever has that has nothing to gain.
    /// </summary>
    public static UserRuling Set(UserState.Present user, SetPassword set, TenantState.Present tenant, UserSituation situation)
    {
        var now = situation.Now;
        if (set.Session is { } hash && WhyNot(user, hash, tenant, situation) is { } why) return Refuse(why);
        if (set.Hash.Length is 0 or > Limits.PasswordHashLength) return Refuse(Refusal.SettingOutOfRange);
        if (tenant.PasswordsOf(situation.User.Name)?.Place is not PasswordPlace.Here) return Refuse(Refusal.PasswordsNotKept);
        if (user.Secrets?.Password?.Hash == set.Hash) return new(UserAnswer.Done.It);
        if (set.Session is not null) return new(UserAnswer.Done.It, PasswordSet.ByUser(user, set.Hash, set.Session, now));
        var kept = new KeptPassword(
            set.Hash, (user.Secrets?.Changes ?? 0) + 1, now, MustChange: true, now + Limits.OneTimePasswordLife);
        return new(UserAnswer.Done.It, new PasswordSet(kept, ByAdministrator: true, null, now));
    }

    public static UserRuling Remove(UserState.Present user, DateTimeOffset now) =>
        user.Secrets?.Password is null ? new(UserAnswer.Done.It) : new(UserAnswer.Done.It, new PasswordRemoved(now));

    /// <summary>N17: to whoever has shown more than a password, or whoever knows that would have them for good.</summary>
    public static UserRuling Issue(UserState.Present user, IssueRecoveryCodes issue, TenantState.Present tenant, UserSituation situation)
    {
        if (WhyNoCodes(user, issue.Session, tenant, situation) is { } why) return Refuse(why);
        if (issue.Codes.Length != Limits.RecoveryCodes) return Refuse(Refusal.SettingOutOfRange);
        if (!tenant.EverLeaves(OtherWay.Recovery)) return Refuse(Refusal.WayNotAllowed);
        if (user.Secrets?.Recovery is { } same && same.Codes.SequenceEqual(issue.Codes)) return new(UserAnswer.Done.It);
        var codes = new RecoveryCodes(issue.Codes, (user.Secrets?.Changes ?? 0) + 1, situation.Now);
        return new(UserAnswer.Done.It, new RecoveryCodesIssued(codes, situation.Now, issue.Session));
    }

    public static UserRuling RemoveCodes(UserState.Present user, DateTimeOffset now) =>
        user.Secrets?.Recovery is null ? new(UserAnswer.Done.It) : new(UserAnswer.Done.It, new RecoveryCodesRemoved(now));

    public static UserRuling List(UserState.Present user, ListSecrets list, TenantState.Present tenant, UserSituation situation)
    {
        if (SessionRules.Find(user, list.Session, tenant, situation) is not { } session) return Refuse(Refusal.SessionRequired);
        var recovery = user.Secrets?.Recovery;
        var isKept = tenant.PasswordsOf(situation.User.Name)?.Place is PasswordPlace.Here;
        return new(new SecretsListed(
            isKept && tenant.EverLeaves(OtherWay.Password), user.Secrets?.Password?.SetAt,
            recovery?.Codes.Length ?? 0, recovery?.IssuedAt, tenant.EverLeaves(OtherWay.Recovery),
            WhyNot(user, list.Session, tenant, situation) is null, WhyNoCodes(user, list.Session, tenant, situation) is null,
            session.Secret is { Way: OtherWay.Password } || SessionRules.IsByPasswordAlone(session)));
    }

    private static Refusal? WhyNoCodes(UserState.Present user, SecretHash hash, TenantState.Present tenant, UserSituation situation)
    {
        var (session, why) = SessionRules.FindFresh(user, hash, tenant, situation);
        if (session is null) return why;
        return SessionRules.IsByPasswordAlone(session) ? Refusal.FreshSignInRequired : null;
    }

    private static Refusal? WhyNot(UserState.Present user, SecretHash hash, TenantState.Present tenant, UserSituation situation)
    {
        if (SessionRules.Find(user, hash, tenant, situation) is { Secret.Way: OtherWay.Password } own)
            return situation.Now - own.AuthenticatedAt > Limits.FreshSignIn ? Refusal.FreshSignInRequired : null;
        return SessionRules.FindFresh(user, hash, tenant, situation) is (null, var why) ? why : null;
    }
}
