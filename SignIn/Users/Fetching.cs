using Countersign.SignIn.Devices;
using Countersign.SignIn.Tenants;

namespace Countersign.SignIn.Users;

/// <summary>What a device that has proved its key may see (S-03), and how its key is found.</summary>
internal static class Fetching
{
    public static UserRuling Decide(UserState.Present user, UserCommand.Fetch fetch, TenantState.Present tenant, DateTimeOffset now)
    {
        if (Proved(user, fetch.Device, fetch.SignedBy) is not { } authenticator) return UserRules.Refuse(Refusal.DeviceProofRefused);
        if (TooOld(fetch.Report, tenant.Prerequisites) is { } tooOld) return UserRules.Refuse(tooOld);
        if (authenticator.PhoneSignIn is not PhoneSignIn.On) return UserRules.Refuse(Refusal.PhoneSignInNotEnabled);
        var ruling = new UserRuling(Show(user, tenant));
        return authenticator.Report == fetch.Report ? ruling : ruling.After(new UserEvent.Reported(fetch.Device, fetch.Report, now));
    }

    private static UserAnswer Show(UserState.Present user, TenantState.Present tenant) =>
        user.Slot is Slot.Waiting waiting && tenant.Prerequisites.PushAllowed
            ? new UserAnswer.Waiting(
                waiting.Id, waiting.Nonce, waiting.Number.Mode, waiting.Number.Choices, waiting.Client, waiting.Context,
                waiting.StartedAt, waiting.ExpiresAt)
            : UserAnswer.Nothing.Here;

    public static UserRuling FindKey(UserState.Present user, UserCommand.FindKey find)
    {
        foreach (var authenticator in user.Authenticators)
        {
            if (authenticator.RequestKey.Thumbprint == find.Key) return new(new UserAnswer.Key(authenticator.RequestKey));
            if (authenticator.DecisionKey.Thumbprint == find.Key) return new(new UserAnswer.Key(authenticator.DecisionKey));
        }

        return UserRules.Refuse(Refusal.DeviceProofRefused);
    }

    /// <summary>T22: the proof is remembered before anything is done with it.</summary>
    public static UserRuling Prove(UserState.Present user, UserCommand.Prove prove, DateTimeOffset now)
    {
        if (Proved(user, prove.Device, prove.SignedBy) is not { } authenticator) return UserRules.Refuse(Refusal.DeviceProofRefused);
        var recent = user.Proofs.Where(p => p.At > now - Limits.ProofWindow).ToArray();
        return recent.Length >= Limits.ProofsRemembered || recent.Any(p => p.Jti == prove.Jti)
            ? UserRules.Refuse(Refusal.ProofReplayed)
            : new(new UserAnswer.Proved((authenticator.PhoneSignIn as PhoneSignIn.Off)?.ReleasedThrough ?? 0), new UserEvent.ProofSeen(prove.Jti, now));
    }

    /// <summary>I7: the key is this device's and the user may use it, now.</summary>
    public static Authenticator? Proved(UserState.Present user, DeviceId device, KeyThumbprint signedBy) =>
        user.Enabled && user.Find(device) is { } authenticator && authenticator.RequestKey.Thumbprint == signedBy ? authenticator : null;

    /// <summary>S-16, S-17.</summary>
    public static Refusal? TooOld(AppReport report, Prerequisites prerequisites)
    {
        var minimumOs = report.Platform == Platform.Ios ? prerequisites.MinimumIos : prerequisites.MinimumAndroid;
        if (!AppReport.TryParseVersion(report.Os, out var os) || os < minimumOs) return Refusal.OsTooOld;
        return !AppReport.TryParseVersion(report.App, out var app) || app < prerequisites.MinimumApp ? Refusal.AppUpgradeRequired : null;
    }
}
