namespace Countersign.SignIn.Users.Administration;

public sealed record DescribeUser : UserQuestion<UserDescribed>;

/// <summary>Creates or changes the user. Members that are null stay as they are.</summary>
public sealed record ProvisionUser(bool? Enabled, bool? OnPremisesMfa) : UserQuestion<UserAnswer.Done>;

public sealed record RemoveUser : UserQuestion<UserAnswer.Done>;

/// <summary>
/// Ends whatever of the user is under way or was opened: sessions, grants, codes, passes and the pending challenge. The phones stay.
/// </summary>
/// <param name="Session">By the user, in this session; null by an administrator.</param>
public sealed record SignOutEverywhere(SecretHash? Session) : UserQuestion<UserAnswer.Done>;

/// <param name="Group">Canonical group name.</param>
public sealed record ChangeGroupMembership(string Group, bool Member) : UserQuestion<UserAnswer.Done>;

/// <param name="Pass">Of its one spelling (<see cref="PassText.Canonical"/>).</param>
/// <param name="Life">10 minutes to 30 days; null: 10 minutes.</param>
/// <param name="Reusable">It opens any number of sessions while it lives; otherwise one.</param>
public sealed record IssueTemporaryPass(SecretHash Pass, TimeSpan? Life = null, bool Reusable = false) : UserQuestion<UserAnswer.Done>;

/// <summary>Ends a lock and forgets wrong numbers and prompts: by an administrator, or after a password or federated sign-in.</summary>
public sealed record UnlockUser : UserQuestion<UserAnswer.Done>;

/// <summary>Says which person of its domain's provider the user is; what stood on another link ends.</summary>
/// <param name="Subject">Hash of the provider's <c>sub</c>.</param>
public sealed record LinkProvider(string Provider, SecretHash Subject) : UserQuestion<UserAnswer.Done>;

/// <summary>Takes the link away, and with it what stands on it.</summary>
public sealed record UnlinkProvider : UserQuestion<UserAnswer.Done>;

/// <summary>
/// A backup was put back (F23): what is under way, open or still to be collected may have been ended since, so it ends.
/// </summary>
public sealed record EndForRestore : UserQuestion<UserAnswer.Done>;

/// <summary>Sets what clients must send from then on to ask this user on the backchannel (CIBA 7.1, C15); null: nothing.</summary>
public sealed record SetUserCode(SecretHash? Code) : UserQuestion<UserAnswer.Done>;

/// <summary>Whether a client sent what it must; who has no user code is content with anything.</summary>
/// <param name="Code">Null when it sent none.</param>
public sealed record CheckUserCode(SecretHash? Code) : UserQuestion<UserAnswer.Done>;
