using Countersign.LoadTests.Histories;

namespace Countersign.LoadTests.Chaos;

/// <summary>How long people went without an answer while a kind of fault was there.</summary>
/// <param name="Waits">For each time it was made, the longest that an operation under way took until its answer, in milliseconds.</param>
/// <param name="Gap">The longest time in which nobody at all had a success, in milliseconds.</param>
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
        var ops = history.Operations.OrderBy(op => op.Call).ToArray();
        var successes = history.Operations.Where(op => op.IsKnown).Select(op => op.Return).Order().ToArray();
        return
        [
            .. from fault in history.Faults
               group fault by (fault.Number, fault.Kind) into kind
               orderby kind.Key.Number.Length, kind.Key.Number, kind.Key.Kind
               select Of(kind.Key.Number, kind.Key.Kind, [.. kind], ops, successes),
        ];
    }

    private static Silence Of(string number, string kind, Fault[] faults, Operation[] ops, long[] successes)
    {
        var waits = new List<long>();
        var (under, gap) = (0, 0L);
        foreach (var fault in faults)
        {
            // A client that gives up says nothing of when it would have been answered.
            var during = ops.Where(op => (op.First ?? op.Call) <= fault.Until + Aftermath && op.Return >= fault.From).ToArray();
            under += during.Length;
            waits.Add(during.Where(op => op.IsKnown).Select(op => (op.Return - (op.First ?? op.Call)) / 1000).DefaultIfEmpty(0).Max());
            gap = Math.Max(gap, LongestGap(successes, fault.From, fault.Until + Aftermath) / 1000);
        }

        return new(number, kind, faults.Length, [.. waits.Order()], gap, under);
    }

    private static long LongestGap(long[] successes, long from, long until)
    {
        var at = Array.BinarySearch(successes, from);
        var (last, longest) = (from, 0L);
        for (var i = at < 0 ? ~at : at; i < successes.Length && successes[i] <= until; i++)
        {
            longest = Math.Max(longest, successes[i] - last);
            last = successes[i];
        }

        return Math.Max(longest, until - last);
    }
}
