using System.Diagnostics.Metrics;
using Countersign.Gateway.Http;
using OpenTelemetry.Metrics;

namespace Countersign.Gateway.Observability;

/// <summary>
/// Metrics for operators: ours, the web server's, the runtime's and those of the calls that leave, all under one provider.
/// </summary>
internal static class Metrics
{
    // Of the framework's server meters, these two. The others count the same requests once more, on every one of them.
    private static readonly string[] ServerMeters = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];
    private static readonly string[] ProcessMeters = ["System.Runtime", "System.Net.Http"];

    /// <param name="publicApp">Only its server meters and this listener's own count: one process may run several gateways.</param>
    /// <param name="collector">Where metrics are sent as well; null: nowhere.</param>
    public static void Add(IServiceCollection services, Measures measures, WebApplication publicApp, Uri? collector) =>
        services.ConfigureOpenTelemetryMeterProvider((own, metrics) =>
        {
            IMeterFactory[] scopes = [publicApp.Services.GetRequiredService<IMeterFactory>(), own.GetRequiredService<IMeterFactory>()];
            metrics.AddView(instrument => Counts(instrument.Meter, measures, scopes) ? null : MetricStreamConfiguration.Drop);
        }).AddOpenTelemetry().ConfigureResource(Collector.Describe).WithMetrics(metrics =>
        {
            metrics.AddMeter(Measures.MeterName).AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation();
            metrics.AddPrometheusExporter(text =>
            {
                text.ScopeInfoEnabled = text.TargetInfoEnabled = false;   // the names and labels that dashboards know, and no others
                text.ScrapeResponseCacheDurationMilliseconds = 0;
            });
            if (collector is not null) metrics.AddOtlpExporter(export => Collector.Reach(export, collector, "v1/metrics"));
        });

    /// <summary><c>GET /metrics</c>, for Prometheus.</summary>
    public static void Map(WebApplication app, IEndpointRouteBuilder routes)
    {
        var scrape = ((IApplicationBuilder)app).New().UseOpenTelemetryPrometheusScrapingEndpoint(_ => true).Build();
        routes.MapGet("/metrics", async Task<IResult> (http) =>
        {
            await scrape(http);
            return Results.Empty;
        }).Produces<string>(200, "text/plain")
            .WithSummary("Counters and gauges in the Prometheus text format.");
    }

    private static bool Counts(Meter meter, Measures measures, IMeterFactory[] scopes) =>
        meter == measures.Meter || ProcessMeters.Contains(meter.Name)
        || (ServerMeters.Contains(meter.Name) && scopes.Contains(meter.Scope));
}
