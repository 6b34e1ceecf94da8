using System.Text.Json;
using Countersign.Engine;
using Countersign.Engine.Ports;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.Providers;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Federation;

/// <summary>
/// <c>GET /{tenant}/federation/{provider}/callback</c>: back from the provider (S-59). Everything that is wrong with an answer is one page,
/// and nobody is signed in, nor sent anywhere (T17, T18).
/// </summary>
internal sealed class Return(
    UseCases engine, Trips trips, ProviderDocuments documents, ProviderExchange exchange, ProviderAddresses addresses,
    ProviderSecrets secrets, Transactions transactions, StartGate gate, SecondStep second, SourceThrottle sources, Telemetry telemetry,
    ProviderLog log)
{
    private const int LongestCode = 4096;

    /// <summary>What leads back to whoever sent the person, from the <c>state</c>.</summary>
    public static string? RequestOf(HttpContext http) => Trips.ReadState(One(http, "state"))?.Request;

    public async Task<IResult> Take(HttpContext http, TenantId tenant, Screen screen)
    {
        if (sources.Request(http) is { } wait) return new Problem(HttpErrors.RateLimited, wait);
        if (TripOf(http, tenant, screen) is not { } trip) return ProviderPages.Refused(screen);
        screen = screen.Of(http, trip.User);
        var read = await engine.Administration.Ask(tenant, new TenantQuestion.Read(), http.RequestAborted);
        if (read.Answer?.Tenant is not { } present || present.FederationOf(trip.User) is not var (provider, since)
            || (provider.Id, since) != (trip.Provider, trip.Since))
        {
            return ProviderPages.Refused(screen);
        }

        try
        {
            return await Take(http, tenant, screen, trip, provider);
        }
        catch (ProviderUnavailableException unavailable)
        {
            log.Unavailable(provider, unavailable);
            telemetry.Federated(http, tenant, trip.User, "unavailable");
            return ProviderPages.Unavailable(screen, provider.Name);
        }
    }

    /// <summary>The trip that the answer belongs to: this browser's, to this provider, for this request.</summary>
    private Trip? TripOf(HttpContext http, TenantId tenant, Screen screen) =>
        Trips.ReadState(One(http, "state")) is var (name, request) && trips.Find(http, tenant, name) is { } trip
        && trip.Provider == http.Request.RouteValues["provider"] as string
        && trip.Purpose == Transaction.PurposeOf(tenant, request) && request == screen.Request
            ? trip
            : null;

    private async Task<IResult> Take(HttpContext http, TenantId tenant, Screen screen, Trip trip, Provider provider)
    {
        var document = await documents.Find(tenant, provider, http.RequestAborted);
        if (!IsFrom(http, provider, document)) return ProviderPages.Refused(screen);
        if (!await IsFirst(tenant, trip, http.RequestAborted))
            return await IsSignedIn(tenant, trip, http.RequestAborted) ? Onward(http, tenant, screen, trip) : ProviderPages.Refused(screen);
        if (One(http, "error") is not null) return Declined(http, tenant, screen, trip, provider);
        if (One(http, "code") is not { Length: >= 1 and <= LongestCode } code) return ProviderPages.Refused(screen);

        // An answer is taken once: whoever leaves meanwhile and comes back finds what came of it.
        var word = await exchange.Redeem(
            tenant, provider, trip, code, addresses.Callback(tenant, provider.Id), CancellationToken.None);
        if (word is null || AssertionOf(word, provider, trip) is not { } assertion)
        {
            Trips.Forget(http, trip);
            return ProviderPages.Refused(screen);
        }

        return await SignIn(http, tenant, screen, trip, provider, word, assertion);
    }

    /// <summary>RFC 9207 2.4: an answer that names its issuer is this provider's, and one that must name it does.</summary>
    private static bool IsFrom(HttpContext http, Provider provider, ProviderDocument document)
    {
        var names = http.Request.Query["iss"];
        return names.Count switch
        {
            0 => !document.NamesIssuer,
            1 => names[0] == provider.Issuer,
            _ => false,
        };
    }

    /// <summary>T22: an answer to one trip is taken once.</summary>
    private ValueTask<bool> IsFirst(TenantId tenant, Trip trip, CancellationToken cancel) => engine.Ports.Replays.IsFirst(
        ReplayKind.ProviderResponse, SecretHash.OfSecret($"{tenant}:{trip.Handle.ToText()}").Value, trip.Began,
        trip.Began + Limits.FederationLife, cancel);

    /// <summary>I19: the browser that asks again, because it never saw the answer, gets it again.</summary>
    private async ValueTask<bool> IsSignedIn(TenantId tenant, Trip trip, CancellationToken cancel)
    {
        var transaction = trip.ToTransaction(tenant);
        return await engine.SignIns.SessionOf(tenant, transaction.Handle, transaction.PageRedemption, cancel) is not null;
    }

    private IResult Declined(HttpContext http, TenantId tenant, Screen screen, Trip trip, Provider provider)
    {
        Trips.Forget(http, trip);
        telemetry.Federated(http, tenant, trip.User, "declined");
        return One(http, "error") is "server_error" or "temporarily_unavailable"
            ? ProviderPages.Unavailable(screen, provider.Name)
            : ProviderPages.Declined(screen, provider.Name);
    }

    /// <summary>
    /// What of the provider's word counts (A6): how and when the person was there only where the tenant believes it; otherwise the least
    /// that is known, that the provider vouched for the person now. Null: the client asked for more than the provider did.
    /// </summary>
    private FederatedAssertion? AssertionOf(ProviderWord word, Provider provider, Trip trip)
    {
        var now = engine.Clock.GetUtcNow();
        var said = provider.IsTrusted ? Instant(word.Claims, "auth_time") : null;
        var at = said is { } time && time < now ? time : now;
        if (provider.IsTrusted && (trip.IsAnew || trip.MaxAge is not null))
        {
            if (said is null) return null;   // Core 3.1.3.7: it was asked for
            if (trip.IsAnew && at < trip.Began - Limits.ClockSkew) return null;
            if (trip.MaxAge is { } age && now - at > TimeSpan.FromSeconds(age) + Limits.ClockSkew) return null;
        }

        if (ProviderSubject.HashOf(provider.Id, StrictJwt.TextOf(word.Claims, "sub")) is not { } subject) return null;
        return new(
            provider.Id, trip.Since, subject,
            UserName.TryParse(word.UserName, out var name) ? name : null, at,
            provider.IsTrusted ? Context(word.Claims) : null, provider.IsTrusted ? Methods(word.Claims) : "");
    }

    private async Task<IResult> SignIn(
        HttpContext http, TenantId tenant, Screen screen, Trip trip, Provider provider, ProviderWord word, FederatedAssertion assertion)
    {
        Trips.Forget(http, trip);
        var transaction = trip.ToTransaction(tenant);
        var token = provider.SignsOut ? secrets.SealToken(tenant, word.IdToken) : null;
        var back = new FederatedReturn(
            new(tenant, trip.User), transaction.Handle, transaction.PageRedemption, assertion, trip.Reason, trip.Client, trip.Generation,
            token is { Length: <= Limits.SealedTokenLength } ? token : null,
            new BrowserContext(engine.Ports.PlaceOfAddress).Of(http, application: ""));
        var redeemed = await engine.FederatedSignIns.Redeem(back, CancellationToken.None);
        if (!redeemed.Has(out var signedIn, out var why))
        {
            telemetry.Federated(http, tenant, trip.User, "refused");
            return why == Refusal.FederationRefused
                ? ProviderPages.OtherAccount(screen, provider.Name)
                : Problem.FromRefusal(why, trip.User);
        }

        if (signedIn.Result.IsFirst) return await Second(http, tenant, screen, transaction);
        BrowserSession.Begin(http, tenant, signedIn, gate, telemetry, engine.Clock.GetUtcNow());
        return Onward(http, tenant, screen, trip);
    }

    /// <summary>S-58: on to the number, or to why there is none.</summary>
    private async Task<IResult> Second(HttpContext http, TenantId tenant, Screen screen, Transaction transaction)
    {
        telemetry.Federated(http, tenant, transaction.Handle.Carried?.User, "first_factor");
        var asked = await second.Ask(http, tenant, transaction, screen.Visit?.Application ?? "");
        if (asked.Prompted is not null) return screen.GoToNumber(transaction.Name!);
        return asked.Instead is { } instead
            ? SecondFactorNotice.For(screen, instead, transaction.Name, engine.Clock.GetUtcNow())
            : asked.Refused!;
    }

    /// <summary>Back to whoever sent the person, with the name of the sign-in where they take it; to our own page otherwise.</summary>
    private IResult Onward(HttpContext http, TenantId tenant, Screen screen, Trip trip)
    {
        Trips.Forget(http, trip);
        if (screen.Visit is not { } visit) return screen.GoTo("/sign-in/done");
        if (!visit.TakesName) return new SeeOther(visit.ContinueTo);
        var transaction = trip.ToTransaction(tenant);
        transactions.Keep(http, tenant, transaction, Limits.ResultLife);
        return new SeeOther(visit.ContinueTo + "&t=" + transaction.Name);
    }

    /// <summary>Never one in our own name (I14).</summary>
    private static string? Context(JsonElement claims) =>
        StrictJwt.TextOf(claims, "acr") is { Length: >= 1 and <= Limits.ContextLength } context
        && context.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0
        && !context.StartsWith(ProviderRules.OwnContexts, StringComparison.OrdinalIgnoreCase)
            ? context
            : null;

    private static string Methods(JsonElement claims)
    {
        if (!claims.TryGetProperty("amr", out var said) || said.ValueKind != JsonValueKind.Array) return "";
        var methods = said.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)
            .Where(one => one.Length is >= 1 and <= 64 && one.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 && one != "fed")
            .Distinct(StringComparer.Ordinal);
        var text = string.Join(' ', methods);
        return text.Length <= Limits.MethodsLength ? text : "";
    }

    private static DateTimeOffset? Instant(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var said) && said.ValueKind == JsonValueKind.Number && said.TryGetInt64(out var seconds)
        && seconds is >= 0 and < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>A parameter that is there once; null otherwise.</summary>
    private static string? One(HttpContext http, string name) => http.Request.Query[name] is [{ } value] ? value : null;
}
