using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Outbound;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin.Console;

/// <summary><c>/console/tenants/{tenant}/clients</c>: the applications, one of them with what connects it, and another one.</summary>
internal sealed class ClientsPage(Administration administration, Proofs proofs, OutboundSettings outbound)
{
    public const string Door = "GET /tenants/{tenant}/clients", OneDoor = "GET /tenants/{tenant}/clients/{client}",
        SetDoor = "PUT /tenants/{tenant}/clients/{client}";

    public static string PathOf(TenantId tenant) => $"/console/tenants/{tenant}/clients";

    public static string PathOf(TenantId tenant, string client) => $"{PathOf(tenant)}/{client}";

    public static string RegisterPath(TenantId tenant) => $"/console/tenants/{tenant}/register-client";

    public async Task<IResult> Show(ConsoleView view, TenantId tenant)
    {
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), view.Http.RequestAborted);
        if (!read.Has(out var found, out var why)) return Problem.FromRefusal(why);
        var texts = view.Texts.Clients;
        var clients = (found.Tenant.Clients?.Values ?? []).OrderBy(client => client.Id, StringComparer.Ordinal).ToArray();
        var list = Markup.Join(clients.Select(client => Markup.Html($"""
            <li><div class="thing">
            <p class="name"><a class="small" href="{PathOf(tenant, client.Id)}"><bdi>{client.Name}</bdi></a></p>
            <p class="fact"><bdi>{client.Id}</bdi> · {ClientForm.WordFor(texts, ClientWords.WordFor(client.Authentication))}</p>
            </div></li>

            """)));
        return new Page(view.Screen, texts.Title, Markup.Html($"""
            {ConsoleRooms.Draw(view, tenant)}
            <h1>{texts.Title}</h1>
            <p class="lead">{texts.About}</p>
            {ConsoleForms.Done(ConsoleForms.Query(view.Http, "done") == "removed" ? texts.Removed : null)}
            {(clients.Length == 0 ? Markup.Html($"<p>{texts.None}</p>") : Markup.Html($"""<ul class="things">{list}</ul>"""))}
            {(view.May(SetDoor, tenant)
                ? Markup.Html($"""<a class="second" href="{RegisterPath(tenant)}">{texts.Register}</a>""")
                : default)}
            """));
    }

    public async Task<IResult> One(ConsoleView view, TenantId tenant, string id)
    {
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), view.Http.RequestAborted);
        if (!read.Has(out var found, out var why)) return Problem.FromRefusal(why);
        if (found.Tenant.ClientOf(id) is not { } client) return Problem.FromRefusal(Refusal.ClientNotFound);
        var (texts, body, issuer) = (view.Texts.Clients, ClientBody.From(client), proofs.Issuer(tenant));
        return new Page(view.Screen, client.Name, Markup.Html($"""
            {ConsoleRooms.Draw(view, tenant)}
            <h1><bdi>{client.Name}</bdi></h1>
            {ConsoleForms.Done(ConsoleForms.Query(view.Http, "done") == "saved" ? texts.Saved : null)}
            <dl class="facts">
            <div><dt>{texts.Id}</dt><dd><bdi>{client.Id}</bdi></dd></div>
            <div><dt>{texts.Issuer}</dt><dd><bdi>{issuer}</bdi></dd></div>
            <div><dt>{texts.Kind}</dt><dd>{ClientForm.WordFor(texts, body.TokenEndpointAuthMethod)}</dd></div>
            {(client.Authentication == ClientAuthenticationMethod.Secret
                ? Markup.Html($"<div><dt>{texts.Secrets}</dt><dd>{client.Secrets.Length}</dd></div>")
                : default)}
            {Lines(texts.Redirects, client.RedirectUris)}{Lines(texts.Returns, client.PostLogoutRedirectUris)}
            {Lines(texts.May, ClientForm.MayWords(texts, body))}
            </dl>
            {(client is { Authentication: ClientAuthenticationMethod.Secret, Secrets.IsEmpty: true }
                ? Markup.Html($"""<p class="error">{texts.NoSecret}</p>""")
                : default)}
            {Ways(view, tenant, client)}
            {Snippets(view, Snippet.For(client, issuer))}
            """));
    }

    /// <summary>A fact of several lines; nothing where there are none.</summary>
    private static Markup Lines(string label, IEnumerable<string> lines) => lines.Any() ? Markup.Html($"""
        <div><dt>{label}</dt><dd>{Markup.Join(lines.Select(line =>
            Markup.Html($"""<span class="line"><bdi>{line}</bdi></span>""")))}</dd></div>
        """) : default;

    private static Markup Ways(ConsoleView view, TenantId tenant, Client client)
    {
        var (texts, here) = (view.Texts.Clients, PathOf(tenant, client.Id));
        var hasSecret = client.Authentication == ClientAuthenticationMethod.Secret;
        return Markup.Html($"""
            <p>{ConsoleForms.Way(view, SetDoor, tenant, here + "/change", texts.Change)}
            {Markup.Join(ClientChanges.Rows.Where(row => hasSecret || !row.IsOfSecret)
                .Select(row => ConsoleForms.Way(view, row.Door, tenant, $"{here}/{row.Word}", row.Title(texts))))}</p>
            """);
    }

    private static Markup Snippets(ConsoleView view, IReadOnlyList<Snippet> snippets) => snippets.Count == 0 ? default : Markup.Html($"""
        <section class="part" aria-labelledby="connect">
        <h2 id="connect">{view.Texts.Clients.Snippets}</h2>
        <p class="lead">{view.Texts.Clients.SnippetsAbout}</p>
        {Markup.Join(snippets.Select((one, place) => Markup.Html($"""
            <details{(place == 0 ? " open" : "")}>
            <summary class="quiet">{one.Library} <span class="file">{one.File}</span></summary>
            <pre tabindex="0" role="region" aria-label="{one.Library}"><code>{one.Text}</code></pre>
            </details>

            """)))}
        </section>
        """);

    public Task<IResult> AskNew(ConsoleView view, TenantId tenant) => Ask(
        view, tenant, null, _ => Task.FromResult<IResult>(Draw(view, tenant, null, "", ClientForm.Empty, null)));

    public Task<IResult> AskChange(ConsoleView view, TenantId tenant, string id) => Ask(
        view, tenant, id, client => Task.FromResult<IResult>(Draw(view, tenant, id, id, ClientBody.From(client!), null)));

    public async Task<IResult> Register(ConsoleView view, Form form, TenantId tenant) => await Ask(view, tenant, null, async _ =>
    {
        var (texts, id, body) = (view.Texts.Clients, form["client_id"]?.Trim() ?? "", ClientForm.Read(form, ClientForm.Empty));
        if (!Client.IsId(id)) return Draw(view, tenant, null, id, body, ("client_id", texts.IdWrong, AdminErrors.InvalidClientId));
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), view.Http.RequestAborted);
        if (read.Answer?.Tenant.ClientOf(id) is not null)
            return Draw(view, tenant, null, id, body, ("client_id", texts.IdTaken, RefusalErrors.ClientRefused));
        if (await Save(view, tenant, null, id, body) is { } refused) return refused;
        if (body.TokenEndpointAuthMethod != "client_secret_basic") return new SeeOther(PathOf(tenant, id) + "?done=saved");
        var added = await administration.AddClientSecret(tenant, id, view.Http.RequestAborted);
        return added.Match<IResult>(
            drawn => ConsoleForms.Once(
                view, texts.NewSecret, body.ClientName, texts.SecretShown, drawn.Secret, PathOf(tenant, id), body.ClientName),
            why => Problem.FromRefusal(why));
    });

    public async Task<IResult> Change(ConsoleView view, Form form, TenantId tenant, string id) => await Ask(
        view, tenant, id, async client => await Save(view, tenant, id, id, ClientForm.Read(form, ClientBody.From(client!)))
            ?? new SeeOther(PathOf(tenant, id) + "?done=saved"));

    /// <summary>Null when it is saved; otherwise the form, with what is wrong beside the field.</summary>
    private async ValueTask<IResult?> Save(ConsoleView view, TenantId tenant, string? existing, string id, ClientBody body)
    {
        var texts = view.Texts.Clients;
        if (ClientsEndpoint.Judge(id, body, outbound, out var client) is { } objection) return Refuse(objection);
        var set = new TenantQuestion.SetClient(new(RandomValues.Handle()), client!);
        return (await administration.Ask(tenant, set, view.Http.RequestAborted)).Refused is not { } why ? null
            : why == Refusal.ClientRefused ? Refuse(RefusalErrors.ClientRefused)
            : Problem.FromRefusal(why);

        IResult Refuse(ProtocolError error) => Draw(
            view, tenant, existing, id, body,
            error == HttpErrors.InvalidDisplayText || body.ClientName.Length == 0
                ? ("client_name", texts.NameWrong, error)
                : ("redirect_uris", texts.Refused, error));
    }

    private async Task<IResult> Ask(ConsoleView view, TenantId tenant, string? id, Func<Client?, Task<IResult>> go)
    {
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), view.Http.RequestAborted);
        if (!read.Has(out var found, out var why)) return Problem.FromRefusal(why);
        var client = id is null ? null : found.Tenant.ClientOf(id);
        return id is not null && client is null ? Problem.FromRefusal(Refusal.ClientNotFound) : await go(client);
    }

    private static Page Draw(
        ConsoleView view, TenantId tenant, string? existing, string id, ClientBody body,
        (string Field, string Text, ProtocolError Error)? wrong)
    {
        var texts = view.Texts.Clients;
        var title = existing is null ? texts.Register : texts.Change;
        var (action, back) = existing is null
            ? (RegisterPath(tenant), PathOf(tenant))
            : (PathOf(tenant, existing) + "/change", PathOf(tenant, existing));
        var idField = ConsoleForms.Text(
            "client_id", texts.Id, texts.IdHint, id, Limits.ClientIdLength, isRequired: true,
            wrong is var (field, text, error) ? Unfit.Numbered(field, error, text) : null);
        return new(view.Screen, title, Markup.Html($"""
            {ConsoleRooms.Draw(view, tenant)}
            <h1>{title}</h1>
            {(existing is null ? default : Markup.Html($"""<p class="lead"><bdi>{existing}</bdi></p>"""))}
            <form method="post" action="{action}">
            {view.Token}
            {(existing is null ? idField : default)}
            {ClientForm.Fields(texts, body, wrong)}
            {ConsoleForms.Text("reason", view.Texts.Reason, view.Texts.ReasonHint, most: Limits.AdminReasonLength)}
            <button class="primary" type="submit">{(existing is null ? texts.Register : view.Texts.Settings.Save)}</button>
            </form>
            <a class="quiet" href="{back}">{view.Screen.Texts.Cancel}</a>
            """), wrong?.Error);
    }
}
