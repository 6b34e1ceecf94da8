using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.WebPhone;

/// <summary>
/// The phone in the browser (docs/web-phone.md): its page, its files, what makes it an app. It speaks the device protocol.
/// </summary>
internal static class WebPhoneEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, Screens screens)
    {
        Assets.Map(routes, PhoneFiles.All);
        var pages = routes.MapGroup("/{tenant}").ExcludeFromDescription().WithMetadata(ProblemPage.Here);
        pages.MapGet("/phone", screens.Show(WebPhonePage.Show));
        pages.MapGet("/phone/manifest.json", screens.Show(ShowManifest));
        pages.MapGet("/phone/worker.js", Tenants.In(SendWorker));
    }

    private static Task<IResult> ShowManifest(HttpContext http, TenantId tenant, Screen screen)
    {
        var page = $"/{tenant.Value}/phone";
        var manifest = new ManifestBody(
            page, $"Countersign · {screen.Place}", "Countersign", page, page, "standalone",
            TenantFace.Colour(screen)?.ToString() ?? "#2b4acb", "#ffffff",
            [
                new(PhoneFiles.Folder + "icon.svg", "any", "image/svg+xml", "any"),
                new(PhoneFiles.Folder + "icon-192.png", "192x192", "image/png", "any"),
                new(PhoneFiles.Folder + "icon-512.png", "512x512", "image/png", "any"),
                new(PhoneFiles.Folder + "icon-512.png", "512x512", "image/png", "maskable"),
            ]);
        return Task.FromResult<IResult>(Results.Json(
            manifest, WebPhoneJson.Default.ManifestBody, "application/manifest+json"));
    }

    /// <summary>A worker has a policy of its own: it fetches the page and its files, and runs nothing.</summary>
    private static async Task<IResult> SendWorker(HttpContext http, TenantId tenant)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";
        headers["Service-Worker-Allowed"] = $"/{tenant.Value}/phone";
        await PhoneFiles.Worker.SendContent(http);
        return Results.Empty;
    }
}
