using System.Globalization;
using Countersign.Gateway.Html.Texts;
using Countersign.SignIn;

namespace Countersign.Gateway.Html;

/// <summary>
/// A pass as it is cut out and handed to its person, in every language there is. The code holds the address alone: a pass in an address
/// would stay in logs and histories.
/// </summary>
/// <param name="title">What people know the tenant by.</param>
/// <param name="address">Of the page that takes the pass.</param>
/// <param name="until">When the passes end.</param>
internal sealed class PassSlip(string title, string address, DateTimeOffset until)
{
    private readonly Markup _code = QrCode.Draw(address, address);

    /// <summary>The tenant's logo; nothing where it has none.</summary>
    public Markup Logo { get; init; }

    /// <summary>Whom to ask; null: nobody is named.</summary>
    public string? Contact { get; init; }

    public Markup Draw(UserName person, string pass) => Markup.Html($"""
        <article class="slip">{_code}
        <p class="from">{Logo}<bdi>{title}</bdi></p>
        <h2><bdi>{person.Value}</bdi></h2>
        <p class="pass"><code>{pass}</code></p>
        <p class="at">{address}</p>
        {Markup.Join(PageTexts.All.Select(About))}{(Contact is null ? default : Markup.Html($"<p><bdi>{Contact}</bdi></p>"))}
        </article>

        """);

    private Markup About(PageTexts texts)
    {
        var end = Markup.Html($"""<time datetime="{Written("yyyy-MM-dd'T'HH:mm'Z'")}">{Written("yyyy-MM-dd HH:mm 'UTC'")}</time>""");
        return Markup.Html($"""
            <p lang="{texts.Language}">{texts.PassSheet} {Markup.Fill(texts.PassSheetUntil, end)}</p>

            """);
    }

    private string Written(string form) => until.UtcDateTime.ToString(form, CultureInfo.InvariantCulture);
}
