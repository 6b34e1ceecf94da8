using System.Diagnostics.Metrics;

namespace Countersign.Grains;

/// <summary>
/// What a silo counts of its own work, under the meter <see cref="MeterName"/>; the runtime counts messages and activations.
/// </summary>
public sealed class SiloCounters : IDisposable
{
    public const string MeterName = "Countersign";

    private readonly Counter<long> _asked, _shed, _rounds;
    private int _underWay;

    public SiloCounters()
    {
        _asked = Meter.CreateCounter<long>("countersign.silo.questions", null, "Questions asked of this silo's machines, by their kind.");
        _shed = Meter.CreateCounter<long>("countersign.silo.shed", null, "Questions refused because too many were under way.");
        _rounds = Meter.CreateCounter<long>("countersign.housekeeping.rounds", null, "Rounds of housekeeping on this silo.");
        Meter.CreateObservableUpDownCounter("countersign.silo.under_way", () => _underWay, null, "Questions under way now.");
    }

    public Meter Meter { get; } = new(MeterName);

    internal void RoundKept() => _rounds.Add(1);

    /// <returns>Whether fewer than <paramref name="most"/> were under way; then <see cref="Leave"/> follows.</returns>
    internal bool TryEnter(int most, string machine)
    {
        if (Interlocked.Increment(ref _underWay) <= most)
        {
            _asked.Add(1, new KeyValuePair<string, object?>("machine", machine));
            return true;
        }

        Interlocked.Decrement(ref _underWay);
        _shed.Add(1);
        return false;
    }

    internal void Leave() => Interlocked.Decrement(ref _underWay);

    public void Dispose() => Meter.Dispose();
}
