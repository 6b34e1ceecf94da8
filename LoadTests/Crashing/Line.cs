using System.Net.Sockets;
using Countersign.LoadTests.Wire;

namespace Countersign.LoadTests.Crashing;

/// <summary>Whether the server should be there now. Closed while it is being started again.</summary>
internal sealed class Gate
{
    private volatile TaskCompletionSource _open = Opened();

    public void Close() => _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _open.TrySetResult();

    public Task Passed(CancellationToken cancel) => _open.Task.WaitAsync(cancel);

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}

/// <summary>
/// A browser and a phone that do not give up: a request without an answer, or answered with 503, is asked again as it was, as a
/// browser that lost its connection would. What has no answer has no known outcome; asking again must find the true one.
/// </summary>
internal sealed class Line : IDisposable
{
    private const int MostRetries = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly HttpConnection _connection;
    private readonly Gate _gate;
    private readonly Ledger _ledger;

    public Line(Target target, Gate gate, Ledger ledger)
    {
        (_connection, _gate, _ledger) = (new(target.Address), gate, ledger);
        (Browser, Phone) = (new(_connection, target), new(_connection, target));
    }

    public Browser Browser { get; }

    public Phone Phone { get; }

    public async Task<Reply<T>> Ask<T>(Func<ValueTask<Reply<T>>> ask, CancellationToken cancel) where T : class
    {
        for (var tried = 0; tried < MostRetries; tried++)
        {
            await _gate.Passed(cancel);
            try
            {
                var reply = await ask();
                if (reply.Status != 503) return reply;
            }
            catch (Exception lost) when (lost is IOException or SocketException)
            {
                // Killed on the way, or not listening yet.
            }

            _ledger.Retried();
            await Task.Delay(Pause, cancel);
        }

        throw new UnexpectedReplyException($"no answer in {MostRetries} tries");
    }

    public void Dispose() => _connection.Dispose();
}
