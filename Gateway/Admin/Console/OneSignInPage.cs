using System.Globalization;
using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users.SignInLog;

namespace Countersign.Gateway.Admin.Console;

/// <summary>
/// <c>GET /console/tenants/{tenant}/sign-ins/{entry}</c>: one sign-in: everything the log has of it, and each rule of a start as it stood
/// then (ADM-4).
/// </summary>
internal sealed class OneSignInPage(Administration administration, TimeProvider clock)
{
    public async Task<IResult> Show(ConsoleView view, TenantId tenant)
    {
        var cancel = view.Http.RequestAborted;
        if (await administration.Missing(tenant, cancel) is { } missing) return Problem.FromRefusal(missing);
        if (!SignInEntryId.TryParse(view.Http.Request.RouteValues["entry"] as string, out var id))
            return new Problem(AdminErrors.NoSuchSignIn);
        var found = await administration.ReadSignIns(tenant, new(id.Filter, null, ISignInEngine.MostListed), cancel);
        if (found.Entries.FirstOrDefault(one => SignInEntryId.Of(one) == id) is not { } entry)
            return new Problem(AdminErrors.NoSuchSignIn);
        var (texts, user) = (view.Texts.SignIns, new UserKey(tenant, entry.User));
        return new Page(view.Screen, texts.One, Markup.Html($"""
            {ConsoleForms.Rooms(view, tenant)}
            <h1>{texts.One}</h1>
            <p class="lead"><bdi>{entry.User.Value}</bdi></p>
            <p><strong class="{SignInPhrases.ToneOf(entry.Outcome)}">{SignInPhrases.Of(texts, entry.Outcome)}</strong></p>
            {Facts(view, entry)}
            {Rules(view, entry)}
            <p>{ConsoleForms.Way(view, PersonPage.Door, tenant, PeoplePage.PathOf(user), entry.User.Value)}
            <a class="small" href="{SignInsPage.PathOf(user)}">{texts.AllOfPerson}</a></p>
            """), head: Markup.Html($"""<script src="{Assets.Script}" defer></script>"""));
    }

    private Markup Facts(ConsoleView view, SignInEntry entry)
    {
        var texts = view.Texts.SignIns;
        return Markup.Html($"""
            <dl class="facts">
            {Row(texts.Way, SignInPhrases.Of(texts, entry.Way))}
            {Row(texts.WhyNoPhone, entry.Reason is { } reason ? SignInPhrases.Of(texts, reason) : null)}
            {Row(texts.WhyRefused, entry.Refused is { } refused ? SignInPhrases.Of(texts, refused) : null)}
            {Row(texts.Ended, Time(view, entry.At))}
            {(entry.StartedAt is { } started ? Row(texts.Asked, Time(view, started)) : default)}
            {Row(texts.Took, entry.StartedAt is { } from ? Seconds(texts.Seconds, entry.At - from) : null)}
            {Row(texts.Application, Named(entry))}
            {Row(texts.Address, entry.Network)}
            {Row(texts.Place, entry.Place)}
            {Row(texts.Browser, entry.Browser)}
            {Row(texts.After, entry.First is { } first ? SignInPhrases.Of(texts, first) : null)}
            {Row(texts.Numbers, entry.Numbers > 0 ? entry.Numbers.ToString(CultureInfo.InvariantCulture) : null)}
            {(entry.Times > 1 ? Row(texts.Again, SignInsPage.Filled(texts.Times, entry.Times)) : default)}
            {(entry.LastAt is { } last ? Row(texts.LastTime, Time(view, last)) : default)}
            </dl>
            {(entry.Locks ? Markup.Html($"""<p class="broken">{texts.Locked}</p>""") : default)}
            {(entry.IsDecoy ? Markup.Html($"<p>{texts.Decoy}</p>") : default)}
            """);
    }

    private static Markup Rules(ConsoleView view, SignInEntry entry)
    {
        var rules = EntryRules.Of(entry);
        return rules.IsEmpty ? default : Markup.Html($"""
            <section class="part" aria-labelledby="rules">
            <h2 id="rules">{view.Texts.SignIns.Rules}</h2>
            {SignInPhrases.Rules(rules.Select(one => (SignInPhrases.Of(view.Texts, one.Finding), ToneOf(one.Finding),
                SignInPhrases.Of(view.Texts, one.Rule))))}
            </section>
            """);
    }

    private static string ToneOf(EntryFinding finding) => finding switch
    {
        EntryFinding.Kept => "kept",
        EntryFinding.NotReached => "plain",
        _ => "broken",
    };

    private static string? Named(SignInEntry entry) =>
        entry.Application.Length == 0 || entry.Application == entry.Client ? entry.Client
        : entry.Client.Length == 0 ? entry.Application
        : $"{entry.Application} ({entry.Client})";

    private static string Seconds(string text, TimeSpan time) =>
        text.Replace("{0}", Math.Round(time.TotalSeconds, 1).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private Markup Time(ConsoleView view, DateTimeOffset at) => Moment.Draw(view.Screen.Texts, at, clock.GetUtcNow());

    private static Markup Row(string name, string? value) =>
        string.IsNullOrEmpty(value) ? default : Row(name, Markup.Html($"<bdi>{value}</bdi>"));

    private static Markup Row(string name, Markup value) => Markup.Html($"<div><dt>{name}</dt><dd>{value}</dd></div>\n");
}
