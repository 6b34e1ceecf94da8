using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin.Console;

/// <summary>A change of a client that is asked about first.</summary>
/// <param name="Word">Its part of the address.</param>
/// <param name="Door">The endpoint that does the same.</param>
/// <param name="IsOfSecret">Only of a client that has secrets.</param>
internal sealed record ClientChange(
    string Word, string Door, Func<ClientsTexts, string> Title, Func<ClientsTexts, string> About, bool IsOfSecret, bool IsDanger);

/// <summary><c>/console/tenants/{tenant}/clients/{client}/…</c>: a new secret, another in its place, and the client's end.</summary>
internal sealed class ClientChanges(Administration administration)
{
    private const string New = "new-secret", Replace = "replace-secret", Gone = "remove";

    public static readonly IReadOnlyList<ClientChange> Rows =
    [
        new(New, "POST /tenants/{tenant}/clients/{client}/secrets", texts => texts.NewSecret, texts => texts.NewSecretAbout, true, false),
        new(Replace, "POST /tenants/{tenant}/clients/{client}/secrets/replace",
            texts => texts.ReplaceSecret, texts => texts.ReplaceSecretAbout, true, true),
        new(Gone, "DELETE /tenants/{tenant}/clients/{client}", texts => texts.Remove, texts => texts.RemoveAbout, false, true),
    ];

    public async Task<IResult> Ask(ConsoleView view, TenantId tenant, string id, ClientChange change)
    {
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), view.Http.RequestAborted);
        if (!read.Has(out var found, out var why)) return Problem.FromRefusal(why);
        if (found.Tenant.ClientOf(id) is not { } client) return Problem.FromRefusal(Refusal.ClientNotFound);
        var (texts, here) = (view.Texts.Clients, ClientsPage.PathOf(tenant, id));
        return ConsoleForms.Ask(
            view, change.Title(texts), client.Name, change.About(texts), $"{here}/{change.Word}", here, change.IsDanger);
    }

    public async Task<IResult> Make(ConsoleView view, TenantId tenant, string id, ClientChange change)
    {
        var (texts, here, cancel) = (view.Texts.Clients, ClientsPage.PathOf(tenant, id), view.Http.RequestAborted);
        if (change.Word == Gone)
        {
            var remove = new TenantQuestion.RemoveClient(new(RandomValues.Handle()), id);
            return (await administration.Ask(tenant, remove, cancel)).Refused is { } why
                ? Problem.FromRefusal(why)
                : new SeeOther(ClientsPage.PathOf(tenant) + "?done=removed");
        }

        return (await administration.AddClientSecret(tenant, id, cancel, change.Word == Replace)).Match<IResult>(
            drawn => ConsoleForms.Once(view, texts.NewSecret, id, texts.SecretShown, drawn.Secret, here, id),
            why => Problem.FromRefusal(why));
    }
}
