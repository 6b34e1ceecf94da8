namespace Countersign.SignIn.Users.Administration;

public sealed record DescribeUser : UserQuestion<UserDescribed>;

/// <summary>Creates or changes the user. Members that are null stay as they are.</summary>
public sealed record ProvisionUser(bool? Enabled, bool? OnPremisesMfa) : UserQuestion<UserAnswer.Done>;

/// <param name="Life">The one that was seen (<see cref="Profile.Life"/>); null: whoever has the name.</param>
/// <param name="Revision">The one that was seen; null: whichever there is.</param>
public sealed record RemoveUser(long? Life = null, long? Revision = null) : UserQuestion<UserAnswer.Done>;

/// <summary>Creates the user for a directory; one that is there is refused.</summary>
/// <param name="ExternalId">The directory's own; null for none.</param>
/// <param name="DisplayName">Display text; null for none.</param>
public sealed record CreateUser(bool Enabled, string? ExternalId, string? DisplayName) : UserQuestion<ProfileKept>;

/// <summary>Sets what a directory keeps of the user, whole. Disabling ends everything that is under way (I7).</summary>
/// <param name="Life">Whose: see <see cref="Profile.Life"/>. Of another there is no such user.</param>
/// <param name="Revision">That was seen; null to write over whatever there is.</param>
public sealed record ChangeProfile(bool Enabled, string? ExternalId, string? DisplayName, long Life, long? Revision)
    : UserQuestion<ProfileKept>;

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
