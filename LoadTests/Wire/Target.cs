using System.Net;
using Countersign.LoadTests.Population;

namespace Countersign.LoadTests.Wire;

/// <summary>The server under load. Only ever this machine: load on somebody else's server is an attack.</summary>
internal sealed record Target(IPEndPoint Address, string Origin)
{
    public const string Tenant = Person.Tenant;

    /// <summary>The audience that statements name.</summary>
    public string Issuer => Origin + "/" + Tenant;

    public static Target OnPort(int port) => new(new(IPAddress.Loopback, port), $"http://127.0.0.1:{port}");

    /// <exception cref="FormatException">It is not an http address of this machine's loopback network.</exception>
    public static Target Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme != "http")
            throw new FormatException($"'{text}' is not an address such as http://127.0.0.1:5080.");
        var named = address.Host == "localhost" ? "127.0.0.1" : address.Host.Trim('[', ']');
        return IPAddress.TryParse(named, out var host) && IPAddress.IsLoopback(host)
            ? new(new(host, address.Port), address.GetLeftPart(UriPartial.Authority))
            : throw new FormatException($"'{text}' is refused: load is put on loopback addresses of this machine only.");
    }
}
