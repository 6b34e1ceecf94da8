using System.Reflection;
using Countersign.Grains;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Countersign.Silo;

/// <summary>Metrics of the silo, its store, the cluster and the runtime; and the traces of questions, for a collector.</summary>
internal static class Telemetry
{
    private const string ServiceName = "countersign-silo";

    public static void Add(IServiceCollection services, Uri? collector)
    {
        var telemetry = services.AddOpenTelemetry().ConfigureResource(service =>
            service.AddService(ServiceName, serviceVersion: Assembly.GetExecutingAssembly().GetName().Version?.ToString(3)));
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter(SiloCounters.MeterName, "Microsoft.Orleans").AddRuntimeInstrumentation();
            metrics.AddPrometheusExporter(text =>
            {
                text.ScopeInfoEnabled = text.TargetInfoEnabled = false;
                text.ScrapeResponseCacheDurationMilliseconds = 0;
            });
            if (collector is not null) metrics.AddOtlpExporter(export => Reach(export, collector, "v1/metrics"));
        });
        if (collector is null) return;
        telemetry.WithTracing(tracing => tracing
            .AddSource(CallFilter.SourceName).AddOtlpExporter(export => Reach(export, collector, "v1/traces")));
    }

    /// <summary><c>GET /metrics</c>, for Prometheus.</summary>
    public static void Map(WebApplication app) => app.MapPrometheusScrapingEndpoint("/metrics");

    private static void Reach(OtlpExporterOptions export, Uri collector, string signal)
    {
        export.Protocol = OtlpExportProtocol.HttpProtobuf;
        export.Endpoint = new Uri(collector.AbsoluteUri.TrimEnd('/') + "/" + signal);
    }
}
