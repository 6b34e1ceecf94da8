using System.Text;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.WebPhone;

/// <summary>
/// <c>GET /{tenant}/phone</c>: the frame that the modules of <c>Phone/</c> fill; the same for everybody of a tenant,
/// with its face, so nothing of anybody.
/// </summary>
internal static class WebPhonePage
{
    /// <summary>A21, and nothing that a text could become a script by: the one policy makes the address of the worker.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; "
        + "worker-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; "
        + "require-trusted-types-for 'script'; trusted-types countersign-worker";

    public static Task<IResult> Show(HttpContext http, TenantId tenant, Screen screen)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()";
        headers.ContentLanguage = screen.Texts.Language;
        return Task.FromResult<IResult>(Results.Bytes(
            Encoding.UTF8.GetBytes(Document(tenant, screen).ToString()), "text/html; charset=utf-8"));
    }

    private static Markup Document(TenantId tenant, Screen screen)
    {
        var (texts, folder, style) = (screen.Texts, PhoneFiles.Folder, PhoneFiles.Folder + "phone.css");
        var mark = Markup.Html($"""<img class="mark" src="{folder}icon.svg" alt="" width="28" height="28">""");
        var preloads = PhoneFiles.Modules.Select(address => Markup.Html($"<link rel=\"modulepreload\" href=\"{address}\">\n"));
        return Markup.Html($"""
            <!doctype html>
            <html lang="{texts.Language}">
            <head>
            <meta charset="utf-8">
            <title>{texts.WebPhoneTitle} · {screen.Place}</title>
            <meta name="description" content="{texts.WebPhoneAbout}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="robots" content="noindex">
            <link rel="manifest" href="/{tenant.Value}/phone/manifest.json">
            <link rel="icon" href="{folder}icon.svg" type="image/svg+xml">
            <link rel="apple-touch-icon" href="{folder}icon-180.png">
            <link rel="stylesheet" href="{Assets.Style}">
            <link rel="stylesheet" href="{style}">{TenantFace.Style(screen)}
            {Markup.Join(preloads)}<script type="module" src="{folder}main.js"></script>
            </head>
            <body>
            <header class="top">{TenantFace.Sign(screen, mark)}<p>{screen.Place}</p></header>
            <main class="card" id="phone" data-tenant="{tenant.Value}" data-help="{screen.HelpUrl ?? ""}">
            <h1>{texts.WebPhoneTitle}</h1>
            <noscript><p>{texts.WebPhoneScript}</p></noscript>
            </main>
            <footer class="foot">{TenantFace.Contact(screen)}</footer>
            </body>
            </html>

            """);
    }
}
