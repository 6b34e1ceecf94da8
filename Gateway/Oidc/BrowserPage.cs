using System.Text.Encodings.Web;

namespace Countersign.Gateway.Oidc;

/// <summary>A page of a few words for whoever sits at the browser, where there is nowhere to send it.</summary>
internal sealed class BrowserPage : IResult
{
    private readonly OAuthError? _error;
    private readonly string _html, _policy;

    private BrowserPage(string title, string body, OAuthError? error = null, string policy = "form-action 'self'")
    {
        (_error, _policy) = (error, policy);
        _html = $"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
            + $"<title>{title}</title>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n";
    }

    /// <summary>B2: said here and nowhere else.</summary>
    public static BrowserPage Of(OAuthError error) =>
        new(Encode(error.Row.Title), $"<h1>{Encode(error.Row.Title)}</h1>\n<p>{Encode(error.Row.Detail)}</p>\n<p><small>{error.Row.Code}</small></p>", error);

    public static BrowserPage Saying(string title, string body) => new(Encode(title), $"<h1>{Encode(title)}</h1>\n{body}");

    /// <summary>
    /// OAuth 2.0 Form Post Response Mode 2: a form that sends itself, with a button for browsers without scripts. Where it may go is not limited
    /// by policy: browsers would apply that to the application's own redirects too.
    /// </summary>
    public static BrowserPage Posting(string address, IEnumerable<(string Name, string Value)> fields)
    {
        var inputs = string.Concat(fields.Select(field => $"<input type=\"hidden\" name=\"{Encode(field.Name)}\" value=\"{Encode(field.Value)}\">\n"));
        return new(
            "Signing in",
            $"<form method=\"post\" action=\"{Encode(address)}\">\n{inputs}<button type=\"submit\">Continue</button>\n</form>\n<script src=\"{FormPost.Address}\"></script>",
            policy: "script-src 'self'");
    }

    public static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        if (_error is not null)
        {
            httpContext.Features.Set(new Problem(_error.Row));   // the edge counts it
            response.StatusCode = _error.Row.Status;
            _error.Wait(response);
        }

        response.Headers.ContentSecurityPolicy = $"default-src 'none'; {_policy}; frame-ancestors 'none'; base-uri 'none'";   // A21, B9
        response.ContentType = "text/html; charset=utf-8";
        return response.WriteAsync(_html, httpContext.RequestAborted);
    }
}

/// <summary>The script that sends the form of <c>response_mode=form_post</c>: a file, for no page here may hold scripts of its own.</summary>
internal static class FormPost
{
    public const string Address = "/oidc/form-post.js";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(Address, () => Results.Text("document.forms[0].submit();\n", "text/javascript")).ExcludeFromDescription();
}

/// <summary>B8: whatever was posted stays here; the browser goes on with GET.</summary>
internal sealed class SeeOther(string address) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = address;
        return Task.CompletedTask;
    }
}
