using System.Runtime.InteropServices;

namespace Countersign.Gateway.Commands;

/// <summary>
/// Sets how the process's threads are run, before there are any to speak of. Each choice takes a tenth or so off what a sign-in costs, and
/// nothing is slower on an idle server (docs/performance.md). <c>Countersign:Threads</c> is <c>system</c> for leaving all of them alone.
/// </summary>
internal static class Threads
{
    private const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
    private const string SpinLimit = "System.Threading.ThreadPool.UnfairSemaphoreSpinLimit";
    private const int SchedBatch = 3;   // SCHED_BATCH of sched(7)

    public static void Prepare(GatewaySettings settings)
    {
        if (settings.Threads != "server") return;
        SleepWhenIdle();
        if (OperatingSystem.IsLinux()) BeBatch();
        if (settings.Engine == "embedded") AnswerWhereRead();
    }

    /// <summary>
    /// A thread of the pool that has nothing to do sleeps at once. It would look for work some seventy times first, giving way each time:
    /// on a machine of few processors, that it shares with its database, work that nobody asked for.
    /// </summary>
    private static void SleepWhenIdle()
    {
        if (AppContext.GetData(SpinLimit) is null) AppContext.SetData(SpinLimit, 0);
    }

    /// <summary>
    /// A thread that wakes waits for the one that runs to pause, instead of interrupting it: several requests then arrive at one look. It
    /// needs no privilege; the threads to come inherit it. Who chose another policy keeps that one, and a refusal leaves things as they
    /// were.
    /// </summary>
    private static void BeBatch()
    {
        const int Other = 0;
        var priority = 0;
        if (sched_getscheduler(0) == Other) _ = sched_setscheduler(0, SchedBatch, ref priority);
    }

    /// <summary>
    /// A request is answered on the thread that read it from its socket, one such thread a processor, instead of being handed to another
    /// thread. Nothing that a request does there waits for anything but a page of the database. Not in front of a cluster: its client's
    /// connections would share those threads. Whoever has set the variable keeps what is set.
    /// </summary>
    private static void AnswerWhereRead()
    {
        if (Environment.GetEnvironmentVariable(InlineCompletions) is null) Environment.SetEnvironmentVariable(InlineCompletions, "1");
    }

    [DllImport("libc")]
    private static extern int sched_getscheduler(int process);

    [DllImport("libc")]
    private static extern int sched_setscheduler(int process, int policy, ref int priority);
}
