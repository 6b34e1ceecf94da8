using System.Globalization;
using System.Text.RegularExpressions;
using Countersign.Engine;
using Countersign.Gateway.Tests.Malformed;

namespace Countersign.Gateway.Tests;

/// <summary>Operators' needs: outages, health, metrics, the administration's gate, the API description.</summary>
public sealed class OperationTests
{
    [Fact]
    public async Task F_5_Without_storage_every_change_is_put_off_and_nothing_changes()
    {
        await using var scene = await Scene.Set();
        foreach (var (name, sample) in scene.Samples.Where(sample => sample.Value.Method != "GET"))
        {
            await scene.Rewind();   // the sample before was carried out
            var before = await Rows.Of(scene.Gateway.Store);
            scene.Store.IsAway = true;
            var refused = await Wire.Ask(scene.UrlOf(sample), sample.Request());
            Assert.True(refused is { Status: 503, Code: "CS5001" } && refused.Header("Retry-After") == "1" && refused.SetCookies.Count == 0,
                name + ": " + refused.Look);
            scene.Store.IsAway = false;
            Assert.Equal(before, await Rows.Of(scene.Gateway.Store));
            var again = await Wire.Ask(scene.UrlOf(sample), sample.Request());
            Assert.True(again.IsDone, name + ": " + again.Look);
        }
    }

    [Fact]
    public async Task CLU_2_A_storage_that_does_not_answer_keeps_nobody_waiting_beyond_a_requests_patience()
    {
        await using var scene = await Scene.Set();
        var clock = scene.Gateway.Clock;
        var kept = 0;
        foreach (var (name, sample) in scene.Samples)
        {
            scene.Store.IsSilent = true;
            var waits = clock.NextWaitOf(RequestPatience.Longest);
            var asked = Wire.Ask(scene.UrlOf(sample), sample.Request());
            if (await Task.WhenAny(waits, asked) == waits)
            {
                kept++;
                clock.Advance(RequestPatience.Longest);
                var refused = await asked;
                Assert.True(refused.Status == 503 && refused.Header("Retry-After") == "1", name + ": " + refused.Look);
            }

            scene.Store.IsSilent = false;
        }

        Assert.True(kept > scene.Samples.Count / 2, $"{kept} of {scene.Samples.Count} asked the storage");
    }

    [Fact]
    public async Task Readiness_follows_the_storage_and_liveness_does_not()
    {
        await using var scene = await Scene.Set();
        foreach (var url in new[] { scene.Gateway.Url, scene.Gateway.AdminUrl })
        {
            (await scene.Gateway.Get(url + "/health/ready")).MustBe(200);
            scene.Store.IsAway = true;
            (await scene.Gateway.Get(url + "/health/ready")).MustBe(503, "CS5001");
            (await scene.Gateway.Get(url + "/health/live")).MustBe(200);
            scene.Store.IsAway = false;
            (await scene.Gateway.Get(url + "/health/ready")).MustBe(200);
        }
    }

    [Fact]
    public async Task T_31_Every_door_of_administration_needs_the_token_and_refuses_alike()
    {
        await using var scene = await Scene.Set();
        var before = await Rows.Of(scene.Gateway.Store);
        var looks = new HashSet<string>();
        foreach (var sample in scene.Samples.Values.Where(sample => sample.Path.StartsWith("/admin/", StringComparison.Ordinal)))
        {
            foreach (var wrong in new[] { null, "", "Bearer", "Bearer ", "Bearer x", "Basic " + Site.Token, Site.Token,
                "Bearer " + Site.Token + "x", "Bearer " + Site.Token[..^1] })
            {
                var stranger = sample with { Headers = _ => wrong is null ? [] : [("Authorization", wrong)] };
                looks.Add((await Wire.Ask(scene.Gateway.AdminUrl, stranger.Request())).MustBe(401, "CS2008").Look);
            }

            (await Wire.Ask(scene.Gateway.Url, sample.Request())).MustBe(404, "CS1004");
        }

        Assert.Single(looks);
        Assert.Equal(before, await Rows.Of(scene.Gateway.Store));
    }

    [Fact]
    public async Task Without_a_token_in_the_configuration_administration_refuses_everyone()
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { AdminToken = null });
        (await gateway.Admin(HttpMethod.Get, "contoso")).MustBe(401, "CS2008");
    }

    [Fact]
    public async Task Metrics_are_well_formed_move_with_what_happens_and_name_nobody()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol("ada@contoso.example");
        await gateway.SignIn(ada);
        await gateway.Browser().Prompt(ada.User);
        await gateway.Browser().Start(ada.User);
        await gateway.Browser().Observe();

        var reply = (await gateway.Get(gateway.AdminUrl + "/metrics")).MustBe(200);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", reply.Header("Content-Type"));
        var series = Parse(reply.Text);
        Assert.Equal(2, series["""countersign_starts_total{reason="",result="number",tenant="contoso"}"""]);
        Assert.Equal(1, series["""countersign_starts_total{reason="pending",result="password",tenant="contoso"}"""]);
        Assert.Equal(1, series["""countersign_answers_total{outcome="approved",tenant="contoso"}"""]);
        Assert.Equal(1, series["""countersign_redemptions_total{tenant="contoso"}"""]);
        Assert.Equal(1, series["""countersign_refusals_total{code="CS4001"}"""]);
        foreach (var secret in new[] { "ada", ada.Device, ada.RequestKey.Name.Value })
            Assert.DoesNotContain(secret + "\"", reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("@", reply.Text, StringComparison.Ordinal);
        (await gateway.Get(gateway.Url + "/metrics")).MustBe(404, "CS1004");
    }

    [Theory]
    [InlineData("public")]
    [InlineData("admin")]
    public async Task The_api_description_has_every_endpoint_and_is_the_one_in_the_documentation(string document)
    {
        await using var scene = await Scene.Set();
        var isAdmin = document == "admin";
        var served = (await scene.Gateway.Get((isAdmin ? scene.Gateway.AdminUrl : scene.Gateway.Url) + $"/openapi/{document}.json"))
            .MustBe(200);
        Assert.StartsWith("3.1.", served["openapi"]);
        var page = Path.Combine(Checkout(), "docs", "openapi", document + ".json");
        Assert.Equal((await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken)).TrimEnd(), served.Text.TrimEnd());

        var described = from path in served.Json.GetProperty("paths").EnumerateObject()
                        from operation in path.Value.EnumerateObject()
                        select operation.Name.ToUpperInvariant() + " " + path.Name;
        var there = scene.Samples.Where(sample => !sample.Value.IsPage).Select(sample => sample.Key)
            .Where(name => name.StartsWith("admin ", StringComparison.Ordinal) == isAdmin)
            .Select(name => name.Replace("admin ", "", StringComparison.Ordinal))
                .Where(name => !name.Contains("/openapi/", StringComparison.Ordinal));
        Assert.Equal(there.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_error_has_its_page()
    {
        var errors = ErrorTable.Errors.ToArray();
        Assert.Equal(errors.Length, errors.Select(error => error.Code).Distinct().Count());
        foreach (var error in errors)
        {
            var page = File.ReadAllText(Path.Combine(Checkout(), "docs", "errors", error.Code + ".md"));
            Assert.Contains(error.Name, page, StringComparison.Ordinal);
            Assert.Contains(error.Status.ToString(CultureInfo.InvariantCulture), page, StringComparison.Ordinal);
        }
    }

    /// <summary>Strictly, as the format has it: a type before its samples, no series twice, buckets that add up.</summary>
    private static Dictionary<string, double> Parse(string text)
    {
        Assert.EndsWith("\n", text);
        var (series, types) = (new Dictionary<string, double>(), new Dictionary<string, string>());
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal)) continue;
            if (Regex.Match(line, "^# TYPE ([a-z_][a-z0-9_]*) (counter|gauge|histogram)$") is { Success: true } type)
            {
                types.Add(type.Groups[1].Value, type.Groups[2].Value);
                continue;
            }

            var sample = Regex.Match(
                line,
                """^(([a-z_][a-z0-9_]*)(\{([a-z_][a-z0-9_]*="([^"\\]|\\.)*"(,|(?=\})))*\})?) (-?[0-9.]+(E[+-]?[0-9]+)?|\+Inf|NaN)$""");
            Assert.True(sample.Success, line);
            var name = sample.Groups[2].Value;
            var family = types.ContainsKey(name) ? name : Regex.Replace(name, "_(bucket|sum|count)$", "");
            Assert.True(types.ContainsKey(family), "no type: " + line);
            Assert.True(types[family] != "counter" || name.EndsWith("_total", StringComparison.Ordinal), line);
            series.Add(Key(name, sample.Groups[3].Value), double.Parse(sample.Groups[7].Value, CultureInfo.InvariantCulture));
        }

        foreach (var (bucket, count) in series.Where(one => one.Key.Contains("le=\"+Inf\"", StringComparison.Ordinal)))
        {
            var at = bucket.IndexOf('{', StringComparison.Ordinal);
            var others = bucket[at..].Replace("le=\"+Inf\"", "", StringComparison.Ordinal);
            Assert.Equal(series[Key(bucket[..at].Replace("_bucket", "_count", StringComparison.Ordinal), others)], count);
        }

        return series;
    }

    /// <summary>A series by its name and its labels in order.</summary>
    private static string Key(string name, string labels)
    {
        var sorted = Regex.Matches(labels, """[a-z0-9_]+="([^"\\]|\\.)*\x22""").Select(label => label.Value).Order(StringComparer.Ordinal)
            .ToArray();
        return sorted.Length == 0 ? name : name + "{" + string.Join(',', sorted) + "}";
    }

    internal static string Checkout()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Directory.Packages.props")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Not within a checkout.");
        return folder;
    }
}
