using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Hosting;

namespace Countersign.Grains.Interfaces.Clustering;

/// <summary>
/// A gateway's way into the cluster. It is there at once: while no silo can be reached, every question is answered "unavailable", and the
/// search goes on.
/// </summary>
public sealed partial class ClusterConnection : IAsyncDisposable
{
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly IHost _host;
    private ILogger _log = NullLogger.Instance;
    private Task _connecting = Task.CompletedTask;
    private volatile bool _isConnected;
    private bool _isTold;

    public ClusterConnection(ClusterSettings settings, TimeProvider clock)
    {
        if (settings.Tls is { } files) files.Refused += why => Log.Certificates(_log, why);
        var builder = InnerHost.Create();
        builder.UseOrleansClient(client => client
            .UseMembership(settings).UseClusterTls(settings.Tls).UseConnectionRetryFilter(KeepTrying).AddTraces());
        builder.Services.AddCountersignWire();
        _host = builder.Build();
        Engine = new ClusterEngine(_host.Services.GetRequiredService<IGrainFactory>(), clock, () => _isConnected);
    }

    public ClusterEngine Engine { get; }

    /// <summary>Begins to look for silos.</summary>
    /// <param name="log">Hears when none can be reached, and when one can.</param>
    /// <returns>Ends with the first silo that was reached.</returns>
    public Task Begin(ILogger log)
    {
        _log = log;
        return _connecting = Connect();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _connecting;
        }
        catch (OperationCanceledException)
        {
            // Nobody was reached.
        }

        await ((IAsyncDisposable)_host).DisposeAsync();
        _stop.Dispose();
    }

    private async Task Connect()
    {
        await _host.StartAsync(_stop.Token);
        _isConnected = true;
        if (_isTold) Log.Reached(_log);
    }

    private async Task<bool> KeepTrying(Exception failed, CancellationToken stop)
    {
        if (!_isTold) Log.Unreachable(_log, failed.Message.ReplaceLineEndings(" "));
        _isTold = true;
        await Task.Delay(BetweenAttempts, stop);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(40, LogLevel.Warning, "cluster.unreachable: no silo answers; everything is refused until one does: {Cause}")]
        public static partial void Unreachable(ILogger log, string cause);

        [LoggerMessage(41, LogLevel.Warning, "cluster.reached: a silo answers")]
        public static partial void Reached(ILogger log);

        [LoggerMessage(42, LogLevel.Error, "cluster.certificates: the files have changed and cannot be used; the ones before are: {Cause}")]
        public static partial void Certificates(ILogger log, string cause);
    }
}
