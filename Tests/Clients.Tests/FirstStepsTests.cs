using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Countersign.Clients.Tests;

/// <summary>The commands of docs/first-steps.md run as they are written there.</summary>
public sealed partial class FirstStepsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("countersign-steps-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    public async Task They_end_with_a_person_signed_in(string shell)
    {
        if (!File.Exists("/bin/" + shell) && !File.Exists("/usr/bin/" + shell)) Assert.Skip(shell + " is not on this machine.");
        await using var gateway = await RunningGateway.Furnished(clock: new TestClock(TimeProvider.System.GetUtcNow()));
        await gateway.Operator.CreateUser("contoso", "alice@contoso.example");
        Directory.CreateDirectory(Path.Combine(_folder, "data"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "data", "admin-token"), Site.Token, TestContext.Current.CancellationToken);

        var (exit, output) = await Run(shell, Script(gateway));
        Assert.True(exit == 0, output);
        Assert.Contains("Approved.", output, StringComparison.Ordinal);
        Assert.Contains("\"user_name\":\"alice@contoso.example\"", output, StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"challenge.approved\"", output, StringComparison.Ordinal);
    }

    /// <summary>The document's own commands, at this gateway's addresses and with the program that this test has.</summary>
    private static string Script(RunningGateway gateway)
    {
        var document = File.ReadAllText(Path.Combine(Checkout(), "docs", "first-steps.md"));
        var script = string.Join('\n', Blocks().Matches(document).Select(block => block.Groups["commands"].Value));
        string[] written =
            ["http://127.0.0.1:5080", "http://127.0.0.1:5081", "Authenticator/bin/Release/net10.0/Countersign.Authenticator.dll"];
        string[] here = [gateway.Url, gateway.AdminUrl, Path.Combine(AppContext.BaseDirectory, "Countersign.Authenticator.dll")];
        foreach (var (from, to) in written.Zip(here))
        {
            Assert.Contains(from, script, StringComparison.Ordinal);
            script = script.Replace(from, to, StringComparison.Ordinal);
        }

        return "set -e\n" + script;
    }

    private async Task<(int Exit, string Output)> Run(string shell, string script)
    {
        var start = new ProcessStartInfo(shell, ["-c", script])
        {
            WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        start.Environment["COUNTERSIGN_HOME"] = Path.Combine(_folder, "phone");
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    private static string Checkout()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Directory.Packages.props"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex("```sh\n(?<commands>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
