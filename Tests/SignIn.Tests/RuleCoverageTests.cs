using System.Globalization;
using System.Reflection;

namespace Countersign.SignIn.Tests;

/// <summary>Every requirement that the rules alone can meet has a test that names it.</summary>
public sealed class RuleCoverageTests
{
    /// <summary>From and to, both included. What is missing is the gateway's or the engine's to prove.</summary>
    private static readonly (int From, int To)[] Lines = [(2, 10), (15, 28), (29, 44), (45, 53)];

    private static readonly string[] SettledHere =
    [
        "settled: number", "settled: wrong number", "settled: life", "settled: second attempt", "settled: policy check",
            "settled: prompt budget",
        "settled: unknown user",
    ];

    [Fact]
    public void Every_rule_has_a_test()
    {
        var named = typeof(RuleCoverageTests).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.IsDefined(typeof(FactAttribute)))
            .SelectMany(method => method.GetCustomAttributesData())
            .Where(attribute => attribute.AttributeType == typeof(TraitAttribute) && Argument(attribute, 0) == "Rule")
            .Select(attribute => Argument(attribute, 1)).ToHashSet();
        var wanted = Lines.SelectMany(line => Enumerable.Range(line.From, line.To - line.From + 1))
            .Select(number => "S-" + number.ToString("D2", CultureInfo.InvariantCulture)).Concat(SettledHere);
        Assert.Empty(wanted.Except(named!));
    }

    private static string? Argument(CustomAttributeData attribute, int at) => attribute.ConstructorArguments[at].Value as string;
}
