using Countersign.Engine;
using Countersign.Gateway.Ciba;
using Countersign.Gateway.DeviceGrant;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Outbound;
using Countersign.Gateway.Pages;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;

namespace Countersign.Gateway.Oidc;

/// <summary>OpenID Connect: the endpoints under <c>/{tenant}</c>, each after its steps (docs/oidc.md).</summary>
internal sealed partial class OidcEdge(Steps steps, SourceThrottle throttle, ILogger logger)
{
    // What a guesser hears (T15, T29).
    private static readonly string[] Guesses = ["invalid_client", "invalid_grant", "invalid_token", "invalid_dpop_proof"];

    /// <returns>What tells clients of backchannel sign-ins; it has to be started.</returns>
    public static NoticePump Map(
        WebApplication app, EngineHost host, GatewaySettings settings, Sealing sealing, SealedRequests carried, SourceThrottle throttle, Watch watch)
    {
        var clients = host.Clients;
        var keys = new KeyRing(host.SigningKeys, sealing, host.Clock);
        var mint = new TokenMint(keys, host.Proofs, host.Clock);
        var requests = new AuthorizationRequests(mint, host.Clock);
        var dpop = new DpopProofs(host.Proofs, host.Clock);
        var tokens = new AccessTokens(mint, host.Grants, dpop);
        var steps = new Steps(new(clients, host.Proofs, host.Clock), dpop, tokens, throttle);
        var edge = new OidcEdge(steps, throttle, app.Logger);

        var authorize = new Authorize(requests, carried, new(watch), clients, host.SignIns, host.Grants, mint, host.Clock);
        var logout = new Logout(sealing, clients, host.SecurityInfo, mint, host.Clock);
        var all = app.MapGroup("").ExcludeFromDescription().WithTags("OpenID Connect");   // discovery describes them
        var pages = all.MapGroup("/{tenant}").WithMetadata(ProblemPage.Here);
        var sendable = new AnyOrigin(isReadable: false);
        pages.MapMethods("/authorize", GetAndPost, edge.Page(Column.Authorize, authorize.Begin)).WithMetadata(sendable);
        pages.MapGet("/authorize/continue", edge.Page(Column.Continue, authorize.Continue));
        pages.MapGet("/authorize/leave", edge.Page(Column.Leave, authorize.Leave));
        pages.MapMethods("/logout", GetAndPost, edge.Page(Column.Logout, logout.Begin)).WithMetadata(sendable);
        pages.MapPost("/logout/confirm", edge.Page(Column.SignOut, logout.Confirm));
        FormPost.Map(all);

        var at = all.MapGroup("/{tenant}");
        var open = at.MapGroup("").WithMetadata(new AnyOrigin(isReadable: true));
        open.MapMethods("/par", PostAndAsk, edge.Api(Column.Push, new Push(requests, carried).Handle));
        var ids = new AuthReqIds(sealing);
        var elsewhere = new Collection(host.Backchannels, host.Grants, ids, new(host.Clock), host.Clock);
        open.MapMethods("/token", PostAndAsk, edge.Api(Column.Token, new Token(host.Grants, elsewhere, mint, watch).Handle));
        open.MapMethods("/userinfo", [.. GetAndPost, "OPTIONS"], edge.Api(Column.UserInfo, new UserInfo(tokens).Handle));
        open.MapMethods("/revoke", PostAndAsk, edge.Api(Column.Revoke, new Revoke(host.Grants, mint).Handle));
        at.MapPost("/introspect", edge.Api(Column.Introspect, new Introspect(host.Grants, mint).Handle)).WithMetadata(sendable);

        var clientThrottle = new ClientThrottle(throttle, host.Clock);
        var device = new DeviceAuthorization(host.Grants, host.Proofs, throttle, clientThrottle, host.Clock);
        open.MapMethods("/device_authorization", PostAndAsk, edge.Api(Column.Device, device.Handle));
        var decoys = new Decoys(ids, host.Clock);
        var authenticate = new Authenticate(
            host, new(host.Proofs, host.Clock), new(mint, host.Proofs, host.Clock), ids, decoys, new(sealing), clientThrottle, watch);
        at.MapPost("/bc-authorize", edge.Api(Column.Backchannel, authenticate.Handle)).WithMetadata(sendable);

        var discovery = new Discovery(host.Administration, clients, keys, host.Proofs);
        open.MapMethods("/.well-known/openid-configuration", GetAndAsk, Tenants.In(discovery.Describe));
        open.MapMethods("/jwks", GetAndAsk, Tenants.In(discovery.Keys));
        all.MapMethods("/.well-known/oauth-authorization-server/{tenant}", GetAndAsk, Tenants.In(discovery.Describe))   // RFC 8414 3.1
            .WithMetadata(new AnyOrigin(isReadable: true));
        var deliveries = new Deliveries(host, ids, mint, new(OutboundHttp.Handler(settings.Outbound), host.Clock));
        return new(host, deliveries, decoys, watch.Measures, app.Logger);
    }

    private static string[] GetAndPost => ["GET", "POST"];

    private static string[] PostAndAsk => ["POST", "OPTIONS"];

    private static string[] GetAndAsk => ["GET", "OPTIONS"];

    /// <summary>For programs: refusals are JSON.</summary>
    private Delegate Api(Column column, Func<OidcCall, ValueTask<IResult>> handle) => Run(column, handle, refused => refused);

    /// <summary>For browsers: refusals are pages.</summary>
    private Delegate Page(Column column, Func<OidcCall, ValueTask<IResult>> handle) => Run(column, handle, refused => new RefusedPage(refused));

    private Func<HttpContext, Task<IResult>> Run(Column column, Func<OidcCall, ValueTask<IResult>> handle, Func<OAuthError, IResult> say)
    {
        var before = steps.Of(column);
        return http => Run(http, before, handle, say);
    }

    private async Task<IResult> Run(
        HttpContext http, Steps.Step[] before, Func<OidcCall, ValueTask<IResult>> handle, Func<OAuthError, IResult> say)
    {
        if (Tenants.Of(http) is not { } tenant) return say(OAuthErrors.TenantNotFound);
        var call = new OidcCall(http, tenant);
        try
        {
            foreach (var step in before)
            {
                if (await step(call) is { } refused) return say(Counted(call, refused));
            }

            var result = await handle(call);
            return result is OAuthError error ? say(Counted(call, error)) : result;
        }
        catch (EngineUnavailableException unavailable)
        {
            Log.Unavailable(logger, http.TraceIdentifier, unavailable.Message);
            return say(OAuthErrors.Unavailable);   // I10
        }
    }

    /// <summary>Who is not known and guesses is told to wait after a while; a client that proved itself never is.</summary>
    private OAuthError Counted(OidcCall call, OAuthError refused) =>
        Guesses.Contains(refused.Word) && call.Client?.IsConfidential != true && throttle.Secret(call.Http) is { } wait
            ? OAuthErrors.Throttled.After(wait)
            : refused;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "request.unavailable trace {Trace}: {Why}")]
        public static partial void Unavailable(ILogger logger, string trace, string why);
    }
}
