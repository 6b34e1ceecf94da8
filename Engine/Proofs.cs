using System.Collections.Concurrent;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Machines;
using Countersign.SignIn.WebAuthn;

namespace Countersign.Engine;

/// <summary>A device's request as the gateway received it.</summary>
/// <param name="Jws">The proof.</param>
/// <param name="Method">Upper case.</param>
/// <param name="Path">Absolute, without query.</param>
/// <param name="BodyHash">SHA-256 of the body, base64url.</param>
public sealed record DeviceRequest(TenantId Tenant, string? Jws, string Method, string Path, string BodyHash);

/// <summary>
/// Verifies what devices sign (T10, T11, T39). Keys are found by thumbprint, which names a key by its content, so a key that is held can
/// never be the wrong one; whether it is still the user's is for the user's rules to say. Every refusal is one and the same.
/// </summary>
/// <param name="origin">Scheme and authority of the service's public address; with the tenant's name behind it, the issuer.</param>
public sealed class Proofs(ISignInEngine engine, IReplayMemory replays, TimeProvider clock, string origin)
{
    private readonly HeldKeys _keys = new();
    private readonly RelyingParty _party = new(origin);

    /// <summary>Scheme and authority of the service's public address.</summary>
    public string Origin => origin;

    public string Issuer(TenantId tenant) => origin + "/" + tenant.Value;

    /// <summary>
    /// A verified request of a device, or null. Its proof may have been shown before: that is for <see cref="AskOnce"/> to find out.
    /// </summary>
    public async ValueTask<VerifiedRequest?> Verify(DeviceRequest request, CancellationToken cancel)
    {
        var proof = RequestProof.Parse(request.Jws, out var token, out _);
        if (proof is null || token is null || !IsAbout(proof, request)) return null;
        return await IsSigned(new UserKey(proof.Tenant, proof.User), token, cancel) ? new(proof, token.KeyId) : null;
    }

    /// <summary>
    /// Asks the request's user what the request is for. Consumes the proof (T22); null: it was shown before, and nobody was asked.
    /// </summary>
    public async ValueTask<Reply<TAnswer>?> AskOnce<TAnswer>(
        VerifiedRequest request, UserQuestion<TAnswer> question, CancellationToken cancel) where TAnswer : UserAnswer
    {
        var proof = request.Proof;
        var shown = new ShownOnce(
            ReplayKind.DeviceProof, request.SignedBy.Value + proof.Jti, proof.IssuedAt, clock.GetUtcNow() + 2 * Limits.ClockSkew);
        var answer = await replays.AskIfFirst(engine, request.User, question, shown, cancel);
        return answer is null ? default(Reply<TAnswer>?) : Reply<TAnswer>.FromMachine(answer);
    }

    /// <summary>A verified decision, or null. An assertion that comes with it is verified too, or neither is.</summary>
    public async ValueTask<AnswerChallenge?> VerifyDecision(TenantId tenant, string jws, string? assertion, CancellationToken cancel)
    {
        var statement = DecisionStatement.Parse(jws, out var token, out _);
        if (statement is null || token is null || statement.Tenant != tenant || statement.Audience != Issuer(tenant)) return null;
        var user = new UserKey(tenant, statement.User);
        if (!await IsSigned(user, token, cancel)) return null;
        var answer = new AnswerChallenge(
            statement with { IssuedAt = clock.FromStamp(statement.IssuedAt) }, token.KeyId, token.SigningInputHash, jws);
        if (assertion is null) return answer;
        return await VerifyAssertion(user, assertion, token.Digest, cancel) is { } verified ? answer with { Assertion = verified } : null;
    }

    /// <summary>A verified assertion over a statement, or null (PHO-2).</summary>
    private async ValueTask<VerifiedAssertion?> VerifyAssertion(
        UserKey user, string text, ReadOnlyMemory<byte> statement, CancellationToken cancel)
    {
        if (WebAuthnAssertion.Parse(text, out _) is not { } assertion) return null;
        var found = await engine.Ask(user, new FindCredentialKey(assertion.Credential), cancel);
        var key = found.Has(out var known, out _)
            ? _keys.Find(known.PublicKey.Thumbprint) ?? _keys.Add(known.PublicKey)
            : VerificationKey.Dummy;   // as long as for a known one (T39)
        return assertion.Verify(key, _party, statement.Span, out _);
    }

    /// <summary>
    /// The decision key that an activation proves, with its credential if it is one's; null when something in it does not hold. Equal keys
    /// are refused: no PIN would stand before an approval (docs/decisions/0004).
    /// </summary>
    public (PublicKey DecisionKey, WebAuthnCredential? Credential)? VerifyActivation(Activation activation)
    {
        if (activation.Decision is DecisionKeyOffer.Own own)
        {
            return own.Key != activation.RequestKey
                && IsActivation(activation.RequestProof, activation.RequestKey, own.Key, activation)
                && IsActivation(own.Proof, own.Key, own.Key, activation)
                    ? (own.Key, null)
                    : null;
        }

        var challenge = WebAuthnRegistration.Challenge(
            Issuer(activation.Tenant), activation.User, activation.Device, SecretHash.OfSecret(activation.CodeSecret),
            activation.RequestKey.Thumbprint);
        var text = ((DecisionKeyOffer.OfCredential)activation.Decision).Registration;
        return WebAuthnRegistration.Verify(text, _party, challenge, out _) is { } made
            && made.PublicKey != activation.RequestKey
            && IsActivation(activation.RequestProof, activation.RequestKey, made.PublicKey, activation)
                ? (made.PublicKey, made.Credential)
                : null;
    }

    /// <summary>Whether this activation's proof is signed by this key, and says what the activation says.</summary>
    private bool IsActivation(string jws, PublicKey signer, PublicKey decisionKey, Activation activation)
    {
        var proof = ActivationProof.Parse(jws, out var token, out _);
        if (proof is null || token is null) return false;
        using var key = VerificationKey.Import(signer);
        return key.Verify(token)
            && proof.Audience == Issuer(activation.Tenant)
            && proof.Tenant == activation.Tenant
            && proof.User == activation.User
            && proof.Device == activation.Device
            && proof.Code == SecretHash.OfSecret(activation.CodeSecret)
            && proof.RequestKey == activation.RequestKey.Thumbprint
            && proof.DecisionKey == decisionKey.Thumbprint
            && IsNow(proof.IssuedAt);
    }

    private bool IsAbout(RequestProof proof, DeviceRequest request) =>
        proof.Tenant == request.Tenant
        && proof.Audience == Issuer(request.Tenant)
        && proof.Method == request.Method
        && proof.Path == request.Path
        && proof.BodyHash == request.BodyHash
        && IsNow(proof.IssuedAt);

    private bool IsNow(DateTimeOffset issuedAt) => (issuedAt - clock.GetStamp()).Duration() <= Limits.ClockSkew;

    private async ValueTask<bool> IsSigned(UserKey user, CompactJws token, CancellationToken cancel)
    {
        if (_keys.Find(token.KeyId) is { } held) return held.Verify(token);
        var found = await engine.Ask(user, new FindDeviceKey(token.KeyId), cancel);
        if (!found.Has(out var key, out _)) return VerificationKey.Dummy.Verify(token);   // as long as for a known one (T39)
        return _keys.Add(key.PublicKey).Verify(token);
    }

    /// <summary>
    /// Keys ready to verify with: importing one costs four verifications. The least recently needed half goes when there are too many.
    /// </summary>
    private sealed class HeldKeys
    {
        private const int Most = 4096;   // about 2.3 KB each
        private ConcurrentDictionary<KeyThumbprint, VerificationKey> _young = new(), _old = new();

        public VerificationKey? Find(KeyThumbprint thumbprint)
        {
            if (_young.TryGetValue(thumbprint, out var key)) return key;
            return _old.TryGetValue(thumbprint, out key) ? Hold(thumbprint, key) : null;
        }

        public VerificationKey Add(PublicKey key) => Hold(key.Thumbprint, VerificationKey.Import(key));

        private VerificationKey Hold(KeyThumbprint thumbprint, VerificationKey key)
        {
            if (_young.Count >= Most) (_old, _young) = (_young, new());
            return _young.GetOrAdd(thumbprint, key);
        }
    }
}

/// <summary>A device's request whose signature, subject and freshness hold. It may have been shown before.</summary>
public sealed record VerifiedRequest(RequestProof Proof, KeyThumbprint SignedBy)
{
    public UserKey User => new(Proof.Tenant, Proof.User);
}
