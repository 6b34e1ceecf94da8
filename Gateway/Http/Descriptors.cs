using System.Runtime.InteropServices;

namespace Countersign.Gateway.Http;

/// <summary>
/// How many files and sockets the process may have open (F14), and who gets them. A connection is one; the store, the listeners, the log
/// and calls to clients need theirs even when strangers hold all connections there can be: without one the process would die.
/// </summary>
internal static class Descriptors
{
    private const int Least = 1024;
    private const int Reserve = 256;
    private const int MostConnections = 50_000;
    private const int MostOfAdministration = 1_000;

    /// <summary>The limit in force; the runtime has raised the soft one to the hard one. A large number where it is not known.</summary>
    private static int Limit { get; } = Read();

    /// <summary>Why the process had better not begin; null: it may.</summary>
    public static string? Objection => Limit >= Least
        ? null
        : $"The process may open only {Limit} files and sockets, and needs {Least} at least: raise the limit (ulimit -n, LimitNOFILE).";

    public static int ForAdministration { get; } = Math.Clamp((Limit - Reserve) / 8, 1, MostOfAdministration);

    public static int ForPublic { get; } = Math.Clamp(Limit - Reserve - ForAdministration, 1, MostConnections);

    private static int Read()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS()) return int.MaxValue;
        var files = OperatingSystem.IsLinux() ? 7 : 8;   // RLIMIT_NOFILE
        return getrlimit(files, out var limits) == 0 ? (int)Math.Min(limits.Soft, int.MaxValue) : int.MaxValue;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Limits
    {
        public ulong Soft;
        public ulong Hard;
    }

    [DllImport("libc")]
    private static extern int getrlimit(int resource, out Limits limits);
}
