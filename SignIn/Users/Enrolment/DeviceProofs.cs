using Countersign.SignIn.Tenants;
using static Countersign.SignIn.Users.Refusing;

namespace Countersign.SignIn.Users.Enrolment;

/// <summary>A device's keys, and the proofs they have signed: found by thumbprint, counted once (T22).</summary>
internal static class DeviceProofs
{
    public static UserRuling FindKey(UserState.Present user, FindDeviceKey find)
    {
        foreach (var authenticator in user.Authenticators)
        {
            if (authenticator.RequestKey.Thumbprint == find.Key) return new(new DeviceKeyFound(authenticator.RequestKey));
            if (authenticator.DecisionKey.Thumbprint == find.Key) return new(new DeviceKeyFound(authenticator.DecisionKey));
        }

        return Refuse(Refusal.DeviceProofRefused);
    }

    public static UserRuling FindKey(UserState.Present user, FindCredentialKey find) =>
        user.Authenticators.FirstOrDefault(one => one.Credential?.Id == find.Credential) is { } authenticator
            ? new(new DeviceKeyFound(authenticator.DecisionKey))
            : Refuse(Refusal.DeviceProofRefused);

    /// <summary>T22: the proof is remembered before anything is done with it.</summary>
    public static UserRuling Record(UserState.Present user, RecordProof record, TenantState.Present tenant, DateTimeOffset now)
    {
        if (DeviceStanding.Proved(user, record.Device, record.SignedBy) is not { } authenticator)
            return Refuse(Refusal.DeviceProofRefused);
        var recent = user.Proofs.Where(p => p.At > now - Limits.ProofWindow).ToArray();
        if (recent.Length >= Limits.ProofsRemembered || recent.Any(p => p.Jti == record.Jti)) return Refuse(Refusal.ProofReplayed);
        var through = (authenticator.PhoneSignIn as PhoneSignIn.Off)?.ReleasedThrough ?? 0;
        return new(new ProofRecorded(through, tenant.Settings.AccountsPerPhone), new ProofSeen(record.Jti, now));
    }
}
