using System.Text.Json.Serialization;
using Countersign.SignIn.Grants;

namespace Countersign.SignIn.Challenges;

/// <summary>
/// The state of a challenge on its own: the way from its id to the user whose pending slot it is, and the place where those who wait for it
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
