using System.Text.RegularExpressions;

namespace Countersign.Tidy.Tests;

/// <summary>A number that code, tests or documents cite can be looked up, and says one thing.</summary>
public sealed partial class CitedNumbers
{
    private static readonly string[] States = ["built", "partly", "not yet"];

    [Fact]
    public void Every_cited_number_is_defined() =>
        Offences.None(
            $"Defined neither in {string.Join(" nor in ", RuleNumbers.Books)}:",
            from path in Checkout.Files
            where Checkout.IsText(path)
            from line in RuleNumbers.CitingLines(path).Index()
            from number in RuleNumbers.In(line.Item)
            where !RuleNumbers.Defined.Contains(number)
            select $"{path}:{line.Index + 1}: {number}");

    [Fact]
    public void Every_rule_that_a_test_names_is_defined() =>
        Offences.None(
            "A trait names a rule that no document has:",
            from path in Checkout.CSharp
            where Checkout.IsTest(path)
            from Match trait in RuleTrait().Matches(Checkout.Text(path))
            let rule = trait.Groups["rule"].Value
            where !RuleNumbers.Defined.Contains(rule)
            select $"{path}: {rule}");

    [Fact]
    public void No_number_is_defined_twice() =>
        Offences.None(
            "A number means one thing:",
            RuleNumbers.Defined.CountBy(number => number).Where(count => count.Value > 1).Select(count => count.Key));

    [Fact]
    public void Every_number_has_a_state() =>
        Offences.None(
            $"A row says {string.Join(", ", States)}:",
            from book in RuleNumbers.Books
            from line in Checkout.Lines(book)
            let cells = Cells(line)
            where cells.Length > 2 && RuleNumbers.Defined.Contains(cells[0]) && cells.Count(States.Contains) != 1
            select $"{book}: {cells[0]}");

    [Fact]
    public void The_threat_model_and_the_safety_lines_say_the_same_of_each_threat() =>
        Assert.Equal(Threats("docs/safety.md"), Threats("docs/threat-model.md"));

    [Fact]
    public void A_test_that_is_said_to_show_a_rule_exists()
    {
        var types = Checkout.CSharp.Where(Checkout.IsTest).SelectMany(path => Source.DeclaredTypes(Checkout.Text(path))).ToHashSet();
        Offences.None(
            "Named as a test, and not there:",
            from book in RuleNumbers.Books
            from Match test in NamedTest().Matches(Checkout.Text(book))
            where !types.Contains(test.Groups["name"].Value)
            select $"{book}: {test.Groups["name"].Value}");
    }

    [Theory]
    [InlineData("S-44, D-08: in the same answer", "S-44 D-08")]
    [InlineData("the fallback (S-45), I14.", "S-45 I14")]
    [InlineData("/// <summary>S-05 to S-07: the signed decision", "S-05 S-06 S-07")]
    [InlineData("F3, F4 and N17; T1/T2", "F3 F4 N17 T1 T2")]
    [InlineData("A14 B3 C10 CD5 CI1 D1 J9 M1 X1", "A14 B3 C10 CD5 CI1 D1 J9 M1 X1")]
    [InlineData("WAY-3, PHO-2, ADM-4 and CLU-5", "WAY-3 PHO-2 ADM-4 CLU-5")]
    [InlineData("S-4 and S-440 are typing errors", "S-4 S-440")]
    [InlineData("CS1000, X509, ES256, P-256, SHA-256, RFC 9449, UTF-8, I18N, T1621, AS-02", "")]
    [InlineData("%C0%AF, E228A1, #F1F2F3, #B10, M8.5, N0-based, v1, c3, x1_t2, A4b", "")]
    public void A_citation_is_told_from_what_looks_like_one(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', RuleNumbers.In(text)));

    private static string[] Threats(string path) =>
        [.. Checkout.Lines(path).Select(Cells).Where(cells => cells.Length > 2 && Threat().IsMatch(cells[0]))
            .Select(cells => $"{cells[0]} {cells[^1]}").Order(StringComparer.Ordinal)];

    private static string[] Cells(string line) =>
        line.StartsWith("| ", StringComparison.Ordinal) ? [.. line.Trim('|', ' ').Split('|').Select(cell => cell.Trim())] : [];

    [GeneratedRegex("""\[Trait\("Rule", "(?<rule>[^"]*)"\)""")]
    private static partial Regex RuleTrait();

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z]+(Tests|Contract))`")]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"^T\d+$")]
    private static partial Regex Threat();
}
