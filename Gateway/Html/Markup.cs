using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Countersign.Gateway.Html;

/// <summary>
/// A piece of HTML that is safe as it stands. What the source code spells out is taken as it is; whatever is put into it is encoded, unless
/// it is markup already. Values of attributes stand in quotation marks.
/// </summary>
internal readonly struct Markup
{
    // The pages are UTF-8: nothing but the dangerous needs escaping.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly string? _text;

    private Markup(string text) => _text = text;

    public static Markup Html(Template template) => new(template.ToString());

    /// <summary>A sentence with <c>{0}</c> in it, and something in its place.</summary>
    public static Markup Fill(string sentence, Markup value) =>
        new(Encoder.Encode(sentence).Replace("{0}", value.ToString(), StringComparison.Ordinal));

    public static Markup Fill(string sentence, string value) => Fill(sentence, Html($"{value}"));

    public static Markup Join(IEnumerable<Markup> parts) => new(string.Concat(parts));

    public override string ToString() => _text ?? "";

    /// <summary>An interpolated string on its way to become HTML. A string that is not interpolated in the source cannot.</summary>
    [InterpolatedStringHandler]
    public readonly struct Template(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _text = new(literalLength + (32 * formattedCount));

        public void AppendLiteral(string text) => _text.Append(text);

        public void AppendFormatted(Markup markup) => _text.Append(markup.ToString());

        public void AppendFormatted(string? text) => _text.Append(text is null ? "" : Encoder.Encode(text));

        public void AppendFormatted(int number) => _text.Append(number.ToString(System.Globalization.CultureInfo.InvariantCulture));

        public override string ToString() => _text.ToString();
    }
}
