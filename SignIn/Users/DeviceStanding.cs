using Countersign.SignIn.Devices;
using Countersign.SignIn.Tenants;

namespace Countersign.SignIn.Users;

/// <summary>Checks that come before every question of a device: its key, and the age of its system and app.</summary>
internal static class DeviceStanding
{
    /// <summary>I7: the key is this device's and the user may use it, now.</summary>
    public static Authenticator? Proved(UserState.Present user, DeviceId device, KeyThumbprint signedBy) =>
        user.Enabled && user.Find(device) is { } authenticator && authenticator.RequestKey.Thumbprint == signedBy ? authenticator : null;

    /// <summary>S-16, S-17. A web phone is as new as the service, and what its browser lacks it cannot be set up with.</summary>
    public static Refusal? TooOld(AppReport report, Prerequisites prerequisites)
    {
        if (report.Platform == Platform.Web) return null;
        var minimumOs = report.Platform == Platform.Ios ? prerequisites.MinimumIos : prerequisites.MinimumAndroid;
        if (!AppReport.IsAtLeast(report.Os, minimumOs)) return Refusal.OsTooOld;
        return AppReport.IsAtLeast(report.App, prerequisites.MinimumApp) ? null : Refusal.AppUpgradeRequired;
    }
}
