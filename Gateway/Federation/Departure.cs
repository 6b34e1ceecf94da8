using System.Globalization;
using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.Providers;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Federation;

/// <summary>
/// <c>GET /{tenant}/federation/{provider}</c>: from a fallback to the provider, with the whole request (WAY-3). What the client asked for
/// that a provider can do something about goes along; the hints only now, when no phone is asked (S-41).
/// </summary>
internal sealed class Departure(
    Administration administration, ProviderTickets tickets, Trips trips, ProviderDocuments documents, ProviderAddresses addresses,
    SourceThrottle sources, Telemetry telemetry, ProviderLog log, TimeProvider clock)
{
    public async Task<IResult> Leave(HttpContext http, TenantId tenant, Screen screen)
    {
        if (sources.Request(http) is { } wait) return new Problem(HttpErrors.RateLimited, wait);
        var ticket = http.Request.Query["ticket"] is [{ } text] ? tickets.Open(tenant, text) : null;
        if (ticket is null || ticket.Purpose != Transaction.PurposeOf(tenant, screen.Request)) return ProviderPages.Refused(screen);
        screen = screen.Of(http, ticket.User);
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), http.RequestAborted);
        if (read.Answer?.Tenant is not { } present || present.FederationOf(ticket.User) is not var (provider, since)
            || provider.Id != http.Request.RouteValues["provider"] as string)
        {
            return ProviderPages.Refused(screen);
        }

        if (!present.Leaves(OtherWay.Federated, ticket.Reason, ticket.Client)) return new Problem(RefusalErrors.WayNotAllowed);
        if (IsSentByAStranger(http.Request)) return ProviderPages.Ask(screen, provider, http.Request.Query["ticket"]!);
        try
        {
            var document = await documents.Find(tenant, provider, http.RequestAborted);
            var trip = Begin(http, tenant, screen, ticket, provider, since);
            telemetry.Federated(http, tenant, ticket.User, "sent");
            return new Outward(Address(document.Configuration.AuthorizationEndpoint, tenant, provider, trip, screen));
        }
        catch (ProviderUnavailableException unavailable)
        {
            log.Unavailable(provider, unavailable);
            telemetry.Federated(http, tenant, ticket.User, "unavailable");
            return ProviderPages.Unavailable(screen, provider.Name);
        }
    }

    /// <summary>
    /// T18: another site, or a link in a message, leads the browser here. Our own pages do, and front ends of the same site; whoever else
    /// may be somebody who wants the browser signed in as themselves, and the person is asked first. A browser that says nothing of where
    /// it comes from is older than any that can be told.
    /// </summary>
    private static bool IsSentByAStranger(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site && site is not [("same-origin" or "same-site")];

    private Trip Begin(HttpContext http, TenantId tenant, Screen screen, ProviderTicket ticket, Provider provider, long since)
    {
        var wishes = screen.Visit?.Wishes;
        var trip = new Trip(
            ticket.Name, FederatedSignIns.Draw(), provider.Id, since, ticket.User, ticket.Reason, ticket.Client, wishes?.Generation ?? 0,
            ticket.Purpose, clock.GetUtcNow().ToUnixTimeMilliseconds(), wishes?.IsAnew ?? false, wishes?.MaxAge);
        trips.Begin(http, tenant, trip);
        return trip;
    }

    private string Address(string endpoint, TenantId tenant, Provider provider, Trip trip, Screen screen)
    {
        var wishes = screen.Visit?.Wishes;
        (string Name, string? Value)[] query =
        [
            ("response_type", "code"), ("client_id", provider.ClientId), ("redirect_uri", addresses.Callback(tenant, provider.Id)),
            ("scope", string.Join(' ', provider.Scopes)), ("state", Trips.StateOf(trip, screen.Request)), ("nonce", trip.Nonce),
            ("code_challenge", trip.Challenge), ("code_challenge_method", "S256"),
            ("login_hint", trip.User.Value), ("domain_hint", wishes?.DomainHint ?? trip.User.Domain),
            ("prompt", trip.IsAnew ? "login" : null), ("max_age", trip.MaxAge?.ToString(CultureInfo.InvariantCulture)),
            ("acr_values", Contexts(provider, wishes)), ("ui_locales", screen.Texts.Language),
        ];
        return ProviderAddresses.With(endpoint, query);
    }

    /// <summary>What the client wants of the provider's own contexts; what the tenant wants otherwise. Ours mean nothing there.</summary>
    private static string? Contexts(Provider provider, VisitWishes? wishes)
    {
        var wanted = (wishes?.Contexts ?? [])
            .Where(context => !context.StartsWith(ProviderRules.OwnContexts, StringComparison.OrdinalIgnoreCase)).ToArray();
        var asked = wanted.Length > 0 ? wanted : [.. provider.Contexts];
        return asked.Length > 0 ? string.Join(' ', asked) : null;
    }
}
