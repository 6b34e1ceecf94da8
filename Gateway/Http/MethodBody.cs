using Countersign.SignIn.Devices;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Http;

/// <summary>An authenticator as its user and administrators see it.</summary>
/// <param name="PhoneSignIn">Whether stage 2 is done; otherwise the device is good for MFA alone (S-32).</param>
public sealed record MethodBody(
    string Device, string Name, string Platform, string Os, string App, DateTimeOffset ActivatedAt, bool PhoneSignIn,
    DateTimeOffset? LastUsedAt = null)
{
    public static MethodBody From(Method method) => new(
        method.Device.Value, method.Name, AppReport.WordFor(method.Report.Platform), method.Report.Os, method.Report.App,
        method.ActivatedAt, method.PhoneSignIn, method.LastUsedAt);
}
