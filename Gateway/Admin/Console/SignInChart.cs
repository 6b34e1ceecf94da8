using System.Globalization;
using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.SignIn;
using Countersign.SignIn.Users.SignInLog;

namespace Countersign.Gateway.Admin.Console;

/// <summary>A bar of a chart: an hour or a day, with the sign-ins that began in it.</summary>
/// <param name="Mark">How it is written under the chart.</param>
/// <param name="Name">How it is written in the table.</param>
internal sealed record SignInBar(DateTimeOffset Begin, DateTimeOffset End, string Mark, string Name, SignInTally Tally)
{
    public long ByPhone => Tally.Of(SignInOutcome.Approved);

    public long NoPhone => Tally.Of(SignInOutcome.FellBack) + Tally.Of(SignInOutcome.ComesBack);

    public long NotApproved => Tally.Asked() - ByPhone;

    public long All => ByPhone + NoPhone + NotApproved;
}

/// <summary>
/// Bars of sign-ins, drawn here: an image for eyes, with a sentence in its place and a table below it for whoever hears the page or wants
/// figures. Without script, and without a style in line, which the pages' policy forbids. Letters stand beside the drawing, so that they
/// keep their size while it takes the width that there is.
/// </summary>
internal sealed class SignInChart(OverviewTexts texts, TenantId tenant)
{
    private const int Height = 100, Step = 10, Width = 8, Block = 6;

    /// <summary>Of the height: a part that is there is seen, however small it is beside the others.</summary>
    private const double Least = 1.5;

    private readonly (string Class, string Label, Func<SignInBar, long> Of)[] _parts =
    [
        ("by-phone", texts.ByPhone, bar => bar.ByPhone), ("no-phone", texts.NoPhone, bar => bar.NoPhone),
        ("not-approved", texts.NotApproved, bar => bar.NotApproved),
    ];

    /// <param name="column">What the bars are: hours, or days.</param>
    /// <param name="bars">A multiple of six, in order of time.</param>
    public Markup Draw(string title, string column, IReadOnlyList<SignInBar> bars)
    {
        var most = bars.Max(bar => bar.All);
        if (most == 0) return Markup.Html($"<p>{texts.Quiet}</p>");
        var top = RoundUp(most);
        var sums = _parts.Select(part => $"{part.Label}: {ConsoleNames.Number(bars.Sum(part.Of))}");
        return Markup.Html($"""
            <div class="plot">
            <p class="scale" aria-hidden="true"><span>{ConsoleNames.Number(top)}</span>
            <span>{(top % 2 == 0 ? ConsoleNames.Number(top / 2) : "")}</span><span>0</span></p>
            <svg class="chart" viewBox="0 0 {bars.Count * Step} {Height}" preserveAspectRatio="none" role="img"
            aria-label="{title}. {string.Join(". ", sums)}.">
            {Lines(bars.Count, top)}{Markup.Join(bars.Select((bar, place) => Bar(bar, place, top)))}</svg>
            <p class="axis" aria-hidden="true">
            {Markup.Join(bars.Where((_, place) => place % Block == 0).Select(bar => Markup.Html($"<span>{bar.Mark}</span>")))}</p>
            </div>
            <ul class="legend">
            {Markup.Join(_parts.Select(part => Markup.Html($"""<li class="{part.Class}">{part.Label}</li>""")))}
            </ul>
            {Table(title, column, bars)}
            """);
    }

    /// <summary>The next number that people count in.</summary>
    internal static long RoundUp(long most)
    {
        for (var ten = 1L; ; ten *= 10)
        {
            foreach (var step in new[] { 1, 2, 4, 6, 8 })
            {
                if (step * ten >= most) return step * ten;
            }
        }
    }

    internal static string Written(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>The top and the half, and where each mark under the chart stands.</summary>
    private static Markup Lines(int bars, long top) => Markup.Html($"""
        <path class="grid" d="M0 0H{bars * Step}{(top % 2 == 0 ? $"M0 {Height / 2}H{bars * Step}" : "")}{string.Concat(
            Enumerable.Range(0, bars / Block).Select(block => $"M{block * Block * Step} 0V{Height}"))}"/>

        """);

    private Markup Bar(SignInBar bar, int place, long top)
    {
        var heights = HeightsOf([.. _parts.Select(part => part.Of(bar))], top);
        var (below, drawn) = (0.0, new List<Markup>());
        for (var part = 0; part < _parts.Length; part++)
        {
            if (heights[part] == 0) continue;
            below += heights[part];
            drawn.Add(Markup.Html($"""
                <rect class="{_parts[part].Class}" x="{(place * Step) + ((Step - Width) / 2)}" y="{Written(Height - below)}" width="{Width}"
                height="{Written(heights[part])}"/>

                """));
        }

        return Markup.Join(drawn);
    }

    /// <summary>How high the parts of a bar are: by their counts, and none too low to be seen; what they gain the highest gives.</summary>
    internal static double[] HeightsOf(long[] counts, long top)
    {
        double[] heights = [.. counts.Select(count => (double)Height * count / top)];
        var gained = 0.0;
        for (var part = 0; part < heights.Length; part++)
        {
            if (counts[part] == 0 || heights[part] >= Least) continue;
            gained += Least - heights[part];
            heights[part] = Least;
        }

        var highest = Array.IndexOf(heights, heights.Max());
        heights[highest] = Math.Max(heights[highest] - gained, Math.Min(heights[highest], Least));
        return heights;
    }

    private Markup Table(string title, string column, IReadOnlyList<SignInBar> bars) => Markup.Html($"""
        <details>
        <summary class="quiet">{texts.AsTable}<span class="unseen">: {title}</span></summary>
        <table class="figures">
        <caption class="unseen">{title}</caption>
        <thead><tr><th scope="col">{column}</th>
        {Markup.Join(_parts.Select(part => Markup.Html($"""<th scope="col">{part.Label}</th>""")))}</tr></thead>
        <tbody>
        {Markup.Join(bars.Where(bar => bar.All > 0).Select(Line))}</tbody>
        </table>
        </details>
        """);

    private Markup Line(SignInBar bar) => Markup.Html($"""
        <tr><th scope="row"><a href="{SignInsPage.PathOf(tenant, "", bar.Begin, bar.End)}">{bar.Name}</a></th>
        {Markup.Join(_parts.Select(part => Markup.Html($"<td>{ConsoleNames.Number(part.Of(bar))}</td>")))}</tr>

        """);
}
