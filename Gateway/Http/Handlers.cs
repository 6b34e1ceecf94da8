namespace Countersign.Gateway.Http;

/// <summary>Stands before endpoints: lets a request through to the handler, or answers it; and sees the result.</summary>
internal interface IGate
{
    Task<IResult> Pass(HttpContext http, Func<HttpContext, Task<IResult>> next);
}

/// <summary>
/// How an endpoint answers. All endpoints here take the request whole, so they are mapped by the methods of <see cref="Handlers"/>: those
/// of the framework would write code for each of them, with its gates, whenever a listener starts.
/// </summary>
internal sealed class Handler(Func<HttpContext, Task<IResult>> handle)
{
    public Func<HttpContext, Task<IResult>> Handle => handle;

    public async Task Answer(HttpContext http) => await (await handle(http)).ExecuteAsync(http);
}

/// <summary>Maps handlers, and puts gates before them.</summary>
internal static class Handlers
{
    public static RouteHandlerBuilder MapGet(
        this IEndpointRouteBuilder routes, string pattern, Func<HttpContext, Task<IResult>> handle) =>
        routes.MapMethods(pattern, [HttpMethods.Get], handle);

    public static RouteHandlerBuilder MapPost(
        this IEndpointRouteBuilder routes, string pattern, Func<HttpContext, Task<IResult>> handle) =>
        routes.MapMethods(pattern, [HttpMethods.Post], handle);

    public static RouteHandlerBuilder MapPut(
        this IEndpointRouteBuilder routes, string pattern, Func<HttpContext, Task<IResult>> handle) =>
        routes.MapMethods(pattern, [HttpMethods.Put], handle);

    public static RouteHandlerBuilder MapDelete(
        this IEndpointRouteBuilder routes, string pattern, Func<HttpContext, Task<IResult>> handle) =>
        routes.MapMethods(pattern, [HttpMethods.Delete], handle);

    public static RouteHandlerBuilder MapMethods(
        this IEndpointRouteBuilder routes, string pattern, IEnumerable<string> methods, Func<HttpContext, Task<IResult>> handle)
    {
        var handler = new Handler(handle);
        var mapped = routes.MapMethods(pattern, methods, handler.Answer);
        mapped.Add(endpoint =>
        {
            endpoint.Metadata.Add(handle.Method);   // without it, the API description passes an endpoint over
            endpoint.Metadata.Add(handler);
        });
        return new([mapped]);
    }

    /// <summary>
    /// Of several gates, a group's stands before those of what is in it, and what was put last before what was put first.
    /// </summary>
    /// <exception cref="InvalidOperationException">An endpoint is not mapped by a method of this class; nobody would guard it.</exception>
    public static TBuilder Behind<TBuilder>(this TBuilder endpoints, IGate gate) where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Finally(endpoint =>
        {
            var inner = endpoint.Metadata.OfType<Handler>().LastOrDefault()
                ?? throw new InvalidOperationException($"The gate cannot be put before {endpoint.DisplayName}.");
            var outer = new Handler(http => gate.Pass(http, inner.Handle));
            endpoint.Metadata.Add(outer);
            endpoint.RequestDelegate = outer.Answer;
        });
        return endpoints;
    }
}
