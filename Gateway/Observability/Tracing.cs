using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Trace;

namespace Countersign.Gateway.Observability;

/// <summary>
/// Traces of requests and of the calls that leave, sent to a collector. Without one nothing listens, and no span is made.
/// </summary>
internal static class Tracing
{
    public static void Add(IServiceCollection services, Uri collector)
    {
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());   // a caller's trace goes on here; what else it hands on does not
        services.AddOpenTelemetry().ConfigureResource(Collector.Describe).WithTracing(tracing => tracing
            .AddAspNetCoreInstrumentation()
            .AddHttpClientInstrumentation()
            .AddProcessor(new KnownTagsOnly())   // before the exporter, which takes a span as it then is
            .AddOtlpExporter(export => Collector.Reach(export, collector, "v1/traces")));
    }

    /// <summary>
    /// Takes from a span every tag that is not listed. Addresses hold users, handles and codes, so a request is known by its route; what a
    /// later version of a library adds stays out until somebody has looked at it.
    /// </summary>
    internal sealed class KnownTagsOnly : BaseProcessor<Activity>
    {
        private static readonly HashSet<string> Known =
        [
            "error.type", "http.request.method", "http.response.status_code", "http.route", "network.protocol.version", "server.address",
            "server.port", "url.scheme",
        ];

        public override void OnEnd(Activity span)
        {
            foreach (var (name, _) in span.TagObjects.ToArray())
                if (!Known.Contains(name)) span.SetTag(name, null);
        }
    }
}
