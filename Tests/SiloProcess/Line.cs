using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;

namespace Countersign.SiloProcess;

/// <summary>Two processes that ask each other, any number of things at once: a line for a question, a line for its answer.</summary>
public sealed class Line : IDisposable
{
    private readonly Socket _socket;
    private readonly StreamReader _from;
    private readonly StreamWriter _to;
    private readonly Func<Line, string, ValueTask<string>> _answer;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<string>> _open = new();
    private long _last;

    /// <param name="answer">To what the other side asks.</param>
    public Line(Socket socket, Func<Line, string, ValueTask<string>> answer)
    {
        (_socket, _answer) = (socket, answer);
        socket.NoDelay = true;
        var stream = new NetworkStream(socket);
        (_from, _to) = (new(stream), new(stream));
        Over = Task.Run(Read);
    }

    /// <summary>Ends when the other side is gone.</summary>
    public Task Over { get; }

    /// <exception cref="IOException">The other side is gone.</exception>
    public Task<string> Ask(string question)
    {
        var number = Interlocked.Increment(ref _last);
        var asked = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[number] = asked;
        if (Over.IsCompleted) throw new IOException("The other side is gone.");
        Write('?', number, question);
        return asked.Task;
    }

    public void Dispose() => _socket.Dispose();

    private async Task Read()
    {
        try
        {
            while (await _from.ReadLineAsync() is { } line)
            {
                var parts = line.Split(' ', 3);
                var number = long.Parse(parts[1], CultureInfo.InvariantCulture);
                if (parts[0] == "?") _ = Answer(number, parts[2]);
                else if (_open.TryRemove(number, out var asked)) asked.SetResult(parts[2]);
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or SocketException)
        {
            // Told below.
        }

        foreach (var asked in _open.Values) asked.TrySetException(new IOException("The other side is gone."));
    }

    private async Task Answer(long number, string question)
    {
        var answer = await _answer(this, question);
        try
        {
            Write('=', number, answer);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or SocketException)
        {
            // Nobody hears it.
        }
    }

    private void Write(char kind, long number, string text)
    {
        lock (_to)
        {
            _to.Write(string.Create(CultureInfo.InvariantCulture, $"{kind} {number} {text}\n"));
            _to.Flush();
        }
    }
}
