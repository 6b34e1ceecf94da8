using System.Collections.Immutable;
using Countersign.SignIn.Users.Enrolment;
using Countersign.SignIn.Users.Passkeys;

namespace Countersign.SignIn.Users.Administration;

public sealed record UserDescribed(Description User) : UserAnswer;

/// <summary>What a directory sees of the user, as it now is.</summary>
public sealed record ProfileKept(bool Enabled, Profile Profile) : UserAnswer;

/// <summary>A user as administrators see one.</summary>
/// <param name="LinkedTo">The provider that the user is a person of, by id.</param>
/// <param name="Passkeys">In the order in which they were added.</param>
/// <param name="RecoveryCodesLeft">That are not used.</param>
/// <param name="Profile">What a directory keeps of the user; null: nothing.</param>
public sealed record Description(
    bool Enabled, bool OnPremisesMfa, ImmutableArray<string> Groups, ImmutableArray<Method> Methods, bool Pending,
    DateTimeOffset? LockedUntil, int WrongNumbers, bool Targeted, string? LinkedTo = null,
    ImmutableArray<PasskeyShown> Passkeys = default, int RecoveryCodesLeft = 0, Profile? Profile = null)
{
    public ImmutableArray<PasskeyShown> Passkeys { get; init; } = Passkeys.IsDefault ? [] : Passkeys;
}
