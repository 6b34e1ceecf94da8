using Countersign.SignIn.Jose;

namespace Countersign.SignIn.WebAuthn;

/// <summary>A WebAuthn credential as the user's row keeps it: one whose key is a phone's decision key, or a passkey's.</summary>
/// <param name="Id">base64url.</param>
/// <param name="IsBackupEligible">The key may leave the device, to the person's other devices.</param>
/// <param name="Count">The highest count it has shown; 0 where it does not count.</param>
public sealed record WebAuthnCredential(string Id, bool IsBackupEligible, long Count)
{
    /// <summary>A credential that counts and does not count on is a copy, or has one (WebAuthn 7.2). Some never count.</summary>
    public bool IsCountedDownBy(VerifiedAssertion assertion) => (assertion.Count != 0 || Count != 0) && assertion.Count <= Count;
}

/// <summary>
/// A credential that was just made (WebAuthn 7.1, docs/device-protocol.md). Its maker is not asked for: the attestation is <c>none</c>.
/// </summary>
public sealed record WebAuthnRegistration(PublicKey PublicKey, WebAuthnCredential Credential)
{
    private const string Type = "webauthn.create";

    /// <summary>The challenge that the credential of this very activation is made for.</summary>
    /// <param name="code">Hash of the activation code's secret.</param>
    public static byte[] Challenge(string issuer, UserName user, DeviceId device, SecretHash code, KeyThumbprint requestKey) =>
        TextHash.Compute("countersign-credential-1"u8, issuer, user.Value, device.Value, code.Value, requestKey.Value);

    /// <summary>The challenge that a passkey of this person, in this session, is made for.</summary>
    /// <param name="session">Hash of the session's secret.</param>
    /// <param name="begun">Drawn for this one question.</param>
    public static byte[] PasskeyChallenge(string issuer, UserName user, SecretHash session, string begun) =>
        TextHash.Compute("countersign-passkey-add-1"u8, issuer, user.Value, session.Value, begun);

    /// <summary>By what authenticators keep passkeys apart: the same for all of a person's, and it says nothing of the person.</summary>
    public static byte[] HandleOf(string issuer, UserName user) => TextHash.Compute("countersign-passkey-user-1"u8, issuer, user.Value);

    /// <summary>Null, and the first broken rule in <paramref name="fault"/>, when it is not one; nothing is thrown.</summary>
    /// <param name="text">Client data and attestation object, each base64url, a dot between.</param>
    public static WebAuthnRegistration? Verify(string? text, RelyingParty party, ReadOnlySpan<byte> challenge, out WebAuthnFault fault)
    {
        if (WebAuthnParts.Split(text, 2, out fault) is not { } parts) return null;
        var data = DataOf(parts[1]);
        fault = WebAuthnParts.Judge(parts[0], data, Type, challenge, party);
        if (fault == default && data!.Credential is null) fault = WebAuthnFault.AuthenticatorData;
        if (fault == default && !data!.IsVerified) fault = WebAuthnFault.NotVerified;
        return fault == default && data is { Credential: { } made }
            ? new(made.PublicKey, new(made.Id, data.IsBackupEligible, data.Count))
            : null;
    }

    /// <summary>The attestation object: <c>none</c>, with an empty statement, around the authenticator data.</summary>
    private static AuthenticatorData? DataOf(ReadOnlySpan<byte> attestation)
    {
        var reader = new CborReader(attestation);
        return reader.TryMap(out var entries) && entries == 3
            && reader.TryExact("fmt"u8) && reader.TryExact("none"u8)
            && reader.TryExact("attStmt"u8) && reader.TryMap(out var statements) && statements == 0
            && reader.TryExact("authData"u8) && reader.TryBytes(out var data) && reader.IsAtEnd
                ? AuthenticatorData.Parse(data)
                : null;
    }
}
