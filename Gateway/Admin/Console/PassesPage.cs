using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin.Console;

/// <summary>
/// <c>/console/tenants/{tenant}/passes</c>: passes for many people at once, to print (ADM-2). First whom, then a look at who gets one, then
/// the passes in the answer and nowhere else. Nobody gives one to an administrator who may do more (T31).
/// </summary>
/// <param name="publicOrigin">Scheme and authority of the public listener.</param>
internal sealed class PassesPage(
    PassesForMany passes, GroupDirectory groups, Administration administration, AdminAccess access, AdminThrottle throttle,
    TimeProvider clock, string publicOrigin)
{
    public const string Door = "POST /tenants/{tenant}/users/{user}/pass";

    /// <summary>Begins the names of the fields that choose one person each.</summary>
    private const string Person = "person:";

    private const string Who = "who", Chosen = "chosen", WithoutPhone = "without_phone", All = "all", Named = "named";
    private const string Group = "group", Users = "users", Days = "days", After = "after", More = "more";
    private static readonly string[] Lives = ["1", "7", "14", "30"];

    public static string PathOf(TenantId tenant) => $"/console/tenants/{tenant}/passes";

    public static string PathOf(TenantId tenant, string group) => $"{PathOf(tenant)}?{Group}={Uri.EscapeDataString(group)}";

    private static string AskPath(TenantId tenant) => PathOf(tenant) + "/ask";

    public async Task<IResult> Show(ConsoleView view, TenantId tenant)
    {
        if (!QueryText.TryOne(view.Http, Group, out var typed)) return new Problem(HttpErrors.InvalidRequest);
        var (group, refused) = await GroupOf(view, tenant, typed);
        return refused ?? DrawWho(view, tenant, group, WithoutPhone, "", null);
    }

    /// <summary>Who would get one. Nothing is made.</summary>
    public async Task<IResult> Ask(ConsoleView view, TenantId tenant, Form form)
    {
        var (group, refused) = await GroupOf(view, tenant, form[Group]);
        if (refused is not null) return refused;
        UserName? after = null;
        if (!string.IsNullOrEmpty(form[After]))
        {
            if (!UserName.TryParse(form[After], out var last)) return Problem.NoUserName(form[After]);
            after = last;
        }

        var (cancel, beyond) = (view.Http.RequestAborted, await Beyond(view, tenant));
        switch (form[Who])
        {
            case WithoutPhone or All:
                var found = await passes.Choose(tenant, group?.Name, form[Who] == WithoutPhone, after, beyond, cancel);
                return DrawChoice(view, tenant, group, form[Who]!, found);
            case Chosen or Named:
                var typed = form[Who] == Named ? form[Users] : string.Join('\n', TickedIn(form));
                var (names, unfit) = TypedNames.Read(view, Users, typed, PassesForMany.MostAtOnce);
                return unfit is null
                    ? DrawChoice(view, tenant, group, Named, await passes.Choose(tenant, names, beyond, cancel))
                    : DrawWho(view, tenant, group, Named, typed ?? "", unfit);
            default:
                return new Problem(HttpErrors.InvalidRequest);
        }
    }

    /// <summary>Everybody is looked at once more: what the page before said may be over.</summary>
    public async Task<IResult> Make(ConsoleView view, TenantId tenant, Form form)
    {
        var cancel = view.Http.RequestAborted;
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), cancel);
        if (!read.Has(out var present, out var why)) return Problem.FromRefusal(why);
        if (!Lives.Contains(form[Days]) || !WholeNumber.TryParse(form[Days], out var days)) return new Problem(HttpErrors.InvalidRequest);
        var (names, unfit) = TypedNames.Read(view, Users, form[Users], PassesForMany.MostAtOnce);
        if (unfit is not null) return new Problem(unfit.Error);
        var choice = await passes.Choose(tenant, names, await Beyond(view, tenant), cancel);
        foreach (var _ in choice.Chosen)
            if (throttle.Person(view.Http, tenant) is { } wait) return new Problem(HttpErrors.RateLimited, wait);
        var life = TimeSpan.FromDays(days);
        var until = clock.GetUtcNow() + life;   // of the first: paper promises no more
        var made = await passes.Issue(tenant, choice.Chosen, life, cancel);
        return Sheet(view, tenant, present.Tenant, until, choice, made, form);
    }

    /// <summary>The names whose boxes were ticked.</summary>
    private static IEnumerable<string> TickedIn(Form form) => form.Names
        .Where(name => name.StartsWith(Person, StringComparison.Ordinal)).Select(name => name[Person.Length..]);

    /// <summary>The group that the passes are for; null for none.</summary>
    private async ValueTask<(ListedGroup? Group, IResult? Refused)> GroupOf(ConsoleView view, TenantId tenant, string? typed)
    {
        if (await administration.Missing(tenant, view.Http.RequestAborted) is { } missing) return (null, Problem.FromRefusal(missing));
        if (string.IsNullOrEmpty(typed)) return (null, null);
        if (Names.Group(typed) is not { } name) return (null, new Problem(AdminErrors.InvalidGroupName));
        var found = await groups.Find(tenant, name, view.Http.RequestAborted);
        return found.Refused is { } why ? (null, Problem.FromRefusal(why)) : (found.Answer, null);
    }

    private ValueTask<IReadOnlySet<UserName>> Beyond(ConsoleView view, TenantId tenant) =>
        access.Beyond(tenant, view.Administrator.Scope, view.Http.RequestAborted);

    /// <summary>A list of people with a box for each, and the way to their passes; the list alone for who may give none.</summary>
    /// <param name="group">Null: they are of none.</param>
    public static Markup Around(ConsoleView view, TenantId tenant, string? group, Markup list) => !view.May(Door, tenant)
        ? list
        : Markup.Html($"""
            <form method="post" action="{AskPath(tenant)}">
            {view.Token}
            {Hidden(Who, Chosen)}{Hidden(Group, group)}
            {list}
            <button class="second" type="submit">{view.Texts.Passes.ForChosen}</button>
            </form>
            """);

    /// <summary>The box of one person in such a list.</summary>
    public static Markup Box(ConsoleView view, UserKey user) => !view.May(Door, user.Tenant)
        ? default
        : Markup.Html($"""
            <label class="pick"><input type="checkbox" name="{Person + user.Name.Value}">
            <span class="unseen">{Markup.Fill(view.Texts.Passes.Choose, user.Name.Value)}</span></label>
            """);

    private static Page DrawWho(ConsoleView view, TenantId tenant, ListedGroup? group, string who, string typed, Unfit? unfit)
    {
        var texts = view.Texts.Passes;
        var most = ConsoleNames.Number(PassesForMany.MostAtOnce);
        return new(view.Screen with { IsWide = false }, texts.Title, Markup.Html($"""
            <h1>{texts.Title}</h1>
            {Lead(texts, tenant, group)}
            <p>{texts.About}</p>
            <form method="post" action="{AskPath(tenant)}">
            {view.Token}
            {Hidden(Group, group?.Name)}
            {ConsoleFields.Choice(
                Who, texts.Who, null, who, null, (WithoutPhone, texts.WithoutPhone), (All, group is null ? texts.All : texts.AllOfGroup),
                (Named, texts.Named))}
            <div class="names">
            {ConsoleFields.Lines(Users, view.Texts.Policy.Users, TypedNames.Filled(texts.NamesHint, most), typed, unfit)}
            </div>
            <button class="primary" type="submit">{texts.Look}</button>
            <p class="hint">{texts.LookHint}</p>
            </form>
            <a class="quiet" href="{BackOf(tenant, group)}">{view.Screen.Texts.Cancel}</a>
            """), unfit?.Error) { IsQuestion = true };
    }

    private static Page DrawChoice(ConsoleView view, TenantId tenant, ListedGroup? group, string who, PassChoice choice)
    {
        var texts = view.Texts.Passes;
        return new(view.Screen with { IsWide = false }, texts.Title, Markup.Html($"""
            <h1>{texts.Title}</h1>
            {Lead(texts, tenant, group)}
            {(choice.Chosen.Count == 0 ? Markup.Html($"<p>{texts.Nobody}</p>") : Markup.Html($"<p>{texts.MakeAbout}</p>"))}
            {Left(view, choice)}
            {(choice.Chosen.Count == 0 ? default : Form(view, tenant, group, who, choice))}
            <a class="quiet" href="{(group is null ? PathOf(tenant) : PathOf(tenant, group.Name))}">{texts.Others}</a>
            <a class="quiet" href="{BackOf(tenant, group)}">{view.Screen.Texts.Cancel}</a>
            """)) { IsQuestion = true };
    }

    private static Markup Form(ConsoleView view, TenantId tenant, ListedGroup? group, string who, PassChoice choice)
    {
        var texts = view.Texts.Passes;
        return Markup.Html($"""
            <details class="many"><summary class="quiet">{Markup.Fill(texts.Getting, ConsoleNames.Number(choice.Chosen.Count))}</summary>
            <ul>{Markup.Join(choice.Chosen.Select(user => Markup.Html($"<li><bdi>{user.Value}</bdi></li>")))}</ul></details>
            <form method="post" action="{PathOf(tenant)}/sheet">
            {view.Token}
            {Hidden(Users, string.Join(' ', choice.Chosen.Select(user => user.Value)))}
            {Hidden(Who, who)}{Hidden(Group, group?.Name)}{Hidden(More, choice.More == 0 ? null : "on")}
            {ConsoleFields.Choice(Days, texts.Days, null, Lives[1], null, [.. Lives.Select(days => (days, days))])}
            {ConsoleForms.Text("reason", view.Texts.Reason, view.Texts.ReasonHint, most: Limits.AdminReasonLength)}
            <button class="primary" type="submit">{texts.Make}</button>
            </form>
            """);
    }

    /// <summary>Who gets none, and how many are left for another time.</summary>
    private static Markup Left(ConsoleView view, PassChoice choice)
    {
        var (texts, policy) = (view.Texts.Passes, view.Texts.Policy);
        Markup Line(string text, Counted who) =>
            who.Count == 0 ? default : Markup.Html($"<div><dt>{text}</dt><dd>{ConsoleNames.Of(policy, who)}</dd></div>");
        var more = choice.More == 0
            ? default
            : Markup.Html($"<div><dt>{texts.Later}</dt><dd>{ConsoleNames.Number(choice.More)}</dd></div>");
        return Markup.Html($"""
            <dl class="facts left">{Line(texts.ShutOut, choice.ShutOut)}{Line(texts.Beyond, choice.Beyond)}{Line(
                policy.UnknownUsers, choice.Missing)}{more}</dl>
            """);
    }

    private Page Sheet(
        ConsoleView view, TenantId tenant, TenantState.Present present, DateTimeOffset until, PassChoice choice,
        IReadOnlyList<PassOfMany> made, Form form)
    {
        var (texts, face) = (view.Texts.Passes, present.Settings.Branding);
        var slip = new PassSlip(face?.Name ?? tenant.Value, $"{publicOrigin}/{tenant}/pass", until)
        {
            Contact = face?.Contact,
            Logo = face?.Logo is null ? default : Markup.Html($"""<img class="logo" src="{BrandingPage.PathOf(tenant)}/logo" alt="">"""),
        };
        var without = Counted.Of([.. made.Where(one => one.Pass is null).Select(one => one.User.Value)]);
        return new(view.Screen, texts.SheetTitle, Markup.Html($"""
            <div class="unprinted">
            <h1>{texts.SheetTitle}</h1>
            <p class="lead"><bdi>{tenant.Value}</bdi></p>
            <p>{texts.SheetAbout}</p>
            {Left(view, choice with { More = 0 })}
            {(without.Count == 0
                ? default
                : Markup.Html($"""<p class="error" role="alert">{texts.NotMade} {ConsoleNames.Of(view.Texts.Policy, without)}</p>"""))}
            {Next(view, tenant, form, made)}
            <a class="quiet" href="{PeoplePage.PathOf(tenant)}"><span>{Markup.Fill(view.Screen.Texts.BackTo, view.Texts.People)}</span></a>
            </div>
            <div class="slips">
            {Markup.Join(made.Where(one => one.Pass is not null).Select(one => slip.Draw(one.User, one.Pass!.Pass)))}
            </div>
            """), hasPicture: true);
    }

    /// <summary>The way to those who were left for another time.</summary>
    private static Markup Next(ConsoleView view, TenantId tenant, Form form, IReadOnlyList<PassOfMany> made) =>
        form[More] is null || form[Who] is not (WithoutPhone or All) || made.Count == 0 ? default : Markup.Html($"""
            <form method="post" action="{AskPath(tenant)}">
            {view.Token}
            {Hidden(Who, form[Who])}{Hidden(Group, form[Group])}{Hidden(After, made[^1].User.Value)}
            <button class="second" type="submit">{view.Texts.Passes.GoOn}</button>
            </form>
            """);

    private static Markup Lead(PassesTexts texts, TenantId tenant, ListedGroup? group) => group is null
        ? Markup.Html($"""<p class="lead"><bdi>{tenant.Value}</bdi></p>""")
        : Markup.Html($"""<p class="lead">{Markup.Fill(texts.OfGroup, Markup.Html($"<bdi>{group.DisplayName}</bdi>"))}</p>""");

    private static string BackOf(TenantId tenant, ListedGroup? group) =>
        group is null ? PeoplePage.PathOf(tenant) : GroupsPage.PathOf(tenant, group.Name);

    private static Markup Hidden(string name, string? value) =>
        string.IsNullOrEmpty(value) ? default : Markup.Html($"""<input type="hidden" name="{name}" value="{value}">""");
}
