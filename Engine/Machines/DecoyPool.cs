using Countersign.SignIn;
using Countersign.SignIn.Users.Rules;

namespace Countersign.Engine.Machines;

/// <summary>
/// What is remembered of decoys, in memory of fixed size (T5, I17): of some eight thousand names, those that somebody has asked for last.
/// It is a hint: what a browser carries with it goes on without.
/// </summary>
public sealed class DecoyPool
{
    /// <summary>Names. Of some 2 KB each, and 6 KB at the very most: within 64 MiB.</summary>
    public const int Most = 8192;

    private readonly Lock _lock = new();
    private readonly Dictionary<UserKey, LinkedListNode<(UserKey User, DecoyMemory Memory)>> _known = [];
    private readonly LinkedList<(UserKey User, DecoyMemory Memory)> _byAge = new();   // the oldest first

    public int Count
    {
        get
        {
            lock (_lock) return _known.Count;
        }
    }

    public DecoyMemory? Find(UserKey user)
    {
        lock (_lock) return _known.TryGetValue(user, out var node) ? node.Value.Memory : null;
    }

    public void Keep(UserKey user, DecoyMemory memory)
    {
        lock (_lock)
        {
            if (_known.Remove(user, out var node)) _byAge.Remove(node);
            else if (_known.Count >= Most)
            {
                _known.Remove(_byAge.First!.Value.User);
                _byAge.RemoveFirst();
            }

            _known[user] = _byAge.AddLast((user, memory));
        }
    }
}
