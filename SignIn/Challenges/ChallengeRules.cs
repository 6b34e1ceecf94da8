using Countersign.SignIn.Grants;

namespace Countersign.SignIn.Challenges;

/// <summary>The rules of a challenge.</summary>
public static class ChallengeRules
{
    /// <param name="endsAt">When it can be decided no longer; its result is kept for a while after.</param>
    public static ChallengeState Opened(UserKey user, DateTimeOffset endsAt, BackchannelRequest? request = null) =>
        new ChallengeState.Open(user.Tenant, user.Name, endsAt + Limits.ResultLife, request);

    public static ChallengeRuling Decide(ChallengeState state, ChallengeQuestion question, DateTimeOffset now) => (state, question) switch
    {
        (ChallengeState.Open open, ChallengeQuestion.Locate locate) when open.Tenant == locate.Tenant && now < open.EndsAt =>
            new(new ChallengeAnswer.OfUser(open.User, open.Request, open.EndsAt)),
        _ => new(new ChallengeAnswer.Refused(Refusal.ChallengeNotFound)),
    };

    public static ChallengeState Apply(ChallengeState state, ChallengeEvent happened) => state;
}
