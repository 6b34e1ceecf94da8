namespace Countersign.Engine.Ports;

/// <summary>
/// The outside world of the engine and its use cases, besides the store. A composition makes one; what it does not have says
/// "none".
/// </summary>
public sealed record OutsidePorts(IReplayMemory Replays)
{
    /// <summary>The way to the counts of other gateways; null: there are no others.</summary>
    public ICountExchange? Counts { get; init; }

    /// <summary>Push transports.</summary>
    public IPhoneWaker PhoneWaker { get; init; } = NoPhoneWaker.Instance;

    /// <summary>Where a browser's address is.</summary>
    public IPlaceOfAddress PlaceOfAddress { get; init; } = NoPlaceOfAddress.Instance;
}
