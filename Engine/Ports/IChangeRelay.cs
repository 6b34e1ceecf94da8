namespace Countersign.Engine.Ports;

/// <summary>
/// Carries change notifications to the other processes on a store, and theirs here. A hint, as every notification: it may be lost, late or
/// for nothing. What is carried is a number that many challenges and devices share, so that nothing can be learnt from it.
/// </summary>
public interface IChangeRelay
{
    /// <param name="heard">Called with the number that another process told.</param>
    /// <param name="missed">Called when some may have been missed: everything may have changed.</param>
    void Listen(Action<int> heard, Action missed);

    /// <summary>Tells the other processes, soon; waits for nothing.</summary>
    /// <param name="slot">0 to 65,535.</param>
    void Tell(int slot);
}
