using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Challenges;

namespace Countersign.Engine.Keepers;

/// <summary>Keeps one challenge: the way to its user. It never changes once it is there, so what was read stays true.</summary>
public sealed class ChallengeKeeper(ChallengeId challenge, IStore store, TimeProvider clock)
{
    private ChallengeState? _state;

    public async ValueTask<ChallengeAnswer> Ask(ChallengeCommand command, CancellationToken cancel)
    {
        _state ??= await store.Load(RowKey.OfChallenge(challenge), cancel) is { } row ? StateJson.ReadChallenge(row.Body.Span) : null;
        return ChallengeRules.Decide(_state ?? ChallengeState.None, command, clock.GetUtcNow());
    }
}
