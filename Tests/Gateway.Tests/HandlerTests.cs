using Countersign.Gateway.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Countersign.Gateway.Tests;

/// <summary>Gates stand before endpoints, whichever way those came into their group.</summary>
public sealed class HandlerTests
{
    private readonly List<string> _passed = [];

    [Fact]
    public async Task A_groups_gate_stands_before_those_of_what_is_in_it_and_each_is_passed_once()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        var outer = app.MapGroup("/outer").Behind(new Noted("outer", _passed));
        outer.MapGroup("/inner").Behind(new Noted("inner", _passed)).MapGet("/own", Answer).Behind(new Noted("own", _passed));
        var routes = (IEndpointRouteBuilder)app;
        foreach (var _ in Enumerable.Range(0, 2))   // they are made anew whenever somebody asks for them
        {
            var endpoint = Assert.Single(routes.DataSources.SelectMany(source => source.Endpoints));
            _passed.Clear();
            var http = new DefaultHttpContext { RequestServices = app.Services };
            await endpoint.RequestDelegate!(http);
            Assert.Equal(["outer", "inner", "own", "handler"], _passed);
            Assert.Equal(StatusCodes.Status418ImATeapot, http.Response.StatusCode);
        }
    }

    [Fact]
    public async Task A_gate_that_answers_lets_nobody_through()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGroup("").Behind(new Closed()).MapGet("/", Answer);
        var endpoint = Assert.Single(((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints));
        var http = new DefaultHttpContext { RequestServices = app.Services };
        await endpoint.RequestDelegate!(http);
        Assert.Equal(StatusCodes.Status403Forbidden, http.Response.StatusCode);
        Assert.Empty(_passed);
    }

    /// <summary>Not even by mistake: such an endpoint would be open to all.</summary>
    [Fact]
    public async Task No_endpoint_behind_a_gate_is_served_without_it()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGroup("").Behind(new Noted("gate", _passed)).MapGet("/", (Delegate)(() => "open"));
        Assert.Throws<InvalidOperationException>(
            () => ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).ToArray());
    }

    private Task<IResult> Answer(HttpContext http)
    {
        _passed.Add("handler");
        return Task.FromResult(Results.StatusCode(StatusCodes.Status418ImATeapot));
    }

    private sealed class Noted(string name, List<string> passed) : IGate
    {
        public Task<IResult> Pass(HttpContext http, Func<HttpContext, Task<IResult>> next)
        {
            passed.Add(name);
            return next(http);
        }
    }

    private sealed class Closed : IGate
    {
        public Task<IResult> Pass(HttpContext http, Func<HttpContext, Task<IResult>> next) =>
            Task.FromResult(Results.StatusCode(StatusCodes.Status403Forbidden));
    }
}
