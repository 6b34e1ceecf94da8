using System.Collections.Concurrent;
using Countersign.SignIn;
using Countersign.SignIn.Challenges;

namespace Countersign.Grains.Interfaces;

/// <summary>
/// The users of challenges that this process has seen lately. A challenge never has another user, and when it is over is known with it; so
/// what is remembered is never wrong, only forgotten: then the challenge itself is asked.
/// </summary>
internal sealed class KnownChallenges(TimeProvider clock)
{
    private const int Most = 16_384;   // twice a few megabytes
    private ConcurrentDictionary<ChallengeId, (TenantId Tenant, ChallengeAnswer.OfUser Answer)> _young = new(), _old = new();

    public void Add(ChallengeId challenge, TenantId tenant, ChallengeAnswer.OfUser answer)
    {
        if (_young.Count >= Most) (_old, _young) = (_young, new());
        _young[challenge] = (tenant, answer);
    }

    /// <summary>What the challenge would answer; null: nobody here knows.</summary>
    public ChallengeAnswer? Answer(ChallengeId challenge, ChallengeQuestion question) =>
        question is ChallengeQuestion.Locate locate
        && (_young.TryGetValue(challenge, out var known) || _old.TryGetValue(challenge, out known))
        && known.Tenant == locate.Tenant && clock.GetUtcNow() < known.Answer.EndsAt
            ? known.Answer
            : null;
}
