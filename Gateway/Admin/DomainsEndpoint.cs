using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin;

/// <param name="Type">
/// <c>managed</c>, perhaps with <paramref name="PassThrough"/>, or <c>federated</c> with <paramref name="SignInUrl"/> or
/// <paramref name="Provider"/>.
/// </param>
/// <param name="PassThrough">Passwords are checked on premises (S-43); false when absent.</param>
/// <param name="SignInUrl">https: where a browser is sent.</param>
/// <param name="Provider">A registered provider's id, from which people come back; instead of <paramref name="SignInUrl"/>.</param>
/// <param name="TakeWithoutPhone">Who has no phone to be asked goes there without a click; true when absent.</param>
/// <param name="TakeSecondAttempt">So does a second attempt; true when absent.</param>
public sealed record DomainBody(
    string Type, bool? PassThrough = null, string? SignInUrl = null, string? Provider = null, bool? TakeWithoutPhone = null,
    bool? TakeSecondAttempt = null)
{
    public static DomainBody From(Domain domain) => domain switch
    {
        Domain.Federated federated => new("federated", SignInUrl: federated.SignInUrl),
        Domain.AtProvider at => new(
            "federated", Provider: at.Provider, TakeWithoutPhone: at.TakesThoseWithout, TakeSecondAttempt: at.TakesSecondAttempts),
        Domain.Managed managed => new("managed", managed.PassThrough),
        _ => throw new ArgumentOutOfRangeException(nameof(domain), domain.GetType().Name),
    };

    /// <summary>In order of name.</summary>
    public static IReadOnlyDictionary<string, DomainBody> From(IEnumerable<KeyValuePair<string, Domain>> domains) =>
        new SortedDictionary<string, DomainBody>(
            domains.ToDictionary(entry => entry.Key, entry => From(entry.Value)), StringComparer.Ordinal);

    /// <summary>Null when it is neither the one nor the other.</summary>
    public Domain? ToDomain() => this switch
    {
        { Type: "federated", PassThrough: null, SignInUrl: null, Provider: { } provider } =>
            new Domain.AtProvider(provider, TakeWithoutPhone ?? true, TakeSecondAttempt ?? true),
        { TakeWithoutPhone: not null } or { TakeSecondAttempt: not null } or { Provider: not null } => null,
        { Type: "managed", SignInUrl: null } => new Domain.Managed(PassThrough ?? false),
        { Type: "federated", PassThrough: null, SignInUrl: { } url } => new Domain.Federated(url),
        _ => null,
    };
}

/// <param name="Domains">By name. A domain that is not here is managed.</param>
public sealed record DomainsAnswer(IReadOnlyDictionary<string, DomainBody> Domains);

/// <summary><c>…/domains</c>: where the passwords of which users are checked (S-41 to S-45).</summary>
internal static class DomainsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, Administration administration)
    {
        routes.MapGet("/domains", Tenants.In((http, tenant) => List(http, tenant, administration)))
            .Produces<DomainsAnswer>().ProducesProblems(400, 401, 404, 503)
            .WithSummary("The domains that are known.");
        routes.MapPut("/domains/{domain}", Names.OfDomain((http, tenant, domain) => Set(http, tenant, domain, administration)))
            .Accepts<DomainBody>("application/json").Produces<DomainBody>().MayWait().ProducesProblems(400, 401, 404, 409, 429, 503)
            .TakesIdempotencyKey()
            .WithSummary("Say how the users of a domain sign in without a phone.");
        routes.MapDelete("/domains/{domain}", Names.OfDomain((http, tenant, domain) => Remove(http, tenant, domain, administration)))
            .Produces(204).MayWait().ProducesProblems(400, 401, 404, 409, 429, 503)
            .TakesIdempotencyKey()
            .WithSummary("Forget a domain; its users are managed then.");
    }

    private static async Task<IResult> List(HttpContext http, TenantId tenant, Administration administration) =>
        Answers.ForTenant(
            await administration.Ask(tenant, new TenantQuestion.Read(), http.RequestAborted),
            present => Json.Ok(new DomainsAnswer(DomainBody.From(present.Domains)), AdminJson.Default.DomainsAnswer));

    private static async Task<IResult> Set(HttpContext http, TenantId tenant, string name, Administration administration)
    {
        var (body, refused) = await RequestBody.Read(http, AdminJson.Default.DomainBody);
        if (refused is not null) return refused;
        if (body!.ToDomain() is not { } domain) return new Problem(HttpErrors.InvalidRequest);
        var (request, badKey) = Names.Request(http);
        if (badKey is not null) return badKey;
        return Answers.ForTenant(
            await administration.Ask(tenant, new TenantQuestion.SetDomain(request, name, domain), http.RequestAborted),
            _ => Json.Ok(DomainBody.From(domain), AdminJson.Default.DomainBody));
    }

    private static async Task<IResult> Remove(HttpContext http, TenantId tenant, string name, Administration administration)
    {
        var (request, badKey) = Names.Request(http);
        return badKey ?? Answers.ForTenant(
            await administration.Ask(tenant, new TenantQuestion.RemoveDomain(request, name), http.RequestAborted),
            _ => Results.NoContent());
    }
}
