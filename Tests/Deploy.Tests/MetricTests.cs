using System.Text.Json;
using System.Text.RegularExpressions;
using Countersign.Deploy.Tests.Kit;
using YamlDotNet.RepresentationModel;

namespace Countersign.Deploy.Tests;

/// <summary>Alerts and dashboard ask for metrics that there are, in a language that Prometheus understands.</summary>
[Collection(nameof(Images))]
public sealed class MetricTests(RunningImages images)
{
    private const string Alerts = "deploy/prometheus/alerts.yaml", Dashboard = "deploy/grafana/countersign.json";

    private static readonly HttpClient Http = new();

    // Parts of the language that look like names.
    private static readonly string[] Words = ["or", "and", "unless", "bool", "offset", "group_left", "group_right"];

    [Fact]
    public async Task Every_metric_that_is_asked_for_is_one_that_the_product_has()
    {
        var ours = Ours();
        var there = await Scraped();
        Assert.Empty(there.Except(ours).Except(there.Where(name => !name.StartsWith("countersign_", StringComparison.Ordinal))));
        var has = there.Concat(ours).Append("up").ToHashSet();
        var asked = Queries().SelectMany(Names).Distinct().Order(StringComparer.Ordinal).ToArray();
        Assert.NotEmpty(asked);
        Assert.All(asked, name => Assert.True(has.Contains(name) || has.Contains(Regex.Replace(name, "_(bucket|count|sum)$", "")), name));
    }

    [Fact]
    public async Task Prometheus_understands_the_rules_and_its_own_configuration()
    {
        await Tool.MustRun(["promtool", "check", "rules", Repository.At(Alerts)]);
        await Tool.MustRun(["promtool", "check", "config", Repository.At("deploy/prometheus/prometheus.yaml")]);
    }

    [Fact]
    public async Task An_alert_comes_when_it_should_and_a_service_that_is_well_has_none() =>
        await Tool.MustRun(["promtool", "test", "rules", Repository.At("deploy/prometheus/alerts.test.yaml")]);

    [Fact]
    public async Task Prometheus_understands_the_dashboards_queries()
    {
        var folder = Directory.CreateTempSubdirectory("countersign-dashboard-");
        try
        {
            var rules = new YamlSequenceNode(Drawn().Select((query, at) => (YamlNode)new YamlMappingNode(
                "record", "query:" + at, "expr", query.Replace("$__rate_interval", "5m", StringComparison.Ordinal))));
            var file = Path.Combine(folder.FullName, "queries.yaml");
            var groups = new YamlSequenceNode(new YamlMappingNode("name", "dashboard", "rules", rules));
            await File.WriteAllTextAsync(file, Yaml.Write([new YamlMappingNode("groups", groups)]), TestContext.Current.CancellationToken);
            await Tool.MustRun(["promtool", "check", "rules", file]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_dashboard_has_no_two_panels_in_one_place_and_asks_one_source()
    {
        using var dashboard = JsonDocument.Parse(Repository.Text(Dashboard));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToArray();
        Assert.Equal(panels.Length, panels.Select(one => one.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.Equal(panels.Length, panels.Select(one => one.GetProperty("gridPos").ToString()).Distinct().Count());
        var sources = Yaml.Documents(Repository.Text("deploy/compose/grafana/datasources.yaml")).Single();
        Assert.All(
            panels.Where(one => one.TryGetProperty("datasource", out _)).Select(one => one.GetProperty("datasource").GetProperty("uid")),
            asked => Assert.Equal(sources.Items("datasources").Single().Text("uid"), asked.GetString()));
    }

    /// <summary>Who is woken by an alert finds out what to do.</summary>
    [Fact]
    public void Every_alert_is_told_in_the_operators_document()
    {
        var told = Regex.Matches(Repository.Text("docs/operations.md"), @"(?m)^\| `(Countersign\w+)` \|")
            .Select(row => row.Groups[1].Value);
        Assert.Equal(Rules().Select(rule => rule.Text("alert")).Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
        Assert.All(Rules(), rule => Assert.Contains(rule.Text("labels", "severity"), (string[])["critical", "warning"]));
    }

    [Fact]
    public void Every_alert_is_tried()
    {
        var tests = Repository.Text("deploy/prometheus/alerts.test.yaml");
        Assert.All(Rules(), rule => Assert.Contains($"alertname=\"{rule.Text("alert")}\"", tests, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sum by (job) (rate(countersign_a_total{code=~\"CS5004|x_y\"}[5m])) / http_b > 0.25", "countersign_a_total http_b")]
    [InlineData("histogram_quantile(0.99, sum by (le) (rate(http_c_bucket[$__rate_interval]))) or vector(0)", "http_c_bucket")]
    [InlineData("up{job=\"a\"} == 0", "up")]
    public void A_metric_is_told_from_the_rest_of_a_query(string query, string expected) =>
        Assert.Equal(expected, string.Join(' ', Names(query)));

    private static IEnumerable<YamlNode> Rules() =>
        Yaml.Documents(Repository.Text(Alerts)).Single().Items("groups").SelectMany(group => group.Items("rules"));

    private static IEnumerable<string> Queries() => Rules().Select(rule => rule.Text("expr")!).Concat(Drawn());

    private static List<string> Drawn()
    {
        using var dashboard = JsonDocument.Parse(Repository.Text(Dashboard));
        return
        [
            .. from panel in dashboard.RootElement.GetProperty("panels").EnumerateArray()
               where panel.TryGetProperty("targets", out _)
               from target in panel.GetProperty("targets").EnumerateArray()
               select target.GetProperty("expr").GetString()!,
        ];
    }

    private static IEnumerable<string> Names(string query)
    {
        var bare = Regex.Replace(query, "\"[^\"]*\"", "");
        bare = Regex.Replace(bare, @"\{[^}]*\}|\[[^\]]*\]", "");
        bare = Regex.Replace(bare, @"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)", "");
        return Regex.Matches(bare, @"[a-zA-Z_][a-zA-Z0-9_]*\b(?!\s*\()").Select(name => name.Value).Where(name => !Words.Contains(name));
    }

    /// <summary>The first requests are ours, and a scrape shows what was a moment ago: asked until they are in it.</summary>
    private async Task<HashSet<string>> Scraped()
    {
        for (var tries = 0; ; tries++)
        {
            var names = await ScrapedOnce();
            if (names.Contains("http_server_request_duration_seconds") || tries == 60) return names;
            await Task.Delay(TimeSpan.FromSeconds(0.5), TestContext.Current.CancellationToken);
        }
    }

    private async Task<HashSet<string>> ScrapedOnce()
    {
        HashSet<string> names = [];
        foreach (var process in new[] { images.Silo, images.GatewayAdministration, images.EmbeddedAdministration })
        {
            var text = await Http.GetStringAsync(new Uri(process, "/metrics"), TestContext.Current.CancellationToken);
            names.UnionWith(Regex.Matches(text, "^# TYPE (\\S+) ", RegexOptions.Multiline).Select(type => type.Groups[1].Value));
        }

        return names;
    }

    /// <summary>
    /// Our own metrics as Prometheus reads them, out of the statements that make them: what has not happened yet is not in a scrape, and a
    /// store that is not there measures nothing.
    /// </summary>
    private static HashSet<string> Ours()
    {
        var sources = string.Concat(
            from folder in new[] { "Engine", "Stores", "Grains", "Silo", "Gateway" }
            from file in Repository.Files(folder, "*.cs")
            where !file.Contains("/obj/", StringComparison.Ordinal)
            select Repository.Text(file));
        var made = Regex.Matches(
            sources,
            """Create(Observable)?(?<kind>[A-Z]\w+)(<\w+>)?\(\s*"(?<name>countersign\.[\w.]*\w)"(?<rest>[^;]*);""",
            RegexOptions.ExplicitCapture);
        var counted = Regex.Matches(sources, @"\bCount\(""(?<name>\w+)"",");
        return
        [
            .. from one in made
               let isSeconds = one.Groups["rest"].Value.Contains("\"s\"", StringComparison.Ordinal)
               select PrometheusName(one.Groups["name"].Value, one.Groups["kind"].Value == "Counter", isSeconds),
            .. counted.Select(one => PrometheusName("countersign.store." + one.Groups["name"].Value, true, false)),
        ];
    }

    private static string PrometheusName(string name, bool isCounter, bool isSeconds) =>
        name.Replace('.', '_') + (isSeconds ? "_seconds" : "") + (isCounter ? "_total" : "");
}
