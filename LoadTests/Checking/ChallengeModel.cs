using Countersign.LoadTests.Histories;

namespace Countersign.LoadTests.Checking;

/// <summary>One challenge as the model has it.</summary>
/// <param name="Number">As it was shown; null where nobody told it.</param>
/// <param name="From">It began at this moment at the earliest, in microseconds.</param>
/// <param name="To">And at this one at the latest.</param>
/// <param name="Outcome">Null while it is pending.</param>
internal sealed record ChallengeState(
    bool Exists = false, string? Number = null, long From = 0, long To = 0, string? Outcome = null, string? Statement = null,
    string? Redemption = null, bool Revoked = false);

/// <summary>
/// A challenge by itself: begun once, ended once, redeemed once, and never back (I2, I5, I9, I22). It looks at less than <see
/// cref="PersonModel"/>, so that what it finds is easily read.
/// </summary>
internal sealed class ChallengeModel(Conditions conditions) : ISequentialModel<ChallengeState>
{
    private const long Second = 1_000_000, LongestDelay = 60 * Second;
    private static readonly ChallengeState Absent = new();

    private readonly long _life = conditions.ChallengeSeconds * Second;
    private readonly long _slack = Second + conditions.ChallengeSeconds * Second / 20;

    public ChallengeState Initial => Absent;

    public long Latest(Operation operation) => operation.IsKnown ? operation.Return : operation.Call + LongestDelay;

    /// <summary>The operations on a challenge, and what an administrator did that may have ended it.</summary>
    public static IEnumerable<Operation> Of(string challenge, IEnumerable<Operation> ofUser) => ofUser.Where(op =>
        op.Challenge == challenge && op.Kind is not (OperationKind.Session or OperationKind.Refresh or OperationKind.Revoke)
        || op.Kind is OperationKind.Disable or OperationKind.SignOut or OperationKind.Remove);

    public IEnumerable<ChallengeState> Step(ChallengeState state, Operation op)
    {
        if (op.Outcome == Outcome.Refused && op.Result is "CS2006" or "CS3014" or "CS4001" or "CS4002" or "slow_down") return [state];
        return InTime(state, op).SelectMany(now => StepNow(now, op));
    }

    private IEnumerable<ChallengeState> StepNow(ChallengeState state, Operation op)
    {
        switch (op.Kind)
        {
            case OperationKind.Start or OperationKind.Ask:
                if (!state.Exists) return [new(true, op.Number, op.First ?? op.Call, Latest(op))];
                return state.Outcome is null && (state.Number ?? op.Number) == op.Number ? [state with { Number = op.Number }] : [];
            case OperationKind.Fetch:   // the phone may hear of it before its browser, or though its browser never did
                return state.Outcome is not null ? [] : [state.Exists ? state : new(true, null, op.Call - LongestDelay, op.Return)];
            case OperationKind.Disable or OperationKind.SignOut or OperationKind.Remove:
                return state is { Exists: true, Outcome: null } ? [state with { Outcome = "cancelled" }, state] : [state];
        }

        return !state.Exists ? [] : op.Kind switch
        {
            OperationKind.Observe => If(op.Result == (state.Outcome ?? "pending"), state),
            OperationKind.Answer => Answer(state, op),
            OperationKind.Cancel => state.Outcome switch
            {
                null => If(op.Outcome != Outcome.Refused, state with { Outcome = "cancelled" }),
                "cancelled" or "expired" => If(op.Outcome == Outcome.Ok, state),
                _ => If(op.Result == "CS4003", state),
            },
            OperationKind.Redeem or OperationKind.Collect => Redeem(state, op),
            _ => throw new ArgumentOutOfRangeException(nameof(op), op.Kind.ToString()),
        };
    }

    private static IEnumerable<ChallengeState> Answer(ChallengeState state, Operation op)
    {
        if (state.Outcome is { } outcome)
        {
            var again = state.Statement is not null && state.Statement == op.Statement;
            return If(again ? op.Result == outcome : op.Result is "CS4003" or "CS4004" or "CS4016", state);
        }

        var decided = op.Decision == "deny" ? "denied" : op.Number == state.Number ? "approved" : "wrong_number";
        return If(!op.IsKnown || op.Result == decided, state with { Outcome = decided, Statement = op.Statement });
    }

    /// <summary>Whether the person still stands behind it is for <see cref="PersonModel"/> to say: any refusal will do here.</summary>
    private static IEnumerable<ChallengeState> Redeem(ChallengeState state, Operation op)
    {
        if (state.Outcome != "approved") return If(op.Outcome == Outcome.Refused, state);
        var key = op.Kind == OperationKind.Collect ? "collected " + op.Id : op.Key;
        if (state.Redemption is not null && (state.Revoked || state.Redemption != key))
            return If(op.Outcome != Outcome.Ok, state with { Revoked = true });
        return op.Outcome == Outcome.Refused ? [state] : [state with { Redemption = key }];
    }

    private IEnumerable<ChallengeState> InTime(ChallengeState state, Operation op)
    {
        if (state is not { Exists: true, Outcome: null })
        {
            yield return state;
            yield break;
        }

        if (op.Call <= state.To + _life + _slack) yield return state;
        if (Latest(op) >= state.From + _life - _slack) yield return state with { Outcome = "expired" };
    }

    private static IEnumerable<ChallengeState> If(bool held, ChallengeState after) => held ? [after] : [];
}
