using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Outbound;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin;

/// <param name="Secrets">How many it has: none can be read.</param>
public sealed record ClientAnswer(string ClientId, int Secrets, ClientBody Client)
{
    public static ClientAnswer From(Client client) => new(client.Id, client.Secrets.Length, ClientBody.From(client));
}

/// <param name="Clients">In order of id.</param>
public sealed record ClientsAnswer(IReadOnlyList<ClientAnswer> Clients);

/// <param name="ClientSecret">Shown this once.</param>
public sealed record ClientSecretAnswer(string ClientId, string ClientSecret);

/// <summary><c>…/clients</c>: the applications that send people here to sign in. Those from the configuration are not among them.</summary>
internal static class ClientsEndpoint
{
    /// <summary>Twenty addresses and five keys at their longest need about this much.</summary>
    private const int MaximumBytes = 128 * 1024;

    public static void Map(IEndpointRouteBuilder routes, Administration administration, OutboundSettings outbound)
    {
        routes.MapGet("/clients", Tenants.In((http, tenant) => List(http, tenant, administration)))
            .Produces<ClientsAnswer>().ProducesProblems(400, 401, 404, 503)
            .WithSummary("The tenant's clients.");
        routes.MapGet("/clients/{client}", OfClient((http, tenant, id) => Show(http, tenant, id, administration)))
            .Produces<ClientAnswer>().ProducesProblems(400, 401, 404, 503)
            .WithSummary("One client.");
        routes.MapPut("/clients/{client}", OfClient((http, tenant, id) => Set(http, tenant, id, administration, outbound)))
            .Accepts<ClientBody>("application/json").Produces<ClientAnswer>().MayWait().ProducesProblems(400, 401, 404, 409, 413, 429, 503)
            .TakesIdempotencyKey()
            .WithSummary("Register a client, or replace it whole; its secrets stay.");
        routes.MapDelete("/clients/{client}", OfClient((http, tenant, id) => Remove(http, tenant, id, administration)))
            .Produces(204).MayWait().ProducesProblems(400, 401, 404, 409, 429, 503)
            .TakesIdempotencyKey()
            .WithSummary("Forget a client with its secrets.");
        routes.MapPost("/clients/{client}/secrets", OfClient((http, tenant, id) => AddSecret(http, tenant, id, administration)))
            .Produces<ClientSecretAnswer>(201).ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("A new secret; the one before stays good until the next.");
        routes.MapPost(
                "/clients/{client}/secrets/replace",
                OfClient((http, tenant, id) => AddSecret(http, tenant, id, administration, isAlone: true)))
            .Produces<ClientSecretAnswer>(201).ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("A new secret for one that became known: those before it go at once, and what was granted to the client ends.");
    }

    private static async Task<IResult> List(HttpContext http, TenantId tenant, Administration administration) =>
        Answers.ForTenant(
            await administration.Ask(tenant, new TenantQuestion.Read(), http.RequestAborted),
            present => Json.Ok(
                new ClientsAnswer(
                    [.. (present.Clients?.Values ?? []).OrderBy(client => client.Id, StringComparer.Ordinal).Select(ClientAnswer.From)]),
                AdminJson.Default.ClientsAnswer));

    private static async Task<IResult> Show(HttpContext http, TenantId tenant, string id, Administration administration) =>
        Answers.ForTenant(
            await administration.Ask(tenant, new TenantQuestion.Read(), http.RequestAborted), present => Describe(present, id));

    private static async Task<IResult> Set(
        HttpContext http, TenantId tenant, string id, Administration administration, OutboundSettings outbound)
    {
        var (body, refused) = await RequestBody.Read(http, AdminJson.Default.ClientBody, MaximumBytes);
        if (refused is not null) return refused;
        if (Judge(id, body!, outbound, out var client) is { } objection) return new Problem(objection);
        var (request, badKey) = Names.Request(http);
        return badKey ?? Answers.ForTenant(
            await administration.Ask(tenant, new TenantQuestion.SetClient(request, client!), http.RequestAborted),
            present => Describe(present, id));
    }

    /// <summary>The client that is meant, and why it cannot be; null: it goes to the rules.</summary>
    public static ProtocolError? Judge(string id, ClientBody body, OutboundSettings outbound, out Client? client)
    {
        client = null;
        if (!DisplayText.TryRead(body.ClientName, out _)) return HttpErrors.InvalidDisplayText;
        client = body.ToClient(id);
        if (client is null) return HttpErrors.InvalidRequest;
        return client.Backchannel.NotificationEndpoint is { } endpoint && !OutboundHttp.IsCallable(endpoint, outbound)
            ? RefusalErrors.ClientRefused   // T16
            : null;
    }

    private static async Task<IResult> Remove(HttpContext http, TenantId tenant, string id, Administration administration)
    {
        var (request, badKey) = Names.Request(http);
        return badKey ?? Answers.ForTenant(
            await administration.Ask(tenant, new TenantQuestion.RemoveClient(request, id), http.RequestAborted), _ => Results.NoContent());
    }

    private static async Task<IResult> AddSecret(
        HttpContext http, TenantId tenant, string id, Administration administration, bool isAlone = false)
    {
        var added = await administration.AddClientSecret(tenant, id, http.RequestAborted, isAlone);
        return added.Match<IResult>(
            client => Json.Created(new ClientSecretAnswer(id, client.Secret), AdminJson.Default.ClientSecretAnswer),
            why => Problem.FromRefusal(why));
    }

    /// <summary>Not there when somebody removed it between its being set and this answer.</summary>
    private static IResult Describe(TenantState.Present tenant, string id) => tenant.ClientOf(id) is { } client
        ? Json.Ok(ClientAnswer.From(client), AdminJson.Default.ClientAnswer)
        : Problem.FromRefusal(Refusal.ClientNotFound);

    /// <summary>Runs the endpoint for the client its path names.</summary>
    private static Func<HttpContext, Task<IResult>> OfClient(Func<HttpContext, TenantId, string, Task<IResult>> handle) =>
        Tenants.In((http, tenant) => http.Request.RouteValues["client"] is string id && Client.IsId(id)
            ? handle(http, tenant, id)
            : Task.FromResult<IResult>(new Problem(AdminErrors.InvalidClientId)));
}
