using System.Collections.Immutable;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users.Sessions;
using Countersign.SignIn.Ways;
using static Countersign.SignIn.Users.Refusing;

namespace Countersign.SignIn.Users.Passkeys;

/// <summary>Rules for adding and removing passkeys: by whom, and how many (T29, WAY-6).</summary>
internal static class KeepingPasskeys
{
    /// <summary>
    /// The credential was made for this very question of this session. The same question once more is answered again; another one that
    /// shows what was made for it is a replay, also when the passkey was removed in between.
    /// </summary>
    public static UserRuling Add(UserState.Present user, AddPasskey add, TenantState.Present tenant, UserSituation situation)
    {
        var now = situation.Now;
        if (WhyNot(user, add.Session, tenant, situation) is { } why) return Refuse(why);
        if (!tenant.EverLeaves(OtherWay.Passkey)) return Refuse(Refusal.WayNotAllowed);
        if (!tenant.Takes(add.Made.Credential)) return Refuse(Refusal.SyncedKeyNotAllowed);
        var kept = user.Passkeys ?? KeptPasskeys.None;
        if (kept.All.FirstOrDefault(one => one.Credential.Id == add.Made.Credential.Id) is { } same)
            return same.PublicKey == add.Made.PublicKey ? new(UserAnswer.Done.It) : Refuse(Refusal.PasskeyRefused);
        if (PasskeyRules.IsSeen(user, add.Challenge, now)) return Refuse(Refusal.PasskeyRefused);
        if (kept.All.Length >= Limits.PasskeysPerUser) return Refuse(Refusal.TooManyPasskeys);
        var passkey = new Passkey(kept.Added + 1, add.Name, add.Made.PublicKey, add.Made.Credential, now);
        return new(UserAnswer.Done.It, new PasskeyAdded(passkey, add.Challenge, now));
    }

    /// <summary>From My Security Info or by an administrator; what stands on it ends.</summary>
    public static UserRuling Remove(UserState.Present user, RemovePasskey remove, TenantState.Present tenant, UserSituation situation)
    {
        if (remove.Session is { } session && SessionRules.FindFresh(user, session, tenant, situation) is (null, var why))
            return Refuse(why);
        return user.Passkeys?.Find(remove.Number) is { } passkey
            ? new(UserAnswer.Done.It, new PasskeyRemoved(passkey, remove.Session is null, situation.Now))
            : Refuse(Refusal.MethodNotFound);
    }

    public static UserRuling List(UserState.Present user, ListPasskeys list, TenantState.Present tenant, UserSituation situation)
    {
        if (SessionRules.Find(user, list.Session, tenant, situation) is not { } session) return Refuse(Refusal.SessionRequired);
        return new(new PasskeysListed(
            tenant.EverLeaves(OtherWay.Passkey), ShownOf(user, tenant), WhyNot(user, list.Session, tenant, situation) is null,
            SessionRules.IsByPasswordAlone(session)));
    }

    public static ImmutableArray<PasskeyShown> ShownOf(UserState.Present user, TenantState.Present tenant) =>
    [
        .. (user.Passkeys ?? KeptPasskeys.None).All.Select(one => new PasskeyShown(
            one.Number, one.Name, one.Credential.Id, one.Credential.IsBackupEligible, tenant.Takes(one.Credential), one.AddedAt,
            one.LastUsedAt)),
    ];

    /// <summary>N17: whoever has shown a password alone would have the account for good.</summary>
    private static Refusal? WhyNot(UserState.Present user, SecretHash hash, TenantState.Present tenant, UserSituation situation)
    {
        var (session, why) = SessionRules.FindFresh(user, hash, tenant, situation);
        if (session is null) return why;
        return SessionRules.IsByPasswordAlone(session) ? Refusal.FreshSignInRequired : null;
    }
}
