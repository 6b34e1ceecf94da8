namespace Countersign.SignIn.Jose;

/// <summary>
/// Faults of a token, in order of precedence: the first broken rule answers (docs/device-protocol.md, "Tokens"). For logs and counters (T9,
/// T11); the sender of the token is told less.
/// </summary>
public enum TokenFault : byte
{
    /// <summary>Not a reason: the value of a fault that was never set, as beside a token that was accepted.</summary>
    Malformed = 0,

    /// <summary>More than <see cref="Limits.JwsLength"/> characters (T27).</summary>
    TooLong = 1,

    /// <summary>Not exactly two dots.</summary>
    NotThreeParts = 2,

    /// <summary>A part is not canonical base64url.</summary>
    NotBase64Url = 3,

    /// <summary>The header is not one JSON object, is not UTF-8, is too deep, or holds a listed member twice.</summary>
    HeaderNotStrictJson = 4,

    /// <summary>The header has a member too many or too few, or one that is not a string.</summary>
    HeaderMember = 5,

    /// <summary><c>alg</c> is not ES256 (T11, J1).</summary>
    Algorithm = 6,

    /// <summary><c>typ</c> names another kind of token (J7).</summary>
    Type = 7,

    /// <summary><c>kid</c> cannot be a key thumbprint (J6).</summary>
    KeyId = 8,

    /// <summary>The signature is not 64 bytes; DER is refused here (T12).</summary>
    SignatureSize = 9,

    /// <summary>The payload is not one JSON object, is not UTF-8, is too deep, or holds a listed member twice (J9).</summary>
    PayloadNotStrictJson = 10,

    /// <summary>The payload has a member too many or too few, or one of another type than listed.</summary>
    PayloadMember = 11,

    /// <summary>A member of the payload has the listed type but holds what it cannot mean.</summary>
    PayloadValue = 12,

    /// <summary>The signature does not verify under the key. Never answered by a parser: they hold no key.</summary>
    Signature = 13,
}
