using Countersign.Engine.Machines;

namespace Countersign.Grains;

/// <summary>
/// A grain that hosts one state machine: it asks the machine's host, and stays in memory as long as that is worth it. A grain whose write
/// lost a race leaves at once: there may be another activation of its key (I13).
/// </summary>
public abstract class MachineGrain<TState, TQuestion, TAnswer, TEvent> : Grain, IAsked
    where TState : class
    where TAnswer : class
{
    private static readonly string Name = typeof(TState).Name.Replace("State", "", StringComparison.Ordinal);

    private readonly StateMachineHost<TState, TQuestion, TAnswer, TEvent> _host;
    private readonly TimeSpan? _staysIfKnown;

    /// <param name="create">The machine's host, of the grain's key.</param>
    /// <param name="staysIfKnown">
    /// How long the grain stays when there is a row: for machines that are asked again and again. Null for one that is asked a few times in
    /// a short while, and then for a long time not at all: it leaves as soon as one of an unknown key.
    /// </param>
    private protected MachineGrain(Func<string, StateMachineHost<TState, TQuestion, TAnswer, TEvent>> create, TimeSpan? staysIfKnown) =>
        (_host, _staysIfKnown) = (create(this.GetPrimaryKeyString()), staysIfKnown);

    string IAsked.Machine => Name;

    public async Task<TAnswer> Ask(TQuestion question, CancellationToken cancel)
    {
        var answer = await _host.Ask(question, cancel);
        if (_host.WasOvertaken) DeactivateOnIdle();
        else if (_host.HasRow && _staysIfKnown is { } stay) DelayDeactivation(stay);
        return answer;
    }
}
