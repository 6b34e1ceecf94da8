using Countersign.SignIn.Users.Passwords;
using Countersign.SignIn.Ways;
using Countersign.SignIn.WebAuthn;

namespace Countersign.SignIn.Users.Passkeys;

/// <summary>Adds a passkey, in a session that may change methods.</summary>
/// <param name="Challenge">Hash of what the credential was made for: it is taken once.</param>
/// <param name="Name">Display text.</param>
public sealed record AddPasskey(SecretHash Session, WebAuthnRegistration Made, string Name, SecretHash Challenge)
    : UserQuestion<UserAnswer.Done>;

/// <param name="Session">By the user, in this session; null by an administrator.</param>
public sealed record RemovePasskey(long Number, SecretHash? Session) : UserQuestion<UserAnswer.Done>;

/// <summary>Asks which passkeys the session's user has, and whether it may add one.</summary>
public sealed record ListPasskeys(SecretHash Session) : UserQuestion<PasskeysListed>;

/// <summary>The key that an assertion has to be verified with.</summary>
/// <param name="Credential">Its id, as the browser says.</param>
public sealed record FindPasskey(string Credential) : UserQuestion<PasskeyFound>;

/// <summary>Signs in with a passkey, whose assertion has been verified, once (I5).</summary>
/// <param name="Challenge">Hash of what was signed: it is taken once.</param>
/// <param name="Session">Hash of the secret of the session to open.</param>
/// <param name="Reason">Why the phone was not asked.</param>
/// <param name="Client">Who asked for the sign-in, by id.</param>
/// <param name="Generation">The client's.</param>
public sealed record RedeemPasskey(
    VerifiedAssertion Assertion, SecretHash Challenge, SecretHash Session, FallbackReason Reason, string Client, long Generation = 0)
    : UserQuestion<SignedInWithSecret>;
