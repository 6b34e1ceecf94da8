namespace Countersign.SignIn.WebAuthn;

/// <summary>
/// Faults of a registration or an assertion, in order of precedence: the first broken rule answers. For tests and vectors; the sender is
/// told less.
/// </summary>
public enum WebAuthnFault : byte
{
    /// <summary>Not a reason: the value of a fault that was never set, as beside what was accepted.</summary>
    Malformed = 0,

    /// <summary>More than <see cref="Limits.WebAuthnLength"/> characters (T27), or not as many parts as it has to have.</summary>
    Parts = 1,

    /// <summary>A part is not canonical base64url.</summary>
    NotBase64Url = 2,

    /// <summary>The client data is not one JSON object with its members, each once.</summary>
    ClientData = 3,

    /// <summary><c>type</c> is not that of this ceremony.</summary>
    Type = 4,

    /// <summary>The challenge is another.</summary>
    Challenge = 5,

    /// <summary>Another page asked, or this one in a frame of another's.</summary>
    Origin = 6,

    /// <summary>The attestation object or the authenticator data is not as it has to be, or has a byte too many.</summary>
    AuthenticatorData = 7,

    /// <summary>The authenticator spoke to another relying party.</summary>
    Party = 8,

    /// <summary>Nobody was there.</summary>
    NotPresent = 9,

    /// <summary>At the registration: the person was not verified.</summary>
    NotVerified = 10,

    /// <summary>The signature does not verify under the key.</summary>
    Signature = 11,
}
