using System.Diagnostics.Metrics;
using Countersign.Engine.Embedded;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.Clients;

namespace Countersign.Gateway.Observability;

/// <summary>
/// The gateway's metrics, under the meter <c>Countersign</c>. No label names a user, a challenge, a device or a number; the tenants' names
/// are few and bounded.
/// </summary>
public sealed class Measures : IDisposable
{
    public const string MeterName = "Countersign";
    private const int MostTenants = 200;   // labels live as long as the process
    private const string OtherTenants = "other";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _starts, _answers, _redemptions, _federations, _secrets, _tokens, _notices, _refusals, _wakeUps;
    private readonly Histogram<double> _looks;
    private readonly Lock _lock = new();
    private volatile HashSet<string> _tenants = [];
    private int _browsers;

    public Measures()
    {
        _starts = _meter.CreateCounter<long>(
            "countersign.starts", null, "Sign-ins begun, by what was answered and, without a number, why.");
        _answers = _meter.CreateCounter<long>("countersign.answers", null, "Decisions of devices, by what they came to.");
        _redemptions = _meter.CreateCounter<long>("countersign.redemptions", null, "Results collected.");
        _federations = _meter.CreateCounter<long>("countersign.federations", null, "Ways to a provider and back, by what came of them.");
        _secrets = _meter.CreateCounter<long>("countersign.secrets", null, "Passwords and recovery codes typed, by what came of them.");
        _tokens = _meter.CreateCounter<long>("countersign.tokens", null, "Token sets issued, by the way they were asked for.");
        _notices = _meter.CreateCounter<long>(
            "countersign.notices", null, "Deliveries to clients of backchannel sign-ins, by what came of them.");
        _wakeUps = _meter.CreateCounter<long>(
            "countersign.wakeups", null, "Messages that wake phones, by transport and what came of them.");
        _looks = _meter.CreateHistogram(
            "countersign.wakeups.looked", "s", "From waking the phones for a sign-in to the first that looked.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120] });
        _refusals = _meter.CreateCounter<long>("countersign.refusals", null, "Requests refused, by the code of the error.");
        _meter.CreateObservableUpDownCounter(
            "countersign.streams.browsers", () => _browsers, null, "Browsers that follow a sign-in on a stream now.");
    }

    internal Meter Meter => _meter;

    public void Started(TenantId tenant, string result, string reason) =>
        _starts.Add(1, new("tenant", LabelOf(tenant)), new("result", result), new("reason", reason));

    public void Answered(TenantId tenant, string outcome) => _answers.Add(1, new("tenant", LabelOf(tenant)), new("outcome", outcome));

    public void Redeemed(TenantId tenant) => _redemptions.Add(1, new KeyValuePair<string, object?>("tenant", LabelOf(tenant)));

    /// <param name="outcome">One of a few words.</param>
    public void Federated(TenantId tenant, string outcome) =>
        _federations.Add(1, new("tenant", LabelOf(tenant)), new("outcome", outcome));

    /// <param name="way"><c>password</c> or <c>recovery_code</c>.</param>
    /// <param name="outcome">One of a few words.</param>
    public void Secret(TenantId tenant, string way, string outcome) =>
        _secrets.Add(1, new("tenant", LabelOf(tenant)), new("way", way), new("outcome", outcome));

    public void TokensIssued(TenantId tenant, string way) => _tokens.Add(1, new("tenant", LabelOf(tenant)), new("grant", way));

    /// <summary>A delivery to a client of a backchannel sign-in, or to a tenant's webhook or receiver.</summary>
    /// <param name="delivery"><c>ping</c>, <c>push</c>, <c>webhook</c> or <c>event_token</c>.</param>
    /// <param name="outcome">One of a few words.</param>
    public void Notified(TenantId tenant, string delivery, string outcome, int count = 1)
    {
        if (count > 0) _notices.Add(count, new("tenant", LabelOf(tenant)), new("delivery", delivery), new("outcome", outcome));
    }

    /// <summary>A message to a phone's push service.</summary>
    /// <param name="transport"><c>web_push</c>, <c>fcm</c>, <c>apns</c>; empty when it did not come to one.</param>
    /// <param name="outcome">One of a few words.</param>
    public void WokenUp(string transport, string outcome) => _wakeUps.Add(1, new("transport", transport), new("outcome", outcome));

    public void WokenPhoneLooked(TimeSpan after) => _looks.Record(after.TotalSeconds);

    public void Refused(string code) => _refusals.Add(1, new KeyValuePair<string, object?>("code", code));

    /// <summary>A browser's stream, until it is disposed.</summary>
    public IDisposable Browser()
    {
        Interlocked.Increment(ref _browsers);
        return new Leaving(this);
    }

    /// <summary>Adds gauges of this part of the gateway.</summary>
    public void Observe(DeviceThrottle devices) =>
        _meter.CreateObservableUpDownCounter(
            "countersign.streams.devices", () => devices.OpenStreams, null, "Devices that wait on a stream now.");

    public void Observe(Readiness readiness) =>
        _meter.CreateObservableGauge(
            "countersign.clock.skew", () => readiness.Skew.TotalSeconds, "s", "The system's clock, ahead of the time that is told.");

    public void Observe(EmbeddedEngine engine) =>
        _meter.CreateObservableUpDownCounter(
            "countersign.machines", () => engine.InMemory, null, "Tenants, users, challenges and devices in memory now.");

    public void Observe(Func<long> housekeepingRounds) =>
        _meter.CreateObservableCounter("countersign.housekeeping.rounds", housekeepingRounds, null, "Rounds of housekeeping.");

    public void Dispose() => _meter.Dispose();

    /// <summary>A tenant that exists, for only those are counted; beyond a bound, all others together.</summary>
    private string LabelOf(TenantId tenant)
    {
        var known = _tenants;
        return known.Contains(tenant.Value) ? tenant.Value : known.Count < MostTenants ? Learn(tenant.Value) : OtherTenants;
    }

    private string Learn(string tenant)
    {
        lock (_lock)
        {
            if (_tenants.Count >= MostTenants && !_tenants.Contains(tenant)) return OtherTenants;
            _tenants = [.. _tenants, tenant];
            return tenant;
        }
    }

    private sealed class Leaving(Measures measures) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) Interlocked.Decrement(ref measures._browsers);
        }
    }
}
