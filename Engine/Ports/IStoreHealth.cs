namespace Countersign.Engine.Ports;

/// <summary>A store that knows whether it can be written.</summary>
public interface IStoreHealth
{
    /// <summary>Why nothing is written now; null: it is.</summary>
    StoreTrouble? Trouble { get; }

    /// <summary>
    /// To be called each second: lets the store try whether it can be written when nobody else has lately, and end the wait of those whom a
    /// disk keeps waiting that does not answer. Waits for nothing.
    /// </summary>
    void Probe();
}

/// <param name="IsLost">For good: what this process has open is no longer what is there. Otherwise it goes on by itself.</param>
/// <param name="Cause">For the operator, in a sentence; names files, never what is in them.</param>
public sealed record StoreTrouble(bool IsLost, string Cause);
