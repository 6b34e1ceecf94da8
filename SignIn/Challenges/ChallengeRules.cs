using System.Text.Json.Serialization;
using Countersign.SignIn.Grants;

namespace Countersign.SignIn.Challenges;

/// <summary>
/// What a challenge is on its own: the way from its id to the user whose pending slot it is, and the place where those who wait for it
/// meet. How it stands is the user's to say (docs/decisions/0002).
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Absent), "absent")]
[JsonDerivedType(typeof(Open), "open")]
public abstract record ChallengeState
{
    public static readonly ChallengeState None = new Absent();

    public sealed record Absent : ChallengeState;

    /// <param name="EndsAt">When nothing more can be asked of it: its life and the time its result is kept.</param>
    /// <param name="Request">What a client asked on the backchannel; null when a browser began it.</param>
    public sealed record Open(TenantId Tenant, UserName User, DateTimeOffset EndsAt, BackchannelRequest? Request = null) : ChallengeState;
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "ask")]
[JsonDerivedType(typeof(Locate), "locate")]
public abstract record ChallengeCommand
{
    /// <param name="Tenant">The tenant in whose name it is asked; another's challenge is as good as none (I12).</param>
    public sealed record Locate(TenantId Tenant) : ChallengeCommand;
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Of), "of")]
[JsonDerivedType(typeof(Refused), "refused")]
public abstract record ChallengeAnswer
{
    public sealed record Of(UserName User, BackchannelRequest? Request = null) : ChallengeAnswer;

    public sealed record Refused(Refusal Why) : ChallengeAnswer;
}

/// <summary>
/// The rules of a challenge. It comes into being with the user's event and never changes, so it has no events of its own.
/// </summary>
public static class ChallengeRules
{
    public static ChallengeState Opened(UserKey user, Users.Slot.Waiting challenge, BackchannelRequest? request = null) =>
        new ChallengeState.Open(user.Tenant, user.Name, challenge.ExpiresAt + Limits.ResultLife, request);

    public static ChallengeAnswer Decide(ChallengeState state, ChallengeCommand command, DateTimeOffset now) => (state, command) switch
    {
        (ChallengeState.Open open, ChallengeCommand.Locate locate) when open.Tenant == locate.Tenant && now < open.EndsAt =>
            new ChallengeAnswer.Of(open.User, open.Request),
        _ => new ChallengeAnswer.Refused(Refusal.ChallengeNotFound),
    };
}
