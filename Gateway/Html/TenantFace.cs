using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Html;

/// <summary>What a tenant has of its own on every page, the phone's included: colour, logo, and whom to ask (ADM-7).</summary>
internal static class TenantFace
{
    /// <summary>Its colour, after the style of all; nothing where it has none.</summary>
    public static Markup Style(Screen screen) => screen.Tenant is { } tenant && Of(screen)?.Style is { } file
        ? Markup.Html($"""<link rel="stylesheet" href="{Brand.Address(tenant, file)}">""")
        : default;

    /// <summary>Its logo; its name stands beside it.</summary>
    /// <param name="otherwise">Where it has none.</param>
    public static Markup Sign(Screen screen, Markup otherwise) => screen.Tenant is { } tenant && Of(screen)?.Logo is { } file
        ? Markup.Html($"""<img class="logo" src="{Brand.Address(tenant, file)}" alt="">""")
        : otherwise;

    public static Markup Contact(Screen screen) =>
        screen.Branding?.Contact is { } contact ? Markup.Html($"<p><bdi>{contact}</bdi></p>") : default;

    /// <summary>Its colour on light ground; null where it has none.</summary>
    public static AccentColour? Colour(Screen screen) => AccentColour.TryParse(screen.Branding?.Accent, out var accent) ? accent : null;

    public static bool HasLogo(Screen screen) => Of(screen)?.Logo is not null;

    private static Brand? Of(Screen screen) => screen.Branding is { } branding ? Brand.Of(branding) : null;
}
