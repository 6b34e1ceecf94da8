using System.Globalization;
using Countersign.LoadTests.Driving;
using Countersign.LoadTests.Output;

namespace Countersign.LoadTests.Scenarios;

/// <summary>The one table that every scenario's runs are rows of, so that they can be compared.</summary>
internal sealed class Report
{
    private readonly Table _table = new(
        "run", "sign-ins/s", "server µs", "driver µs", "p50 ms", "p99 ms", "start p50/p99", "fetch", "answer", "redeem", "RSS MB",
        "others %", "failed");

    public void Add(string name, RunResult run) => _table.Add(
        name, Text(run.PerSecond, 0), Text(run.ServerMicros, 0), Text(run.DriverMicros, 0),
        Text(run.Latencies.Milliseconds(Step.Total, 0.5), 2), Text(run.Latencies.Milliseconds(Step.Total, 0.99), 2),
        Pair(run, Step.Start), Pair(run, Step.Fetch), Pair(run, Step.Answer), Pair(run, Step.Redeem),
        Text(run.ResidentBytes / 1048576.0, 0), Text(run.Others * 100, 0), run.Failures.ToString(CultureInfo.InvariantCulture));

    /// <summary>The median of each figure by itself.</summary>
    public void AddMedian(string name, IReadOnlyList<RunResult> runs) => _table.Add(
        name, Median(runs, r => r.PerSecond, 0), Median(runs, r => r.ServerMicros, 0), Median(runs, r => r.DriverMicros, 0),
        Median(runs, r => r.Latencies.Milliseconds(Step.Total, 0.5), 2), Median(runs, r => r.Latencies.Milliseconds(Step.Total, 0.99), 2),
        MedianPair(runs, Step.Start), MedianPair(runs, Step.Fetch), MedianPair(runs, Step.Answer), MedianPair(runs, Step.Redeem),
        Median(runs, r => r.ResidentBytes / 1048576.0, 0), Median(runs, r => r.Others * 100, 0),
        runs.Sum(r => r.Failures).ToString(CultureInfo.InvariantCulture));

    public void Print(bool asMarkdown = false) => _table.Print(asMarkdown);

    public static double MedianOf(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The median, and from the lowest to the highest.</summary>
    public static string Spread(IReadOnlyCollection<double> values, int decimals) =>
        $"{Text(MedianOf(values), decimals)} ({Text(values.Min(), decimals)} to {Text(values.Max(), decimals)})";

    public static string Text(double value, int decimals) => value.ToString("F" + decimals, CultureInfo.InvariantCulture);

    private static string Pair(RunResult run, Step step) =>
        Text(run.Latencies.Milliseconds(step, 0.5), 2) + "/" + Text(run.Latencies.Milliseconds(step, 0.99), 2);

    private static string MedianPair(IReadOnlyList<RunResult> runs, Step step) =>
        Median(runs, r => r.Latencies.Milliseconds(step, 0.5), 2) + "/" + Median(runs, r => r.Latencies.Milliseconds(step, 0.99), 2);

    private static string Median(IEnumerable<RunResult> runs, Func<RunResult, double> of, int decimals) =>
        Text(MedianOf(runs.Select(of)), decimals);
}
