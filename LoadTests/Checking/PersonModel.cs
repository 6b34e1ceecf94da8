using Countersign.LoadTests.Histories;

namespace Countersign.LoadTests.Checking;

/// <summary>
/// One person's sign-ins as docs/api.md and docs/ciba.md tell them, one operation after another. What the documents leave open (a few
/// milliseconds of a challenge's life, how long a result is kept) may be either way here.
/// </summary>
internal sealed partial class PersonModel(History history, string user) : ISequentialModel<PersonState>
{
    private const long Second = 1_000_000;

    /// <summary>An unanswered request is carried out within this time or never: longer than anything is held or frozen for.</summary>
    private const long LongestDelay = 60 * Second;

    private const int ResultsKept = 8, SessionsKept = 5;
    private const long ResultLife = 300 * Second, RefreshRepeat = 10 * Second;
    private const long ProofLife = 50 * Second;       // of 60: what is signed is sent again as it is
    private const long ClockAftermath = 120 * Second; // until phones with the right time are understood again

    private readonly long _life = history.Conditions.ChallengeSeconds * Second;

    // I9: a second, and a clock that is being put right runs a twentieth fast or slow
    private readonly long _slack = Second + history.Conditions.ChallengeSeconds * Second / 20;

    private readonly Fault[] _clockFaults = [.. history.Faults.Where(fault => fault.IsOfClock)];

    private readonly Dictionary<string, Operation> _starts = history.Operations
        .Where(op => op.User == user && op.Kind is OperationKind.Start or OperationKind.Ask && op is { IsKnown: true, Challenge: not null })
        .GroupBy(op => op.Challenge!).ToDictionary(same => same.Key, same => same.First());

    public PersonState Initial => PersonState.Enrolled;

    public long Latest(Operation operation) => operation.IsKnown ? operation.Return : operation.Call + LongestDelay;

    public IEnumerable<PersonState> Step(PersonState state, Operation op) => InTime(state, op).SelectMany(now => StepNow(now, op));

    private IEnumerable<PersonState> StepNow(PersonState state, Operation op) => op.Kind switch
    {
        _ when IsStrangers(op) => If(op.Result == "CS4001", state),
        OperationKind.Start => Start(state, op),
        OperationKind.Ask => Ask(state, op),
        OperationKind.Observe => Observe(state, op),
        OperationKind.Fetch => Fetch(state, op),
        OperationKind.Answer => Answer(state, op),
        OperationKind.Redeem => Redeem(state, op),
        OperationKind.Session => Session(state, op),
        OperationKind.Cancel => Cancel(state, op),
        OperationKind.Collect => Collect(state, op),
        OperationKind.Refresh => Refresh(state, op),
        OperationKind.Revoke => Revoke(state, op),
        _ => Administer(state, op),
    };

    /// <summary>As it is, if the pending challenge can still be alive; and with it expired, if it can be that.</summary>
    private IEnumerable<PersonState> InTime(PersonState state, Operation op)
    {
        if (state.Pending is not { } pending)
        {
            yield return state;
            yield break;
        }

        if (op.Call <= pending.To + _life + _slack) yield return state;
        if (Latest(op) >= pending.From + _life - _slack) yield return state.End("expired", null, Latest(op));
    }

    /// <summary>I6: whoever did not begin a sign-in hears that there is none.</summary>
    private bool IsStrangers(Operation op) =>
        op.Kind is OperationKind.Observe or OperationKind.Redeem or OperationKind.Cancel && op.Challenge is { } id
        && _starts.TryGetValue(id, out var start) && start.Browser != op.Browser;

    private bool IsClockWrong(Operation op) =>
        _clockFaults.Any(fault => op.Call <= fault.Until + ClockAftermath && op.Return >= fault.From);

    /// <summary>Of an ended challenge: nobody need know it any more.</summary>
    private static bool MayBeForgotten(PersonState state, EndedChallenge ended, Operation op) =>
        state.EndedSoFar - ended.Order >= ResultsKept - 1 || op.Return >= ended.Since + ResultLife - Second;

    private static IEnumerable<PersonState> If(bool held, PersonState after) => held ? [after] : [];

    private IEnumerable<PersonState> Administer(PersonState state, Operation op)
    {
        var done = Latest(op);
        if (op.Outcome == Outcome.Refused) return [];
        return op.Kind switch
        {
            OperationKind.Disable => [state.IsEnabled ? Withdraw(state.EndEverything(done)) with { IsEnabled = false } : state],
            OperationKind.Enable => [state.IsEnabled ? state : state with { IsEnabled = true, Epoch = state.Epoch + 1 }],
            OperationKind.SignOut => [Withdraw(state.EndEverything(done))],
            OperationKind.Unlock =>
                [state with { IsLocked = false, WrongNumbers = 0, Epoch = state.IsLocked ? state.Epoch + 1 : state.Epoch }],
            OperationKind.Remove => Remove(state, done),
            _ => throw new ArgumentOutOfRangeException(nameof(op), op.Kind.ToString()),
        };
    }

    /// <summary>What waits for a phone that is gone may be ended with it or wait in vain.</summary>
    private static IEnumerable<PersonState> Remove(PersonState state, long done)
    {
        var gone = Withdraw(state) with { HasPhone = false };
        yield return gone;
        if (gone.Pending is not null) yield return gone.End("cancelled", null, done);
    }

    private static PersonState Withdraw(PersonState state) => state with
    {
        Ended = state.Ended.SetItems(
            state.Ended.Where(ended => ended.Value is { Outcome: "approved", Withdrawn: false })
                .Select(ended => KeyValuePair.Create(ended.Key, ended.Value with { Withdrawn = true }))),
    };
}
