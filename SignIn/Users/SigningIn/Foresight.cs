using System.Collections.Immutable;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Tenants;

namespace Countersign.SignIn.Users.SigningIn;

/// <summary>What an attempt of a user with the credential would come to.</summary>
public enum Foreseen : byte
{
    /// <summary>No prompt: there is nobody to sign in, or no phone that may be asked.</summary>
    NoPrompt = 0,

    /// <summary>A prompt, and a refusal after it was completed (S-35).</summary>
    RefusedAfterCompleting = 1,

    /// <summary>A prompt, and a sign-in.</summary>
    SignedIn = 2,
}

/// <summary>S-25, S-54: what a tenant's settings will mean for a user, before anybody signs in.</summary>
public static class Foresight
{
    /// <param name="groups">Canonical group names.</param>
    /// <param name="phones">The last reports of the phones that have phone sign-in enabled.</param>
    public static Foreseen Of(
        UserName user, bool enabled, ImmutableHashSet<string> groups, IReadOnlyList<AppReport> phones, TenantState.Present tenant)
    {
        if (!enabled || phones.Count == 0 || !tenant.PhoneSignInIsOn || !tenant.Prerequisites.PushAllowed) return Foreseen.NoPrompt;
        if (phones.All(phone => DeviceStanding.TooOld(phone, tenant.Prerequisites) is not null)) return Foreseen.NoPrompt;
        if (tenant.Targets(user, groups)) return Foreseen.SignedIn;
        return tenant.Settings.PolicyCheck == PolicyCheck.BeforePrompt ? Foreseen.NoPrompt : Foreseen.RefusedAfterCompleting;
    }
}
