namespace Countersign.Gateway.Html.Texts;

/// <summary>Everything the console says of a tenant's own face, in one language.</summary>
public sealed record BrandingTexts
{
    public required string Title { get; init; }
    public required string About { get; init; }
    public required string Name { get; init; }
    public required string NameHint { get; init; }
    public required string Accent { get; init; }
    public required string AccentHint { get; init; }
    public required string Logo { get; init; }
    public required string LogoHint { get; init; }
    public required string RemoveLogo { get; init; }
    public required string LogoLater { get; init; }
    public required string Contact { get; init; }
    public required string ContactHint { get; init; }
    public required string Look { get; init; }
    public required string Preview { get; init; }
}
