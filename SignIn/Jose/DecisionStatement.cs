using System.Text.Json;

namespace Countersign.SignIn.Jose;

/// <summary>The person's decision.</summary>
public enum Decision : byte
{
    Malformed = 0,
    Approve = 1,
    Deny = 2,
}

/// <summary>
/// A phone's signed answer to a challenge (docs/device-protocol.md, <c>countersign-decision+jwt</c>). Every member has its form; whether
/// it is about this challenge, signed by the right key, with the user verified and in time is for the rules to judge.
/// </summary>
/// <param name="Audience">The issuer, to be compared byte for byte.</param>
/// <param name="Nonce">The challenge's nonce: 22 characters.</param>
/// <param name="Number">1 to 6 digits, leading zeros kept (T9); empty exactly when denying.</param>
/// <param name="Client">The client the challenge was started by.</param>
/// <param name="Context">SHA-256 of what was shown, base64url: <see cref="Challenges.ShownContext.Hash"/>.</param>
/// <param name="UserVerified">By PIN or biometric, for this very signature.</param>
/// <param name="IssuedAt">By the device's clock, whole seconds.</param>
/// <param name="NotMe">With a denial: the person did not begin this sign-in. Left out where it is not said.</param>
public sealed record DecisionStatement(
    string Audience,
    TenantId Tenant,
    UserName User,
    ChallengeId Challenge,
    string Nonce,
    Decision Decision,
    string Number,
    DeviceId Device,
    string Client,
    string Context,
    bool UserVerified,
    DateTimeOffset IssuedAt,
    bool NotMe = false)
{
    public const string Type = "countersign-decision+jwt";

    private const int LongestNumber = 6;

    private static readonly StrictObject Shape = new(
        [("ver", MemberKind.Integer), ("aud", MemberKind.Text), ("tenant", MemberKind.Text), ("sub", MemberKind.Text),
        ("challenge", MemberKind.Text), ("nonce", MemberKind.Text), ("decision", MemberKind.Text), ("number", MemberKind.Text),
        ("device", MemberKind.Text), ("client", MemberKind.Text), ("context", MemberKind.Text), ("uv", MemberKind.Boolean),
        ("iat", MemberKind.Integer)],
        [("not_me", MemberKind.Boolean)]);

    private static class At
    {
        public const int Ver = 0, Aud = 1, Tenant = 2, Sub = 3, Challenge = 4, Nonce = 5, Decision = 6, Number = 7,
            Device = 8, Client = 9, Context = 10, Uv = 11, Iat = 12, NotMe = 13;
    }

    /// <summary>
    /// Null, and the first broken rule in <paramref name="fault"/>, when it is not one; nothing is thrown. The signature is not verified.
    /// </summary>
    public static DecisionStatement? Parse(string? jws, out CompactJws? token, out TokenFault fault) =>
        Statement.Parse(jws, Type, Shape, From, out token, out fault);

    /// <summary>The payload's bytes, members in the protocol's order.</summary>
    public byte[] Write() => Statement.Write(WriteMembers);

    /// <summary>The signed token; see <see cref="CompactJws.Sign"/>.</summary>
    public string Sign(KeyThumbprint keyId, Func<byte[], byte[]> sign) => CompactJws.Sign(Type, keyId, Write(), sign);

    private static DecisionStatement? From(ref readonly MemberValues values)
    {
        var decision = DecisionOf(values[At.Decision].Text);
        if (values[At.Ver].Number != Statement.Version
            || values[At.Aud].Text is not { } audience || !Statement.IsText(audience, Limits.UrlLength)
            || !TenantId.TryParse(values[At.Tenant].Text, out var tenant)
            || !Statement.TryUser(values[At.Sub].Text, out var user)
            || !ChallengeId.TryParse(values[At.Challenge].Text, out var challenge)
            || values[At.Nonce].Text is not { } nonce || !Alphabets.IsHandle(nonce)
            || decision == Decision.Malformed
            || values[At.Number].Text is not { } number || !IsNumberFor(decision, number)
            || !DeviceId.TryParse(values[At.Device].Text, out var device)
            || values[At.Client].Text is not { } client || !Statement.IsText(client, Limits.UrlLength)
            || values[At.Context].Text is not { } context || !CanonicalBase64Url.IsDigest(context)
            || !Statement.TryInstant(values[At.Iat].Number, out var issuedAt)
            || (values[At.NotMe].IsTrue && decision != Decision.Deny))
        {
            return null;
        }
        return new(
            audience, tenant, user, challenge, nonce, decision, number, device, client, context, values[At.Uv].IsTrue, issuedAt,
            values[At.NotMe].IsTrue);
    }

    private static Decision DecisionOf(string? word) => word switch
    {
        "approve" => Decision.Approve,
        "deny" => Decision.Deny,
        _ => Decision.Malformed,
    };

    private static bool IsNumberFor(Decision decision, string number) => decision == Decision.Deny
        ? number.Length == 0
        : number.Length is >= 1 and <= LongestNumber && number.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;

    private void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("aud", Audience);
        json.WriteString("tenant", Tenant.Value);
        json.WriteString("sub", User.Value);
        json.WriteString("challenge", Challenge.Value);
        json.WriteString("nonce", Nonce);
        json.WriteString("decision", Decision == Decision.Approve ? "approve" : "deny");
        json.WriteString("number", Number);
        json.WriteString("device", Device.Value);
        json.WriteString("client", Client);
        json.WriteString("context", Context);
        json.WriteBoolean("uv", UserVerified);
        json.WriteNumber("iat", IssuedAt.ToUnixTimeSeconds());
        if (NotMe) json.WriteBoolean("not_me", true);
    }
}
