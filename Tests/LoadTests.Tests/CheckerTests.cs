using System.Globalization;
using Countersign.LoadTests.Checking;

namespace Countersign.LoadTests.Tests;

/// <summary>The checker of chaos runs sees the bugs it is there for, and no others.</summary>
public sealed class CheckerTests(ITestOutputHelper output)
{
    private const int Seeds = 24, MostSeeds = 400;   // most bugs show at once; one that needs three wrong numbers and a crash does not

    [Fact]
    public void A_service_without_a_bug_is_found_without_one()
    {
        var looked = 0;
        foreach (var seed in DrawnSeeds(Seeds))
        {
            var judgement = Checker.Judge(Simulation.Run(seed, PlantedBug.None));
            Assert.True(judgement.Violations.Count == 0, $"seed {seed}: {string.Join("\n", judgement.Violations.Take(3))}");
            Assert.Empty(judgement.Undecided);
            looked += judgement.Counted.Values.Sum();
        }

        Assert.True(looked > 1000, $"only {looked} things were looked at");
    }

    /// <summary>The search for an order finds it, and where records or answers alone tell, the invariant does.</summary>
    [Theory]
    [InlineData(PlantedBug.TwoPending, "user order", "I1")]
    [InlineData(PlantedBug.ApprovesAfterTheEnd, "user order", "challenge order", "I9")]
    [InlineData(PlantedBug.RedeemsTwice, "user order", "challenge order", "I5")]
    [InlineData(PlantedBug.LosesAcknowledgedAnswers, "user order", "I3")]
    [InlineData(PlantedBug.RefreshesAfterRevocation, "user order")]
    [InlineData(PlantedBug.ReadsStaleStates, "user order", "challenge order", "I22")]
    [InlineData(PlantedBug.RecordsTwice, "I18")]
    [InlineData(PlantedBug.ApprovesForeignSignatures, "I4")]
    [InlineData(PlantedBug.ShowsTheNumberToAnyone, "user order", "I23")]
    [InlineData(PlantedBug.UsesIdsAgain, "user order", "I23")]
    [InlineData(PlantedBug.StartsTwiceForOneKey, "user order", "I19")]
    [InlineData(PlantedBug.LetsRemovedPhonesDecide, "user order")]
    [InlineData(PlantedBug.ForgetsWrongNumbers, "user order", "I15")]
    [InlineData(PlantedBug.LetsStrangersCollect, "I6")]
    [InlineData(PlantedBug.GuessesUnknownOutcomes, "user order", "challenge order", "I11")]
    [InlineData(PlantedBug.GivesUnrecordedTokens, "I18")]
    public void A_planted_bug_is_caught(PlantedBug bug, params string[] expected)
    {
        var missing = expected.ToHashSet();
        foreach (var seed in DrawnSeeds(MostSeeds))
        {
            var found = Checker.Judge(Simulation.Run(seed, bug)).Violations.Select(violation => violation.Rule).ToHashSet();
            missing.ExceptWith(found);
            if (missing.Count == 0) return;
        }

        Assert.Fail($"{bug} was not caught by {string.Join(", ", missing)}");
    }

    /// <summary>Seeds drawn anew; those of a run before, or more of them, when the environment names them.</summary>
    private int[] DrawnSeeds(int count)
    {
        var first = FromEnvironment("COUNTERSIGN_SEED") ?? Random.Shared.Next(1_000_000);
        count = Math.Max(count, FromEnvironment("COUNTERSIGN_SEEDS") ?? 0);
        output.WriteLine($"seeds {first} to {first + count - 1}");
        return [.. Enumerable.Range(first, count)];
    }

    private static int? FromEnvironment(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;
}
