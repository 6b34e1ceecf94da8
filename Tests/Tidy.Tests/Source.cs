using System.Text.RegularExpressions;

namespace Countersign.Tidy.Tests;

/// <summary>Just enough reading of C# for the rules here: what is code, what is comment, what is declared.</summary>
internal static partial class Source
{
    /// <summary>The text without its comments; line breaks stay, so that line numbers hold.</summary>
    public static string WithoutComments(string text) =>
        CommentOrLiteral().Replace(text, match => match.Groups["comment"].Success ? LineBreaks(match.Value) : match.Value);

    /// <summary>The text without comments and without what stands in string and character literals.</summary>
    public static string CodeOnly(string text) => CommentOrLiteral().Replace(text, match => LineBreaks(match.Value));

    /// <summary>The text without comments and literals, except for the code within interpolated strings.</summary>
    public static string CodeAndHoles(string text) => CommentOrLiteral().Replace(
        text,
        match => match.Value[0] == '$' ? string.Join(' ', Hole().Matches(match.Value).Select(hole => hole.Groups["code"].Value)) : " ");

    /// <summary>The types of a file that lie in no other type.</summary>
    public static IEnumerable<string> OuterTypes(string text) =>
        TypeDeclaration().Matches(CodeOnly(text)).Where(match => !char.IsWhiteSpace(match.Value[0]))
            .Select(match => match.Groups["name"].Value);

    /// <summary>The comments alone; everything stands in its line and column.</summary>
    public static string Comments(string text) => Only(text, "comment");

    /// <summary>The string and character literals alone; everything stands in its line and column.</summary>
    public static string Literals(string text) => Only(text, "literal");

    public static IEnumerable<string> DeclaredTypes(string text) =>
        TypeDeclaration().Matches(CodeOnly(text)).Select(match => match.Groups["name"].Value);

    public static IEnumerable<string> DeclaredNamespaces(string text) =>
        NamespaceDeclaration().Matches(CodeOnly(text)).Select(match => match.Groups["name"].Value);

    private static string Only(string text, string group)
    {
        var only = text.Select(c => c == '\n' ? c : ' ').ToArray();
        foreach (var found in CommentOrLiteral().Matches(text).Select(match => match.Groups[group]))
        {
            if (found.Success) found.ValueSpan.CopyTo(only.AsSpan(found.Index));
        }

        return new(only);
    }

    public static string LineBreaks(string text) => new('\n', text.Count(c => c == '\n'));

    // Whatever begins first wins: a "//" inside a string is no comment, a quote inside a comment begins no string.
    [GeneratedRegex("""
        (?<literal>  \$*(?<q>"{3,}) [\s\S]*? \k<q>        # raw
        |  (\$@|@\$|@) "(?:[^"]|"")*"                      # verbatim
        |  \$?"(?:\\.|[^"\\\r\n])*"                        # ordinary
        |  '(?:\\.[^']*|[^'\\\r\n])' )
        | (?<comment> //[^\n]* | /\*[\s\S]*?\*/ )
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex CommentOrLiteral();

    [GeneratedRegex("""
        ^[ \t]* (\[[^\]]*\][ \t]*)*
        ((public|internal|private|protected|file|sealed|static|abstract|partial|readonly|ref|unsafe|new)[ \t]+)*
        (class|struct|interface|enum|record([ \t]+(class|struct))?|delegate[ \t]+\S+) [ \t]+ (?<name>[A-Za-z_]\w*)
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"\{+(?<code>[^{}]*)")]
    private static partial Regex Hole();

    [GeneratedRegex(@"^[ \t]*namespace[ \t]+(?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceDeclaration();
}
