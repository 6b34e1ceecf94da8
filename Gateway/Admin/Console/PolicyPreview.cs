using System.Globalization;
using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin.Console;

/// <summary>
/// What saving a part of the policy would mean: what changes, whom it concerns, and the button (S-25, S-54). By the warnings that the
/// interface gives, and with the last day of the sign-in log run against it.
/// </summary>
internal sealed class PolicyPreview(ConsoleView view, TenantId tenant, PolicyPart part, Form form, TenantQuestion change)
{
    private readonly PolicyTexts _texts = view.Texts.Policy;

    /// <param name="lastDay">Null: the tenant has changed meanwhile.</param>
    public Page Draw(TenantChanged means, SignInsForeseen? lastDay)
    {
        var warnings = part.Warnings(means.Forecast, change);
        return new(view.Screen, _texts.PreviewTitle, Markup.Html($"""
            {ConsoleRooms.Draw(view, tenant)}
            <p class="place">{_texts.Title} › {part.Title(_texts)}</p>
            <h1>{_texts.PreviewTitle}</h1>
            <p class="lead"><bdi>{tenant.Value}</bdi></p>
            {Differences(means.Tenant, means.Tried)}
            {Concerned(means, warnings)}
            {(lastDay is null ? default : LastDay(lastDay))}
            <form method="post" action="{PolicyPage.PathOf(tenant)}/{part.Word}/save">
            {view.Token}
            {Hidden(PolicyPage.Seen, form[PolicyPage.Seen])}
            {Hidden(PolicyPage.Request, RandomValues.Handle())}
            {Markup.Join(part.Fields.Select(field => Hidden(field, form[field])))}
            {ConsoleForms.Text("reason", view.Texts.Reason, view.Texts.ReasonHint, most: Limits.AdminReasonLength)}
            <button class="{(warnings.Any(PolicyPart.IsHarm) ? "danger" : "primary")}" type="submit">{_texts.SaveNow}</button>
            </form>
            <a class="quiet" href="{PolicyPage.PathOf(tenant)}">{view.Screen.Texts.Cancel}</a>
            """), head: Markup.Html($"""<script src="{Assets.Script}" defer></script>"""))
        {
            IsQuestion = true,
        };
    }

    /// <summary>What is set, in words.</summary>
    public static Markup Facts(IEnumerable<(string Name, string Value)> facts) => Markup.Html($"""
        <dl class="facts">
        {Markup.Join(facts.Select(fact => Markup.Html($"<div><dt>{fact.Name}</dt><dd><bdi>{fact.Value}</bdi></dd></div>\n")))}</dl>
        """);

    private Markup Differences(TenantState.Present now, TenantState.Present then)
    {
        var before = part.Facts(_texts, now).ToDictionary(fact => fact.Name, fact => fact.Value);
        var after = part.Facts(_texts, then).ToDictionary(fact => fact.Name, fact => fact.Value);
        string[] changed =
            [.. before.Keys.Union(after.Keys).Where(name => before.GetValueOrDefault(name) != after.GetValueOrDefault(name))];
        if (changed.Length == 0 && now.Policy is null == then.Policy is null) return Markup.Html($"<p>{_texts.Stays}</p>");
        return Facts(changed.Select(name => (name, Becomes(before.GetValueOrDefault(name), after.GetValueOrDefault(name)))));
    }

    private string Becomes(string? before, string? after) =>
        string.Format(CultureInfo.InvariantCulture, _texts.Becomes, before ?? ConsoleNames.None, after ?? ConsoleNames.None);

    private Markup Concerned(TenantChanged means, IReadOnlyList<WarningBody> warnings)
    {
        var forecast = means.Forecast;
        var losing = warnings.Any(PolicyPart.IsHarm);
        return Markup.Html($"""
            {(means.Tenant is { Policy: null, Legacy: true } && means.Tried.Policy is not null ? Say(_texts.LegacyEnds) : default)}
            {(means.Tried.PhoneSignInIsOn ? default : Say(_texts.SwitchedOff))}
            {(losing || forecast.Gaining.Count > 0 ? default : Say(_texts.NobodyConcerned))}
            {List(
                Kind(_texts.Gains, forecast.Gaining, isBad: false), Markup.Join(warnings.Select(Warn)),
                Kind(_texts.Prompted, forecast.Prompted, isBad: false), Kind(_texts.RefusedAfter, forecast.Refused, isBad: true))}
            """);
    }

    /// <summary>ADM-4: yesterday's log, had this been in force.</summary>
    private Markup LastDay(SignInsForeseen day)
    {
        var moment = Moment.Draw(view.Screen.Texts, day.From, day.To);
        var isSame = day is { LetIn.SignIns: 0, Asked.SignIns: 0, Refused.SignIns: 0, Elsewhere.SignIns: 0, NotKnown.SignIns: 0 };
        return Markup.Html($"""
            <section class="part" aria-labelledby="last_day">
            <h2 id="last_day">{_texts.WhatIf}</h2>
            <p>{(day.SignIns == 0 ? _texts.WhatIfNone : Filled(_texts.WhatIfOf, ConsoleNames.Number(day.SignIns)))}</p>
            {(day.IsPart ? Markup.Html($"<p>{Markup.Fill(_texts.WhatIfPart, moment)}</p>") : default)}
            {(day.SignIns > 0 && isSame ? Say(_texts.WhatIfSame) : default)}
            {List(
                Kind(_texts.WouldLetIn, day.LetIn, isBad: false), Kind(_texts.WouldAsk, day.Asked, isBad: false),
                Kind(_texts.WouldRefuse, day.Refused, isBad: true), Kind(_texts.WouldSendElsewhere, day.Elsewhere, isBad: true),
                Kind(_texts.NotKnown, day.NotKnown, isBad: false))}
            </section>

            """);
    }

    private Markup Kind(string label, SignInsOf of, bool isBad) => of.SignIns == 0 ? default : Item(label, of.SignIns, of.People, isBad);

    private Markup Warn(WarningBody warning) => warning.Name switch
    {
        PolicyWarnings.LoseAccess => Kind(_texts.Loses, Who(warning), isBad: true),
        PolicyWarnings.SignInsEnd => Kind(_texts.SignInsEnd, Who(warning), isBad: true),
        PolicyWarnings.UnknownUser => Kind(_texts.UnknownUsers, Who(warning), isBad: true),
        PolicyWarnings.UnknownGroup => Kind(_texts.UnknownGroups, Who(warning), isBad: true),
        PolicyWarnings.EmptyTarget => Markup.Html($"""<li><p class="name broken">{_texts.EmptyTarget}</p></li>"""),
        _ => throw new ArgumentOutOfRangeException(nameof(warning), warning.Name, "Not a warning of a change."),
    };

    private static Counted Who(WarningBody warning) => new(warning.AffectedUsers, [.. warning.Names]);

    private Markup Kind(string label, Counted who, bool isBad) => who.Count == 0 ? default : Item(label, who.Count, who, isBad);

    private Markup Item(string label, long count, Counted who, bool isBad) => Markup.Html($"""
        <li><p class="count{(isBad ? " broken" : "")}">{ConsoleNames.Number(count)}</p>
        <div class="thing">
        <p class="name">{label}</p>
        <p class="fact"><bdi>{ConsoleNames.Of(_texts, who)}</bdi></p>
        </div></li>

        """);

    /// <summary>Nothing where there is nothing in it.</summary>
    private static Markup List(params IEnumerable<Markup> items) => Markup.Join(items) is var all && all.ToString().Length == 0
        ? default
        : Markup.Html($"""
            <ul class="things">
            {all}</ul>

            """);

    private static string Filled(string text, string value) => text.Replace("{0}", value, StringComparison.Ordinal);

    private static Markup Say(string text) => Markup.Html($"<p>{text}</p>");

    private static Markup Hidden(string name, string? value) =>
        Markup.Html($"""
            <input type="hidden" name="{name}" value="{value}">

            """);
}
