namespace Countersign.Gateway.Observability;

/// <summary>What a gateway's two listeners share of what is counted and logged.</summary>
public sealed class Observation(Pseudonyms pseudonyms, SecurityEvents events) : IDisposable
{
    private Metrics? _metrics;

    public Measures Measures { get; } = new();

    /// <summary>Events go to the log of the listener they happen on.</summary>
    public Telemetry TelemetryFor(ILoggerFactory loggers) => new(Measures, new SecurityLog(loggers, pseudonyms), events);

    internal Metrics Expose(params WebApplication[] apps) => _metrics = new(Measures, apps);

    public void Dispose()
    {
        _metrics?.Dispose();
        Measures.Dispose();
    }
}
