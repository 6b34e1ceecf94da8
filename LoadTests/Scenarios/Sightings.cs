using Countersign.LoadTests.Population;

namespace Countersign.LoadTests.Scenarios;

/// <summary>What was seen of one person, step by step.</summary>
internal sealed class Sighting(int steps)
{
    private int _step;

    /// <summary>The logarithm of each step's time: times are skewed.</summary>
    public double[] Times { get; } = new double[steps];

    /// <summary>Status and lengths of each step.</summary>
    public string[] Looks { get; } = new string[steps];

    public void Add(TimeSpan time, string look)
    {
        (Times[_step], Looks[_step]) = (Math.Log(time.TotalMicroseconds), look);
        _step++;
    }
}

/// <summary>What was seen of many people of each kind, and how well it tells the kinds apart.</summary>
internal sealed class Sightings
{
    private const int Passes = 200;
    private const double Rate = 0.5;
    private readonly Dictionary<PersonKind, List<Sighting>> _of =
        Enum.GetValues<PersonKind>().ToDictionary(kind => kind, _ => new List<Sighting>());

    public static IEnumerable<(PersonKind One, PersonKind Other)> Pairs =>
        from one in Enum.GetValues<PersonKind>()
        from other in Enum.GetValues<PersonKind>()
        where one < other
        select (one, other);

    /// <summary>Whether statuses and lengths were the same for all, each step.</summary>
    public bool LooksAlike => Looks(PersonKind.Enrolled) is var first && _of.Keys.All(kind => Looks(kind).SetEquals(first));

    public void Add(PersonKind kind, Sighting seen) => _of[kind].Add(seen);

    /// <summary>By the time of one step: 0.5 is a guess; whichever takes longer.</summary>
    public double Auc(PersonKind one, PersonKind other, int step) =>
        Auc([.. _of[one].Select(seen => seen.Times[step])], [.. _of[other].Select(seen => seen.Times[step])]);

    /// <summary>By all times together: a logistic regression, learned from one half of the people and tried on the other.</summary>
    public double CombinedAuc(PersonKind one, PersonKind other)
    {
        var (means, widths) = Scale([.. _of[one], .. _of[other]]);
        var all = Zip(_of[one], _of[other]).Select(pair => (X: Scaled(pair.Seen, means, widths), pair.Y)).ToArray();
        var (learn, test) = (all.Where((_, i) => i / 2 % 2 == 0).ToArray(), all.Where((_, i) => i / 2 % 2 == 1).ToArray());
        var weights = new double[means.Length + 1];
        for (var pass = 0; pass < Passes; pass++)
        {
            var slope = new double[weights.Length];
            foreach (var (x, y) in learn)
            {
                var error = (1 / (1 + Math.Exp(-Score(weights, x)))) - y;
                for (var i = 0; i < x.Length; i++) slope[i] += error * x[i];
                slope[^1] += error;
            }

            for (var i = 0; i < weights.Length; i++) weights[i] -= Rate * slope[i] / learn.Length;
        }

        return Auc(
            [.. test.Where(seen => seen.Y == 0).Select(seen => Score(weights, seen.X))],
            [.. test.Where(seen => seen.Y == 1).Select(seen => Score(weights, seen.X))]);
    }

    private HashSet<string> Looks(PersonKind kind) => [.. _of[kind].Select(seen => string.Join(", ", seen.Looks))];

    private static IEnumerable<(Sighting Seen, int Y)> Zip(List<Sighting> one, List<Sighting> other) =>
        one.Zip(other).SelectMany(pair => new[] { (pair.First, 0), (pair.Second, 1) });

    private static (double[] Means, double[] Widths) Scale(List<Sighting> all)
    {
        var means = Enumerable.Range(0, all[0].Times.Length).Select(i => all.Average(seen => seen.Times[i])).ToArray();
        return (means, [.. means.Select((mean, i) => Math.Sqrt(all.Average(seen => Math.Pow(seen.Times[i] - mean, 2))) + 1e-9)]);
    }

    private static double[] Scaled(Sighting seen, double[] means, double[] widths) =>
        [.. seen.Times.Select((time, i) => (time - means[i]) / widths[i])];

    private static double Score(double[] weights, double[] x)
    {
        var score = weights[^1];
        for (var i = 0; i < x.Length; i++) score += weights[i] * x[i];
        return score;
    }

    /// <summary>The chance that one of the second is above one of the first, or below, whichever is more likely.</summary>
    private static double Auc(double[] one, double[] other)
    {
        var ranked = one.Select(value => (Value: value, IsOther: false)).Concat(other.Select(value => (Value: value, IsOther: true)))
            .OrderBy(entry => entry.Value).ToArray();
        var sum = 0.0;
        for (var i = 0; i < ranked.Length;)
        {
            var end = i;
            while (end < ranked.Length && ranked[end].Value == ranked[i].Value) end++;
            for (var j = i; j < end; j++) if (ranked[j].IsOther) sum += (i + end + 1) / 2.0;
            i = end;
        }

        var auc = (sum - (other.Length * (other.Length + 1) / 2.0)) / ((double)one.Length * other.Length);
        return Math.Max(auc, 1 - auc);
    }
}
