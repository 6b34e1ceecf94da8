using System.Security.Cryptography;
using Countersign.SignIn.Jose;

namespace Countersign.SignIn.WebAuthn;

/// <summary>A credential's answer to a challenge (WebAuthn 7.2, docs/device-protocol.md).</summary>
public sealed class WebAuthnAssertion
{
    private const string Type = "webauthn.get";

    private readonly byte[] _clientData, _signedData, _signature;

    private WebAuthnAssertion(string text, byte[][] parts)
    {
        (Text, Credential) = (text, text[..text.IndexOf('.')]);
        (_signedData, _clientData, _signature) = (parts[1], parts[2], parts[3]);
    }

    /// <summary>As received.</summary>
    public string Text { get; }

    /// <summary>The credential that is said to have signed, by id. Hostile until its key has verified it.</summary>
    public string Credential { get; }

    /// <summary>The challenge that a passkey has to answer to sign this person in, in this browser and attempt.</summary>
    /// <param name="browser">Hash of the secret that only the browser holds in which it began.</param>
    /// <param name="attempt">By name.</param>
    /// <param name="begun">Drawn for this one question.</param>
    public static byte[] PasskeyChallenge(string issuer, UserName user, SecretHash browser, string attempt, string begun) =>
        TextHash.Compute("countersign-passkey-sign-in-1"u8, issuer, user.Value, browser.Value, attempt, begun);

    /// <summary>Null, and the fault, when it is not one; nothing is thrown.</summary>
    /// <param name="text">Credential id, authenticator data, client data and signature, each base64url, with dots between.</param>
    public static WebAuthnAssertion? Parse(string? text, out WebAuthnFault fault) =>
        WebAuthnParts.Split(text, 4, out fault) is { } parts ? new(text!, parts) : null;

    /// <summary>
    /// What it proves, when the key has signed it for this challenge at a page of this service; otherwise null, and the first broken rule.
    /// The signature is verified in any case, so the time taken does not depend on the rest (T39).
    /// </summary>
    public VerifiedAssertion? Verify(VerificationKey key, RelyingParty party, ReadOnlySpan<byte> challenge, out WebAuthnFault fault)
    {
        var digest = SHA256.HashData([.. _signedData, .. SHA256.HashData(_clientData)]);
        var isSigned = key.VerifyDer(digest, _signature);
        var data = AuthenticatorData.Parse(_signedData);
        if (data?.Credential is not null) data = null;   // that is for registrations
        fault = WebAuthnParts.Judge(_clientData, data, Type, challenge, party);
        if (fault == default && !isSigned) fault = WebAuthnFault.Signature;
        return fault == default && data is not null
            ? new(key.Thumbprint, Credential, data.IsVerified, data.IsBackupEligible, data.Count, Text)
            : null;
    }
}

/// <summary>
/// An assertion whose signature, challenge, origin and relying party have been verified. The rest is for the rules to judge.
/// </summary>
/// <param name="Key">The key that has signed.</param>
/// <param name="Credential">Its id, as the phone says.</param>
/// <param name="Text">As received, for the audit (T32).</param>
public sealed record VerifiedAssertion(
    KeyThumbprint Key, string Credential, bool IsUserVerified, bool IsBackupEligible, long Count, string Text);
