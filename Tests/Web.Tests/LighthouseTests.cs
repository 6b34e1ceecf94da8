using System.Diagnostics;
using System.Text.Json;

namespace Countersign.Web.Tests;

/// <summary>
/// The phone and My Security Info by Lighthouse, whose authors know nothing of them. How quick they are depends on what else the machine
/// does, so that is judged by <c>scripts/lighthouse.sh</c> alone.
/// </summary>
public sealed class LighthouseTests(ITestOutputHelper output)
{
    private const string Ada = "ada@contoso.example";
    private const int MostBytes = 60 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    public static TheoryData<string> Pages => ["/phone", "/my", "/pass", "/sign-in"];

    [Theory, Trait("Rule", "PHO-5")]
    [MemberData(nameof(Pages))]
    public async Task It_finds_nothing_that_keeps_people_out_and_nothing_heavy(string page)
    {
        var found = await Judge(page, "accessibility", "best-practices");
        Assert.True(ScoreOf(found, "accessibility") == 100, Failed(found));
        Assert.True(ScoreOf(found, "best-practices") >= 95, Failed(found));
        Assert.InRange(found.GetProperty("audits").GetProperty("total-byte-weight").GetProperty("numericValue").GetDouble(), 1, MostBytes);
    }

    [Theory(Explicit = true)]
    [MemberData(nameof(Pages))]
    public async Task It_finds_them_quick(string page)
    {
        var found = await Judge(page, "performance");
        var shown = found.GetProperty("audits");
        output.WriteLine(
            $"{page}: {ScoreOf(found, "performance")}, first content after {Value("first-contentful-paint")} ms, largest after "
            + $"{Value("largest-contentful-paint")} ms, blocked for {Value("total-blocking-time")} ms, {Value("total-byte-weight")} bytes");
        Assert.True(ScoreOf(found, "performance") >= 90, Failed(found));

        double Value(string audit) => Math.Round(shown.GetProperty(audit).GetProperty("numericValue").GetDouble());
    }

    private static async Task<JsonElement> Judge(string page, params string[] categories)
    {
        await using var gateway = await WebPhone.Gateway(new TestClock(TimeProvider.System.GetUtcNow()));
        await gateway.Operator.CreateUser("contoso", Ada);
        var cookie = $$"""{"Cookie":"{{Browser.SessionCookie}}={{await gateway.Operator.Session("contoso", Ada)}}"}""";
        var program = Path.Combine(Checkout.Root, "Tests", "Web.Tests", "node", "node_modules", "lighthouse", "cli", "index.js");
        var start = new ProcessStartInfo("node",
        [
            program, $"{gateway.Settings.Origin}/contoso{page}", "--quiet", "--output=json", "--output-path=stdout",
            "--only-categories=" + string.Join(',', categories), "--only-audits=total-byte-weight", "--extra-headers=" + cookie,
            "--port=" + FreePort.Find(), "--chrome-flags=--headless=new " + string.Join(' ', Chromium.Quiet),
            "--enable-error-reporting=false",
        ])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["CHROME_PATH"] = Chromium.Whole;
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var said = process.StandardOutput.ReadToEndAsync(limit.Token);
            var complained = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, await complained);
            var found = JsonElement.Parse(await said);
            // somewhere else than asked for, it would judge the wrong page
            Assert.EndsWith("/contoso" + page, found.GetProperty("finalDisplayedUrl").GetString(), StringComparison.Ordinal);
            return found;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static double ScoreOf(JsonElement found, string category) =>
        Math.Round(100 * found.GetProperty("categories").GetProperty(category).GetProperty("score").GetDouble());

    /// <summary>What cost points, in Lighthouse's own words.</summary>
    private static string Failed(JsonElement found) => string.Join("; ", found.GetProperty("audits").EnumerateObject()
        .Where(audit => audit.Value.GetProperty("score") is { ValueKind: JsonValueKind.Number } score && score.GetDouble() < 0.9)
        .Select(audit => $"{audit.Name}: {audit.Value.GetProperty("title").GetString()}"));
}
