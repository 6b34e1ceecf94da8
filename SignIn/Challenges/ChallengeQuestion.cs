using Countersign.SignIn.Grants;
using Countersign.SignIn.Machines;

namespace Countersign.SignIn.Challenges;

/// <summary>Questions to a challenge; the answer is <see cref="ChallengeAnswer.OfUser"/>.</summary>
public abstract record ChallengeQuestion
{
    /// <param name="Tenant">The tenant in whose name it is asked; another's challenge is as good as none (I12).</param>
    public sealed record Locate(TenantId Tenant) : ChallengeQuestion;
}

/// <summary>Answers of a challenge.</summary>
public abstract record ChallengeAnswer
{
    public sealed record OfUser(
        UserName User, BackchannelRequest? Request = null, DateTimeOffset EndsAt = default) : ChallengeAnswer;

    public sealed record Refused(Refusal Why) : ChallengeAnswer, IRefused;
}
