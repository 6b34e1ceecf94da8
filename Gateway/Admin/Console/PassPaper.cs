using Countersign.Engine;
using Countersign.Gateway.Html;

namespace Countersign.Gateway.Admin.Console;

/// <summary>A pass as it is handed out: the text, and where it is typed, as a QR code without it.</summary>
internal static class PassPaper
{
    /// <param name="address">Of the page that takes it.</param>
    public static Markup Draw(Screen screen, PassIssued pass, string address)
    {
        var (texts, life) = (screen.Texts.Console, Wait.Format(screen.Texts.Minutes, pass.Life.TotalMinutes));
        return Markup.Html($"""
            <p class="unseen" id="pass_name">{screen.Texts.Pass}</p>
            <p class="text" id="pass" aria-describedby="pass_name"><code>{pass.Pass}</code></p>
            <p class="keep">{Markup.Fill(texts.PassLife, life)}</p>
            <div class="scan">{QrCode.Draw(address, texts.PassWhere)}</div>
            <p class="keep">{texts.PassWhere}: <a href="{address}" rel="noreferrer">{address}</a></p>
            """);
    }
}
