using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Countersign.Clients.Tests;

/// <summary>The commands of the documents that people begin with run as they are written there.</summary>
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

    /// <summary>docs/authenticator.md. A number is there once the phone is enabled: it is asked for where it is needed.</summary>
    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    public async Task The_terminal_phones_commands_set_it_up_answer_and_take_it_away(string shell)
    {
        if (!File.Exists("/bin/" + shell) && !File.Exists("/usr/bin/" + shell)) Assert.Skip(shell + " is not on this machine.");
        await using var gateway = await RunningGateway.Furnished(clock: new TestClock(TimeProvider.System.GetUtcNow()));
        await gateway.Operator.CreateUser("contoso", "alice@contoso.example");
        var code = await gateway.Operator.ActivationCode("contoso", "alice@contoso.example");
        const string Start = """
            number=$(curl -s -H 'Content-Type: application/json' -d '{"user_name":"alice@contoso.example"}' PUBLIC/contoso/v1/sign-in |
              sed -n 's/.*"number":"\([^"]*\)".*/\1/p')
            """;
        var script = Commands("authenticator.md", Phone);
        Assert.Contains(" answer ", script, StringComparison.Ordinal);
        script = script.Replace(
            "countersign-authenticator answer",
            Start.Replace("PUBLIC", gateway.Url, StringComparison.Ordinal) + "\ncountersign-authenticator answer",
            StringComparison.Ordinal);

        var (exit, output) = await Run(shell, $"code='{code}'\n{script}", typed: "q\n");
        Assert.True(exit == 0, output);
        string[] said = ["is set up for", "signs in with this phone now", "Approved.", "Watching for", "no more", "Removed default"];
        Assert.All(said, text => Assert.Contains(text, output, StringComparison.Ordinal));
    }

    /// <summary>README.md's first block, in a data folder of the test's.</summary>
    [Theory]
    [InlineData("./run", "--data", "Countersign is running for the tenant contoso. Ctrl-C stops it.", 130)]
    [InlineData("./run demo", "--data", "Now you. Open this in a browser", 0)]
    public async Task What_the_readme_begins_with_runs(string command, string data, string said, int exitCode)
    {
        Assert.Contains("\n" + command + " ", Readme(), StringComparison.Ordinal);
        var last = exitCode == 0 ? null : "To see it all done once";
        var (exit, output) = await RunUntil($"{command} {data} '{Path.Combine(_folder, "data")}'", last, TheConsoleAsksWhoItIs);
        Assert.True(exit == exitCode, output);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    /// <summary>Its address leads to the sign-in of the tenant whose people administer.</summary>
    private static async Task TheConsoleAsksWhoItIs(string output)
    {
        using var browser = new HttpClient();
        var opened = await browser.GetAsync(ConsoleAddress().Match(output).Groups["url"].Value, TestContext.Current.CancellationToken);
        Assert.Contains("/contoso/sign-in?request=", opened.RequestMessage!.RequestUri!.ToString(), StringComparison.Ordinal);
    }

    /// <summary>On this machine's own address, so that nothing of the test can be reached from elsewhere.</summary>
    [Fact]
    public async Task For_a_phone_in_the_network_it_shows_a_certificate_whose_authority_can_sign_no_other()
    {
        var folder = Path.Combine(_folder, "data");
        var (exit, output) = await RunUntil($"./run --lan=127.0.0.1 --data '{folder}'", "fingerprint or face", async output =>
        {
            var made = Directory.EnumerateFiles(Path.Combine(folder, "lan"), "*", SearchOption.AllDirectories).Select(Path.GetFileName);
            Assert.Equal(["authority.crt", "name", "server.crt", "server.key"], made.Order(StringComparer.Ordinal));
            using var phone = Authenticator.PhoneConnection.Create(Path.Combine(folder, "lan", "authority.crt"));
            var page = await phone.GetStringAsync(PhoneAddress().Match(output).Value, TestContext.Current.CancellationToken);
            Assert.Contains("id=\"phone\"", page, StringComparison.Ordinal);
            using var computer = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
            var application = await computer.GetAsync(
                SampleAddress().Match(output).Groups["url"].Value + "/sign-in", TestContext.Current.CancellationToken);
            Assert.StartsWith("https://127.0.0.1:", application.Headers.Location!.ToString(), StringComparison.Ordinal);
        });
        Assert.True(exit == 130, output);
    }

    [Theory]
    [InlineData("./run cluster --lan")]
    [InlineData("./run --lan=https://here")]
    [InlineData("./run --lan=")]
    public async Task What_cannot_be_is_said_and_nothing_is_started(string command)
    {
        var (exit, output) = await Run("bash", command, Checkout());
        Assert.True(exit == 2, output);
        Assert.Contains("--lan", output, StringComparison.Ordinal);
    }

    /// <summary>Runs it in the checkout until it says this, or to its end when that is null; then looks at it, and has it stop.</summary>
    private async Task<(int Exit, string Output)> RunUntil(string command, string? last, Func<string, Task> look)
    {
        var start = Started("bash", "exec " + command, Checkout());
        start.Environment["CONFIGURATION"] = "Debug";   // which the tests have built
        using var process = Process.Start(start)!;
        try
        {
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(Patience);
            var output = new System.Text.StringBuilder();
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                output.AppendLine(line);
                if (last is null || !line.Contains(last, StringComparison.Ordinal)) continue;
                await look(output.ToString());
                using var stop = Process.Start("kill", ["-INT", process.Id.ToString()]);
                await stop.WaitForExitAsync(patience.Token);
            }

            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, output + await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>The third one is what runs this very test; it says what it does.</summary>
    [Fact]
    public async Task Each_command_of_the_readme_explains_itself()
    {
        foreach (var line in Readme().Split('\n').Where(line => line.StartsWith("./", StringComparison.Ordinal)))
        {
            var command = line.Split(' ')[0];
            var (exit, output) = await Run("bash", $"{command} --help", Checkout());
            Assert.True(exit == 0 && output.StartsWith(command, StringComparison.Ordinal), command + ": " + output);
        }
    }

    private const string Phone = "Authenticator/bin/Release/net10.0/Countersign.Authenticator.dll";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static string Readme() => File.ReadAllText(Path.Combine(Checkout(), "README.md"));

    /// <summary>The document's own commands, at this gateway's addresses and with the program that this test has.</summary>
    private static string Script(RunningGateway gateway)
    {
        var script = Commands("first-steps.md", Phone);
        string[] written = ["http://127.0.0.1:5080", "http://127.0.0.1:5081"];
        foreach (var (from, to) in written.Zip([gateway.Url, gateway.AdminUrl]))
        {
            Assert.Contains(from, script, StringComparison.Ordinal);
            script = script.Replace(from, to, StringComparison.Ordinal);
        }

        return script;
    }

    private static string Commands(string name, string program)
    {
        var document = File.ReadAllText(Path.Combine(Checkout(), "docs", name));
        var script = string.Join('\n', Blocks().Matches(document).Select(block => block.Groups["commands"].Value));
        Assert.Contains(program, script, StringComparison.Ordinal);
        var here = Path.Combine(AppContext.BaseDirectory, Path.GetFileName(program));
        return "set -e\n" + script.Replace(program, here, StringComparison.Ordinal);
    }

    private async Task<(int Exit, string Output)> Run(string shell, string script, string? folder = null, string typed = "")
    {
        using var process = Process.Start(Started(shell, script, folder ?? _folder))!;
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(Patience);
            await process.StandardInput.WriteAsync(typed.AsMemory(), patience.Token);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private ProcessStartInfo Started(string shell, string script, string folder)
    {
        var start = new ProcessStartInfo(shell, ["-c", script])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        start.Environment["COUNTERSIGN_HOME"] = Path.Combine(_folder, "phone");
        start.Environment["LC_ALL"] = "C.UTF-8";   // the documents quote the phone in English
        return start;
    }

    private static string Checkout()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Directory.Packages.props"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex("for administrators +(?<url>http://[0-9.:]+) ")]
    private static partial Regex ConsoleAddress();

    [GeneratedRegex(@"https://127\.0\.0\.1:\d+/contoso/phone")]
    private static partial Regex PhoneAddress();

    [GeneratedRegex(@"to sign in with a browser +(?<url>http://127\.0\.0\.1:\d+)")]
    private static partial Regex SampleAddress();

    [GeneratedRegex("```sh\n(?<commands>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
