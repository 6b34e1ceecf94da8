using System.Security.Cryptography;
using Countersign.Engine;
using Countersign.Engine.Ports;

namespace Countersign.Gateway.Throttling;

/// <summary>
/// Lets the limits of several gateways hold for all of them together (CLU-5): each gateway counts in its own memory, tells the others what
/// it counted, and adds what they tell. What one has counted is known to the others within <see cref="Delay"/>; until then a limit may be
/// passed by as much as each of them lets in alone. When the way between them is away each goes on alone: nobody is refused for that.
/// </summary>
/// <param name="key">32 bytes; the same at all gateways of a service.</param>
public sealed partial class SharedCounts(ICountExchange exchange, byte[] key, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>The time between two exchanges.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(800);

    /// <summary>The time after which others know what was counted here, while the store answers at once.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);

    /// <summary>Rounds that are told again, for those who came late.</summary>
    private const int ToldAgain = 4;

    /// <summary>What is told in one round at most: some 500 KiB. Beyond, what is new counts here alone.</summary>
    private const int MostTold = 8192;

    /// <summary>A sender that has said nothing for so long is forgotten.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    private readonly AesGcm _key = new(key, 16);
    private readonly string _name = RandomNumberGenerator.GetHexString(32, lowercase: true);
    private readonly ulong _sender = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
    private readonly long _start = clock.GetTimestamp();
    private readonly Action<Heard>?[] _hears = new Action<Heard>?[256];
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _exchanging = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<ulong, (uint Round, long At)> _senders = [];
    private Dictionary<Count, int> _told = [];
    private List<CountRound> _rounds = [];
    private uint _round;
    private long _last = clock.GetTimestamp();
    private bool _isAlone;
    private Task _running = Task.CompletedTask;

    /// <summary>Milliseconds of this process, for counts whose window is a time.</summary>
    public long Now => (long)clock.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>Who hears what others have counted of this. Before anything is told.</summary>
    public void Join(SharedLimit what, Action<Heard> hear) => _hears[(byte)what] = hear;

    /// <summary>Tells the others, soon; waits for nothing.</summary>
    public void Tell(in Count count)
    {
        lock (_lock)
        {
            if (_told.TryGetValue(count, out var times)) _told[count] = times + 1;
            else if (_told.Count < MostTold) _told[count] = 1;
        }
    }

    /// <summary>Begins to exchange.</summary>
    /// <param name="log">Hears when the others cannot be heard, and when they can.</param>
    public void Start(ILogger log) => _running = Run(log);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _exchanging.Dispose();
        _stop.Dispose();
        _key.Dispose();
    }

    /// <summary>One exchange; they follow one another by themselves once it is started.</summary>
    /// <exception cref="StorageUnavailableException">Not now; what was to be told is told the next time.</exception>
    /// <exception cref="EngineUnavailableException">The same.</exception>
    public async Task Exchange(CancellationToken cancel)
    {
        await _exchanging.WaitAsync(cancel);
        try
        {
            Gather();
            var told = new CountMessage(_sender, Now, _rounds).Seal(_key, ICountExchange.Longest);
            var others = await exchange.Exchange(_name, told, cancel);
            if (_rounds.Count > ToldAgain) _rounds = _rounds[^ToldAgain..];
            var (last, now) = (_last, clock.GetTimestamp());
            _last = now;
            foreach (var other in others) Hear(other, clock.GetElapsedTime(last, now));
            Forget(now);
        }
        finally
        {
            _exchanging.Release();
        }
    }

    /// <summary>What was counted since the last time becomes a round.</summary>
    private void Gather()
    {
        Dictionary<Count, int> told;
        lock (_lock)
        {
            if (_told.Count == 0) return;
            (told, _told) = (_told, []);
        }

        IEnumerable<KeyValuePair<Count, int>> entries = told;
        if (told.Count > CountMessage.MostEntries)
            entries = told.OrderByDescending(entry => entry.Value).Take(CountMessage.MostEntries);
        _rounds.Add(new(++_round, [.. entries
            .OrderBy(entry => entry.Key.Kind == CountKind.Forgotten ? 0 : 1)
            .Select(entry => (entry.Key, (ushort)Math.Min(entry.Value, ushort.MaxValue)))]));
        if (_rounds.Count > 2 * ToldAgain) _rounds = _rounds[^ToldAgain..];   // nobody has heard for long: hints
    }

    private void Hear(ReadOnlyMemory<byte> text, TimeSpan sinceLast)
    {
        if (CountMessage.Open(_key, text.Span) is not { } message || message.Sender == _sender) return;
        var heard = _senders.TryGetValue(message.Sender, out var known) ? known.Round : 0;
        foreach (var round in message.Rounds)
        {
            if (round.Number <= heard) continue;
            heard = round.Number;
            foreach (var (count, times) in round.Entries)
            {
                var age = TimeSpan.FromMilliseconds(Math.Max(0, message.Now - count.Window));
                _hears[(byte)count.What]?.Invoke(new(count, times, age, age + sinceLast));
            }
        }

        _senders[message.Sender] = (heard, clock.GetTimestamp());
    }

    private void Forget(long now)
    {
        foreach (var (sender, known) in _senders)
        {
            if (clock.GetElapsedTime(known.At, now) > Silence) _senders.Remove(sender);
        }
    }

    private async Task Run(ILogger log)
    {
        using var timer = new PeriodicTimer(Pace, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token)) await Try(log);
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
    }

    private async Task Try(ILogger log)
    {
        try
        {
            await Exchange(_stop.Token);
            if (_isAlone) Log.Together(log);
            _isAlone = false;
        }
        catch (Exception away) when (away is StorageUnavailableException or EngineUnavailableException)
        {
            if (!_isAlone) Log.Alone(log, away.Message);
            _isAlone = true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(34, LogLevel.Warning, "counts.alone: other gateways cannot be heard; limits are this one's alone: {Cause}")]
        public static partial void Alone(ILogger log, string cause);

        [LoggerMessage(35, LogLevel.Warning, "counts.together: other gateways can be heard")]
        public static partial void Together(ILogger log);
    }
}
