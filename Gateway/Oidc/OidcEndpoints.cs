using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Sealing;

namespace Countersign.Gateway.Oidc;

/// <summary>OpenID Connect: the code flow, the token endpoint and its table, what tokens open, and signing out (docs/oidc.md).</summary>
internal static class OidcEndpoints
{
    private static string[] GetAndPost => ["GET", "POST"];

    private static string[] GetAndAsk => ["GET", "OPTIONS"];

    /// <param name="others">The ways to tokens beside the code flow.</param>
    public static void Map(
        AuthorizationServer server, UseCases engine, Sealer sealer, RequestHandles handles, Transactions transactions,
        IProviderSignOut providers, EvenAnswers even, Telemetry telemetry, params TokenGrant[] others)
    {
        var code = new CodeTokenRequests(engine.Grants);
        var ways = new TokenGrants([code.Code, code.Refresh, .. others]);
        var requests = new AuthorizationRequests(server.TokenIssuer, new(engine.Administration), engine.Clock);
        var carried = new CarriedRequests(handles, engine.Clock);
        var logout = new Logout(sealer, handles, server.Clients, engine.SecurityInfo, providers, server.TokenIssuer, engine.Clock);
        MapPages(server, engine, logout, requests, carried, transactions, even, telemetry);
        MapApis(server, engine, requests, carried, ways, telemetry);
        MapDiscovery(server, engine, ways);
    }

    private static void MapPages(
        AuthorizationServer server, UseCases engine, Logout logout, AuthorizationRequests requests, CarriedRequests carried,
        Transactions transactions, EvenAnswers even, Telemetry telemetry)
    {
        var authorize = new Authorize(
            requests, carried, new(telemetry), server.Clients, engine.SignIns, engine.Grants, server.TokenIssuer,
            new(engine.Administration), transactions, engine.Clock);
        var pages = server.Endpoints.Root.MapGroup("/{tenant}").WithMetadata(ProblemPage.Here);
        var sendable = new AnyOrigin(isReadable: false);
        pages.MapMethods("/authorize", GetAndPost, Page(Column.Authorize, authorize.Begin))
            .WithMetadata(sendable, KeepsOpener.Here).Behind(even);
        pages.MapGet("/authorize/continue", Page(Column.Continue, authorize.Continue))
            .WithMetadata(KeepsOpener.Here).Behind(even);
        pages.MapGet("/authorize/leave", Page(Column.Leave, authorize.Leave)).WithMetadata(KeepsOpener.Here);
        pages.MapMethods("/logout", GetAndPost, Page(Column.Logout, logout.Begin)).WithMetadata(sendable);
        pages.MapPost("/logout/confirm", Page(Column.SignOut, logout.Confirm));
        FormPost.Map(server.Endpoints.Root);

        Func<HttpContext, Task<IResult>> Page(Column column, Func<OAuthCall, ValueTask<IResult>> handle) =>
            server.Endpoints.Run(column, handle, refused => new RefusedPage(refused));
    }

    private static void MapApis(
        AuthorizationServer server, UseCases engine, AuthorizationRequests requests, CarriedRequests carried, TokenGrants ways,
        Telemetry telemetry)
    {
        var (endpoints, issuer, grants) = (server.Endpoints, server.TokenIssuer, engine.Grants);
        endpoints.MapApi("/par", Column.PushedAuthorization, new PushedAuthorization(requests, carried).Handle);
        endpoints.MapApi("/token", Column.Token, new Token(ways, issuer, telemetry).Handle);
        endpoints.MapApi("/userinfo", Column.UserInfo, new UserInfo(server.AccessTokens).Handle, alsoGet: true);
        endpoints.MapApi("/revoke", Column.Revoke, new Revoke(grants, issuer).Handle);
        endpoints.MapServerApi("/introspect", Column.Introspect, new Introspect(server.AccessTokens, grants, issuer).Handle);
    }

    private static void MapDiscovery(AuthorizationServer server, UseCases engine, TokenGrants ways)
    {
        var discovery = new Discovery(engine.Administration, server.Clients, server.Keys, engine.Proofs, ways);
        var root = server.Endpoints.Root;
        var open = new AnyOrigin(isReadable: true);
        root.MapMethods("/{tenant}/.well-known/openid-configuration", GetAndAsk, Tenants.In(discovery.Describe)).WithMetadata(open);
        root.MapMethods("/{tenant}/jwks", GetAndAsk, Tenants.In(discovery.Keys)).WithMetadata(open);
        // RFC 8414 3.1
        root.MapMethods("/.well-known/oauth-authorization-server/{tenant}", GetAndAsk, Tenants.In(discovery.Describe)).WithMetadata(open);
    }
}
