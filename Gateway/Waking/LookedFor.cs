using System.Collections.Concurrent;
using Countersign.SignIn;

namespace Countersign.Gateway.Waking;

/// <summary>
/// Challenges that phones were woken for and nobody has fetched yet, as far as this gateway has seen. A hint alone: a phone that fetches at
/// another gateway is sent its second message, which takes the first one's place.
/// </summary>
internal sealed class LookedFor(TimeProvider clock)
{
    private const int Most = 20_000;
    private readonly ConcurrentDictionary<ChallengeId, (TaskCompletionSource Looked, long Since)> _held = new();

    /// <summary>Completes when somebody looks; null when it is not watched, for there are too many.</summary>
    public Task? Begin(ChallengeId challenge)
    {
        if (_held.Count >= Most) return null;
        var looked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _held.TryAdd(challenge, (looked, clock.GetTimestamp())) ? looked.Task : null;
    }

    /// <summary>The time since then, the first time; null otherwise.</summary>
    public TimeSpan? Found(ChallengeId challenge)
    {
        if (!_held.TryRemove(challenge, out var held)) return null;
        held.Looked.TrySetResult();
        return clock.GetElapsedTime(held.Since);
    }

    public void End(ChallengeId challenge) => _held.TryRemove(challenge, out _);
}
