using Countersign.SignIn;

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

    public static GrantHandle? Parse(string? text) =>
        text is { Length: 45 } && text[22] == '.' && GrantId.TryParse(text[..22], out var grant) && Alphabets.IsHandle(text[23..])
            ? new(grant, text[23..])
            : null;
}
