using Countersign.LoadTests.Histories;

namespace Countersign.LoadTests.Checking;

/// <param name="Holds">Null: the search was given up.</param>
/// <param name="Why">The first operation that no order explains, and what else was under way; empty when it holds.</param>
internal sealed record Linearization(bool? Holds, string Why, int Looked);

/// <summary>
/// Whether a history can be explained by a sequential model: is there an order of the operations, each between its call and its return,
/// in which every answer is the model's? The search of Wing and Gong with Lowe's memory: a set of operations done and the state after them
/// are looked at once. An operation of unknown outcome may happen until the model's limit, or never.
/// </summary>
internal sealed class Linearizer<TState>(ISequentialModel<TState> model, int most = 300_000) where TState : IEquatable<TState>
{
    private const int MostTold = 8;

    public Linearization Check(IEnumerable<Operation> history)
    {
        var search = new Search(model, [.. history.OrderBy(op => op.Call).ThenBy(op => op.Return).ThenBy(op => op.Id)]);
        return search.Run(most);
    }

    private sealed class Search(ISequentialModel<TState> model, Operation[] ops)
    {
        private readonly HashSet<Place> _seen = [];
        private readonly Stack<IEnumerator<Place>> _path = new();
        private Place? _furthest;

        public Linearization Run(int most)
        {
            var start = new Place(new ulong[(ops.Length + 63) / 64], 0, 0, long.MinValue, model.Initial);
            if (Enter(start)) return new(true, "", 1);
            while (_path.TryPeek(out var branches))
            {
                if (!branches.MoveNext())
                {
                    _path.Pop();
                    continue;
                }

                if (_seen.Count > most) return new(null, $"given up after {_seen.Count:N0} places", _seen.Count);
                if (Enter(branches.Current)) return new(true, "", _seen.Count);
            }

            return new(false, Explain(), _seen.Count);
        }

        /// <summary>Whether everything known is explained.</summary>
        private bool Enter(Place place)
        {
            if (!_seen.Add(place)) return false;
            if (_furthest is null || place.Known > _furthest.Known) _furthest = place;
            var candidates = Candidates(place, out var open);
            if (!open) return true;
            _path.Push(Branches(place, candidates).GetEnumerator());
            return false;
        }

        private IEnumerable<Place> Branches(Place place, List<int> candidates)
        {
            var known = candidates.Where(at => ops[at].IsKnown).OrderBy(at => ops[at].Return).ToArray();
            foreach (var at in known.Where(at => ISequentialModel<TState>.IsRead(ops[at])))
            {
                if (IsLastChance(place, candidates, ops[at].Call)) continue;
                if (model.Step(place.State, ops[at]).ToArray() is [var only] && only.Equals(place.State))
                {
                    yield return After(place, at, only);   // it changes nothing, so it may as well happen now
                    yield break;
                }
            }

            foreach (var at in known)
            {
                foreach (var state in model.Step(place.State, ops[at])) yield return After(place, at, state);
            }

            foreach (var at in candidates.Where(at => !ops[at].IsKnown && model.Latest(ops[at]) >= place.Floor))
            {
                foreach (var state in model.Step(place.State, ops[at]))
                {
                    if (!state.Equals(place.State)) yield return After(place, at, state);
                }
            }
        }

        /// <summary>Whether one of unknown outcome may happen now, and no more once something was called at that moment.</summary>
        private bool IsLastChance(Place place, List<int> candidates, long moment) =>
            candidates.Any(at => !ops[at].IsKnown && model.Latest(ops[at]) >= place.Floor && model.Latest(ops[at]) < moment);

        /// <summary>Those that may be next: called before any other of those left has returned.</summary>
        /// <param name="open">Whether one with a known outcome is left.</param>
        private List<int> Candidates(Place place, out bool open)
        {
            var candidates = new List<int>();
            var first = long.MaxValue;
            open = false;
            for (var at = place.First; at < ops.Length && ops[at].Call <= first; at++)
            {
                if (place.Has(at)) continue;
                candidates.Add(at);
                if (!ops[at].IsKnown) continue;
                open = true;
                first = Math.Min(first, ops[at].Return);
            }

            return candidates;
        }

        private Place After(Place place, int at, TState state)
        {
            var done = (ulong[])place.Done.Clone();
            done[at / 64] |= 1UL << (at % 64);
            var first = place.First;
            while (first < ops.Length && (done[first / 64] & (1UL << (first % 64))) != 0) first++;
            return new(done, first, place.Known + (ops[at].IsKnown ? 1 : 0), Math.Max(place.Floor, ops[at].Call), state);
        }

        private string Explain()
        {
            var furthest = _furthest!;
            var stuck = Candidates(furthest, out _).Where(at => ops[at].IsKnown).OrderBy(at => ops[at].Return).Take(MostTold);
            return $"after {furthest.Known} operations, in the state {furthest.State}, none of these can be next: "
                + string.Join("; ", stuck.Select(at => ops[at].ToString()));
        }
    }

    /// <param name="First">All operations before it are done.</param>
    /// <param name="Known">How many of the done have a known outcome.</param>
    /// <param name="Floor">The latest call of those done: nothing may happen before it any more.</param>
    private sealed record Place(ulong[] Done, int First, int Known, long Floor, TState State)
    {
        public bool Has(int at) => (Done[at / 64] & (1UL << (at % 64))) != 0;

        public bool Equals(Place? other) =>
            other is not null && First == other.First && Done.AsSpan().SequenceEqual(other.Done) && State.Equals(other.State);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var word in Done) hash.Add(word);
            hash.Add(State);
            return hash.ToHashCode();
        }
    }
}
