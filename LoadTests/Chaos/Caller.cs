using System.Net.Sockets;
using Countersign.LoadTests.Histories;

namespace Countersign.LoadTests.Chaos;

/// <summary>How an actor takes a request without an answer.</summary>
internal enum Patience
{
    /// <summary>It is sent once: what became of it stays unknown.</summary>
    Once,

    /// <summary>It is sent again as it is, to the next gateway, until somebody says what is true. Only for what may be repeated.</summary>
    UntilKnown,
}

/// <summary>
/// One actor of the world outside, with one request under way at a time. It goes from gateway to gateway as a person's browser behind a
/// load balancer does, and writes down each operation with its call, its return and what it heard.
/// </summary>
internal sealed class Caller : IDisposable
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(4), AskAgainFor = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(60);

    private readonly Recorder _recorder;
    private readonly Door[] _doors;
    private readonly Tally _tally;
    private readonly Random _random;
    private int _at;

    public Caller(ServiceAddress service, Recorder recorder, Tally tally, Random random)
    {
        (_recorder, _tally, _random) = (recorder, tally, random);
        _doors = [.. service.Gateways.Select(gateway => new Door(service, gateway))];
        _at = random.Next(_doors.Length);
    }

    /// <summary>To sign with; any will do.</summary>
    public Door Signer => _doors[0];

    /// <summary>
    /// Does something and records it. <paramref name="asked"/> is what it is without times and outcome; <paramref name="tell"/> puts in
    /// what an answer says beside the outcome.
    /// </summary>
    public async Task<Heard> Do(
        Operation asked, Patience patience, Func<Door, CancellationToken, Task<Heard>> send, Func<Operation, Heard, Operation> tell,
        CancellationToken cancel)
    {
        var first = _recorder.Now;
        var until = first + (long)AskAgainFor.TotalMicroseconds;
        for (var tries = 1; ; tries++)
        {
            var called = _recorder.Now;
            var heard = await Try(send, cancel);
            if (heard.IsAnswer || patience == Patience.Once || _recorder.Now > until)
            {
                Record(asked with { Call = called, First = tries > 1 ? first : null, Tries = tries }, heard, tell);
                return heard;
            }

            // What went before may have been carried out, may be still, and is no part of what the last try is answered with.
            if (tries == 1) Record(asked with { Call = called }, heard, tell);
            await Task.Delay(Pause * (1 + _random.NextDouble()), cancel);
        }
    }

    public void Dispose()
    {
        foreach (var door in _doors) door.Dispose();
    }

    private async Task<Heard> Try(Func<Door, CancellationToken, Task<Heard>> send, CancellationToken cancel)
    {
        if (_random.Next(4) == 0) _at++;   // a load balancer knows nothing of people
        var door = _doors[_at % _doors.Length];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(AnswerWithin);
        var began = _recorder.Now;
        try
        {
            var heard = await send(door, limit.Token);
            _tally.Heard(heard.Status, heard.Word, TimeSpan.FromMicroseconds(_recorder.Now - began));
            if (!heard.IsAnswer) _at++;
            return heard;
        }
        catch (Exception lost) when (lost is SocketException or IOException or OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            _tally.Lost(lost is OperationCanceledException);
            door.Drop();
            _at++;
            return new(0);
        }
    }

    private void Record(Operation asked, Heard heard, Func<Operation, Heard, Operation> tell)
    {
        var done = asked with { Id = _recorder.NextId(), Return = _recorder.Now };
        if (heard.IsAnswer)
        {
            done = heard.IsSuccess
                ? tell(done with { Outcome = Outcome.Ok }, heard)
                : done with { Outcome = Outcome.Refused, Result = heard.Word ?? heard.Status.ToString() };
        }

        _recorder.Add(done);
    }
}

/// <summary>What was heard, counted by all actors together.</summary>
internal sealed class Tally
{
    private readonly Lock _turn = new();
    private readonly SortedDictionary<string, int> _errors = new(StringComparer.Ordinal);
    private long _answers, _unavailable, _lost, _late;

    public long Answers => Volatile.Read(ref _answers);
    public long Unavailable => Volatile.Read(ref _unavailable);

    /// <summary>Connections that ended, or did not come about.</summary>
    public long Ended => Volatile.Read(ref _lost);

    /// <summary>Requests that nobody answered in time.</summary>
    public long Late => Volatile.Read(ref _late);

    /// <summary>The longest that anybody waited to hear 503.</summary>
    public TimeSpan LongestUnavailable { get; private set; }

    /// <summary>Answers of the five hundreds but 503, by status and number: none is expected.</summary>
    public IReadOnlyDictionary<string, int> Errors
    {
        get { lock (_turn) return new SortedDictionary<string, int>(_errors, StringComparer.Ordinal); }
    }

    public void Heard(int status, string? word, TimeSpan took)
    {
        Interlocked.Increment(ref _answers);
        if (status < 500) return;
        lock (_turn)
        {
            if (status != 503) _errors[$"{status} {word}"] = _errors.GetValueOrDefault($"{status} {word}") + 1;
            else if (took > LongestUnavailable) LongestUnavailable = took;
        }

        if (status == 503) Interlocked.Increment(ref _unavailable);
    }

    public void Lost(bool isLate)
    {
        if (isLate) Interlocked.Increment(ref _late);
        else Interlocked.Increment(ref _lost);
    }
}
