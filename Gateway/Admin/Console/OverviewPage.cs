using System.Globalization;
using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users.SignInLog;

namespace Countersign.Gateway.Admin.Console;

/// <summary>
/// <c>GET /console/tenants/{tenant}/overview</c>: what the sign-ins of the last day and the last thirty days came to (ADM-2), as two charts
/// and in figures, each of which leads to the sign-ins that it counts. From tallies by the hour, never from a walk through the log.
/// </summary>
internal sealed class OverviewPage(Administration administration, TimeProvider clock)
{
    public const string Door = SignInCountsEndpoint.Door;
    private const int Hours = 24, Days = 30;

    public static string PathOf(TenantId tenant) => $"/console/tenants/{tenant}/overview";

    public async Task<IResult> Show(ConsoleView view, TenantId tenant)
    {
        var cancel = view.Http.RequestAborted;
        if (await administration.Missing(tenant, cancel) is { } missing) return Problem.FromRefusal(missing);
        var now = clock.GetUtcNow();
        var counted = await administration.CountSignIns(tenant, DayOf(now).AddDays(1 - Days), cancel);
        var texts = view.Texts.Overview;
        return new Page(view.Screen, texts.Title, Markup.Html($"""
            {ConsoleRooms.Draw(view, tenant)}
            <h1>{texts.Title}</h1>
            <p class="lead"><bdi>{tenant.Value}</bdi></p>
            {(counted.KeptDays == 0 ? Line(texts.NoLog)
                : counted.Hours.Count == 0 ? Empty(view, tenant)
                : Draw(view, tenant, counted, now))}
            """));
    }

    private static Markup Empty(ConsoleView view, TenantId tenant) => Markup.Html($"""
        {Line(view.Texts.Overview.Empty)}
        {ConsoleForms.Way(view, ChecklistPage.Door, tenant, ChecklistPage.PathOf(tenant), view.Texts.Setup.Checklist)}
        """);

    private static Markup Draw(ConsoleView view, TenantId tenant, SignInHours counted, DateTimeOffset now)
    {
        var texts = view.Texts.Overview;
        var hours = Bars(counted, Enumerable.Range(1 - Hours, Hours).Select(back => SignInHours.BeginOf(now).AddHours(back)),
            SignInHours.BeginOf, TimeSpan.FromHours(1), "HH:mm", "MM-dd HH:mm");
        var days = Bars(counted, Enumerable.Range(1 - Days, Days).Select(back => DayOf(now).AddDays(back)),
            DayOf, TimeSpan.FromDays(1), "MM-dd", "yyyy-MM-dd");
        var figures = new OverviewFigures(view, tenant, (hours[0].Begin, Sum(hours)), (days[0].Begin, Sum(days)));
        var chart = new SignInChart(texts, tenant);
        return Markup.Html($"""
            {figures.Tiles()}
            <div class="pairs">
            {Section("last_day", texts.LastDay, chart.Draw(texts.LastDay, texts.Hour, hours))}
            {Section("last_month", texts.LastMonth, chart.Draw(texts.LastMonth, texts.Day, days))}
            {Markup.Join(figures.Groups().Select(group => Section(group.Name, group.Title, group.Content)))}</div>
            <p class="hint">{texts.Counted}</p>
            {(counted.KeptDays < Days
                ? Hint(texts.Kept.Replace("{0}", ConsoleNames.Number(counted.KeptDays), StringComparison.Ordinal))
                : default)}
            {(counted.IsPart ? Hint(texts.Part) : default)}
            """);
    }

    private static Markup Line(string text) => Markup.Html($"<p>{text}</p>");

    private static Markup Hint(string text) => Markup.Html($"""<p class="hint">{text}</p>""");

    private static Markup Section(string name, string title, Markup content) => Markup.Html($"""
        <section class="part" aria-labelledby="{name}">
        <h2 id="{name}">{title}</h2>
        {content}
        </section>

        """);

    /// <param name="of">The beginning of the bar that an hour belongs to.</param>
    /// <param name="mark">How its beginning is written under the chart.</param>
    /// <param name="name">How it is written in the table.</param>
    private static SignInBar[] Bars(
        SignInHours counted, IEnumerable<DateTimeOffset> begins, Func<DateTimeOffset, DateTimeOffset> of, TimeSpan length, string mark,
        string name)
    {
        var tallies = counted.Hours.ToLookup(hour => of(hour.Begin), hour => hour.Tally);
        return
        [
            .. begins.Select(begin => new SignInBar(
                begin, begin + length, Written(begin, mark), Written(begin, name), SignInTally.Sum(tallies[begin]))),
        ];
    }

    private static string Written(DateTimeOffset at, string format) => at.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);

    private static SignInTally Sum(IEnumerable<SignInBar> bars) => SignInTally.Sum(bars.Select(bar => bar.Tally));

    private static DateTimeOffset DayOf(DateTimeOffset at) => new(at.UtcDateTime.Date, TimeSpan.Zero);
}
