using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users.SignInLog;

namespace Countersign.Gateway.Admin.Console;

/// <summary>
/// <c>GET /console/tenants/{tenant}/people/{user}</c>: one person: standing, phones, why a sign-in would ask the phone now or not, what
/// became of each of the last day, and what may be done (ADM-2, ADM-4).
/// </summary>
internal sealed class PersonPage(Administration administration, TimeProvider clock)
{
    public const string Door = "GET /tenants/{tenant}/users/{user}";
    private const int MostOfLastDay = 100;

    public async Task<IResult> Show(ConsoleView view, UserKey user)
    {
        var cancel = view.Http.RequestAborted;
        var described = await administration.Ask(user, new DescribeUser(), cancel);
        if (!described.Has(out var person, out var not)) return Problem.FromRefusal(not, user.Name);
        var explained = await administration.Ask(user, new ExplainStart(), cancel);
        if (!explained.Has(out var why, out var unexplained)) return Problem.FromRefusal(unexplained, user.Name);
        var lastDay = await LastDay(view, user);
        var texts = view.Texts;
        return new Page(view.Screen, user.Name.Value, Markup.Html($"""
            {ConsoleRooms.Draw(view, user.Tenant)}
            <h1><bdi>{user.Name.Value}</bdi></h1>
            {ConsoleForms.Done(PersonChanges.DoneIn(view))}
            {Facts(view, user.Tenant, person.User)}
            {Help(view, user, person.User)}
            {Why(texts, why)}
            {lastDay}
            {Phones(view, user, person.User)}
            """), head: Markup.Html($"""<script src="{Assets.Script}" defer></script>"""));
    }

    private Markup Facts(ConsoleView view, TenantId tenant, Description person)
    {
        var (texts, now) = (view.Texts, clock.GetUtcNow());
        var phone = person.Methods.Any(method => method.PhoneSignIn) ? texts.PhoneOn : texts.PhoneOff;
        var locked = person.LockedUntil is { } until && until > now
            ? Markup.Fill(texts.LockedUntil, Moment.Draw(view.Screen.Texts, until, now))
            : Markup.Html($"{texts.NotLocked}");
        var groups = Markup.Join(person.Groups.Select(group =>
            ConsoleForms.Way(view, GroupPage.Door, tenant, GroupsPage.PathOf(tenant, group), group)));
        return Markup.Html($"""
            <dl class="facts">
            <div><dt>{texts.Standing}</dt><dd>{(person.Enabled ? texts.Enabled : texts.Disabled)}</dd></div>
            <div><dt>{texts.PhoneSignIn}</dt><dd>{phone} · {(person.Targeted ? texts.Targeted : texts.NotTargeted)}</dd></div>
            <div><dt>{texts.Lock}</dt><dd>{locked}</dd></div>
            {(person.Groups.IsEmpty
                ? default
                : Markup.Html($"<div><dt>{texts.Groups}</dt><dd>{groups}</dd></div>"))}
            </dl>
            """);
    }

    /// <summary>What this administrator may do for the person; nothing is said of the rest.</summary>
    private static Markup Help(ConsoleView view, UserKey user, Description person)
    {
        var ways = PersonChanges.Rows
            .Where(row => row.IsOffered(person) && view.May(row.Door, user.Tenant))
            .Select(row => Markup.Html($"""
                <a class="second" href="{PeoplePage.PathOf(user)}/{row.Word}">{row.Title(view.Texts)}</a>

                """)).ToArray();
        return ways.Length == 0 ? default : Markup.Html($"""
            <section class="part" aria-labelledby="help">
            <h2 id="help">{view.Texts.Help}</h2>
            {Markup.Join(ways)}</section>
            """);
    }

    /// <summary>Why could this person not sign in: each rule now, and what became of each sign-in of the last day.</summary>
    private static Markup Why(ConsoleTexts texts, StartExplained why) => Markup.Html($"""
        <section class="part" aria-labelledby="why">
        <h2 id="why">{texts.Why}</h2>
        <p>{(why.Reason is not null ? texts.WhyNo : why.IsRefusedAtTheEnd ? texts.WhyRefused : texts.WhyYes)}</p>
        {SignInPhrases.Rules(why.Rules.Select(rule => (SignInPhrases.Of(texts, rule.Finding),
            rule.Finding == Finding.Passed ? "kept" : "broken", SignInPhrases.Of(texts, rule.Rule))))}
        </section>
        """);

    /// <summary>Nothing for whoever may not read the log.</summary>
    private async ValueTask<Markup> LastDay(ConsoleView view, UserKey user)
    {
        if (!view.May(SignInsPage.Door, user.Tenant)) return default;
        var filter = new SignInFilter(user.Name, From: clock.GetUtcNow() - TimeSpan.FromDays(1));
        var page = await administration.ReadSignIns(user.Tenant, new(filter, null, MostOfLastDay), view.Http.RequestAborted);
        var texts = view.Texts.SignIns;
        return Markup.Html($"""
            <section class="part" aria-labelledby="last_day">
            <h2 id="last_day">{texts.LastDay}</h2>
            {(page.Entries.Count == 0
                ? Markup.Html($"<p>{texts.LastDayNone}</p>")
                : new SignInsPage(administration, clock).List(view, user.Tenant, page.Entries, isOfOne: true))}
            {(page.Next is null ? default : Markup.Html($"<p>{texts.LastDayMore}</p>"))}
            <a class="small" href="{SignInsPage.PathOf(user)}">{texts.AllOfPerson}</a>
            </section>
            """);
    }

    private Markup Phones(ConsoleView view, UserKey user, Description person)
    {
        var texts = view.Texts;
        var list = Markup.Join(person.Methods.Select(method => Markup.Html($"""
            <li><div class="thing">
            <p class="name"><bdi>{method.Name}</bdi></p>
            <p class="fact">{(method.PhoneSignIn ? texts.PhoneOn : texts.PhoneOff)} ·
            {Moment.Draw(view.Screen.Texts, method.LastUsedAt ?? method.ActivatedAt, clock.GetUtcNow())}</p>
            {ConsoleForms.Way(view, PersonChanges.RemovePhoneDoor, user.Tenant,
                $"{PeoplePage.PathOf(user)}/phones/{method.Device.Value}/remove", texts.RemovePhone)}
            </div></li>

            """)));
        return Markup.Html($"""
            <section class="part" aria-labelledby="phones">
            <h2 id="phones">{texts.Phones}</h2>
            {(person.Methods.IsEmpty ? Markup.Html($"<p>{texts.NoPhones}</p>") : Markup.Html($"""<ul class="things">{list}</ul>"""))}
            </section>
            """);
    }
}
