using System.Globalization;
using Countersign.Gateway.Html.Texts;

namespace Countersign.Gateway.Html;

/// <summary>
/// Tells how long somebody has to wait, and until when: whole without script, by the clock of UTC; the script counts down and tells the
/// time of the person's own clock.
/// </summary>
/// <param name="At">When the wait is over; null when nobody said the time.</param>
internal readonly record struct Wait(TimeSpan Time, DateTimeOffset? At)
{
    public static Wait Until(DateTimeOffset at, DateTimeOffset now) => new(at - now, at);

    public Markup In(PageTexts texts)
    {
        var duration = Markup.Html($"""<span class="again">{Duration(texts)}</span>""");
        var moment = At is { } at
            ? Markup.Html($" <span>{Markup.Fill(texts.TryAgainAt, ClockTime(texts, at))}</span>")
            : default;
        var seconds = Math.Max(1, (int)Math.Ceiling(Time.TotalSeconds));
        return Markup.Html($"""
            <p id="wait" data-seconds="{seconds}" data-over="{texts.TryAgainNow}">{Markup.Fill(texts.TryAgainIn, duration)}{moment}</p>

            """);
    }

    /// <summary>With the day, when it is not the day that the wait began.</summary>
    private Markup ClockTime(PageTexts texts, DateTimeOffset at)
    {
        var utc = Rounded(at).UtcDateTime;
        var began = (at - Time).UtcDateTime;
        var text = utc.ToString(utc.Date == began.Date ? texts.ClockTime : texts.DayAndTime, CultureInfo.InvariantCulture);
        return Markup.Html($"""<time datetime="{utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}">{text}</time>""");
    }

    /// <summary>Up to a whole minute: nobody comes too early.</summary>
    private static DateTimeOffset Rounded(DateTimeOffset at) =>
        new(at.Ticks + ((TimeSpan.TicksPerMinute - (at.Ticks % TimeSpan.TicksPerMinute)) % TimeSpan.TicksPerMinute), at.Offset);

    /// <summary>In the largest unit that says it well: hours and minutes, minutes, seconds.</summary>
    private string Duration(PageTexts texts)
    {
        if (Time <= TimeSpan.FromMinutes(1)) return Format(texts.Seconds, Math.Max(1, Math.Ceiling(Time.TotalSeconds)));
        var minutes = Math.Ceiling(Time.TotalMinutes);
        if (minutes < 60) return Format(texts.Minutes, minutes);
        var hours = Format(texts.Hours, Math.Floor(minutes / 60));
        return minutes % 60 == 0 ? hours : hours + " " + Format(texts.Minutes, minutes % 60);
    }

    public static string Format(string unit, double number) =>
        unit.Replace("{0}", ((int)number).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
