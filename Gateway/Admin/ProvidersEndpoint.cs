using System.Collections.Immutable;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Outbound;
using Countersign.SignIn;
using Countersign.SignIn.Providers;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin;

/// <param name="Name">What people are shown.</param>
/// <param name="Issuer">https, without a query: exactly the <c>issuer</c> of its discovery document.</param>
/// <param name="ClientId">Of this service, at the provider.</param>
/// <param name="ClientSecret">8 to 256 characters; never read back. Absent: the one there is stays.</param>
/// <param name="TokenEndpointAuthMethod">
/// <c>client_secret_basic</c> (when absent), <c>client_secret_post</c> or <c>private_key_jwt</c>, with the tenant's own key.
/// </param>
/// <param name="Scopes">With <c>openid</c>; absent: <c>openid</c>, <c>profile</c>, <c>email</c>.</param>
/// <param name="AcrValues">What is asked for, and what of it a client may call essential when the provider is trusted.</param>
/// <param name="Trusted">Its <c>acr</c>, <c>amr</c> and <c>auth_time</c> are said on in tokens; false when absent.</param>
/// <param name="Linking"><c>none</c>, <c>by_user_name</c> (when absent) or <c>create</c>.</param>
/// <param name="UserNameClaim">
/// <c>preferred_username</c> when absent; <c>upn</c> for AD FS. <c>email</c> counts when it is verified.
/// </param>
/// <param name="SignOut">Whoever signs out here is signed out there; false when absent.</param>
/// <param name="AssertionAudience"><c>issuer</c> (when absent) or <c>token_endpoint</c>.</param>
public sealed record ProviderBody(
    string Name, string Issuer, string ClientId, string? ClientSecret = null, string? TokenEndpointAuthMethod = null,
    IReadOnlyList<string>? Scopes = null, IReadOnlyList<string>? AcrValues = null, bool? Trusted = null, string? Linking = null,
    string? UserNameClaim = null, bool? SignOut = null, string? AssertionAudience = null)
{
    private static readonly (ProviderAuthentication Method, string Word)[] Methods =
    [
        (ProviderAuthentication.SecretInHeader, "client_secret_basic"), (ProviderAuthentication.SecretInBody, "client_secret_post"),
        (ProviderAuthentication.PrivateKeyJwt, "private_key_jwt"),
    ];

    private static readonly (LinkRule Rule, string Word)[] Rules =
        [(LinkRule.None, "none"), (LinkRule.ByUserName, "by_user_name"), (LinkRule.Create, "create")];

    public static ProviderBody From(Provider provider) => new(
        provider.Name, provider.Issuer, provider.ClientId, null, Methods.First(row => row.Method == provider.Authentication).Word,
        provider.Scopes, provider.Contexts, provider.IsTrusted, Rules.First(row => row.Rule == provider.Linking).Word, provider.NameClaim,
        provider.SignsOut, provider.AssertsIssuer ? "issuer" : "token_endpoint");

    /// <summary>Null when a word is none of those above. Whether it all goes together is the rules' to say.</summary>
    /// <param name="seal">Seals the secret.</param>
    public Provider? ToProvider(string id, Func<string, string> seal)
    {
        var method = Methods.FirstOrDefault(row => row.Word == (TokenEndpointAuthMethod ?? "client_secret_basic")).Method;
        var rule = Rules.FirstOrDefault(row => row.Word == (Linking ?? "by_user_name")).Rule;
        if (method == default || rule == default || AssertionAudience is not (null or "issuer" or "token_endpoint")) return null;
        if (ClientSecret is not null && !ProviderSecrets.IsSecret(ClientSecret)) return null;
        DisplayText.TryRead(Name, out var name);
        return new(
            id, name, Issuer, ClientId, method, ClientSecret is null ? null : seal(ClientSecret),
            Scopes is null ? ["openid", "profile", "email"] : [.. Scopes], [.. AcrValues ?? []], Trusted ?? false, rule,
            UserNameClaim ?? "preferred_username", SignOut ?? false, AssertionAudience != "token_endpoint");
    }
}

/// <param name="HasSecret">It cannot be read.</param>
/// <param name="RedirectUri">To be registered at the provider, and the next for signing out.</param>
public sealed record ProviderAnswer(
    string Id, bool HasSecret, string RedirectUri, string PostLogoutRedirectUri, ProviderBody Provider);

/// <param name="Providers">In order of id.</param>
public sealed record ProvidersAnswer(IReadOnlyList<ProviderAnswer> Providers);

/// <summary><c>…/providers</c>: the organisations' own identity providers, to which domains are given (WAY-2).</summary>
internal sealed class ProvidersEndpoint(Administration administration, Proofs proofs, ProviderSecrets secrets, OutboundSettings outbound)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/providers", Tenants.In(List))
            .Produces<ProvidersAnswer>().ProducesProblems(400, 401, 404, 503)
            .WithSummary("The tenant's identity providers.");
        routes.MapGet("/providers/{provider}", OfProvider(Show))
            .Produces<ProviderAnswer>().ProducesProblems(400, 401, 404, 503)
            .WithSummary("One provider.");
        routes.MapPut("/providers/{provider}", OfProvider(Set))
            .Accepts<ProviderBody>("application/json").Produces<ProviderAnswer>().MayWait().ProducesProblems(400, 401, 404, 409, 429, 503)
            .TakesIdempotencyKey()
            .WithSummary("Register a provider, or replace it whole; its secret stays where none is sent.");
        routes.MapDelete("/providers/{provider}", OfProvider(Remove))
            .Produces(204).MayWait().ProducesProblems(400, 401, 404, 409, 429, 503)
            .TakesIdempotencyKey()
            .WithSummary("Forget a provider; whoever it signed in is signed out.");
    }

    private async Task<IResult> List(HttpContext http, TenantId tenant) => Answers.ForTenant(
        await administration.Ask(tenant, new TenantQuestion.Read(), http.RequestAborted),
        present =>
        {
            var providers = (present.Providers?.Values ?? []).OrderBy(provider => provider.Id, StringComparer.Ordinal);
            return Json.Ok(new ProvidersAnswer([.. providers.Select(one => Say(tenant, one))]), AdminJson.Default.ProvidersAnswer);
        });

    private async Task<IResult> Show(HttpContext http, TenantId tenant, string id) => Answers.ForTenant(
        await administration.Ask(tenant, new TenantQuestion.Read(), http.RequestAborted), present => Describe(tenant, present, id));

    private async Task<IResult> Set(HttpContext http, TenantId tenant, string id)
    {
        var (body, refused) = await RequestBody.Read(http, AdminJson.Default.ProviderBody);
        if (refused is not null) return refused;
        if (Judge(tenant, id, body!, secrets, outbound, out var provider) is { } objection) return new Problem(objection);
        var (request, badKey) = Names.Request(http);
        return badKey ?? Answers.ForTenant(
            await administration.Ask(tenant, new TenantQuestion.SetProvider(request, provider!), http.RequestAborted),
            present => Describe(tenant, present, id));
    }

    /// <summary>The provider that is meant, its secret sealed, and why it cannot be; null: it goes to the rules.</summary>
    public static ProtocolError? Judge(
        TenantId tenant, string id, ProviderBody body, ProviderSecrets secrets, OutboundSettings outbound, out Provider? provider)
    {
        provider = body.ToProvider(id, secret => secrets.Seal(tenant, secret));
        if (provider is null) return HttpErrors.InvalidRequest;
        return OutboundHttp.IsCallableProvider(provider.Issuer, outbound) ? null : RefusalErrors.ProviderRefused;   // T16
    }

    private async Task<IResult> Remove(HttpContext http, TenantId tenant, string id)
    {
        var (request, badKey) = Names.Request(http);
        return badKey ?? Answers.ForTenant(
            await administration.Ask(tenant, new TenantQuestion.RemoveProvider(request, id), http.RequestAborted),
            _ => Results.NoContent());
    }

    /// <summary>Not there when somebody removed it between its being set and this answer.</summary>
    private IResult Describe(TenantId tenant, TenantState.Present present, string id) => present.ProviderOf(id) is { } provider
        ? Json.Ok(Say(tenant, provider), AdminJson.Default.ProviderAnswer)
        : Problem.FromRefusal(Refusal.ProviderNotFound);

    private ProviderAnswer Say(TenantId tenant, Provider provider)
    {
        var (back, signedOut) = AddressesOf(proofs.Issuer(tenant), provider.Id);
        return new(provider.Id, provider.SealedSecret is not null, back, signedOut, ProviderBody.From(provider));
    }

    /// <summary>To be registered at the provider: where people come back to, and where after signing out.</summary>
    public static (string Back, string SignedOut) AddressesOf(string issuer, string provider) =>
        ($"{issuer}/federation/{provider}/callback", $"{issuer}/federation/{provider}/signed-out");

    /// <summary>Runs the endpoint for the provider its path names.</summary>
    private static Func<HttpContext, Task<IResult>> OfProvider(Func<HttpContext, TenantId, string, Task<IResult>> handle) =>
        Tenants.In((http, tenant) => http.Request.RouteValues["provider"] is string id && Provider.IsId(id)
            ? handle(http, tenant, id)
            : Task.FromResult<IResult>(new Problem(AdminErrors.InvalidProviderId)));
}
