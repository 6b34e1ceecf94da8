using System.Globalization;
using Countersign.Gateway.Html.Texts;

namespace Countersign.Gateway.Html;

/// <summary>A time on a page: by the clock of UTC; the script tells it by the person's own clock.</summary>
internal static class Moment
{
    /// <param name="now">When the page is drawn: another year is named with the day.</param>
    public static Markup Draw(PageTexts texts, DateTimeOffset at, DateTimeOffset now)
    {
        var utc = at.UtcDateTime;
        var format = utc.Date == now.UtcDateTime.Date ? texts.ClockTime : texts.DayAndTime;
        var year = utc.Year == now.UtcDateTime.Year ? "" : utc.Year.ToString(CultureInfo.InvariantCulture) + " · ";
        return Markup.Html($"""<time datetime="{Machine(utc)}">{year + utc.ToString(format, CultureInfo.InvariantCulture)}</time>""");
    }

    /// <summary>As scripts read it.</summary>
    public static string Machine(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
