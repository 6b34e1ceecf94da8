using System.Text;

namespace Countersign.Authenticator;

/// <summary>One server-sent event.</summary>
/// <param name="Name">The <c>event</c> field; <c>message</c> when there was none.</param>
/// <param name="Data">The <c>data</c> lines, joined with line feeds.</param>
public readonly record struct ServerEvent(string Name, string Data);

/// <summary>
/// Reads <c>text/event-stream</c> (WHATWG HTML 9.2) from a stream that may arrive in any pieces. A line, and an event, may have
/// <see cref="MostBytes"/>, and a stream that is silent for too long counts as broken: the server sends a comment every 15 s, so
/// silence means that the connection is gone without a word. The framework's parser has neither bound.
/// </summary>
/// <param name="idle">The longest silence.</param>
public sealed class EventStream(Stream stream, TimeProvider clock, TimeSpan idle) : IAsyncDisposable
{
    /// <summary>As much as a body may have (docs/api.md), and then some.</summary>
    public const int MostBytes = 64 * 1024;

    private readonly byte[] _chunk = new byte[4096];
    private readonly MemoryStream _line = new();
    private int _at, _end;
    private bool _afterReturn, _first = true;

    /// <summary>The next event, or null at the end of the stream. An event that the end cuts short is dropped.</summary>
    /// <exception cref="IOException">The connection broke, was silent for too long, or sent more than an event may hold.</exception>
    public async ValueTask<ServerEvent?> Next(CancellationToken cancel)
    {
        string name = "";
        StringBuilder? data = null;
        while (await Line(cancel) is { } line)
        {
            if (line.Length == 0 && data is not null) return new(name.Length == 0 ? "message" : name, data.ToString(0, data.Length - 1));
            if (line.Length == 0) name = "";
            var (field, value) = Split(line);
            if (field == "event") name = value;
            if (field == "data") (data ??= new()).Append(value).Append('\n');
            if (data?.Length > MostBytes) throw new IOException("The server sent an event that is too long.");
        }
        return null;
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    // A comment is a line whose field name is empty: it is read like any other, and means nothing.
    private static (string Field, string Value) Split(string line)
    {
        var colon = line.IndexOf(':');
        if (colon < 0) return (line, "");
        var value = line.AsSpan(colon + 1);
        return (line[..colon], (value.StartsWith(" ") ? value[1..] : value).ToString());
    }

    /// <summary>A line ends with CR, LF or both; a CR is taken at once, and the LF that may follow is skipped when it comes.</summary>
    private async ValueTask<string?> Line(CancellationToken cancel)
    {
        _line.SetLength(0);
        while (true)
        {
            if (_at == _end && !await Fill(cancel)) return null;
            if (_afterReturn && _chunk[_at] == '\n') _at++;
            _afterReturn = false;
            var length = _chunk.AsSpan(_at, _end - _at).IndexOfAny((byte)'\r', (byte)'\n');
            _line.Write(_chunk, _at, length < 0 ? _end - _at : length);
            if (_line.Length > MostBytes) throw new IOException("The server sent a line that is too long.");
            if (length < 0)
            {
                _at = _end;
                continue;
            }
            _afterReturn = _chunk[_at + length] == '\r';
            _at += length + 1;
            return Text();
        }
    }

    private string Text()
    {
        var text = Encoding.UTF8.GetString(_line.GetBuffer(), 0, (int)_line.Length);
        if (_first && text.StartsWith('\uFEFF')) text = text[1..];
        _first = false;
        return text;
    }

    private async ValueTask<bool> Fill(CancellationToken cancel)
    {
        using var silence = new CancellationTokenSource(idle, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, silence.Token);
        try
        {
            (_at, _end) = (0, await stream.ReadAsync(_chunk, either.Token));
            return _end > 0;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new IOException("The server was silent for too long.");
        }
    }
}
