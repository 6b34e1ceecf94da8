using System.Security.Cryptography;
using System.Text;
using Countersign.Engine;
using Countersign.Engine.Ports;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.OAuth;

/// <summary>Proofs of possession (RFC 9449 4.3, D1).</summary>
internal sealed class DpopProofs(Proofs proofs, IReplayMemory replays, TimeProvider clock)
{
    public static readonly string Algorithms = string.Join(' ', SigningAlgorithms.OfClients);
    private const string Header = "DPoP", Type = "dpop+jwt";

    /// <summary>The key that this request proves; null when it does not try.</summary>
    /// <param name="accessToken">At a resource: the token it must go with (4.3, 11).</param>
    public async ValueTask<(KeyThumbprint? Key, OAuthError? Refused)> Verify(OAuthCall call, string? accessToken)
    {
        var shown = call.Http.Request.Headers[Header];
        if (shown.Count == 0) return (null, null);
        var proof = shown.Count == 1 ? StrictJwt.Parse(shown[0], mayBeUntyped: false, Type) : null;   // 4.3, 1 to 4
        if (proof is null || SignerOf(proof) is not { } key || !IsAbout(proof, call, accessToken)
            || proof.Instant("iat") is not { } issued || !IsNow(issued))
        {
            return (null, OAuthErrors.DpopRefused);
        }

        var until = clock.GetUtcNow() + 2 * Limits.ClockSkew;
        return await replays.IsFirst(ReplayKind.DpopProof, key.Value + proof.Text("jti"), issued, until, call.Cancel)
            ? (key, null)
            : (null, OAuthErrors.DpopReplayed);   // 11.1
    }

    /// <summary>5 to 7: an asymmetric key, public, in the header, which made the signature.</summary>
    private static KeyThumbprint? SignerOf(StrictJwt proof) =>
        SigningAlgorithms.OfClients.Contains(proof.Algorithm) && SigningAlgorithms.Parse(proof.Algorithm) is { } algorithm
        && proof.Header.TryGetProperty("jwk", out var jwk) && ClientVerificationKey.From(jwk, algorithm) is { } key && key.Verify(proof)
            ? key.Thumbprint
            : null;

    private bool IsNow(DateTimeOffset issued) => (issued - clock.GetStamp()).Duration() <= Limits.ClockSkew;   // 11

    /// <summary>8 to 12: this very request.</summary>
    private bool IsAbout(StrictJwt proof, OAuthCall call, string? accessToken) =>
        proof.Text("jti") is { Length: >= 1 and <= ReplayMemory.LongestId }
        && proof.Text("htm") == HeadRequests.MethodOf(call.Http)
        && IsAddress(proof.Text("htu"), proofs.Origin + call.Http.Request.Path.Value)
        && (accessToken is null || proof.Text("ath") == CanonicalBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken))));

    /// <summary>Compared without query and fragment, after what any reader of addresses does to letter case and port (4.3, 9).</summary>
    private static bool IsAddress(string? claimed, string address) =>
        Uri.TryCreate(claimed, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0
        && uri.GetLeftPart(UriPartial.Path) == new Uri(address).GetLeftPart(UriPartial.Path);
}
