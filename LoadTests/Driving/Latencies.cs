using System.Diagnostics;

namespace Countersign.LoadTests.Driving;

/// <summary>The steps of a sign-in, and the whole.</summary>
internal enum Step { Start, Fetch, Answer, Redeem, Total }

/// <summary>The time each step took, one virtual user's or many's together.</summary>
internal sealed class Latencies
{
    public static readonly Step[] Steps = Enum.GetValues<Step>();

    private readonly List<long>[] _ticks = [.. Steps.Select(_ => new List<long>(4096))];

    public int Count => _ticks[(int)Step.Total].Count;

    public void Add(Step step, long ticks) => _ticks[(int)step].Add(ticks);

    public void Add(Latencies others)
    {
        for (var i = 0; i < _ticks.Length; i++) _ticks[i].AddRange(others._ticks[i]);
    }

    /// <summary>To be called once after the last <see cref="Add(Latencies)"/> and before <see cref="Milliseconds"/>.</summary>
    public void Sort()
    {
        foreach (var list in _ticks) list.Sort();
    }

    /// <summary>The smallest value that at least this part of all values does not exceed (nearest rank).</summary>
    public double Milliseconds(Step step, double part)
    {
        var list = _ticks[(int)step];
        if (list.Count == 0) return 0;
        var rank = Math.Clamp((int)Math.Ceiling(list.Count * part) - 1, 0, list.Count - 1);
        return list[rank] * 1000.0 / Stopwatch.Frequency;
    }
}
