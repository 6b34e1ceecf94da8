using System.Text;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;

namespace Countersign.Gateway.Html;

/// <summary>A whole page: what is the same on each of them, around what is not.</summary>
/// <param name="title">The window's title; the page's heading is its content's affair.</param>
/// <param name="error">What the page refuses; null when nothing is refused.</param>
/// <param name="leadsAway">
/// The answer to its form leads to an application. Where that may go is not limited by policy: browsers would apply it to the redirect, and
/// to the application's own redirects after that. </param>
/// <param name="hasPicture">Its content has one of this service's.</param>
internal sealed class Page(
    Screen screen, string title, Markup content, ProtocolError? error = null, Markup head = default, bool leadsAway = false,
    bool hasPicture = false) : IResult
{
    // A speech bubble with a tick: the reply a sentry expects.
    private static readonly Markup Mark = Markup.Html($"""
        <svg class="mark" viewBox="0 0 28 28" aria-hidden="true" focusable="false"><path fill="currentColor" d="M14 2C7.4 2 2 6.7 2
        12.6c0 3.3 1.7 6.2 4.3 8.1L5.5 26l5.6-3.1c.9.2 1.9.3 2.9.3 6.6 0 12-4.7 12-10.6S20.6 2 14 2Z"/>
        <path fill="none" class="tick" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round" d="m9 12.8 3.6 3.6 6.6-7"/></svg>
        """);

    /// <summary>It asks once more, or shows what would be: nothing was changed.</summary>
    public bool IsQuestion { get; init; }

    /// <summary>Nothing was refused and nothing is asked.</summary>
    public bool IsDone => error is null && !IsQuestion;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        Harden(response.Headers, leadsAway, hasPicture || TenantFace.HasLogo(screen));
        response.StatusCode = error?.Status ?? StatusCodes.Status200OK;
        if (error?.Status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = error.Challenge;
        // to be counted
        if (error is not null && httpContext.Features.Get<Problem>() is null) httpContext.Features.Set(new Problem(error));
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentLanguage = screen.Texts.Language;
        var html = Encoding.UTF8.GetBytes(Document(screen.Texts).ToString());
        response.ContentLength = html.Length;
        return response.Body.WriteAsync(html, httpContext.RequestAborted).AsTask();
    }

    /// <summary>
    /// A21, B9, over what the edge has set: the page's own script, style and forms, and nothing in line. Browsers would name no origin in
    /// the forms of a page that sends no referrer at all, and T18 needs one.
    /// </summary>
    private static void Harden(IHeaderDictionary headers, bool leadsAway, bool shows)
    {
        headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + (shows ? "img-src 'self'; " : "") + (leadsAway ? "" : "form-action 'self'; ")
            + "frame-ancestors 'none'; base-uri 'none'";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
    }

    private Markup Document(PageTexts texts) => Markup.Html($"""
        <!doctype html>
        <html lang="{texts.Language}">
        <head>
        <meta charset="utf-8">
        <title>{title} · {screen.Place}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="noindex">
        <link rel="stylesheet" href="{Assets.Style}">{TenantFace.Style(screen)}
        {head}
        </head>
        <body>
        <header class="top">{TenantFace.Sign(screen, Mark)}<p>{screen.Place}</p></header>
        <main class="{(screen.IsWide ? "card wide" : "card")}">
        {Account()}{content}
        </main>
        <footer class="foot">{TenantFace.Contact(screen)}{Help(texts)}</footer>
        </body>
        </html>

        """);

    private Markup Account() => screen.Account is { } user
        ? Markup.Html($"""
            <div class="who">
            <p class="account"><span class="unseen">{screen.Texts.Account}</span> <bdi>{user.Value}</bdi></p>
            {(screen.Visit is null ? default : Markup.Html($"""<p class="toward">{screen.AboutApplication(screen.Texts.SignInTo)}</p>"""))}
            </div>

            """)
        : default;

    /// <summary>S-33.</summary>
    private Markup Help(PageTexts texts) =>
        screen.HelpUrl is { } url ? Markup.Html($"""<a href="{url}" rel="noreferrer">{texts.Help}</a>""") : default;
}
