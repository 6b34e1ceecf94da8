global using ChallengeRuling =
    Countersign.SignIn.Machines.Ruling<Countersign.SignIn.Challenges.ChallengeAnswer, Countersign.SignIn.Challenges.ChallengeEvent>;

namespace Countersign.SignIn.Challenges;

/// <summary>Nothing happens to a challenge: it comes into being with its user's event and never changes.</summary>
public abstract record ChallengeEvent
{
    private ChallengeEvent() { }
}
