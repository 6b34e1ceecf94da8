namespace Countersign.Tidy.Tests;

/// <summary>The table of folders is only as good as this reading.</summary>
public sealed class Arrow_reading
{
    private static readonly (string, string)[] Others =
    [
        ("P/Settings.cs", "namespace C.P;\npublic sealed record Settings;"),
        ("P/Kit/Tool.cs", "namespace C.P.Kit;\ninternal static class Tool { public enum Kind { A } }"),
        ("P/Other/Tool.cs", "namespace C.P.Other;\ninternal static class Tool { }\ninternal sealed class Only { }"),
    ];

    [Theory]
    [InlineData("using C.P.Kit;\nnamespace C.P.Room;", "P/Kit")]                                      // a using alone
    [InlineData("using C.P.Kit;\nnamespace C.P.Room;\nclass A { Tool.Kind x; }", "P/Kit")]
    [InlineData("namespace C.P.Room;\nclass A { Settings x; }", "P")]                                 // found in an enclosing namespace
    [InlineData("namespace C.P.Room;\nclass A { Other.Only x; }", "P/Other")]   // qualified from an enclosing namespace
    [InlineData("namespace C.P.Room;\nclass A { global::C.P.Other.Only x; }", "P/Other")]
    [InlineData("namespace C.P.Room;\nclass A { string x = $\"{Other.Only.Name} and\"; }", "P/Other")]  // within a text
    [InlineData("namespace C.P.Room;\nclass A { List<Settings> x; }", "P")]
    public void What_names_another_folder_is_an_arrow(string text, string expected) => Assert.Equal([expected], ArrowsFrom(text));

    [Theory]
    [InlineData("namespace C.P.Room;\nclass A { Only x; }")]                                          // nothing says where to look
    [InlineData("namespace C.P.Room;\nclass A { string x = \"Settings\"; } // Settings")]
    [InlineData("namespace C.P.Room;\nclass A { B x = y.Settings; }")]                                // a member of something
    [InlineData("namespace C.P.Room;\nclass Settings { }\nclass A { Settings x; }")]                  // its own
    public void Nothing_else_is(string text) => Assert.Empty(ArrowsFrom(text));

    private static IEnumerable<string> ArrowsFrom(string text) =>
        Arrow.Between([.. Others, ("P/Room/A.cs", text)]).Where(arrow => arrow.From == "P/Room").Select(arrow => arrow.To).Distinct();
}
