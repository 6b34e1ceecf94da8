using System.Text.Json.Serialization;

namespace Countersign.SignIn.Tenants;

/// <summary>A tenant's own face on the pages (ADM-7). What is null is the product's.</summary>
/// <param name="Name">As people know the tenant: display text.</param>
/// <param name="Accent">See <see cref="AccentColour"/>.</param>
/// <param name="Logo">A small PNG (<see cref="PngImage"/>), base64.</param>
/// <param name="Contact">Whom people ask: display text, on every page.</param>
public sealed record Branding(string? Name = null, string? Accent = null, string? Logo = null, string? Contact = null)
{
    [JsonIgnore]
    public bool IsWell => SettingBounds.OfBranding.All(row => row.IsKept(this));
}
