using System.Collections.Immutable;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Users.Passwords;

/// <summary>
/// Somebody types a password or a recovery code: may they? It is counted before it is looked at, so that any number at once are no more
/// guesses than there may be (WAY-4, N6).
/// </summary>
/// <param name="Initiator">Null when nothing is known of the browser.</param>
/// <param name="GivesBack">Nobody could say whether it was right: the last one that was taken does not count.</param>
/// <param name="IsForFamiliar">A stranger's is not looked at now, nor counted.</param>
public sealed record TakeSecretTry(Initiator? Initiator, bool GivesBack = false, bool IsForFamiliar = false)
    : UserQuestion<SecretTryTaken>;

/// <summary>Tells of a password that was found wrong, for the sign-in log alone: it changes nothing, and nobody has it refused.</summary>
/// <param name="Reason">Why the phone was not asked.</param>
/// <param name="Client">Who asked for the sign-in, by id.</param>
public sealed record NoteWrongPassword(FallbackReason Reason, string Client) : UserQuestion<UserAnswer.Done>;

/// <summary>The password was right: sign the person in, once (I5).</summary>
/// <param name="Session">Hash of the secret of the session to open.</param>
/// <param name="Since">Since which change of the tenant passwords are checked where this one was.</param>
/// <param name="Number">Of the password that was found right; 0 where none is kept here.</param>
/// <param name="Reason">Why the phone was not asked.</param>
/// <param name="Client">Who asked for the sign-in, by id.</param>
/// <param name="Generation">The client's.</param>
/// <param name="Hash">Of the password that the person chooses instead; null: it stays.</param>
/// <param name="Rehash">Of the same password, at today's cost; null: that is what it has.</param>
/// <param name="Initiator">As it was counted.</param>
/// <param name="First">Hash of what the browser holds, should a number on the phone have to follow (S-58); null: none can.</param>
public sealed record RedeemPassword(
    SecretHash Session, long Since, long Number, FallbackReason Reason, string Client, long Generation = 0, string? Hash = null,
    string? Rehash = null, Initiator? Initiator = null, SecretHash? First = null) : UserQuestion<SignedInWithSecret>;

/// <summary>Sets the password that is kept here.</summary>
/// <param name="Session">By the user, in this session; null by an administrator, and then it must be changed.</param>
public sealed record SetPassword(string Hash, SecretHash? Session) : UserQuestion<UserAnswer.Done>;

/// <summary>Takes the password away, and with it what stands on it.</summary>
public sealed record RemovePassword : UserQuestion<UserAnswer.Done>;

/// <summary>WAY-6: new recovery codes; those before are good no more.</summary>
/// <param name="Codes">Hashes.</param>
public sealed record IssueRecoveryCodes(SecretHash Session, ImmutableArray<SecretHash> Codes) : UserQuestion<UserAnswer.Done>;

/// <summary>Takes the recovery codes away, and with them what stands on them.</summary>
public sealed record RemoveRecoveryCodes : UserQuestion<UserAnswer.Done>;

/// <summary>Signs in with a recovery code, which is used up by it.</summary>
/// <param name="Code">Hash of what was typed.</param>
/// <param name="Initiator">As it was counted.</param>
public sealed record RedeemRecoveryCode(
    SecretHash Code, SecretHash Session, FallbackReason Reason, string Client, long Generation = 0, Initiator? Initiator = null)
    : UserQuestion<SignedInWithSecret>;

/// <summary>Asks which of these ways the session's user has.</summary>
public sealed record ListSecrets(SecretHash Session) : UserQuestion<SecretsListed>;
