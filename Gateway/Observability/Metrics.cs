using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Countersign.Gateway.Observability;

/// <summary><c>GET /metrics</c> on the administration listener, for Prometheus: ours, the web server's and the runtime's.</summary>
internal sealed class Metrics : IDisposable
{
    private static readonly string[] WebMeters = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];
    private readonly Lock _lock = new();
    private readonly PrometheusText _text = new();
    private readonly BaseExportingMetricReader _reader;
    private readonly MeterProvider _provider;

    /// <param name="apps">Only their web server's meters count: one process may run several gateways.</param>
    public Metrics(Measures measures, params WebApplication[] apps)
    {
        var scopes = apps.Select(app => app.Services.GetRequiredService<IMeterFactory>()).ToArray();
        _reader = new BaseExportingMetricReader(_text);
        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter([Measures.MeterName, "System.Runtime", .. WebMeters])
            .AddView(instrument => IsOurs(instrument.Meter, measures, scopes) ? null : MetricStreamConfiguration.Drop)
            .AddReader(_reader)
            .Build();
    }

    public void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/metrics", () => Results.Text(Read(), PrometheusText.ContentType))
        .Produces<string>(200, "text/plain")
        .WithSummary("Counters and gauges in the Prometheus text format.");

    public void Dispose() => _provider.Dispose();

    private string Read()
    {
        lock (_lock)
        {
            _reader.Collect();
            return _text.Last;
        }
    }

    private static bool IsOurs(Meter meter, Measures measures, IMeterFactory[] scopes) =>
        meter == measures.Meter || meter.Name == "System.Runtime" || (WebMeters.Contains(meter.Name) && scopes.Contains(meter.Scope));
}
