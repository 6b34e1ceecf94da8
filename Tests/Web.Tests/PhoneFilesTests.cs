using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Countersign.Web.Tests;

/// <summary>The modules of Phone/, as they are written.</summary>
public sealed partial class PhoneFilesTests
{
    private static readonly string Folder = Path.Combine(Checkout.Root, "Phone");

    /// <summary>The types stand in comments; the compiler reads them and makes nothing.</summary>
    [Fact]
    public async Task They_are_of_the_types_that_they_say()
    {
        var compiler = Path.Combine(Checkout.Root, "Tests", "Web.Tests", "node", "node_modules", "typescript", "bin", "tsc");
        using var process = Process.Start(new ProcessStartInfo("node", [compiler, "--project", Folder]) { RedirectStandardOutput = true })!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(3));
        try
        {
            var said = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, said);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>One that it lacks would be missing without a network.</summary>
    [Fact]
    public void The_worker_keeps_each_of_them()
    {
        var list = List().Match(File.ReadAllText(Path.Combine(Folder, "worker.js"))).Groups[1].Value;
        var there = Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".js" or ".css")
            .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'));
        Assert.Equal(
            there.Where(name => name != "worker.js").Order(StringComparer.Ordinal),
            Name().Matches(list).Select(name => name.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"const modules = \[(.*?)\]", RegexOptions.Singleline)]
    private static partial Regex List();

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex Name();
}
