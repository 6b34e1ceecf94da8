using System.ComponentModel;
using System.Diagnostics;

namespace Countersign.Deploy.Tests.Kit;

/// <summary>Another program, run to its end or to the end of our patience.</summary>
internal static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);   // generous: a busy machine is slow

    /// <returns>What it said on both streams.</returns>
    public static async Task<(int Code, string Said)> Run(
        string[] command, string? folder = null, Dictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            WorkingDirectory = folder ?? Repository.Root,
        };
        foreach (var (name, value) in environment ?? []) start.Environment[name] = value;
        using var process = Started(start);
        process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>The same, and anything but 0 is a failure.</summary>
    public static async Task<string> MustRun(string[] command, string? folder = null, Dictionary<string, string>? environment = null)
    {
        var (code, said) = await Run(command, folder, environment);
        Assert.True(code == 0, $"{string.Join(' ', command)} ended with {code}:\n{said}");
        return said;
    }

    public static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin")
            .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));

    private static Process Started(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException($"These tests need {start.FileName}, and it is not here: run ./test.", missing);
        }
    }
}
