using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Users.Rules;

namespace Countersign.Engine.Machines;

/// <summary>
/// What is remembered of decoys, in room of fixed size (T5, I17): of some eight thousand names, those that somebody has asked for last. It
/// is a hint: what a browser carries with it goes on without.
/// </summary>
public abstract class DecoyPool
{
    /// <summary>Names. Of some 2 KB each, and 6 KB at the very most: within 64 MiB.</summary>
    public const int Most = 8192;

    /// <summary>In memory where nobody else writes; otherwise in the store, so that all processes on it remember the same.</summary>
    public static DecoyPool On(IStore store, TimeProvider clock) =>
        store.IsExclusive ? new DecoysInMemory(store) : new DecoysInStore(store, clock);

    /// <summary>Whether it is in the store, so that finding is a read.</summary>
    public abstract bool IsShared { get; }

    /// <summary>What is remembered of a name, and the version of that: to be given back with what it has become.</summary>
    public abstract ValueTask<(DecoyMemory? Memory, long Version)> Find(UserKey user, CancellationToken cancel);

    /// <summary>
    /// Keeps what became of a name, if nobody was faster. Takes as long as the commit that a person's change would be (T39).
    /// </summary>
    /// <param name="commit">That commit; null: a person's answer would change nothing.</param>
    public abstract ValueTask<CommitResult> Keep(UserKey user, DecoyMemory memory, long version, Commit? commit);
}

/// <summary>Of one process. Questions about a name come one at a time, so versions say nothing.</summary>
internal sealed class DecoysInMemory(IStore store) : DecoyPool
{
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

    public override bool IsShared => false;

    public override ValueTask<(DecoyMemory? Memory, long Version)> Find(UserKey user, CancellationToken cancel)
    {
        lock (_lock) return new((_known.TryGetValue(user, out var node) ? node.Value.Memory : null, 0));
    }

    public override async ValueTask<CommitResult> Keep(UserKey user, DecoyMemory memory, long version, Commit? commit)
    {
        var result = commit is null ? CommitResult.Committed : await store.Rehearse(commit);
        if (result == CommitResult.Committed) Remember(user, memory);
        return result;
    }

    private void Remember(UserKey user, DecoyMemory memory)
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

/// <summary>
/// Of all processes on a store: a row for each of a fixed number of places, which the names share by their hash. The last who is asked for
/// has the place.
/// </summary>
internal sealed class DecoysInStore(IStore store, TimeProvider clock) : DecoyPool
{
    /// <summary>A day's prompts are counted; after that nothing is worth remembering.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromDays(1) + Limits.ChallengeLife;

    public override bool IsShared => true;

    public override async ValueTask<(DecoyMemory? Memory, long Version)> Find(UserKey user, CancellationToken cancel)
    {
        var who = NameOf(user);
        var row = await store.Load(PlaceOf(who), cancel);
        if (row is null) return (null, 0);
        var decoy = StateJson.ReadDecoy(row.Body.Span);
        return (decoy.Who == who && decoy.Person is UserState.Present person ? new(person, decoy.Since) : null, row.Version);
    }

    public override ValueTask<CommitResult> Keep(UserKey user, DecoyMemory memory, long version, Commit? commit)
    {
        var who = NameOf(user);
        var body = StateJson.Write(new StoredDecoy(who, memory.Since, memory.Person));
        return store.Commit(new(new(PlaceOf(who), version, clock.GetUtcNow() + Life, body), [], []));
    }

    private static SecretHash NameOf(UserKey user) => SecretHash.OfSecret("decoy\n" + user.ToKey());

    private static RowKey PlaceOf(SecretHash who) => RowKey.OfDecoy((int)(Hash(who.Value) % Most));

    private static uint Hash(string text)
    {
        var hash = 2166136261;   // FNV-1a
        foreach (var sign in text) hash = unchecked((hash ^ sign) * 16777619);
        return hash ^ (hash >> 16);
    }
}
