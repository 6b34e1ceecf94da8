using Countersign.LoadTests.Histories;

namespace Countersign.LoadTests.Checking;

/// <summary>The service if one operation followed another: what each may answer in a state, and the state after it.</summary>
internal interface ISequentialModel<TState> where TState : IEquatable<TState>
{
    TState Initial { get; }

    /// <summary>
    /// The states that may follow when the operation happens now and ends as it was seen to end; none when it cannot. Of an operation of
    /// unknown outcome: the states when it does happen.
    /// </summary>
    IEnumerable<TState> Step(TState state, Operation operation);

    /// <summary>The last moment at which an operation may happen: its return, or later where its outcome is unknown.</summary>
    long Latest(Operation operation);

    /// <summary>Ended as it did, it changes nothing in any state.</summary>
    static bool IsRead(Operation operation) => operation.Kind switch
    {
        OperationKind.Observe or OperationKind.Session or OperationKind.Fetch => operation.IsKnown,
        OperationKind.Redeem or OperationKind.Collect or OperationKind.Refresh => false,   // refused, they may take something back
        _ => operation.Outcome == Outcome.Refused,
    };
}
