using Countersign.Engine.Machines;
using Countersign.Grains.Interfaces;
using Countersign.SignIn;
using Countersign.SignIn.Challenges;

namespace Countersign.Grains;

/// <summary>Hosts one challenge.</summary>
/// <remarks>
/// A challenge is asked for the time of one sign-in, and by whoever does not know its user: a gateway that did not start it.
/// </remarks>
public sealed class ChallengeGrain(SiloServices silo) : MachineGrain<ChallengeState, ChallengeQuestion, ChallengeAnswer, ChallengeEvent>(
    key => new ChallengeHost(new ChallengeId(key), silo.Store, silo.Clock), staysIfKnown: null), IChallengeGrain;
