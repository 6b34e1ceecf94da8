using System.Text;

namespace Countersign.LoadTests.Wire;

/// <summary>A request as bytes, in a buffer that is used again for the next.</summary>
internal sealed class RequestText
{
    // What browsers and apps send along, so that the server reads about as much as from them.
    private const string Agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private byte[] _bytes = new byte[4096];

    /// <param name="headers">Whole lines, each with its line end; null for none.</param>
    /// <param name="json">A body, ASCII; null for none.</param>
    public ReadOnlyMemory<byte> Of(string method, string path, Target target, string? headers, string? json)
    {
        var length = json?.Length ?? (method == "GET" ? -1 : 0);
        var head = $"{method} {path} HTTP/1.1\r\nHost: {target.Address}\r\nUser-Agent: {Agent}\r\nAccept: */*\r\n{headers}"
            + (json is null ? "" : "Content-Type: application/json\r\n")
            + (length < 0 ? "\r\n" : $"Content-Length: {length}\r\n\r\n{json}");
        if (_bytes.Length < head.Length) _bytes = new byte[head.Length * 2];
        return _bytes.AsMemory(0, Encoding.ASCII.GetBytes(head, _bytes));
    }
}
