using Countersign.SignIn;

namespace Countersign.Gateway.Throttling;

/// <summary>Limits how often one sign-in is waited for at once (T27): a browser has one page open, or a few windows of it.</summary>
public sealed class TransactionStreams
{
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);
    private const int AtOnce = 8;
    private const int Most = 20_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<ChallengeId, int> _open = [];
    private int _count;

    /// <summary>A place for one more who waits, to be given back; null when there is none.</summary>
    public IDisposable? Enter(ChallengeId challenge)
    {
        lock (_lock)
        {
            var open = _open.GetValueOrDefault(challenge);
            if (open >= AtOnce || _count >= Most) return null;
            _open[challenge] = open + 1;
            _count++;
        }

        return new Place(this, challenge);
    }

    private void Leave(ChallengeId challenge)
    {
        lock (_lock)
        {
            _count--;
            if (_open[challenge] == 1) _open.Remove(challenge);
            else _open[challenge]--;
        }
    }

    private sealed class Place(TransactionStreams streams, ChallengeId challenge) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) streams.Leave(challenge);
        }
    }
}
