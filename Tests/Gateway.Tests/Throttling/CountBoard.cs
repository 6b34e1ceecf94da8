using Countersign.Engine.Ports;

namespace Countersign.Gateway.Tests.Throttling;

/// <summary>The place where gateways of a test put up what they counted; it can be away.</summary>
internal sealed class CountBoard : ICountExchange
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _texts = [];

    public bool IsAway { get; set; }

    public IReadOnlyCollection<ReadOnlyMemory<byte>> Texts => _texts.Values;

    /// <summary>Changes what is up there.</summary>
    public void Alter(Func<byte[], byte[]> change)
    {
        foreach (var (gateway, text) in _texts.ToArray()) _texts[gateway] = change(text.ToArray());
    }

    public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> Exchange(
        string gateway, ReadOnlyMemory<byte> counts, CancellationToken cancel)
    {
        if (IsAway) throw new StorageUnavailableException("away");
        Assert.InRange(counts.Length, 1, ICountExchange.Longest);
        _texts[gateway] = counts.ToArray();
        return new([.. _texts.Where(text => text.Key != gateway).Select(text => text.Value)]);
    }
}
