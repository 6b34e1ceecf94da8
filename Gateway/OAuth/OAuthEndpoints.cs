using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.Throttling;

namespace Countersign.Gateway.OAuth;

/// <summary>The OAuth endpoints under <c>/{tenant}</c>, each after its steps (docs/oidc.md).</summary>
internal sealed partial class OAuthEndpoints
{
    // The words that answer a guess (T15, T29).
    private static readonly string[] Guesses = ["invalid_client", "invalid_grant", "invalid_token", "invalid_dpop_proof"];
    private readonly Steps _steps;
    private readonly SourceThrottle _throttle;
    private readonly ILogger _logger;
    private readonly RouteGroupBuilder _atTenant;

    public OAuthEndpoints(WebApplication app, Steps steps, SourceThrottle throttle)
    {
        (_steps, _throttle, _logger) = (steps, throttle, app.Logger);
        Root = app.MapGroup("").ExcludeFromDescription().WithTags("OpenID Connect");   // discovery describes them
        _atTenant = Root.MapGroup("/{tenant}");
    }

    public RouteGroupBuilder Root { get; }

    /// <summary>For programs, and for scripts of every origin. Refusals are JSON.</summary>
    public void MapApi(string path, Column column, Func<OAuthCall, ValueTask<IResult>> handle, bool alsoGet = false) => _atTenant
        .MapMethods(path, alsoGet ? ["GET", "POST", "OPTIONS"] : ["POST", "OPTIONS"], Run(column, handle, refused => refused))
        .WithMetadata(new AnyOrigin(isReadable: true));

    /// <summary>For programs that are no pages: a script of another origin may send to it and reads nothing. Refusals are JSON.</summary>
    public RouteHandlerBuilder MapServerApi(string path, Column column, Func<OAuthCall, ValueTask<IResult>> handle) => _atTenant
        .MapPost(path, Run(column, handle, refused => refused))
        .WithMetadata(new AnyOrigin(isReadable: false));

    /// <summary>The endpoint after its steps.</summary>
    /// <param name="say">How a refusal is answered.</param>
    public Func<HttpContext, Task<IResult>> Run(Column column, Func<OAuthCall, ValueTask<IResult>> handle, Func<OAuthError, IResult> say)
    {
        var before = _steps.Of(column);
        return http => Run(http, before, handle, say);
    }

    private async Task<IResult> Run(
        HttpContext http, Steps.Step[] before, Func<OAuthCall, ValueTask<IResult>> handle, Func<OAuthError, IResult> say)
    {
        if (Tenants.FromPath(http) is not { } tenant) return say(OAuthErrors.TenantNotFound);
        var call = new OAuthCall(http, tenant);
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
            Log.Unavailable(_logger, http.TraceIdentifier, unavailable.Message);
            return say(OAuthErrors.Unavailable);   // I10
        }
    }

    /// <summary>Slows down guessing by callers that are not known; a client that proved itself is never told to wait.</summary>
    private OAuthError Counted(OAuthCall call, OAuthError refused) =>
        Guesses.Contains(refused.Word) && call.Client?.IsConfidential != true && _throttle.Secret(call.Http) is { } wait
            ? OAuthErrors.Throttled.After(wait)
            : refused;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "request.unavailable trace {Trace}: {Why}")]
        public static partial void Unavailable(ILogger logger, string trace, string why);
    }
}
