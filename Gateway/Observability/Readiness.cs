using Countersign.Engine;
using Countersign.Engine.Ports;
using Countersign.Gateway.Http;

namespace Countersign.Gateway.Observability;

/// <summary>
/// Whether this process can keep what it is told and say what is true: looked at each second, so that who asks for readiness waits for
/// nothing. What changes is told in the log, with its cause.
/// </summary>
public sealed partial class Readiness(IStoreHealth? store, TimeProvider clock, bool isRestoreSuspected) : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>F8: how far the clock may be from what is told before somebody hears of it, and before nothing is promised.</summary>
    private static readonly TimeSpan SkewToTell = TimeSpan.FromSeconds(5), SkewToStop = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();
    private Task _watching = Task.CompletedTask;
    private string? _trouble;
    private bool _isSkewed;

    /// <summary>Why this process is not ready; null: it is, as far as can be known without asking the storage.</summary>
    public ProtocolError? Objection =>
        isRestoreSuspected ? HttpErrors.RestoreSuspected
        : store?.Trouble is { } trouble ? trouble.IsLost ? HttpErrors.StorageLost : HttpErrors.StorageNotWritable
        : Lag.Duration() > SkewToStop ? HttpErrors.ClockWrong
        : null;

    /// <summary>By how much the system's clock is ahead of the time that is told.</summary>
    public TimeSpan Skew => clock is SteadyClock steady ? steady.Skew : TimeSpan.Zero;

    /// <summary>By how much it is still ahead of what others are told.</summary>
    private TimeSpan Lag => clock is SteadyClock steady ? steady.Lag : TimeSpan.Zero;

    public void Start(ILogger logger) => _watching = Watch(logger);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private async Task Watch(ILogger logger)
    {
        using var timer = new PeriodicTimer(Pace, clock);
        try
        {
            do
            {
                store?.Probe();
                Tell(logger, store?.Trouble?.Cause);
                Tell(logger, Skew);
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
    }

    private void Tell(ILogger logger, string? trouble)
    {
        if (trouble == _trouble) return;
        if (trouble is null) Log.Well(logger);
        else Log.Trouble(logger, trouble);
        _trouble = trouble;
    }

    private void Tell(ILogger logger, TimeSpan skew)
    {
        var isSkewed = skew.Duration() > SkewToTell;
        if (isSkewed == _isSkewed) return;
        _isSkewed = isSkewed;
        if (isSkewed) Log.Skew(logger, (long)skew.TotalSeconds);
        else Log.NoSkew(logger);
    }

    private static partial class Log
    {
        [LoggerMessage(30, LogLevel.Error, "storage.trouble: {Cause}")]
        public static partial void Trouble(ILogger logger, string cause);

        [LoggerMessage(31, LogLevel.Warning, "storage.well: it is written again")]
        public static partial void Well(ILogger logger);

        [LoggerMessage(32, LogLevel.Warning, "clock.skew: the system's clock is {Seconds} s ahead of the time told, which follows it")]
        public static partial void Skew(ILogger logger, long seconds);

        [LoggerMessage(33, LogLevel.Information, "clock.agrees: the system's clock and the time that is told agree again")]
        public static partial void NoSkew(ILogger logger);
    }
}
