namespace Countersign.SignIn.Jose;

/// <summary>
/// The one reader of JWS compact serialization (RFC 7515 7.1), for the tokens of devices and of clients alike: not too long (T27), exactly
/// three parts, each in the one way that base64url can be written. What the header must say is for the kinds of tokens built on it.
/// </summary>
public readonly struct JwsParts
{
    private readonly string _token;
    private readonly int _inputLength;

    private JwsParts(string token, int inputLength, byte[] header, byte[] payload, byte[] signature) =>
        (_token, _inputLength, Header, Payload, Signature) = (token, inputLength, header, payload, signature);

    /// <summary>The first part, decoded: hostile bytes, hopefully JSON.</summary>
    public byte[] Header { get; }

    /// <summary>The second part, decoded.</summary>
    public byte[] Payload { get; }

    /// <summary>The third part, decoded, of whatever size.</summary>
    public byte[] Signature { get; }

    /// <summary>What is signed: the first two parts with their dot. All of it is ASCII.</summary>
    public ReadOnlySpan<char> SigningInput => _token.AsSpan(0, _inputLength);

    /// <summary>False, and the first broken rule in <paramref name="fault"/>, when it is not three such parts; nothing is thrown.</summary>
    /// <param name="token">As received.</param>
    public static bool TryParse(string? token, out JwsParts parts, out TokenFault fault)
    {
        parts = default;
        token ??= "";
        var (first, second) = (token.IndexOf('.'), token.LastIndexOf('.'));
        fault = token.Length > Limits.JwsLength ? TokenFault.TooLong
            : first == second || token.AsSpan(first + 1, second - first - 1).Contains('.') ? TokenFault.NotThreeParts
            : default;
        if (fault != default) return false;
        if (!CanonicalBase64Url.TryDecode(token.AsSpan(0, first), out var header)
            || !CanonicalBase64Url.TryDecode(token.AsSpan(first + 1, second - first - 1), out var payload)
            || !CanonicalBase64Url.TryDecode(token.AsSpan(second + 1), out var signature))
        {
            fault = TokenFault.NotBase64Url;
            return false;
        }

        parts = new(token, second, header, payload, signature);
        return true;
    }
}
