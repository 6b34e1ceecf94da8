namespace Countersign.Engine.Ports;

/// <summary>
/// The store will not be opened: in use, not ours, damaged, too new, or not reachable. The message names what it is about and what to do,
/// and is meant to be shown as it is to whoever starts the server.
/// </summary>
public sealed class StoreRefusedException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Nobody answered, or nobody is ready to: it may be there in a moment.</summary>
    public bool IsAway { get; init; }
}
