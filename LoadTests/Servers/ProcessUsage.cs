using System.Globalization;

namespace Countersign.LoadTests.Servers;

/// <summary>The use of CPU and memory by a process and the machine, as the kernel counts it.</summary>
internal static class ProcessUsage
{
    private const double SecondsPerTick = 0.01;   // USER_HZ, 100 on every Linux there is

    /// <summary>User and system time, without children.</summary>
    public static TimeSpan Cpu(int pid)
    {
        var text = File.ReadAllText($"/proc/{pid}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');   // the name before it may hold anything
        return Ticks(fields[11], fields[12]);
    }

    /// <summary>Memory that is in RAM now.</summary>
    /// <exception cref="IOException">There is no such process any more.</exception>
    public static long ResidentBytes(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            ?? throw new IOException($"The process {pid} has ended.");
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>The busy time of all processors together, time stolen by other machines included.</summary>
    public static TimeSpan MachineCpu()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Ticks(fields[1], fields[2], fields[3], fields[6], fields[7], fields[8]);   // not idle, not waiting for a disk
    }

    private static TimeSpan Ticks(params ReadOnlySpan<string> fields)
    {
        long ticks = 0;
        foreach (var field in fields) ticks += long.Parse(field, CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds(ticks * SecondsPerTick);
    }
}
