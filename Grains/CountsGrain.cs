using Countersign.Engine.Ports;
using Countersign.Grains.Interfaces;

namespace Countersign.Grains;

/// <summary>
/// Holds each gateway's last counts, in memory: some seconds of them are all that is ever of use. It is no question to a machine, so that a
/// silo that refuses questions for want of room still lets the limits hold.
/// </summary>
public sealed class CountsGrain(SiloServices silo) : Grain, ICountsGrain
{
    private readonly Dictionary<string, (byte[] Text, long At)> _texts = new(StringComparer.Ordinal);

    public Task<byte[][]> Exchange(string gateway, byte[] counts, CancellationToken cancel)
    {
        var now = silo.Clock.GetTimestamp();
        foreach (var (name, text) in _texts)
        {
            if (silo.Clock.GetElapsedTime(text.At, now) > ICountExchange.Kept) _texts.Remove(name);
        }

        if (counts.Length <= ICountExchange.Longest && (_texts.Count < ICountExchange.MostGateways || _texts.ContainsKey(gateway)))
            _texts[gateway] = (counts, now);
        byte[][] others = [.. _texts.Where(text => text.Key != gateway).Select(text => text.Value.Text)];
        return Task.FromResult(others);
    }
}
