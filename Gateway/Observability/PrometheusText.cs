using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Countersign.Gateway.Observability;

/// <summary>Writes metrics in the Prometheus text exposition format, version 0.0.4.</summary>
internal sealed class PrometheusText : BaseExporter<Metric>
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The text of the last collection.</summary>
    public string Last { get; private set; } = "";

    public override ExportResult Export(in Batch<Metric> batch)
    {
        var text = new StringBuilder();
        foreach (var metric in batch) Write(text, metric);
        Last = text.ToString();
        return ExportResult.Success;
    }

    private static void Write(StringBuilder text, Metric metric)
    {
        var name = NameOf(metric);
        var type = metric.MetricType switch
        {
            MetricType.LongSum or MetricType.DoubleSum => "counter",
            MetricType.Histogram => "histogram",
            MetricType.ExponentialHistogram => null,   // nobody asked for one
            _ => "gauge",
        };
        if (type is null) return;
        if (metric.Description.Length > 0) text.Append("# HELP ").Append(name).Append(' ').Append(Escape(metric.Description, quotes: false)).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = LabelsOf(point);
            if (type == "histogram") WriteHistogram(text, name, labels, point);
            else Line(text, name, labels, null, ValueOf(metric.MetricType, point));
        }
    }

    private static void WriteHistogram(StringBuilder text, string name, string labels, in MetricPoint point)
    {
        var sum = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            sum += bucket.BucketCount;
            var bound = double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : Number(bucket.ExplicitBound);
            Line(text, name + "_bucket", labels, bound, Number(sum));
        }

        Line(text, name + "_sum", labels, null, Number(point.GetHistogramSum()));
        Line(text, name + "_count", labels, null, Number(point.GetHistogramCount()));
    }

    private static void Line(StringBuilder text, string name, string labels, string? bound, string value)
    {
        text.Append(name);
        var all = bound is null ? labels : $"{labels}{(labels.Length > 0 ? "," : "")}le=\"{bound}\"";
        if (all.Length > 0) text.Append('{').Append(all).Append('}');
        text.Append(' ').Append(value).Append('\n');
    }

    private static string ValueOf(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => Number(point.GetSumLong()),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => Number(point.GetSumDouble()),
        MetricType.LongGauge => Number(point.GetGaugeLastValueLong()),
        _ => Number(point.GetGaugeLastValueDouble()),
    };

    private static string LabelsOf(in MetricPoint point)
    {
        var labels = new StringBuilder();
        foreach (var tag in point.Tags)
        {
            if (labels.Length > 0) labels.Append(',');
            var value = Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "";
            labels.Append(Safe(tag.Key)).Append("=\"").Append(Escape(value, quotes: true)).Append('"');
        }

        return labels.ToString();
    }

    /// <summary>Dots become underscores, the unit is written out, a counter says so.</summary>
    private static string NameOf(Metric metric)
    {
        var unit = metric.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        var name = Safe(metric.Name);
        if (!name.EndsWith(unit, StringComparison.Ordinal)) name += unit;
        return metric.MetricType is MetricType.LongSum or MetricType.DoubleSum ? name + "_total" : name;
    }

    private static string Safe(string name) =>
        string.Create(name.Length, name, static (safe, from) =>
        {
            for (var i = 0; i < from.Length; i++) safe[i] = char.IsAsciiLetterOrDigit(from[i]) ? from[i] : '_';
        });

    private static string Escape(string text, bool quotes)
    {
        text = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? text.Replace("\"", "\\\"", StringComparison.Ordinal) : text;
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
