namespace Countersign.Gateway.Html.Texts;

/// <summary>Everything the console says of signing keys, in one language.</summary>
public sealed record KeysTexts
{
    public required string Title { get; init; }
    public required string About { get; init; }
    public required string None { get; init; }
    public required string Signs { get; init; }
    public required string Waits { get; init; }
    public required string Leaves { get; init; }
    public required string Made { get; init; }   // {0} a time
    public required string Days { get; init; }   // {0} a number
    public required string SignsFrom { get; init; }   // {0} a time
    public required string Until { get; init; }   // {0} a time
    public required string NextAt { get; init; }   // {0} a time
    public required string Rotate { get; init; }
    public required string RotateAbout { get; init; }
    public required string Rotated { get; init; }
    public required string EarlyTitle { get; init; }
    public required string Early { get; init; }
}
