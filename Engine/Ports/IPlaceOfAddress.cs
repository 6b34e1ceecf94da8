using System.Net;

namespace Countersign.Engine.Ports;

/// <summary>
/// Says where a network address is, in words that a person recognises ("Taipei, Taiwan"): a table of the operator's, or of somebody who
/// sells one.
/// </summary>
public interface IPlaceOfAddress
{
    /// <summary>From memory, at once: each start waits for it. Never throws.</summary>
    /// <returns>Null where it is not known. What cannot be shown as it is counts as not known.</returns>
    string? Find(IPAddress address);
}

/// <summary>No place is known.</summary>
public sealed class NoPlaceOfAddress : IPlaceOfAddress
{
    public static readonly NoPlaceOfAddress Instance = new();

    public string? Find(IPAddress address) => null;
}
