using System.Diagnostics.Metrics;
using System.Threading.Channels;

namespace Countersign.Gateway.Tests.Waking;

/// <summary>What one gateway counts of its wake-ups, as it counts it.</summary>
internal sealed class WakeCounts : IDisposable
{
    private readonly Channel<string> _counted = Channel.CreateUnbounded<string>();
    private readonly Channel<double> _looks = Channel.CreateUnbounded<double>();
    private readonly MeterListener _listener = new();

    public WakeCounts(RunningGateway gateway)
    {
        var meter = gateway.Measures.Meter;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == meter && instrument.Name is "countersign.wakeups" or "countersign.wakeups.looked")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(
            (_, _, tags, _) => _counted.Writer.TryWrite(string.Join(' ', tags.ToArray().Select(tag => tag.Value))));
        _listener.SetMeasurementEventCallback<double>((_, seconds, _, _) => _looks.Writer.TryWrite(seconds));
        _listener.Start();
    }

    /// <summary>The transport and what came of the next message: <c>web_push sent</c>.</summary>
    public async Task<string> Next() =>
        await _counted.Reader.ReadAsync(Browser.Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Browser.Cancel);

    /// <summary>Seconds from the next wake-up to the look.</summary>
    public async Task<double> NextLook() =>
        await _looks.Reader.ReadAsync(Browser.Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Browser.Cancel);

    public void Dispose() => _listener.Dispose();
}
