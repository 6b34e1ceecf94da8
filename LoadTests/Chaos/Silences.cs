using Countersign.LoadTests.Histories;

namespace Countersign.LoadTests.Chaos;

/// <summary>How long people went without an answer while a kind of fault was there.</summary>
/// <param name="Waits">For each time it was made, the longest that an operation under way took until its answer, in milliseconds.</param>
/// <param name="Gap">The longest time in which nobody at all had a success though somebody had asked, in milliseconds.</param>
/// <param name="Operations">How many operations were under way during it.</param>
internal sealed record Silence(string Number, string Kind, int Times, long[] Waits, long Gap, int Operations)
{
    /// <summary>Nearest rank.</summary>
    public long Wait(double part) =>
        Waits.Length == 0 ? 0 : Waits[Math.Clamp((int)Math.Ceiling(Waits.Length * part) - 1, 0, Waits.Length - 1)];
}

/// <summary>Reads silences out of a history.</summary>
internal static class Silences
{
    private const long Aftermath = 2_000_000;   // microseconds: whoever asked as it ended is counted

    public static IReadOnlyList<Silence> Of(History history)
    {
        var ops = history.Operations.OrderBy(op => op.Return).ToArray();
        var firstCalls = ops.Select(op => op.Call).ToArray();   // of those that return then or later
        for (var i = ops.Length - 2; i >= 0; i--) firstCalls[i] = Math.Min(firstCalls[i], firstCalls[i + 1]);
        return
        [
            .. from fault in history.Faults
               group fault by (fault.Number, fault.Kind) into kind
               orderby kind.Key.Number.Length, kind.Key.Number, kind.Key.Kind
               select Of(kind.Key.Number, kind.Key.Kind, [.. kind], ops, firstCalls),
        ];
    }

    private static Silence Of(string number, string kind, Fault[] faults, Operation[] ops, long[] firstCalls)
    {
        var waits = new List<long>();
        var (under, gap) = (0, 0L);
        foreach (var fault in faults)
        {
            // A client that gives up says nothing of when it would have been answered.
            var during = ops.Where(op => (op.First ?? op.Call) <= fault.Until + Aftermath && op.Return >= fault.From).ToArray();
            under += during.Length;
            waits.Add(during.Where(op => op.IsKnown).Select(op => (op.Return - (op.First ?? op.Call)) / 1000).DefaultIfEmpty(0).Max());
            gap = Math.Max(gap, LongestGap(ops, firstCalls, fault.From, fault.Until + Aftermath) / 1000);
        }

        return new(number, kind, faults.Length, [.. waits.Order()], gap, under);
    }

    /// <summary>From one success to the next, without the time in which nobody asked: when the load pauses, nobody goes without.</summary>
    private static long LongestGap(Operation[] ops, long[] firstCalls, long from, long until)
    {
        var next = Array.FindIndex(ops, op => op.Return > from);
        if (next < 0) return 0;
        var (last, longest) = (from, 0L);
        for (var i = next; i < ops.Length && ops[i].Return <= until; i++)
        {
            if (!ops[i].IsKnown) continue;
            longest = Math.Max(longest, ops[i].Return - Math.Max(last, firstCalls[next]));
            (last, next) = (ops[i].Return, i + 1);
        }

        return next == ops.Length ? longest : Math.Max(longest, Math.Min(until, ops[^1].Return) - Math.Max(last, firstCalls[next]));
    }
}
