using System.Security.Cryptography;
using System.Text;
using Countersign.SignIn;
using Countersign.SignIn.Jose;

namespace Countersign.Engine;

/// <summary>
/// The handle that a client holds of a grant: the grant's id and a secret, in a text. What is stored is the hash of the secret with its
/// kind before it, so that no handle passes for one of another kind, nor for a browser's cookie (I6).
/// </summary>
internal sealed record GrantHandle(GrantId Grant, string Secret)
{
    public const string Code = "code:", DeviceCode = "device_code:", RefreshToken = "refresh:";

    public static GrantHandle New(GrantId grant) => new(grant, RandomValues.Handle());

    public string ToText() => Grant.Value + "." + Secret;

    public SecretHash As(string kind) => SecretHash.OfSecret(kind + Secret);

    /// <summary>
    /// The refresh token that takes this one's place, readable only for whoever has this one: what is stored of this one is a hash of
    /// another kind. Each is hidden once, so the pad is used once.
    /// </summary>
    public string Hide(GrantHandle successor) => CanonicalBase64Url.Encode(Pad(successor.Secret));

    public GrantHandle Reveal(string hidden) => new(Grant, CanonicalBase64Url.Encode(Pad(hidden)));

    private byte[] Pad(string text)
    {
        if (!CanonicalBase64Url.TryDecode(text, out var bytes)) throw new InvalidOperationException("A stored successor is malformed.");
        var pad = SHA256.HashData(Encoding.UTF8.GetBytes("refresh_successor:" + Secret));
        return [.. bytes.Select((one, at) => (byte)(one ^ pad[at]))];
    }

    public static GrantHandle? Parse(string? text) =>
        text is { Length: 45 } && text[22] == '.' && GrantId.TryParse(text[..22], out var grant) && Alphabets.IsHandle(text[23..])
            ? new(grant, text[23..])
            : null;
}
