using Countersign.SignIn.Grants;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users.Passwords;
using Countersign.SignIn.Users.Sessions;
using Countersign.SignIn.Ways;
using Countersign.SignIn.WebAuthn;
using static Countersign.SignIn.Users.Refusing;

namespace Countersign.SignIn.Users.Passkeys;

/// <summary>WAY-6: whether somebody who holds a passkey is signed in.</summary>
internal static class PasskeyRules
{
    public static UserRuling Find(UserState.Present user, FindPasskey find) =>
        user.Passkeys?.All.FirstOrDefault(one => one.Credential.Id == find.Credential) is { } passkey
            ? new(new PasskeyFound(passkey.PublicKey))
            : Refuse(Refusal.SecretRefused);

    /// <summary>
    /// What is wrong with the person or the passkey is one word (T5); whether the way is left is the tenant's affair. What was signed
    /// counts once, whatever became of the session that it opened.
    /// </summary>
    public static UserRuling Redeem(UserState.Present user, RedeemPasskey redeem, TenantState.Present tenant, UserSituation situation)
    {
        var (now, assertion) = (situation.Now, redeem.Assertion);
        if (SecretRules.Opened(user, redeem.Session, redeem.Client, tenant, situation) is { } answered) return answered;
        if (!tenant.Leaves(OtherWay.Passkey, redeem.Reason, redeem.Client)) return Refuse(Refusal.WayNotAllowed);
        if (!Standing.IsRegistered(tenant, redeem.Client, redeem.Generation)) return Refuse(Refusal.SecretRefused);
        if (!user.Enabled || user.Passkeys?.All.FirstOrDefault(one => IsOf(one, assertion)) is not { } passkey)
            return Refuse(Refusal.SecretRefused);
        if (!assertion.IsUserVerified || passkey.Credential.IsCountedDownBy(assertion)) return Refuse(Refusal.SecretRefused);
        if (IsSeen(user, redeem.Challenge, now)) return Refuse(Refusal.SecretRefused);
        if (!tenant.Takes(passkey.Credential)) return Refuse(Refusal.SyncedKeyNotAllowed);
        var session = new Session(
            redeem.Session, SessionMethod.Passkey, now, now + Limits.SessionLife, AuthenticatedAt: now,
            StandsOn: new(user.Epoch, Passkey: passkey.Number),
            Secret: new(OtherWay.Passkey, redeem.Reason, IsKeySynced: passkey.Credential.IsBackupEligible));
        return SecretRules.Say(user, session, situation).After(new PasskeySessionOpened(
            session, redeem.Client, passkey.Number, assertion.Count, redeem.Challenge, assertion.Text, user.Prompts.IsLocked(now), now));
    }

    /// <summary>Whether what was signed has been taken before. Full of others, nobody can say: then it counts as taken.</summary>
    public static bool IsSeen(UserState.Present user, SecretHash challenge, DateTimeOffset now)
    {
        var recent = user.Proofs.Where(proof => proof.At > now - Limits.ProofWindow).ToArray();
        return recent.Length >= Limits.ProofsRemembered || recent.Any(proof => proof.Jti == challenge);
    }

    /// <summary>Whether the key may leave the device was settled when it was made.</summary>
    private static bool IsOf(Passkey passkey, VerifiedAssertion assertion) =>
        passkey.Credential.Id == assertion.Credential
        && passkey.PublicKey.Thumbprint == assertion.Key
        && passkey.Credential.IsBackupEligible == assertion.IsBackupEligible;
}
