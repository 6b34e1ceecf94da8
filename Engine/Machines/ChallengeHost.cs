using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Challenges;
using Countersign.SignIn.Machines;

namespace Countersign.Engine.Machines;

/// <summary>
/// Hosts one challenge: the way to its user. It comes into being with the user's event, so an absent one is looked for each time; and it
/// never changes once it is there.
/// </summary>
public sealed class ChallengeHost(ChallengeId challenge, IStore store, TimeProvider clock)
    : StateMachineHost<ChallengeState, ChallengeQuestion, ChallengeAnswer, ChallengeEvent>(
        RowKey.OfChallenge(challenge), ChallengeState.None, store, clock)
{
    protected override bool OthersInsert => true;

    protected override bool IsFinal(ChallengeState state) => state is ChallengeState.Open;

    protected override ValueTask<Ruling<ChallengeAnswer, ChallengeEvent>> Decide(
        ChallengeState state, ChallengeQuestion question, DateTimeOffset now, CancellationToken cancel) =>
        new(ChallengeRules.Decide(state, question, now));

    protected override ChallengeState Apply(ChallengeState state, ChallengeEvent happened) => ChallengeRules.Apply(state, happened);

    protected override byte[] Write(ChallengeState state) => StateJson.Write(state);

    protected override ChallengeState Read(ReadOnlySpan<byte> body) => StateJson.ReadChallenge(body);
}
