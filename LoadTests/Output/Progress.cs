using Spectre.Console;

namespace Countersign.LoadTests.Output;

/// <summary>A bar on a terminal, one line when done elsewhere.</summary>
internal static class Progress
{
    /// <param name="work">Gets a function to say how much more is done.</param>
    public static async Task Show(string what, int total, Func<Action<int>, Task> work)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        if (Console.IsOutputRedirected)
        {
            await work(static _ => { });
            Console.WriteLine($"{what}: {clock.Elapsed.TotalSeconds:F1} s");
            return;
        }

        await AnsiConsole.Progress().AutoClear(false).StartAsync(async context =>
        {
            var task = context.AddTask(what, maxValue: total);
            await work(more => task.Increment(more));
        });
    }
}
