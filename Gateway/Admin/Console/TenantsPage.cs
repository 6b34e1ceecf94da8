using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin.Console;

/// <summary><c>/console/tenants</c>: the tenants, a page at a time, and another one.</summary>
internal sealed class TenantsPage(Administration administration)
{
    public const string Path = "/console/tenants", Door = "GET /tenants", MakeDoor = "PUT /tenants/{tenant}";
    private const int PageSize = 50;

    public async Task<IResult> Show(ConsoleView view)
    {
        var after = ConsoleForms.Query(view.Http, "after") ?? "";
        return after.Length > 0 && !TenantId.TryParse(after, out _)
            ? new Problem(AdminErrors.InvalidTenantName)
            : await Draw(view, after, "", null);
    }

    public async Task<IResult> Make(ConsoleView view, Form form)
    {
        var (texts, typed, cancel) = (view.Texts.Setup, form["name"]?.Trim() ?? "", view.Http.RequestAborted);
        if (!TenantId.TryParse(typed, out var tenant)) return await Draw(view, "", typed, Wrong(texts.NameWrong));
        // Another's tenant is to an owner of some as if it were not there (T30).
        if (!view.Administrator.Scope.Reaches(tenant)) return Problem.FromRefusal(Refusal.TenantNotFound);
        if (await administration.Missing(tenant, cancel) is null)
            return await Draw(view, "", typed, Wrong(texts.NameTaken));
        var made = await administration.Ask(tenant, new TenantQuestion.Create(new(RandomValues.Handle())), cancel);
        return made.Refused switch
        {
            null => new SeeOther(ChecklistPage.PathOf(tenant) + "?done=made"),
            Refusal.TenantNameReserved => await Draw(view, "", typed, Wrong(texts.NameReserved, RefusalErrors.TenantNameReserved)),
            { } why => Problem.FromRefusal(why),
        };
    }

    private static Unfit Wrong(string text, ProtocolError? error = null) =>
        Unfit.Numbered("name", error ?? AdminErrors.InvalidTenantName, text);

    private async Task<IResult> Draw(ConsoleView view, string after, string typed, Unfit? unfit)
    {
        var texts = view.Texts.Setup;
        var tenants = view.May(Door) ? await administration.ListTenants(after, PageSize, view.Http.RequestAborted) : [];
        var next = tenants.Count == PageSize ? $"{Path}?after={tenants[^1].Value}" : null;
        return new Page(view.Screen, texts.Tenants, Markup.Html($"""
            {ConsoleRooms.Draw(view)}
            <h1>{texts.Tenants}</h1>
            <p class="lead">{texts.TenantsAbout}</p>
            <ul class="things">
            {Markup.Join(tenants.Select(tenant => Markup.Html($"""
                <li><div class="thing">
                <p class="name"><bdi>{tenant.Value}</bdi></p>
                <p class="fact">{ConsoleRooms.Line(view, tenant)}</p>
                </div></li>

                """)))}</ul>
            {(next is null ? default : Markup.Html($"""<a class="quiet" href="{next}">{view.Texts.NextPage}</a>"""))}
            {(view.May(MakeDoor) ? MakeForm(view, typed, unfit) : default)}
            """), unfit?.Error);
    }

    private static Markup MakeForm(ConsoleView view, string typed, Unfit? unfit)
    {
        var texts = view.Texts.Setup;
        return Markup.Html($"""
            <section class="part" aria-labelledby="make">
            <h2 id="make">{texts.Make}</h2>
            <form method="post" action="{Path}">
            {view.Token}
            {ConsoleForms.Text("name", texts.Name, texts.NameHint, typed, 63, isRequired: true, unfit)}
            {ConsoleForms.Text("reason", view.Texts.Reason, view.Texts.ReasonHint, most: Limits.AdminReasonLength)}
            <button class="primary" type="submit">{texts.Make}</button>
            </form>
            </section>
            """);
    }
}
