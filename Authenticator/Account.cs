using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Countersign.SignIn;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Jose;

namespace Countersign.Authenticator;

/// <summary>
/// One person's account on a device, and everything it signs. No input or output: <see cref="Phone"/> sends what is made here, and so
/// may whoever has sockets of its own. Any thread may call it.
/// </summary>
/// <param name="Device">The app installation; the same for all accounts on it (S-52).</param>
/// <param name="RequestKey">Signs requests and denials. The decision key is not held: it comes in, unlocked, with each approval.</param>
/// <param name="Report">What the app says about itself in every request.</param>
public sealed record Account(Issuer Issuer, UserName User, DeviceId Device, SigningKey RequestKey, AppReport Report)
{
    private static readonly string HashOfNothing = CanonicalBase64Url.Encode(SHA256.HashData([]));

    public TenantId Tenant => Issuer.Tenant;

    /// <summary>The <c>Countersign-Proof</c> of one request. Good for that request only, once, and for about a minute.</summary>
    /// <param name="method">Upper case.</param>
    /// <param name="path">Absolute, without the query: see <see cref="Authenticator.Issuer.DevicePath"/>.</param>
    /// <param name="body">The very bytes that are sent; empty when there are none.</param>
    /// <param name="now">The device's clock.</param>
    public string Prove(string method, string path, ReadOnlySpan<byte> body, DateTimeOffset now) =>
        new RequestProof(Issuer.Text, Tenant, User, Device, method, path, Hash(body), Report, Handle(), now)
            .Sign(RequestKey.Thumbprint, RequestKey.Signer);

    /// <summary>
    /// The signed approval, which says that the person was verified for this very signature: call it only when that is so (S-08).
    /// Make it once for each decision and send the same text again when an answer was lost: it has no second effect then (I19).
    /// </summary>
    /// <param name="number">The digits tapped or typed, leading zeros kept.</param>
    public string Approve(WaitingSignIn waiting, string number, SigningKey decisionKey, DateTimeOffset now) =>
        Decide(waiting, Decision.Approve, number, verified: true, now).Sign(decisionKey.Thumbprint, decisionKey.Signer);

    /// <summary>The signed denial. Needs no PIN, so that saying no is never harder than saying yes (CD4).</summary>
    /// <param name="notMe">The person did not begin it: whoever did is kept away for a while.</param>
    public string Deny(WaitingSignIn waiting, DateTimeOffset now, bool notMe = false) =>
        (Decide(waiting, Decision.Deny, "", verified: false, now) with { NotMe = notMe }).Sign(RequestKey.Thumbprint, RequestKey.Signer);

    /// <summary>The body of <em>answer</em>.</summary>
    /// <param name="statement">From <see cref="Approve"/> or <see cref="Deny"/>.</param>
    public static byte[] AnswerBody(string statement) => Encoding.ASCII.GetBytes("{\"statement\":\"" + statement + "\"}");

    /// <summary>The body of <em>activate</em>, with the proof of each key (docs/device-protocol.md).</summary>
    /// <param name="name">What the person calls the device: 1 to 128 characters.</param>
    public byte[] ActivationBody(ActivationCode code, string name, SigningKey decisionKey, DateTimeOffset now)
    {
        var proof = new ActivationProof(
            Issuer.Text, Tenant, User, Device, new(Hash(Encoding.ASCII.GetBytes(code.Secret))),
            RequestKey.Thumbprint, decisionKey.Thumbprint, now);
        var activation = new ActivationRequest(
            User.Value, code.Secret, Device.Value, name, AppReport.WordFor(Report.Platform), Report.Os, Report.App,
            new(RequestKey.PublicKey), new(decisionKey.PublicKey),
            proof.Sign(RequestKey.Thumbprint, RequestKey.Signer), proof.Sign(decisionKey.Thumbprint, decisionKey.Signer));
        return JsonSerializer.SerializeToUtf8Bytes(activation, Wire.Default.ActivationRequest);
    }

    /// <summary>128 random bits, base64url (22 characters).</summary>
    internal static string Handle()
    {
        Span<byte> bits = stackalloc byte[16];
        RandomNumberGenerator.Fill(bits);
        return CanonicalBase64Url.Encode(bits);
    }

    private DecisionStatement Decide(WaitingSignIn waiting, Decision decision, string number, bool verified, DateTimeOffset now) => new(
        Issuer.Text, Tenant, User, waiting.Challenge, waiting.Nonce, decision, number, Device, waiting.Client, waiting.Shown.Hash(),
        verified, now);

    private static string Hash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return HashOfNothing;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return CanonicalBase64Url.Encode(hash);
    }
}
