namespace Countersign.SignIn.Tests.Walks;

/// <summary>I1, I2, I4, I5, I7, I14, I15 and I19, on ways nobody thought of.</summary>
public sealed class WalkTests(ITestOutputHelper output)
{
    private const int Walks = 100_000;

    [Fact, Trait("Rule", "S-44"), Trait("Rule", "S-46"), Trait("Rule", "S-47")]
    public void A_hundred_thousand_random_walks_are_answered_as_the_model_says()
    {
        output.WriteLine($"seed {Seed.Value}");
        var steps = 0L;
        Parallel.For(0, Walks, (n, loop) =>
        {
            try
            {
                Interlocked.Add(ref steps, new Walk(SeedOf(n), null).Run());
            }
            catch (Exception wrong) when (IsFinding(wrong))
            {
                loop.Stop();
                throw new InvalidOperationException($"Walk {n} of seed {Seed.Value}: {wrong.Message}{Environment.NewLine}{Retold(n)}",
                    wrong);
            }
        });
        output.WriteLine($"{steps} commands");
        Assert.True(steps >= 20L * Walks);
    }

    private static bool IsFinding(Exception wrong) =>
        wrong is Xunit.Sdk.XunitException or InvalidOperationException or ArgumentException or NullReferenceException;

    private static ulong SeedOf(int walk) => ((ulong)(uint)Seed.Value << 32) + (uint)walk;

    /// <summary>The same walk once more, told step by step.</summary>
    private static string Retold(int walk)
    {
        List<string> trace = [];
        Record.Exception(() => new Walk(SeedOf(walk), trace).Run());
        return string.Join(Environment.NewLine, trace);
    }
}
