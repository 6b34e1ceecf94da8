using System.Globalization;
using System.Text.Json;
using Countersign.Engine;
using Countersign.Engine.Storage;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Gateway.Admin.Console;

/// <summary><c>GET /console/tenants/{tenant}/audit</c>: a tenant's audit records, by person and kind, a page at a time (I18).</summary>
internal sealed class AuditPage(Administration administration, TimeProvider clock)
{
    public const string Door = "GET /tenants/{tenant}/audit";
    private const int PageSize = 50;

    public static string PathOf(TenantId tenant) => $"/console/tenants/{tenant}/audit";

    public async Task<IResult> Show(ConsoleView view, TenantId tenant)
    {
        var http = view.Http;
        var after = ConsoleForms.Query(http, "after") is { } text ? WholeNumber.TryParse(text, out var number) ? number : -1 : 0;
        var (filter, refused) = Read(http);
        if (filter is null) return refused!;
        if (after < 0) return new Problem(HttpErrors.InvalidRequest);
        if (await administration.Missing(tenant, http.RequestAborted) is { } missing) return Problem.FromRefusal(missing);
        var page = await administration.SearchAudit(
            tenant, after, PageSize, filter.Takes, http.RequestAborted);
        var texts = view.Texts;
        var (user, kind) = (filter.User?.Value ?? "", filter.Kind ?? "");
        return new Page(view.Screen, texts.Audit, Markup.Html($"""
            {ConsoleForms.Rooms(view, tenant)}
            <h1>{texts.Audit}</h1>
            <p class="lead"><bdi>{tenant.Value}</bdi></p>
            <form method="get" action="{PathOf(tenant)}" role="search">
            {ConsoleForms.Text("user", view.Screen.Texts.UserName, null, user, Limits.UserNameLength)}
            {ConsoleForms.Text("kind", texts.Kind, texts.KindHint, kind, 64)}
            <button class="second" type="submit">{texts.Search}</button>
            </form>
            {(page.Records.Count == 0 ? Markup.Html($"<p>{texts.NoRecords}</p>") : List(view, page.Records))}
            {(page.Next is { } next
                ? Markup.Html($"""<a class="quiet" href="{NextOf(tenant, user, kind, next)}">{texts.NextPage}</a>""")
                : default)}
            """), head: Markup.Html($"""<script src="{Assets.Script}" defer></script>"""));
    }

    /// <summary>What the form sends: an empty field asks for everything.</summary>
    private static (AuditFilter? Filter, Problem? Refused) Read(HttpContext http)
    {
        UserName? user = null;
        if (ConsoleForms.Query(http, "user")?.Trim() is { Length: > 0 } typed)
        {
            if (!UserName.TryParse(typed, out var name)) return (null, Problem.NoUserName(typed));
            user = name;
        }

        var kind = ConsoleForms.Query(http, "kind")?.Trim() is { Length: > 0 } given ? given : null;
        return kind is not null && !AuditFilter.IsKind(kind)
            ? (null, new(HttpErrors.InvalidRequest))
            : (new(user, kind, null, null), null);
    }

    private Markup List(ConsoleView view, IReadOnlyList<AuditRecord> records) => Markup.Html($"""
        <ul class="things">
        {Markup.Join(records.Select(record => Item(view, record)))}</ul>
        """);

    /// <summary>A record that cannot be read is shown by its number: it must not be overlooked.</summary>
    private Markup Item(ConsoleView view, AuditRecord record)
    {
        var sequence = record.Sequence.ToString(CultureInfo.InvariantCulture);
        AuditFact fact;
        try
        {
            fact = AuditBody.Read(record.Body.Span);
        }
        catch (JsonException)
        {
            return Markup.Html($"""<li><div class="thing"><p class="name">{sequence}</p></div></li>""");
        }

        var texts = view.Texts;
        var by = fact.ActorReason is null ? fact.Actor : $"{fact.Actor}: {fact.ActorReason}";
        if (fact.AgreedBy is { } second) by += $" + {second}";
        return Markup.Html($"""
            <li><div class="thing">
            <p class="name">{fact.Kind}</p>
            <dl class="facts">
            <div><dt>{texts.When}</dt><dd>{Moment.Draw(view.Screen.Texts, fact.At, clock.GetUtcNow())}</dd></div>
            {Row(texts.About, fact.User?.Value)}{Row(texts.By, by)}{Row(texts.Reason, fact.Reason)}{Row(texts.Detail, fact.Detail)}
            </dl>
            </div></li>

            """);
    }

    private static Markup Row(string name, string? value) =>
        value is null ? default : Markup.Html($"<div><dt>{name}</dt><dd><bdi>{value}</bdi></dd></div>\n");

    private static string NextOf(TenantId tenant, string user, string kind, long next) => string.Create(
        CultureInfo.InvariantCulture,
        $"{PathOf(tenant)}?after={next}{Named("user", user)}{Named("kind", kind)}");

    private static string Named(string name, string value) => value.Length == 0 ? "" : $"&{name}={Uri.EscapeDataString(value)}";
}
