using System.Reflection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;

namespace Countersign.Gateway.Observability;

/// <summary>
/// The OpenTelemetry collector that an operator may name: what this service is called there, and how it is reached (OTLP over HTTP).
/// Further options, such as headers, are the SDK's own: <c>OTEL_EXPORTER_OTLP_HEADERS</c>, <c>OTEL_RESOURCE_ATTRIBUTES</c>.
/// </summary>
internal static class Collector
{
    private const string ServiceName = "countersign-gateway";

    public static void Describe(ResourceBuilder service) =>
        service.AddService(ServiceName, serviceVersion: Assembly.GetExecutingAssembly().GetName().Version?.ToString(3));

    /// <param name="signal"><c>v1/traces</c> or <c>v1/metrics</c>.</param>
    public static void Reach(OtlpExporterOptions export, Uri collector, string signal)
    {
        export.Protocol = OtlpExportProtocol.HttpProtobuf;
        export.Endpoint = new Uri(collector.AbsoluteUri.TrimEnd('/') + "/" + signal);
    }
}
