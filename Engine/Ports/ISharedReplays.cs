namespace Countersign.Engine.Ports;

/// <summary>A store with a replay memory for all who share the store: what was shown to one gateway is refused at every other.</summary>
public interface ISharedReplays
{
    IReplayMemory Replays { get; }

    /// <summary>
    /// The store was put back from a backup: what it remembers says nothing of what was seen since, so what was issued before now is
    /// refused.
    /// </summary>
    /// <exception cref="StorageUnavailableException">It is not certain to be durable.</exception>
    ValueTask ForgetReplays(CancellationToken cancel);
}
