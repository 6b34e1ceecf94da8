using System.Text.RegularExpressions;

namespace Countersign.Tidy.Tests;

/// <summary>Words that may stand in no file. They are written in two halves here, because this file is read too.</summary>
public sealed class Words
{
    private const string Licence = "LICENSE";

    // The project speaks of itself alone: not of where it was built, nor of whose package sources it was built with.
    private static readonly string[] Elsewhere =
    [
        "/wo" + "rk/", "../sha" + "red", "nuget" + ".org", "registry.npm" + "js", "npmjs" + ".com", "py" + "pi.org", "crates" + ".io",
        "proxy.go" + "lang.org",
    ];

    private static readonly Regex LeftOver = new(@"\b(TO" + "DO|FIX" + "ME|HA" + @"CK)\b");

    private static readonly string[] BannedInCode = ["NotImplemented" + "Exception", "Thread" + ".Sleep"];

    [Fact]
    public void The_project_speaks_of_itself_alone() =>
        Offences.None(
            "These lines name something outside the project:", Lines(AllText.Where(path => path != ".ci/run"), NamesSomethingElsewhere));

    [Fact]
    public void Continuous_integration_names_nothing_outside_but_its_test_vectors() =>
        Offences.None(
            ".ci/run may name the folder of the vectors:",
            Lines([".ci/run"], line => NamesSomethingElsewhere(line.Replace("../sha" + "red/vectors/", "", StringComparison.Ordinal))));

    [Fact]
    public void Nothing_is_left_for_later() =>
        Offences.None("Do it, or leave it out:", Lines(AllText.Where(path => path != Licence), LeftOver.IsMatch));

    [Fact]
    public void No_code_pretends_or_sleeps() =>
        Offences.None(
            "Neither in the product nor in its tests:",
            Lines(Checkout.CSharp, line => BannedInCode.Any(word => line.Contains(word, StringComparison.Ordinal))));

    [Theory]
    [InlineData("// TO" + "DO: later", true)]
    [InlineData("(FIX" + "ME)", true)]
    [InlineData("TO" + "DOs", false)]
    [InlineData("to" + "do", false)]
    public void A_left_over_is_a_whole_word_in_capitals(string line, bool expected) => Assert.Equal(expected, LeftOver.IsMatch(line));

    private static IEnumerable<string> AllText => Checkout.Files.Where(Checkout.IsText);

    private static bool NamesSomethingElsewhere(string line) =>
        Elsewhere.Any(word => line.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Lines(IEnumerable<string> paths, Func<string, bool> offends) =>
        paths.SelectMany(path => Offences.InLines(path, Checkout.Lines(path), offends));
}
