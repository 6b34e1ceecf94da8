using System.Globalization;
using System.Text.RegularExpressions;

namespace Countersign.Tidy.Tests;

/// <summary>The numbers of docs/requirements.md and docs/safety.md: how they are written, defined and cited.</summary>
internal static partial class RuleNumbers
{
    public static readonly string[] Books = ["docs/requirements.md", "docs/safety.md"];

    /// <summary>The first cell of a row defines its number.</summary>
    public static IReadOnlyList<string> Defined { get; } =
    [
        .. from book in Books
           from line in Checkout.Lines(book)
           let row = Definition().Match(line)
           where row.Success
           select row.Groups["number"].Value,
    ];

    /// <summary>The numbers in a text, also those between "S-05 to S-10".</summary>
    public static IEnumerable<string> In(string text)
    {
        foreach (Match match in Citation().Matches(text))
        {
            var letters = match.Groups["letters"].Value;
            var digits = match.Groups["from"].Value;
            var from = int.Parse(digits, CultureInfo.InvariantCulture);
            var to = match.Groups["to"].Success ? int.Parse(match.Groups["to"].Value, CultureInfo.InvariantCulture) : from;
            for (var at = from; at <= to; at++) yield return letters + at.ToString("D" + digits.Length, CultureInfo.InvariantCulture);
        }
    }

    /// <summary>
    /// The parts of a file that can cite, line by line: in C# the comments, and numbers in brackets within a literal, "ends once (I2)"; in
    /// a document all but its code; in any other text the comments.
    /// </summary>
    public static IEnumerable<string> CitingLines(string path)
    {
        var text = Checkout.Text(path);
        return Path.GetExtension(path) switch
        {
            ".cs" => Lines(Source.Comments(text))
                .Zip(Lines(Source.Literals(text)), (comment, literal) => $"{comment} {InBrackets(literal)}"),
            ".md" => Lines(FencedBlock().Replace(text, match => Source.LineBreaks(match.Value))).Select(WithoutCodeSpans),
            ".json" or ".sln" => [],
            _ when path == "LICENSE" => [],
            _ => Lines(text).Select(line => CommentOfAnyLanguage().Match(line).Value),
        };
    }

    private static string[] Lines(string text) => text.Split('\n');

    private static string InBrackets(string literal) => string.Join(' ', Bracketed().Matches(literal).Select(match => match.Value));

    private static string WithoutCodeSpans(string line) => CodeSpan().Replace(line, "");

    // Neither within a word, a percent-encoding, a colour, a version nor a longer name: X509, E228A1, %C0, #F1F2F3, T1.5, I18N, CS1000.
    [GeneratedRegex("""
        (?<![\w.%\#&+-])
        (?: (?<letters>[SD]-|(WAY|PHO|ADM|CLU)-) (?<from>\d{1,3}) ([ ]to[ ]\k<letters>(?<to>\d{1,3}))?
          | (?<letters>CD|CI|[ABCDFIJMNTX]) (?<from>\d{1,2}) ([ ]to[ ]\k<letters>(?<to>\d{1,2}))? )
        (?![\w%]|[-.]\w)
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Citation();

    [GeneratedRegex(@"^\| (?<number>[A-Z]+-?\d+|settled: [^|]+?) \|")]
    private static partial Regex Definition();

    [GeneratedRegex(@"\(([A-Z]{1,3}-?\d{1,3}(, | to | and )?)+\)")]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex FencedBlock();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"(^|\s)(#|//|/?\*|<!--)\s.*")]
    private static partial Regex CommentOfAnyLanguage();
}
