using System.Globalization;
using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users.SignInLog;

namespace Countersign.Gateway.Admin.Console;

/// <summary>
/// <c>GET /console/tenants/{tenant}/sign-ins</c>: a tenant's sign-ins, the newest first, by person, outcome, reason, application, address
/// and time; and what is found as a file (ADM-4).
/// </summary>
internal sealed class SignInsPage(Administration administration, TimeProvider clock)
{
    public const string Door = "GET /tenants/{tenant}/sign-ins";

    /// <summary>Sign-ins in one file.</summary>
    public const int MostExported = 10_000;

    private const int PageSize = 50;

    public static string PathOf(TenantId tenant) => $"/console/tenants/{tenant}/sign-ins";

    public static string PathOf(UserKey user) => $"{PathOf(user.Tenant)}?user={Uri.EscapeDataString(user.Name.Value)}";

    /// <summary>Those of a time.</summary>
    /// <param name="filter">What else they have in common, as a query; empty: nothing.</param>
    /// <param name="to">Null: until now.</param>
    public static string PathOf(TenantId tenant, string filter, DateTimeOffset from, DateTimeOffset? to = null)
    {
        string[] parts = [filter, "from=" + SignInsForm.Written(from), to is { } end ? "to=" + SignInsForm.Written(end) : ""];
        return $"{PathOf(tenant)}?{string.Join('&', parts.Where(part => part.Length > 0))}";
    }

    public static string PathOf(TenantId tenant, SignInEntry entry) => $"{PathOf(tenant)}/{SignInEntryId.Of(entry)}";

    public async Task<IResult> Show(ConsoleView view, TenantId tenant)
    {
        var http = view.Http;
        if (SignInsForm.Read(http) is not { } form) return new Problem(HttpErrors.InvalidRequest);
        if (await administration.Missing(tenant, http.RequestAborted) is { } missing) return Problem.FromRefusal(missing);
        var found = form.IsReadable
            ? await administration.ReadSignIns(tenant, new(form.Filter, form.After, PageSize), http.RequestAborted)
            : new([], null, SignInCounts.None);
        var texts = view.Texts.SignIns;
        return new Page(view.Screen, texts.Title, Markup.Html($"""
            {ConsoleRooms.Draw(view, tenant)}
            <h1>{texts.Title}</h1>
            <p class="lead"><bdi>{tenant.Value}</bdi></p>
            {form.Draw(view, tenant)}
            {(found.Entries.Count == 0 ? Markup.Html($"<p>{texts.None}</p>") : List(view, tenant, found.Entries))}
            {Counts(texts, found.NotKept)}
            {(found.Next is { } next
                ? Markup.Html($"""
                    <a class="quiet" href="{PathOf(tenant)}?after={Uri.EscapeDataString(next)}{form.Also}">{view.Texts.NextPage}</a>
                    """)
                : default)}
            {(form.IsReadable ? Files(texts, tenant, form) : default)}
            """), form.IsReadable ? null : HttpErrors.InvalidRequest, Markup.Html($"""<script src="{Assets.Script}" defer></script>"""));
    }

    /// <summary>What is found, in a file; a file's name says when it is not all.</summary>
    public async Task<IResult> Export(ConsoleView view, TenantId tenant)
    {
        var http = view.Http;
        var kind = ConsoleForms.Query(http, "form") ?? "csv";
        if (kind is not ("csv" or "jsonl") || SignInsForm.Read(http) is not { IsReadable: true } form)
            return new Problem(HttpErrors.InvalidRequest);
        if (await administration.Missing(tenant, http.RequestAborted) is { } missing) return Problem.FromRefusal(missing);
        List<SignInBody> rows = [];
        var after = form.After;
        do
        {
            var limit = Math.Min(MostExported - rows.Count, ISignInEngine.MostListed);
            var page = await administration.ReadSignIns(tenant, new(form.Filter, after, limit), http.RequestAborted);
            rows.AddRange(page.Entries.Select(SignInBody.From));
            after = page.Next;
        }
        while (after is not null && rows.Count < MostExported);
        var name = $"sign-ins-{tenant}{(after is null ? "" : "-first-" + Number(rows.Count))}.{kind}";
        var type = kind == "csv" ? SignInsExport.Csv : SignInsExport.Lines;
        http.Response.Headers.CacheControl = "no-store";
        return Results.File(SignInsExport.Write(type, rows), type + "; charset=utf-8", name);
    }

    /// <summary>Sign-ins as a list: of one person, where their name is left out.</summary>
    public Markup List(ConsoleView view, TenantId tenant, IReadOnlyList<SignInEntry> entries, bool isOfOne = false) => Markup.Html($"""
        <ul class="things">
        {Markup.Join(entries.Select(entry => Item(view, tenant, entry, isOfOne)))}</ul>
        """);

    private Markup Item(ConsoleView view, TenantId tenant, SignInEntry entry, bool isOfOne)
    {
        var (texts, said) = (view.Texts.SignIns, entry.Application.Length > 0 ? entry.Application : entry.Client);
        string[] where = [said, entry.Place, entry.Network];
        var rule = entry.Rule is { } broken ? SignInPhrases.Of(view.Texts, broken) : null;
        return Markup.Html($"""
            <li><div class="thing">
            <p class="name"><a class="small" href="{PathOf(tenant, entry)}">
            <span>{Moment.Draw(view.Screen.Texts, entry.At, clock.GetUtcNow())}
            {(isOfOne ? default : Markup.Html($"· <bdi>{entry.User.Value}</bdi>"))}</span></a></p>
            <p class="fact"><strong class="{SignInPhrases.ToneOf(entry.Outcome)}">{SignInPhrases.Of(texts, entry.Outcome)}</strong>
            · {SignInPhrases.Of(texts, entry.Way)}{(entry.Times > 1 ? " · " + Filled(texts.Times, entry.Times) : "")}</p>
            {Line(SignInPhrases.WhyOf(texts, entry))}
            {Line(rule is null ? null : $"{view.Texts.FoundFallsBack}: {rule}")}
            {Line(string.Join(" · ", where.Where(text => text.Length > 0)))}
            </div></li>

            """);
    }

    private static Markup Line(string? text) =>
        string.IsNullOrEmpty(text) ? default : Markup.Html($"""<p class="fact"><bdi>{text}</bdi></p>""");

    private static Markup Counts(SignInLogTexts texts, SignInCounts counts) => Markup.Join(
        new[] { (texts.UnknownNames, counts.UnknownNames), (texts.OverLimit, counts.OverLimit), (texts.Lost, counts.Lost) }
            .Where(row => row.Item2 > 0)
            .Select(row => Markup.Html($"""<p class="hint">{Filled(row.Item1, row.Item2)}</p>""")));

    private static Markup Files(SignInLogTexts texts, TenantId tenant, SignInsForm form) => Markup.Html($"""
        <section class="part">
        <p class="hint">{Filled(texts.ExportAbout, MostExported)}</p>
        <a class="small" href="{PathOf(tenant)}/export?form=csv{form.Also}" download>{texts.Csv}</a>
        <a class="small" href="{PathOf(tenant)}/export?form=jsonl{form.Also}" download>{texts.Lines}</a>
        </section>
        """);

    internal static string Filled(string text, long number) => text.Replace("{0}", Number(number), StringComparison.Ordinal);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
