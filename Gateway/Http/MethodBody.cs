using Countersign.SignIn.Devices;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Http;

/// <summary>An authenticator as its user and administrators see it.</summary>
/// <param name="PhoneSignIn">Whether stage 2 is done; otherwise the device is good for MFA alone (S-32).</param>
/// <param name="DecisionKey">
/// <c>own</c>: the app keeps it, behind a PIN or biometric; <c>webauthn</c>: the phone itself does; <c>webauthn_synced</c>: it can be
/// copied to the person's other devices.
/// </param>
/// <param name="Push">
/// <c>on</c>: the phone is woken; <c>none</c>: it looks by itself; <c>gone</c>: its push service knows it no more.
/// </param>
public sealed record MethodBody(
    string Device, string Name, string Platform, string Os, string App, DateTimeOffset ActivatedAt, bool PhoneSignIn, string DecisionKey,
    string Push, DateTimeOffset? LastUsedAt = null)
{
    public static MethodBody From(Method method) => new(
        method.Device.Value, method.Name, AppReport.WordFor(method.Report.Platform), method.Report.Os, method.Report.App,
        method.ActivatedAt, method.PhoneSignIn, Words.WordForKey(method.IsKeySynced), Words.WordFor(method.Push), method.LastUsedAt);
}
