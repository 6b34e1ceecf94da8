using System.Text.Json.Serialization;
using Countersign.SignIn.Grants;

namespace Countersign.SignIn.Challenges;

/// <summary>Questions to a challenge; the answer is <see cref="ChallengeAnswer.OfUser"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "ask")]
[JsonDerivedType(typeof(Locate), "locate")]
public abstract record ChallengeQuestion
{
    /// <param name="Tenant">The tenant in whose name it is asked; another's challenge is as good as none (I12).</param>
    public sealed record Locate(TenantId Tenant) : ChallengeQuestion;
}

/// <summary>Answers of a challenge.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(OfUser), "of")]
[JsonDerivedType(typeof(Refused), "refused")]
public abstract record ChallengeAnswer
{
    public sealed record OfUser(UserName User, BackchannelRequest? Request = null) : ChallengeAnswer;

    public sealed record Refused(Refusal Why) : ChallengeAnswer, IRefused;
}
