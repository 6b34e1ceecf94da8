using Countersign.Gateway.Html;
using Countersign.Gateway.Http;

namespace Countersign.Gateway.Oidc;

/// <summary>
/// OAuth 2.0 Form Post Response Mode 2: a form that sends itself, with a button for browsers without scripts. Where it may go is not
/// limited by policy: browsers would apply that to the application's own redirects too.
/// </summary>
internal sealed class FormPost(string address, IEnumerable<(string Name, string Value)> fields) : IResult
{
    private const string Script = "/oidc/form-post.js";   // a file: no page here may hold scripts of its own

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(Script, _ => Task.FromResult(Results.Text("document.forms[0].submit();\n", "text/javascript")));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var texts = Languages.Choose(httpContext, null);
        var inputs = Markup.Join(fields.Select(field =>
            Markup.Html($"<input type=\"hidden\" name=\"{field.Name}\" value=\"{field.Value}\">\n")));
        var page = Markup.Html($"""
            <!doctype html>
            <html lang="{texts.Language}">
            <head>
            <meta charset="utf-8">
            <title>{texts.SignIn}</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            </head>
            <body>
            <form method="post" action="{address}">
            {inputs}<button type="submit">{texts.Next}</button>
            </form>
            <script src="{Script}"></script>
            </body>
            </html>

            """);
        var response = httpContext.Response;
        response.Headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; frame-ancestors 'none'; base-uri 'none'";   // A21, B9
        response.ContentType = "text/html; charset=utf-8";
        return response.WriteAsync(page.ToString(), httpContext.RequestAborted);
    }
}

/// <summary>
/// B8: whatever was posted stays here; the browser goes on to an application with GET. The address was compared with the registered ones.
/// </summary>
internal sealed class Redirection(string address) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = address;
        httpContext.Response.ContentLength = 0;
        return Task.CompletedTask;
    }
}
