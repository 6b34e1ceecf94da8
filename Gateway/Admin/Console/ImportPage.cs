using System.Globalization;
using System.Text;
using Countersign.Engine;
using Countersign.Gateway.Admin.Import;
using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Admin.Console;

/// <summary>
/// <c>/console/tenants/{tenant}/import-people</c>: many people from a table (ADM-5). What would change is shown first; the table comes
/// along in the form that agrees to it, and is read once more then, so that nothing is done but what it says.
/// </summary>
internal sealed class ImportPage(Administration administration, AdminAccess access, AdminThrottle throttle)
{
    public const string Door = AddPersonPage.Door, Path = "/console/tenants/{tenant}/import-people";

    /// <summary>One request makes so many people at most: a minute at a store that is slow. The command line has no such bound.</summary>
    public const int Most = 500;

    private const int Shown = 50;
    private const string Bring = "bring";

    public static string PathOf(TenantId tenant) => $"/console/tenants/{tenant}/import-people";

    public async Task<IResult> Show(ConsoleView view, TenantId tenant) =>
        await administration.Missing(tenant, view.Http.RequestAborted) is { } why
            ? Problem.FromRefusal(why)
            : Ask(view, tenant, default, null);

    public async Task<IResult> Take(ConsoleView view, Form form, TenantId tenant)
    {
        var (texts, cancel) = (view.Texts.Import, view.Http.RequestAborted);
        if (await administration.Missing(tenant, cancel) is { } missing) return Problem.FromRefusal(missing);
        var (text, unread) = TextOf(texts, form);
        if (text is null) return Ask(view, tenant, Sentence(unread!), AdminErrors.InvalidTable);
        var (people, faults) = PeopleTable.Read(text);
        if (faults.Count > 0) return Ask(view, tenant, Wrong(texts, faults), AdminErrors.InvalidTable);
        if (people.Count > Most) return Ask(view, tenant, Sentence(MostOf(texts)), AdminErrors.InvalidTable);
        // Who may do more is changed by nobody who may do less (T31).
        var beyond = await access.Beyond(tenant, view.Administrator.Scope, cancel);
        var mine = people.Where(person => !beyond.Contains(person.Name)).ToArray();
        var known = await Known(tenant, mine, cancel);
        var plan = PeoplePlan.Of(mine, known.GetValueOrDefault);
        if (plan.Faults.Count > 0) return Ask(view, tenant, Wrong(texts, plan.Faults), AdminErrors.InvalidTable);
        return form["do"] == Bring
            ? await Carry(view, tenant, plan)
            : Preview(view, tenant, text, plan, mine.Length, [.. people.Where(person => beyond.Contains(person.Name))]);
    }

    /// <summary>The table that was chosen, or the one that was looked at before; or what is said instead.</summary>
    private static (string? Text, string? Wrong) TextOf(ImportTexts texts, Form form)
    {
        if (form["table"] is { Length: > 0 } seen) return (seen, null);
        if (form["file"] is not { Length: > 0 } file) return (null, texts.NoFile);
        try
        {
            return (new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Convert.FromBase64String(file)), null);
        }
        catch (Exception unread) when (unread is FormatException or DecoderFallbackException)
        {
            return (null, texts.NotUtf8);
        }
    }

    private async Task<Dictionary<UserName, KnownPerson>> Known(
        TenantId tenant, IEnumerable<ImportedPerson> people, CancellationToken cancel)
    {
        Dictionary<UserName, KnownPerson> known = [];
        foreach (var person in people)
        {
            RequestPatience.Renew();   // each is a piece of its own
            var described = await administration.Ask(new UserKey(tenant, person.Name), new DescribeUser(), cancel);
            if (described.Answer?.User is { } now)
                known.Add(person.Name, new(now.Enabled, now.Methods.Any(method => method.PhoneSignIn), now.Groups));
        }

        return known;
    }

    private async Task<IResult> Carry(ConsoleView view, TenantId tenant, PeoplePlan plan)
    {
        var done = 0;
        foreach (var change in plan.Changes)
        {
            RequestPatience.Renew();
            if (throttle.Person(view.Http, tenant) is { } wait)
                return done == 0 ? new Problem(HttpErrors.RateLimited, wait) : Stopped(view, tenant, done, HttpErrors.RateLimited);
            var made = await administration.Ask(new UserKey(tenant, change.Name), QuestionOf(change), view.Http.RequestAborted);
            if (made.Refused is { } why) return Stopped(view, tenant, done, Problem.FromRefusal(why).Error);
            done++;
        }

        return new SeeOther($"{PathOf(tenant)}?done={done.ToString(CultureInfo.InvariantCulture)}");
    }

    private static UserQuestion<UserAnswer.Done> QuestionOf(ImportChange change) => change.Step switch
    {
        ImportStep.Join => new ChangeGroupMembership(change.Group!, true),
        var step => new ProvisionUser(step is ImportStep.Add or ImportStep.Enable, null),
    };

    private static Page Stopped(ConsoleView view, TenantId tenant, int done, ProtocolError error) => Ask(
        view, tenant, Markup.Html($"""
            <p class="broken">{Markup.Fill(view.Texts.Import.Stopped, ConsoleNames.Number(done))} ({error.Code})</p>
            """), error);

    private static Page Ask(ConsoleView view, TenantId tenant, Markup wrong, ProtocolError? error)
    {
        var (texts, done) = (view.Texts.Import, ConsoleForms.Query(view.Http, "done"));
        var isDone = error is null && WholeNumber.TryParse(done, out _);
        return new(view.Screen, texts.Title, Markup.Html($"""
            {ConsoleRooms.Draw(view, tenant)}
            <h1>{texts.Title}</h1>
            <p class="lead">{texts.About} {MostOf(texts)}</p>
            {(isDone ? Done(view, tenant, done!) : default)}
            {(isDone ? ConsoleForms.Way(view, PassesPage.Door, tenant, PassesPage.PathOf(tenant), view.Texts.Passes.Title) : default)}
            {(error is null ? default : Markup.Html($"""<div role="alert" id="file_error" data-code="{error.Code}">{wrong}</div>"""))}
            <form method="post" action="{PathOf(tenant)}" enctype="multipart/form-data">
            {view.Token}
            <div class="field">
            <label for="file">{texts.File}</label>
            <p class="hint" id="file_hint">{texts.FileHint}</p>
            <input type="file" id="file" name="file" accept=".csv,text/csv" required {Field.Described("file", error, hasHint: true)}>
            </div>
            <dl class="facts">
            <div><dt><code>{PeopleTable.Name}</code></dt><dd>{texts.NameColumn}</dd></div>
            <div><dt><code>{PeopleTable.Enabled}</code></dt><dd>{texts.EnabledColumn}</dd></div>
            <div><dt><code>{PeopleTable.Groups}</code></dt><dd>{texts.GroupsColumn}</dd></div>
            </dl>
            <button class="primary" type="submit">{texts.Look}</button>
            </form>
            <a class="quiet" href="{PeoplePage.PathOf(tenant)}"><span>{Markup.Fill(view.Screen.Texts.BackTo, view.Texts.People)}</span></a>
            """), error)
        {
            IsQuestion = true,
        };
    }

    /// <summary>What has happened, and what the people need next.</summary>
    private static Markup Done(ConsoleView view, TenantId tenant, string count) => Markup.Html($"""
        <p class="badge" role="status">{Markup.Fill(view.Texts.Import.Done, count)}</p>
        <p>{ConsoleForms.Way(view, PassesPage.Door, tenant, PassesPage.PathOf(tenant), view.Texts.Passes.Title)}</p>
        """);

    private static Page Preview(
        ConsoleView view, TenantId tenant, string table, PeoplePlan plan, int people, IReadOnlyList<ImportedPerson> beyond)
    {
        var texts = view.Texts.Import;
        var touched = plan.Changes.Select(change => change.Name).Distinct().Count();
        return new(view.Screen, texts.Preview, Markup.Html($"""
            {ConsoleRooms.Draw(view, tenant)}
            <h1>{texts.Preview}</h1>
            <p class="lead">{texts.PreviewAbout}</p>
            <dl class="facts">
            {Markup.Join(Counts(texts, plan, people - touched).Where(row => row.Count > 0).Select(row => Fact(row.Label, row.Count)))}
            </dl>
            {(beyond.Count == 0 ? default : Passed(texts, beyond))}
            {(plan.Changes.Count == 0 ? Markup.Html($"<p>{texts.Nothing}</p>") : Agree(view, tenant, table, plan))}
            <a class="quiet" href="{PathOf(tenant)}">{view.Screen.Texts.Cancel}</a>
            """))
        {
            IsQuestion = true,
        };
    }

    private static Markup Passed(ImportTexts texts, IReadOnlyList<ImportedPerson> beyond) => Markup.Html($"""
        <p>{texts.Beyond}</p>
        {Listed(texts, beyond.Select(person => Markup.Html($"<bdi>{person.Name.Value}</bdi>")))}
        """);

    private static Markup Agree(ConsoleView view, TenantId tenant, string table, PeoplePlan plan) => Markup.Html($"""
        {Listed(view.Texts.Import, plan.Changes.Select(change => LineOf(view.Texts.Import, change)))}
        <form method="post" action="{PathOf(tenant)}" enctype="multipart/form-data">
        {view.Token}
        <input type="hidden" name="table" value="{table}">
        {ConsoleForms.Text("reason", view.Texts.Reason, view.Texts.ReasonHint, most: Limits.AdminReasonLength)}
        <button class="primary" type="submit" name="do" value="{Bring}">{view.Texts.Import.Bring}</button>
        </form>
        """);

    private static IEnumerable<(string Label, int Count)> Counts(ImportTexts texts, PeoplePlan plan, int unchanged)
    {
        int Of(ImportStep step) => plan.Changes.Count(change => change.Step == step);
        yield return (texts.New, Of(ImportStep.Add));
        yield return (texts.NewDisabled, Of(ImportStep.AddDisabled));
        yield return (texts.Enabled, Of(ImportStep.Enable));
        yield return (texts.Disabled, Of(ImportStep.Disable));
        yield return (texts.Memberships, Of(ImportStep.Join));
        yield return (texts.Unchanged, unchanged);
    }

    private static Markup LineOf(ImportTexts texts, ImportChange change)
    {
        var what = change.Step switch
        {
            ImportStep.Add => Markup.Html($"{texts.IsNew}"),
            ImportStep.AddDisabled => Markup.Html($"{texts.IsNewDisabled}"),
            ImportStep.Enable => Markup.Html($"{texts.IsEnabled}"),
            ImportStep.Disable => Markup.Html($"{texts.IsDisabled}"),
            _ => Markup.Fill(texts.Joins, Markup.Html($"<bdi>{change.Group}</bdi>")),
        };
        return Markup.Html($"<bdi>{change.Name.Value}</bdi>: {what}");
    }

    private static Markup Wrong(ImportTexts texts, IReadOnlyList<TableFault> faults) => Markup.Html($"""
        <p class="broken">{texts.Wrong}</p>
        {Listed(texts, faults.Select(fault => Markup.Html($"{PlaceOf(texts, fault)}: {FaultOf(texts, fault)}")))}
        """);

    private static Markup FaultOf(ImportTexts texts, TableFault fault) => Markup.Fill(
        fault.Kind switch
        {
            TableFaultKind.Empty => texts.Empty,
            TableFaultKind.Column => texts.Column,
            TableFaultKind.NoNames => texts.NoNames,
            TableFaultKind.ColumnTwice => texts.ColumnTwice,
            TableFaultKind.StrayQuote => texts.StrayQuote,
            TableFaultKind.OpenQuote => texts.OpenQuote,
            TableFaultKind.Cells => texts.Cells,
            TableFaultKind.Name => texts.NameFault,
            TableFaultKind.Enabled => texts.EnabledFault,
            TableFaultKind.Group => texts.GroupFault,
            TableFaultKind.Twice => texts.Twice,
            _ => texts.GroupsFault,
        },
        Markup.Html($"<bdi>{fault.What}</bdi>"));

    /// <summary>As editors number it.</summary>
    private static Markup PlaceOf(ImportTexts texts, TableFault fault) =>
        Markup.Fill(texts.Line, fault.Line.ToString(CultureInfo.InvariantCulture));

    /// <summary>The first of them, and how many follow.</summary>
    private static Markup Listed(ImportTexts texts, IEnumerable<Markup> all)
    {
        var entries = all.ToArray();
        var more = Markup.Fill(texts.AndMore, ConsoleNames.Number(entries.Length - Shown));
        var shown = entries.Length <= Shown ? entries : [.. entries.Take(Shown), more];
        return Markup.Html($"""
            <ul class="lines">
            {Markup.Join(shown.Select(entry => Markup.Html($"<li>{entry}</li>\n")))}</ul>
            """);
    }

    private static Markup Fact(string label, int count) =>
        Markup.Html($"<div><dt>{label}</dt><dd>{count}</dd></div>\n");

    private static Markup Sentence(string text) => Markup.Html($"""<p class="broken">{text}</p>""");

    private static string MostOf(ImportTexts texts) => texts.Most.Replace("{0}", ConsoleNames.Number(Most), StringComparison.Ordinal);
}
