using Countersign.SignIn.Grants;

namespace Countersign.SignIn.Users.Passwords;

/// <param name="Password">The one that is kept here; null: none, or nobody of this name.</param>
/// <param name="RetryAt">Too many were wrong: until then none is looked at. Null: this one is.</param>
/// <param name="IsHidden">Nobody to count for: a made-up person answers instead (T5).</param>
/// <param name="IsForFamiliar">It is a stranger's, and those are not looked at now.</param>
public sealed record SecretTryTaken(
    KeptPassword? Password, DateTimeOffset? RetryAt = null, bool IsHidden = false, bool IsForFamiliar = false) : UserAnswer;

/// <summary>A person who typed a secret of their own, or used a passkey, is signed in.</summary>
/// <param name="How">The way, and the reason why it was taken (WAY-8).</param>
/// <param name="HasPhone">The person has the credential.</param>
/// <param name="IsFirst">Nobody is signed in yet: a number on the phone is to follow (S-58).</param>
public sealed record SignedInWithSecret(
    UserName User, DateTimeOffset AuthenticatedAt, DateTimeOffset SessionExpiresAt, SecretSignIn How, bool HasPhone, bool IsFirst = false)
    : UserAnswer;

/// <param name="CanSetPassword">Passwords of this person are kept here.</param>
/// <param name="PasswordSetAt">Null: there is none.</param>
/// <param name="RecoveryCodesLeft">That are not used.</param>
/// <param name="CanHaveCodes">The tenant has recovery codes.</param>
/// <param name="MayChoose">The session that asks may set the password now.</param>
/// <param name="MayIssue">It may have new codes now.</param>
/// <param name="IsByPassword">It came by a password, here or at a provider, which alone gives out no codes, however fresh it is.</param>
public sealed record SecretsListed(
    bool CanSetPassword, DateTimeOffset? PasswordSetAt, int RecoveryCodesLeft, DateTimeOffset? RecoveryIssuedAt, bool CanHaveCodes,
    bool MayChoose = false, bool MayIssue = false, bool IsByPassword = false) : UserAnswer;
