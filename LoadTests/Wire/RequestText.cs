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
    public ReadOnlyMemory<byte> Of(string method, string path, Target target, string? headers, string? json) =>
        Of(method, path, target, headers, json, "application/json");

    /// <param name="form">A body that is encoded already.</param>
    public ReadOnlyMemory<byte> OfForm(string path, Target target, string? headers, string form) =>
        Of("POST", path, target, headers, form, "application/x-www-form-urlencoded");

    private ReadOnlyMemory<byte> Of(string method, string path, Target target, string? headers, string? body, string type)
    {
        var length = body?.Length ?? (method == "GET" ? -1 : 0);
        var head = $"{method} {path} HTTP/1.1\r\nHost: {target.Address}\r\nUser-Agent: {Agent}\r\nAccept: */*\r\n{headers}"
            + (body is null ? "" : $"Content-Type: {type}\r\n")
            + (length < 0 ? "\r\n" : $"Content-Length: {length}\r\n\r\n{body}");
        if (_bytes.Length < head.Length) _bytes = new byte[head.Length * 2];
        return _bytes.AsMemory(0, Encoding.ASCII.GetBytes(head, _bytes));
    }
}
