using System.Collections.Immutable;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Machines;

namespace Countersign.Engine.Machines;

/// <summary>
/// Hosts one state machine under one key: load, decide, save, apply, carry out; nothing else. Whoever holds it sees to it that one question
/// is asked at a time. It may be wrong about being the only host of its key: the store's compare-and-swap then lets one of them win, and
/// the other reads again and decides anew.
/// </summary>
public abstract class StateMachineHost<TState, TQuestion, TAnswer, TEvent>(RowKey key, TState none, IStore store, TimeProvider clock)
    where TState : class
    where TAnswer : class
{
    /// <summary>
    /// The number of times a question is decided anew after a lost race or an unknown outcome, before the caller is told to come back.
    /// </summary>
    protected const int Attempts = 6;

    private TState? _state;
    private readonly RowKey _asked = key;
    private RowKey _key = key;   // with the owner, once it is known
    private long _version;

    /// <summary>Whether what was last read or written is a row. A host need not keep a machine in memory that has none (I17).</summary>
    public bool HasRow => _version > 0;

    /// <summary>
    /// Whether a write of the last question lost its race, or nobody knows: there may be another activation of this machine (I13).
    /// </summary>
    public bool WasOvertaken { get; private set; }

    /// <exception cref="EngineUnavailableException">The storage is out of reach, or did not confirm the change in time (I10).</exception>
    public async ValueTask<TAnswer> Ask(TQuestion question, CancellationToken cancel)
    {
        try
        {
            WasOvertaken = false;
            if (await Instead(question, cancel) is { } other) return other;
            if ((OthersInsert && !HasRow) || (!store.IsExclusive && ReadsAnew(question))) _state = null;
            List<Unheard>? unheard = null;
            var fresh = store.IsExclusive;
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                if (_state is null)
                {
                    var row = await Load(cancel);
                    fresh = true;
                    if (unheard?.Find(sent => sent.Is(row)) is { } written)
                    {
                        CarryOut(_state!, written.Ruling.Events);
                        return await Answer(question, _state!, written.Ruling, cancel);
                    }
                }

                var ruling = await Decide(_state!, question, Now(), cancel);
                if (ruling.Events.IsEmpty)
                {
                    // Nothing to write, so no compare-and-swap tells whether the state was current. Where others can write, look again.
                    if (fresh || IsFinal(_state!)) return await Answer(question, _state!, ruling, cancel);
                    var again = await store.Reload(_asked, _version, cancel);
                    if (again.IsSame) return await Answer(question, _state!, ruling, cancel);
                    Take(again.Row);
                    fresh = true;
                    continue;
                }

                var (result, write) = await Save(ruling);
                if (result == CommitResult.Committed) return await Answer(question, _state!, ruling, cancel);
                if (result == CommitResult.Unknown) (unheard ??= []).Add(new(write, ruling));
            }

            throw new EngineUnavailableException("The storage did not confirm the change in time" + Cause() + ".");
        }
        catch (StorageUnavailableException unavailable)
        {
            throw new EngineUnavailableException(unavailable.Message, unavailable);
        }
    }

    private string Cause() => store is IStoreHealth { Trouble.Cause: var cause } ? ": " + cause : "";

    /// <summary>Whole milliseconds, as rows hold them: a state is the same before and after it was stored.</summary>
    protected DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());

    protected abstract ValueTask<Ruling<TAnswer, TEvent>> Decide(
        TState state, TQuestion question, DateTimeOffset now, CancellationToken cancel);

    protected abstract TState Apply(TState state, TEvent happened);

    /// <summary>
    /// An answer that needs nothing of the machine; null: there is none. What is to be read beside the row can begin here.
    /// </summary>
    protected virtual ValueTask<TAnswer?> Instead(TQuestion question, CancellationToken cancel) => default;

    /// <summary>The answer that is given, once it is sure that this is the machine's, and what follows from it is durable.</summary>
    /// <param name="state">As it is now.</param>
    protected virtual ValueTask<TAnswer> Answer(
        TQuestion question, TState state, Ruling<TAnswer, TEvent> ruling, CancellationToken cancel) => new(ruling.Answer);

    /// <summary>Nothing: the row is to go.</summary>
    protected abstract byte[] Write(TState state);

    /// <exception cref="StorageUnavailableException">It is not this version's state (F16).</exception>
    protected abstract TState Read(ReadOnlySpan<byte> body);

    /// <summary>There is no row.</summary>
    protected virtual TState Nothing(TState state) => state;

    /// <summary>
    /// Whether another machine's commit may bring this row into being: that there was none is then not to be remembered, not even where
    /// nobody else writes.
    /// </summary>
    protected virtual bool OthersInsert => false;

    /// <summary>
    /// Whether the row is read before this question is decided, wherever others write: so that an answer without a change, which needs a
    /// fresh state, takes no longer than a change, which does not (T39).
    /// </summary>
    protected virtual bool ReadsAnew(TQuestion question) => false;

    protected virtual DateTimeOffset? Due(TState state) => null;

    /// <summary>The owner of the row to be; asked when neither the key nor a row names one.</summary>
    protected virtual RowOwner Owner(TState state) => throw new InvalidOperationException($"{_asked.Kind}: nobody's row.");

    /// <summary>Rows that the events bring into being, in the same step.</summary>
    protected virtual IReadOnlyList<RowWrite> Inserts(ImmutableArray<TEvent> events) => [];

    /// <summary>Whether this state never changes any more, so that what was read stays true wherever others write.</summary>
    protected virtual bool IsFinal(TState state) => false;

    /// <summary>After the save: notifications. May be lost, may be repeated.</summary>
    protected virtual void CarryOut(TState state, ImmutableArray<TEvent> events)
    {
    }

    private async ValueTask<Row?> Load(CancellationToken cancel)
    {
        var row = await store.Load(_asked, cancel);
        Take(row);
        return row;
    }

    private void Take(Row? row)
    {
        _state = null;   // until it is read: what cannot be must not leave the old one behind (F16)
        _key = row?.Key ?? _asked;
        _state = row is null ? Nothing(none) : Read(row.Body.Span);
        _version = row?.Version ?? 0;
    }

    /// <summary>
    /// Save, then act. When somebody else was first, or nobody knows, what is remembered is let go, to be read again (I11).
    /// </summary>
    private async ValueTask<(CommitResult Result, RowWrite Write)> Save(Ruling<TAnswer, TEvent> ruling)
    {
        var next = _state!;
        foreach (var happened in ruling.Events) next = Apply(next, happened);
        if (_key.Owner is null) _key = _key with { Owner = Owner(next) };
        var row = new RowWrite(_key, _version, Due(next), Write(next));
        var result = await store.Commit(new Commit(row, Inserts(ruling.Events), ruling.Facts));
        if (result != CommitResult.Committed)
        {
            _state = null;
            WasOvertaken = true;
            return (result, row);
        }

        _state = next;
        _version = row.IsRemoval ? 0 : _version + 1;
        CarryOut(next, ruling.Events);
        return (result, row);
    }

    /// <summary>
    /// A commit whose answer was lost. When the row, read again, is what it wrote, it was carried out: the answer that went with it is then
    /// the true one. Decided anew, the question would meet its own effect: a proof it would call replayed, a method it would not find.
    /// </summary>
    private sealed record Unheard(RowWrite Write, Ruling<TAnswer, TEvent> Ruling)
    {
        public bool Is(Row? row) => Write.IsRemoval
            ? row is null
            : row?.Version == Write.ExpectedVersion + 1 && row.Body.Span.SequenceEqual(Write.Body.Span);
    }
}
