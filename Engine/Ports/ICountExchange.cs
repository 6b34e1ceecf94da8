namespace Countersign.Engine.Ports;

/// <summary>
/// Carries what gateways have counted to the other gateways of a service. A hint: it may be late, lost or read twice, and nothing is kept
/// for longer than it is of use. What is carried is sealed by the gateways.
/// </summary>
public interface ICountExchange
{
    /// <summary>The longest text, in bytes.</summary>
    const int Longest = 128 * 1024;

    /// <summary>The most gateways whose texts are kept; more than these read some of each other.</summary>
    const int MostGateways = 200;

    /// <summary>How long a gateway's last text is given to the others.</summary>
    static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    /// <summary>Puts up this gateway's text in place of its last one, and gives back what the others have put up lately.</summary>
    /// <param name="gateway">A name that no other process has: 32 hexadecimal digits.</param>
    /// <exception cref="StorageUnavailableException">It is not certain to be put up.</exception>
    /// <exception cref="EngineUnavailableException">The same, of a cluster.</exception>
    ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> Exchange(string gateway, ReadOnlyMemory<byte> counts, CancellationToken cancel);
}
