namespace Countersign.Gateway.Observability;

/// <summary>Metrics and logs that a gateway's two listeners share.</summary>
public sealed class Observation(Pseudonyms pseudonyms, SecurityEvents events) : IDisposable
{
    public Measures Measures { get; } = new();

    /// <summary>Events go to the log of the listener they happen on.</summary>
    public Telemetry TelemetryFor(ILoggerFactory loggers) => new(Measures, new SecurityLog(loggers, pseudonyms), events);

    /// <summary>Metrics and traces of both listeners; they begin and end with the host whose services these are.</summary>
    internal void AddTelemetry(IServiceCollection services, WebApplication publicApp, Uri? collector)
    {
        Metrics.Add(services, Measures, publicApp, collector);
        if (collector is not null) Tracing.Add(services, collector);
    }

    public void Dispose() => Measures.Dispose();
}
