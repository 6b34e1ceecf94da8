using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Html;

/// <summary>
/// A tenant's own colour and logo as files of this service, <c>/{tenant}/brand/…</c> (ADM-7). Names hold the content's hash, so a cache
/// may keep them for good; nothing in line, nothing from elsewhere.
/// </summary>
internal sealed class Brand
{
    private const int HashLength = 16;   // 96 bits
    private static readonly ConditionalWeakTable<Branding, Brand> Made = [];

    private readonly byte[]? _logo, _style;

    private Brand(Branding branding)
    {
        if (branding.Logo is { } text && PngImage.TryRead(text, out var image)) (_logo, Logo) = (image, NameOf(image) + ".png");
        if (!AccentColour.TryParse(branding.Accent, out var accent)) return;
        _style = Encoding.UTF8.GetBytes(StyleOf(accent));
        Style = NameOf(_style) + ".css";
    }

    /// <summary>The logo's file name; null for none. So the other.</summary>
    public string? Logo { get; }

    public string? Style { get; }

    public static Brand Of(Branding branding) => Made.GetValue(branding, static made => new(made));

    public static string Address(TenantId tenant, string file) => $"/{tenant}/brand/{file}";

    public static void Map(IEndpointRouteBuilder routes, Administration administration) => routes
        .MapGet("/{tenant}/brand/{file}", Tenants.In((http, tenant) => Send(http, tenant, administration))).ExcludeFromDescription();

    private static async Task<IResult> Send(HttpContext http, TenantId tenant, Administration administration)
    {
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), http.RequestAborted);
        var brand = read.Answer?.Tenant.Settings.Branding is { } branding ? Of(branding) : null;
        var file = http.Request.RouteValues["file"] as string;
        var (content, type) = file is null ? default
            : file == brand?.Logo ? (brand._logo, "image/png")
            : file == brand?.Style ? (brand._style, "text/css; charset=utf-8")
            : default;
        if (content is null) return new Problem(HttpErrors.NoSuchAddress);
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Bytes(content, type);
    }

    /// <param name="where">The part of the page that has the colour.</param>
    public static string StyleOf(AccentColour accent, string where = ":root")
    {
        var dark = accent.ForDark();
        return $$"""
            {{where}} { --accent: {{accent}}; --accent-deep: {{accent.Deeper()}}; }
            @media (prefers-color-scheme: dark) { {{where}} { --accent: {{dark}}; --accent-deep: {{dark.Lighter()}}; } }

            """;
    }

    private static string NameOf(byte[] content) => Base64Url.EncodeToString(SHA256.HashData(content))[..HashLength];
}
