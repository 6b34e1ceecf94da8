using System.Diagnostics;

namespace Countersign.LoadTests.Servers;

/// <summary>Server and driver each on a core of their own, so that neither is measured as part of the other.</summary>
internal static class Cores
{
    public static bool CanPin { get; } = Environment.ProcessorCount >= 2 && new[] { "/usr/bin/taskset", "/bin/taskset" }.Any(File.Exists);

    /// <summary>The prefix of a command that keeps it on the server's core.</summary>
    public static string ServerPrefix => CanPin ? "taskset -c 0 " : "";

    /// <summary>Moves this process, every thread it has, to the driver's core.</summary>
    public static void PinDriver()
    {
        if (!CanPin) return;
        var start = new ProcessStartInfo("taskset", $"-a -c -p 1 {Environment.ProcessId}") { RedirectStandardOutput = true };
        using var taskset = Process.Start(start)!;
        taskset.WaitForExit();
    }

    public static string Described =>
        CanPin ? "server on core 0, driver on core 1" : "server and driver share all cores (no taskset, or one core)";
}
