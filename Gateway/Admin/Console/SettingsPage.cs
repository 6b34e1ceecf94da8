using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin.Console;

/// <summary>
/// <c>/console/tenants/{tenant}/settings</c>: every setting by its purpose, with what it does, its bounds and its default; and a form for
/// each purpose. Whom a change shuts out is said before it is saved (S-25).
/// </summary>
internal sealed class SettingsPage(Administration administration, SettingsChange change)
{
    public const string Door = "GET /tenants/{tenant}/settings", SetDoor = "PUT /tenants/{tenant}/settings",
        SecretDoor = "POST /tenants/{tenant}/settings/security-webhook/secret", SecretPath = "/settings/webhook-secret";
    private const string Needs = "PUT /tenants/{tenant}/prerequisites";

    public static string PathOf(TenantId tenant) => $"/console/tenants/{tenant}/settings";

    /// <summary>The groups that have a form here; the face has a page of its own.</summary>
    public static IEnumerable<(SettingGroup Group, string Word)> Forms => SettingsTable.Groups.Where(row => row.Group != SettingGroup.Face);

    public static string DoorOf(SettingGroup group) => group == SettingGroup.PhonesNeed ? Needs : SetDoor;

    public async Task<IResult> Show(ConsoleView view, TenantId tenant)
    {
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), view.Http.RequestAborted);
        if (!read.Has(out var found, out var why)) return Problem.FromRefusal(why);
        var (texts, now) = (view.Texts.Settings, SettingValues.Of(found.Tenant));
        return new Page(view.Screen, texts.Title, Markup.Html($"""
            {ConsoleForms.Rooms(view, tenant)}
            <h1>{texts.Title}</h1>
            <p class="lead"><bdi>{tenant.Value}</bdi></p>
            {ConsoleForms.Done(ConsoleForms.Query(view.Http, "done") == "saved" ? texts.Saved : null)}
            <p>{texts.About}</p>
            {Markup.Join(SettingsTable.Groups.Select(row => Group(view, tenant, row.Group, row.Word, now)))}
            """));
    }

    private static Markup Group(ConsoleView view, TenantId tenant, SettingGroup group, string word, SettingValues now)
    {
        var texts = view.Texts.Settings;
        return Markup.Html($"""
            <section class="part" aria-labelledby="{word}">
            <h2 id="{word}">{SettingWords.For(texts, group).Label}</h2>
            <p class="lead">{SettingWords.For(texts, group).About}</p>
            <dl class="settings">
            {Markup.Join(SettingsTable.Of(group).Select(row => SettingFields.Fact(texts, row, now)))}</dl>
            {(group == SettingGroup.Face ? default : ConsoleForms.Way(
                view, DoorOf(group), tenant, $"{PathOf(tenant)}/{word}",
                Markup.Html($"""{texts.Change} <span class="unseen">{SettingWords.For(texts, group).Label}</span>""")))}
            {(group == SettingGroup.Records && now.ToSettings().SecurityWebhook is not null
                ? ConsoleForms.Way(view, SecretDoor, tenant, $"/console/tenants/{tenant}{SecretPath}", texts.DrawSecret)
                : default)}
            {(group == SettingGroup.Records
                ? ConsoleForms.Way(
                    view, SecurityEventsPage.Door, tenant, SecurityEventsPage.PathOf(tenant), view.Texts.SecurityEvents.Title)
                : default)}
            {(group == SettingGroup.Face ? Markup.Html($"<p>{texts.InFace}</p>") : default)}
            </section>

            """);
    }

    public async Task<IResult> Ask(ConsoleView view, TenantId tenant, SettingGroup group)
    {
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), view.Http.RequestAborted);
        if (!read.Has(out var found, out var why)) return Problem.FromRefusal(why);
        var now = SettingValues.Of(found.Tenant);
        return Draw(view, tenant, group, now, now.TextOf, SettingValues.WaysOf(found.Tenant), []);
    }

    public async Task<IResult> Take(ConsoleView view, Form form, TenantId tenant, SettingGroup group)
    {
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), view.Http.RequestAborted);
        if (!read.Has(out var found, out var why)) return Problem.FromRefusal(why);
        var (now, wanted, rows) = (SettingValues.Of(found.Tenant), SettingValues.Of(found.Tenant), SettingsTable.TypedOf(group).ToArray());
        string Typed(SettingRow row) => form[row.Name]?.Trim() ?? "";
        HashSet<string> refused =
            [.. rows.Where(row => row.Kind != SettingKind.Ways && !wanted.Take(row, Typed(row))).Select(row => row.Name)];
        var ways = WayFields.Read(form);
        if (rows.FirstOrDefault(row => row.Kind == SettingKind.Ways) is { } table) wanted.TakeWays(table, ways);
        refused.UnionWith(Outside(wanted));
        if (refused.Count > 0) return Draw(view, tenant, group, now, Typed, ways, refused);
        var isSure = form["sure"] == "yes";
        var made = await Make(view, tenant, group, wanted, isPreview: !isSure);
        if (!made.Has(out var changed, out var not)) return Problem.FromRefusal(not);
        if (!isSure && PolicyWarnings.OfSettings(changed.Forecast) is { Count: > 0 })
            return AskOnceMore(view, tenant, group, form, ways, changed.Forecast);
        if (!isSure)
        {
            made = await Make(view, tenant, group, wanted, isPreview: false);
            if (!made.Has(out changed, out not)) return Problem.FromRefusal(not);
        }

        return changed.WebhookSecret is { } secret ? ShowSecret(view, tenant, secret) : new SeeOther(PathOf(tenant) + "?done=saved");
    }

    private IReadOnlyList<string> Outside(SettingValues wanted) =>
    [
        .. wanted.ToSettings().ToSettings() is { } settings ? change.Outside(settings) : [],
        .. wanted.ToPrerequisites().ToPrerequisites() is { } needs ? SettingBounds.Outside(SettingBounds.OfPrerequisites, needs) : [],
    ];

    private async ValueTask<Reply<SettingsChanged>> Make(
        ConsoleView view, TenantId tenant, SettingGroup group, SettingValues wanted, bool isPreview)
    {
        var (request, cancel) = (new RequestId(RandomValues.Handle()), view.Http.RequestAborted);
        if (group != SettingGroup.PhonesNeed)
            return await change.Make(tenant, request, wanted.ToSettings().ToSettings()!, isPreview, cancel);
        var set = new TenantQuestion.SetPrerequisites(request, wanted.ToPrerequisites().ToPrerequisites()!);
        return (await administration.ChangeForeseen(tenant, set, isPreview, cancel))
            .Then(changed => new SettingsChanged(changed.Tenant, changed.Forecast, null, changed.Waits));
    }

    private static Page Draw(
        ConsoleView view, TenantId tenant, SettingGroup group, SettingValues now, Func<SettingRow, string> typed,
        IReadOnlyDictionary<string, IReadOnlyList<string>> ways, HashSet<string> refused)
    {
        var (texts, words) = (view.Texts.Settings, SettingWords.For(view.Texts.Settings, group));
        ProtocolError? ErrorOf(SettingRow row) => refused.Contains(row.Name) ? RefusalErrors.SettingOutOfRange : null;
        return new(view.Screen with { IsWide = true }, words.Label, Markup.Html($"""
            {ConsoleForms.Rooms(view, tenant)}
            <h1>{words.Label}</h1>
            <p class="lead">{words.About}</p>
            <form method="post" action="{PathOf(tenant)}/{SettingsTable.WordFor(group)}">
            {view.Token}
            {Markup.Join(SettingsTable.TypedOf(group).Select(row => row.Kind == SettingKind.Ways
                ? WayFields.Draw(texts, row, ways)
                : SettingFields.Draw(texts, row, now, typed(row), ErrorOf(row))))}
            {ConsoleForms.Text("reason", view.Texts.Reason, view.Texts.ReasonHint, most: Limits.AdminReasonLength)}
            <button class="primary" type="submit">{texts.Save}</button>
            </form>
            <a class="quiet" href="{PathOf(tenant)}">{view.Screen.Texts.Cancel}</a>
            """), refused.Count > 0 ? RefusalErrors.SettingOutOfRange : null);
    }

    /// <summary>What the change means for people, and the same form once more.</summary>
    private static Page AskOnceMore(
        ConsoleView view, TenantId tenant, SettingGroup group, Form form, IReadOnlyDictionary<string, IReadOnlyList<string>> ways,
        PolicyForecast forecast)
    {
        var texts = view.Texts.Settings;
        var fields = SettingsTable.TypedOf(group).Where(row => row.Kind != SettingKind.Ways).Select(row => row.Name).Append("reason")
            .Select(name => (name, form[name] ?? ""));
        if (SettingsTable.Of(group).Any(row => row.Kind == SettingKind.Ways)) fields = fields.Concat(WayFields.Fields(ways));
        return new(view.Screen with { IsWide = false }, texts.Sure, Markup.Html($"""
            <h1>{texts.Sure}</h1>
            {Concerned(texts.LoseAccess, forecast.LosingAccess)}{Concerned(texts.SignInsEnd, forecast.Ending)}
            <form method="post" action="{PathOf(tenant)}/{SettingsTable.WordFor(group)}">
            {view.Token}
            {Markup.Join(fields.Append(("sure", "yes")).Select(field =>
                Markup.Html($"""<input type="hidden" name="{field.Item1}" value="{field.Item2}">""")))}
            <button class="danger" type="submit">{texts.Save}</button>
            </form>
            <a class="quiet" href="{PathOf(tenant)}">{view.Screen.Texts.Cancel}</a>
            """));
    }

    private static Markup Concerned(string sentence, Counted who) => who.Count == 0 ? default : Markup.Html($"""
        <p class="lead">{Markup.Fill(sentence, Markup.Html($"<strong>{who.Count}</strong>"))}</p>
        <p class="fact"><bdi>{string.Join(", ", who.Names.Take(10))}{(who.Count > 10 ? " …" : "")}</bdi></p>

        """);

    public static Task<IResult> AskSecret(ConsoleView view, TenantId tenant) => Task.FromResult(ConsoleForms.Ask(
        view, view.Texts.Settings.DrawSecret, tenant.Value, view.Texts.Settings.DrawSecretAbout, $"/console/tenants/{tenant}{SecretPath}",
        PathOf(tenant), isDanger: true));

    public async Task<IResult> TakeSecret(ConsoleView view, TenantId tenant) =>
        (await change.DrawSecret(tenant, view.Http.RequestAborted)).Match<IResult>(
            secret => ShowSecret(view, tenant, secret), why => Problem.FromRefusal(why));

    /// <summary>Shown in the answer and nowhere else.</summary>
    private static Page ShowSecret(ConsoleView view, TenantId tenant, string secret)
    {
        var texts = view.Texts.Settings;
        return ConsoleForms.Once(view, texts.WebhookSecret, tenant.Value, texts.WebhookSecretShown, secret, PathOf(tenant), texts.Title);
    }
}
