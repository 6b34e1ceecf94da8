using System.Diagnostics;
using System.Text;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>The program in a process of its own.</summary>
internal sealed class Running : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly Task _errors;

    private Running(Process process)
    {
        _process = process;
        _errors = Drain(process.StandardError);
    }

    public string Id => _process.Id.ToString();

    /// <summary>The 41st field of <c>/proc/PID/stat</c>; the second is in parentheses and may hold anything.</summary>
    public static string Policy(string process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[41 - 3];
    }

    public static async Task<Running> Serve(string folder, string url, string adminUrl, params string[] more)
    {
        return await Ready(Begin(["serve", "--data", folder, "--urls", url, "--admin-urls", adminUrl, .. more]));
    }

    /// <summary>A shell's commands, in which <c>countersign</c> is the program, and which end by serving.</summary>
    public static Task<Running> Serve(string script, params (string Name, string Value)[] variables) => Ready(Shell(script, variables));

    private static async Task<Running> Ready(Process process)
    {
        var running = new Running(process);
        while (await running._process.StandardOutput.ReadLineAsync(Cancel) is { } line)
        {
            if (line.StartsWith("Countersign is ready on ", StringComparison.Ordinal)) return running;
            running.Add(line);
        }

        await running._errors;
        throw new InvalidOperationException("It did not start: " + running._output);
    }

    public static async Task<(int ExitCode, string Output, string Errors)> Once(params string[] arguments)
    {
        return await End(Begin(arguments));
    }

    /// <summary>A shell's commands that come to an end by themselves.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> Once(string script, (string Name, string Value)[] variables) =>
        End(Shell(script, variables));

    private static async Task<(int ExitCode, string Output, string Errors)> End(Process begun)
    {
        using var process = begun;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(1));   // what should have refused to start may be serving
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>As the power would; answers everything it had written.</summary>
    public async Task<string> Kill()
    {
        _process.Kill();
        await Task.WhenAll(Drain(_process.StandardOutput), _errors, _process.WaitForExitAsync(Cancel));
        return _output.ToString();
    }

    /// <summary>As a service manager does it; answers how it ended.</summary>
    public async Task<(int ExitCode, string Output)> Terminate()
    {
        using (var kill = Process.Start("kill", ["-TERM", Id])) await kill.WaitForExitAsync(Cancel);
        await Task.WhenAll(Drain(_process.StandardOutput), _errors, _process.WaitForExitAsync(Cancel));
        return (_process.ExitCode, _output.ToString());
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "Countersign.Gateway.dll");

    private static Process Begin(params string[] arguments) => Begin("dotnet", [Program, .. arguments], []);

    private static Process Shell(string script, (string Name, string Value)[] variables) =>
        Begin("bash", ["-euc", $"countersign() {{ dotnet '{Program}' \"$@\"; }}\n{script}"], variables);

    private static Process Begin(string file, string[] arguments, (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["Countersign__Admin__Token"] = Site.Token;
        start.Environment["Countersign__Unthrottled"] = "127.0.0.0/8";
        foreach (var (name, value) in variables) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private void Add(string line)
    {
        lock (_output) _output.AppendLine(line);
    }

    private async Task Drain(StreamReader from)
    {
        while (await from.ReadLineAsync(Cancel) is { } line) Add(line);
    }
}
