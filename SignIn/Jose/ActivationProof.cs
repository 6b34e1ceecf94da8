using System.Text.Json;

namespace Countersign.SignIn.Jose;

/// <summary>
/// A phone's proof that it holds a key it wants to register (docs/device-protocol.md, <c>countersign-activation+jwt</c>), sent once
/// signed by each of the two keys. Every member has its form; whether the code is good and both keys signed is for the rules to judge.
/// </summary>
/// <param name="Audience">The issuer, to be compared byte for byte.</param>
/// <param name="Code">SHA-256 of the activation code's secret.</param>
/// <param name="IssuedAt">By the device's clock, whole seconds.</param>
public sealed record ActivationProof(
    string Audience,
    TenantId Tenant,
    UserName User,
    DeviceId Device,
    SecretHash Code,
    KeyThumbprint RequestKey,
    KeyThumbprint DecisionKey,
    DateTimeOffset IssuedAt)
{
    public const string Type = "countersign-activation+jwt";

    private static readonly StrictObject Shape = new(
        ("ver", MemberKind.Integer), ("aud", MemberKind.Text), ("tenant", MemberKind.Text), ("sub", MemberKind.Text),
        ("device", MemberKind.Text), ("code", MemberKind.Text), ("request_key", MemberKind.Text), ("decision_key", MemberKind.Text),
        ("iat", MemberKind.Integer));

    private static class At
    {
        public const int Ver = 0, Aud = 1, Tenant = 2, Sub = 3, Device = 4, Code = 5, RequestKey = 6, DecisionKey = 7, Iat = 8;
    }

    /// <summary>
    /// Null, and the first broken rule in <paramref name="fault"/>, when it is not one; nothing is thrown. The signature is not verified.
    /// </summary>
    public static ActivationProof? Parse(string? jws, out CompactJws? token, out TokenFault fault) =>
        Statement.Parse(jws, Type, Shape, From, out token, out fault);

    /// <summary>The payload's bytes, members in the protocol's order.</summary>
    public byte[] Write() => Statement.Write(WriteMembers);

    /// <summary>The signed token; see <see cref="CompactJws.Sign"/>.</summary>
    public string Sign(KeyThumbprint keyId, Func<byte[], byte[]> sign) => CompactJws.Sign(Type, keyId, Write(), sign);

    private static ActivationProof? From(ref readonly MemberValues values)
    {
        if (values[At.Ver].Number != Statement.Version
            || values[At.Aud].Text is not { } audience || !Statement.IsText(audience, Limits.UrlLength)
            || !TenantId.TryParse(values[At.Tenant].Text, out var tenant)
            || !Statement.TryUser(values[At.Sub].Text, out var user)
            || !DeviceId.TryParse(values[At.Device].Text, out var device)
            || values[At.Code].Text is not { } code || !CanonicalBase64Url.IsDigest(code)
            || values[At.RequestKey].Text is not { } requestKey || !CanonicalBase64Url.IsDigest(requestKey)
            || values[At.DecisionKey].Text is not { } decisionKey || !CanonicalBase64Url.IsDigest(decisionKey)
            || !Statement.TryInstant(values[At.Iat].Number, out var issuedAt))
        {
            return null;
        }
        return new(audience, tenant, user, device, new(code), new(requestKey), new(decisionKey), issuedAt);
    }

    private void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("aud", Audience);
        json.WriteString("tenant", Tenant.Value);
        json.WriteString("sub", User.Value);
        json.WriteString("device", Device.Value);
        json.WriteString("code", Code.Value);
        json.WriteString("request_key", RequestKey.Value);
        json.WriteString("decision_key", DecisionKey.Value);
        json.WriteNumber("iat", IssuedAt.ToUnixTimeSeconds());
    }
}
