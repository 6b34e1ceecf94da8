using System.Collections.Immutable;
using Countersign.SignIn.Users.Enrolment;

namespace Countersign.SignIn.Users.Administration;

public sealed record UserDescribed(Description User) : UserAnswer;

/// <summary>A user as administrators see one.</summary>
/// <param name="LinkedTo">The provider that the user is a person of, by id.</param>
public sealed record Description(
    bool Enabled, bool OnPremisesMfa, ImmutableArray<string> Groups, ImmutableArray<Method> Methods, bool Pending,
    DateTimeOffset? LockedUntil, int WrongNumbers, bool Targeted, string? LinkedTo = null);
