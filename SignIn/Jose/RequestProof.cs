using System.Text.Json;
using Countersign.SignIn.Devices;

namespace Countersign.SignIn.Jose;

/// <summary>
/// A phone's signature over one request of its own (docs/device-protocol.md, <c>countersign-request+jwt</c>). Every member has its form;
/// whether it is about this request, signed by the request key, fresh and new is for the rules to judge.
/// </summary>
/// <param name="Audience">The issuer, to be compared byte for byte.</param>
/// <param name="Method">The HTTP method, upper case.</param>
/// <param name="Path">The request's path: absolute, printable ASCII, no query, no fragment.</param>
/// <param name="BodyHash">SHA-256 of the body, base64url.</param>
/// <param name="Jti">128 random bits: 22 characters. A second use is refused (T22).</param>
/// <param name="IssuedAt">By the device's clock, whole seconds.</param>
public sealed record RequestProof(
    string Audience,
    TenantId Tenant,
    UserName User,
    DeviceId Device,
    string Method,
    string Path,
    string BodyHash,
    AppReport Report,
    string Jti,
    DateTimeOffset IssuedAt)
{
    public const string Type = "countersign-request+jwt";

    private const int LongestMethod = 16;

    private static readonly StrictObject Shape = new(
        ("ver", MemberKind.Integer), ("aud", MemberKind.Text), ("tenant", MemberKind.Text), ("sub", MemberKind.Text),
        ("device", MemberKind.Text), ("htm", MemberKind.Text), ("htu", MemberKind.Text), ("body", MemberKind.Text),
        ("platform", MemberKind.Text), ("os", MemberKind.Text), ("app", MemberKind.Text), ("jti", MemberKind.Text),
        ("iat", MemberKind.Integer));

    private static class At
    {
        public const int Ver = 0, Aud = 1, Tenant = 2, Sub = 3, Device = 4, Htm = 5, Htu = 6, Body = 7,
            Platform = 8, Os = 9, App = 10, Jti = 11, Iat = 12;
    }

    /// <summary>
    /// Null, and the first broken rule in <paramref name="fault"/>, when it is not one; nothing is thrown. The signature is not verified.
    /// </summary>
    public static RequestProof? Parse(string? jws, out CompactJws? token, out TokenFault fault) =>
        Statement.Parse(jws, Type, Shape, From, out token, out fault);

    /// <summary>The payload's bytes, members in the protocol's order.</summary>
    public byte[] Write() => Statement.Write(WriteMembers);

    /// <summary>The signed token; see <see cref="CompactJws.Sign"/>.</summary>
    public string Sign(KeyThumbprint keyId, Func<byte[], byte[]> sign) => CompactJws.Sign(Type, keyId, Write(), sign);

    private static RequestProof? From(ref readonly MemberValues values)
    {
        if (values[At.Ver].Number != Statement.Version
            || values[At.Aud].Text is not { } audience || !Statement.IsText(audience, Limits.UrlLength)
            || !TenantId.TryParse(values[At.Tenant].Text, out var tenant)
            || !Statement.TryUser(values[At.Sub].Text, out var user)
            || !DeviceId.TryParse(values[At.Device].Text, out var device)
            || values[At.Htm].Text is not { } method || !IsMethod(method)
            || values[At.Htu].Text is not { } path || !IsPath(path)
            || values[At.Body].Text is not { } body || !CanonicalBase64Url.IsDigest(body)
            || !AppReport.TryParse(values[At.Platform].Text, values[At.Os].Text, values[At.App].Text, out var report)
            || values[At.Jti].Text is not { } jti || !Alphabets.IsHandle(jti)
            || !Statement.TryInstant(values[At.Iat].Number, out var issuedAt))
        {
            return null;
        }
        return new(audience, tenant, user, device, method, path, body, report, jti, issuedAt);
    }

    private static bool IsMethod(string text) =>
        Statement.IsText(text, LongestMethod) && text.AsSpan().IndexOfAnyExceptInRange('A', 'Z') < 0;

    private static bool IsPath(string text) =>
        Statement.IsText(text, Limits.UrlLength) && text[0] == '/'
        && text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 && text.AsSpan().IndexOfAny('?', '#') < 0;

    private void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("aud", Audience);
        json.WriteString("tenant", Tenant.Value);
        json.WriteString("sub", User.Value);
        json.WriteString("device", Device.Value);
        json.WriteString("htm", Method);
        json.WriteString("htu", Path);
        json.WriteString("body", BodyHash);
        json.WriteString("platform", AppReport.WordFor(Report.Platform));
        json.WriteString("os", Report.Os);
        json.WriteString("app", Report.App);
        json.WriteString("jti", Jti);
        json.WriteNumber("iat", IssuedAt.ToUnixTimeSeconds());
    }
}
