using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users.SignInLog;
using Countersign.SignIn.Ways;

namespace Countersign.Gateway.Admin.Console;

/// <summary>The overview's figures of the last day and the last thirty days, beside each other.</summary>
/// <param name="day">When it began, and what its sign-ins came to.</param>
/// <param name="month">Alike.</param>
internal sealed class OverviewFigures(
    ConsoleView view, TenantId tenant, (DateTimeOffset From, SignInTally Tally) day, (DateTimeOffset From, SignInTally Tally) month)
{
    private const string EndsName = "ends";

    private static readonly SignInOutcome[] Ends =
    [
        SignInOutcome.Denied, SignInOutcome.NotMe, SignInOutcome.WrongNumber, SignInOutcome.Expired, SignInOutcome.Cancelled,
        SignInOutcome.NotAllowed,
    ];

    private static readonly SignInOutcome[] Doubts = [SignInOutcome.Denied, SignInOutcome.NotMe, SignInOutcome.WrongNumber];

    private readonly OverviewTexts _texts = view.Texts.Overview;

    /// <summary>What is looked at first.</summary>
    public Markup Tiles()
    {
        Row[] tiles =
        [
            Of(_texts.ByPhone, SignInOutcome.Approved), Of(_texts.OtherWay, SignInOutcome.SignedIn),
            Of(_texts.NoPhone, SignInOutcome.FellBack),
            new(_texts.Doubted, tally => Doubts.Sum(tally.Of), Part: EndsName), new(_texts.Locks, tally => tally.Locks, Part: EndsName),
            Of(_texts.Unanswered, SignInOutcome.Expired),
        ];
        return Markup.Html($"""
            <p class="since">{_texts.LastDay}</p>
            <dl class="tiles">
            {Markup.Join(tiles.Select(tile => Markup.Html($"""
                <div><dt>{tile.Label}</dt>
                <dd class="count">{Number(tile, day, _texts.LastDay)}</dd>
                <dd>{Markup.Fill(_texts.InLastMonth, Number(tile, month, _texts.LastMonth))}</dd></div>

                """)))}</dl>

            """);
    }

    /// <summary>All of it, by subject.</summary>
    public IEnumerable<(string Name, string Title, Markup Content)> Groups()
    {
        var log = view.Texts.SignIns;
        var reasons = SignInsFilter.Reasons.Where(reason => month.Tally.Of(reason) > 0).OrderByDescending(month.Tally.Of)
            .Select(reason => Of(SignInPhrases.Of(log, reason), SignInOutcome.FellBack, reason));
        yield return ("why", log.WhyNoPhone, Table(
            log.WhyNoPhone, [.. reasons, Of(SignInPhrases.Of(log, SignInOutcome.ComesBack), SignInOutcome.ComesBack)], hasBars: true));
        Row[] ends = [.. Ends.Select(end => Of(SignInPhrases.Of(log, end), end)), new(_texts.Locks, tally => tally.Locks)];
        yield return (EndsName, _texts.Ends, Table(_texts.Ends, ends, hasBars: true));
        yield return ("push", _texts.Push, Markup.Html($"""
            {Table(_texts.Push,
            [
                new(_texts.Wakeable, tally => tally.Wakeable),
                new(_texts.OfTheseUnanswered, tally => tally.WakeableUnanswered, PartOf: tally => tally.Wakeable),
                new(_texts.NotWakeable, NotWakeable),
                new(_texts.OfTheseUnanswered, tally => tally.Of(SignInOutcome.Expired) - tally.WakeableUnanswered, PartOf: NotWakeable),
            ])}
            <p class="hint">{_texts.PushAbout}</p>
            """));
        yield return ("others", _texts.Others, Table(
            _texts.Others,
            [
                Of(SignInPhrases.Of(log, SignInOutcome.SignedIn), SignInOutcome.SignedIn),
                Of(SignInPhrases.Of(log, SignInOutcome.FirstFactor), SignInOutcome.FirstFactor),
                Of(SignInPhrases.Of(log, SignInOutcome.Refused), SignInOutcome.Refused),
                new(_texts.UnknownNames, tally => tally.UnknownNames),
            ]));
    }

    private static long NotWakeable(SignInTally tally) => tally.Asked() - tally.Wakeable;

    private static Row Of(string label, SignInOutcome outcome) =>
        new(label, tally => tally.Of(outcome), "outcome=" + SignInWords.WordFor(outcome));

    private static Row Of(string label, SignInOutcome outcome, FallbackReason reason) =>
        new(label, tally => tally.Of(reason), $"outcome={SignInWords.WordFor(outcome)}&reason={Words.WordFor(reason)}");

    /// <param name="hasBars">Each row has a bar under its name: how much of thirty days it is beside the other rows.</param>
    private Markup Table(string title, Row[] rows, bool hasBars = false)
    {
        var most = rows.Max(row => row.Count(month.Tally));
        return Markup.Html($"""
            <table class="figures">
            <caption class="unseen">{title}</caption>
            <thead><tr><td></td><th scope="col" class="time">{_texts.DayColumn}</th>
            <th scope="col" class="time">{_texts.MonthColumn}</th></tr></thead>
            <tbody>
            {Markup.Join(rows.Select(row => Draw(row, hasBars ? most : 0)))}</tbody>
            </table>
            """);
    }

    private Markup Draw(Row row, long most) => Markup.Html($"""
        <tr><th scope="row" class="{(row.PartOf is null ? "whole" : "of")}">{row.Label}{(most == 0 ? default : Share(row, most))}</th>
        <td>{Number(row, day, _texts.DayColumn)}</td>
        <td>{Number(row, month, _texts.MonthColumn)}</td></tr>

        """);

    private Markup Share(Row row, long most) => Markup.Html($"""
        <svg class="share" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect width="{SignInChart.Written(100.0 * row.Count(month.Tally) / most)}" height="4"/></svg>
        """);

    /// <summary>With the way to the sign-ins that it counts, where the log can be asked for them, or to what it is the sum of.</summary>
    private Markup Number(Row row, (DateTimeOffset From, SignInTally Tally) time, string column)
    {
        var count = row.Count(time.Tally);
        var text = ConsoleNames.Number(count);
        if (row.PartOf?.Invoke(time.Tally) is > 0 and var whole) text += $" · {ConsoleNames.Number(100 * count / whole)} %";
        var way = row.Part is { } part ? "#" + part
            : row.Filter is { } filter && view.May(SignInsPage.Door, tenant) ? SignInsPage.PathOf(tenant, filter, time.From)
            : null;
        return count == 0 || way is null
            ? Markup.Html($"{text}")
            : Markup.Html($"""<a href="{way}" aria-label="{text}: {row.Label}, {column}">{text}</a>""");
    }

    /// <param name="Filter">Of the sign-in log, as a query; null: it has none for these.</param>
    /// <param name="PartOf">What it is a part of; null: it stands for itself.</param>
    /// <param name="Part">The part of this page that has it in more detail; null: none.</param>
    private sealed record Row(
        string Label, Func<SignInTally, long> Count, string? Filter = null, Func<SignInTally, long>? PartOf = null, string? Part = null);
}
