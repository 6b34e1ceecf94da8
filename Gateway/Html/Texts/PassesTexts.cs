namespace Countersign.Gateway.Html.Texts;

/// <summary>Everything the console says of passes for many people, in one language.</summary>
public sealed record PassesTexts
{
    public required string Title { get; init; }
    public required string About { get; init; }
    public required string OfGroup { get; init; }     // {0} a group
    public required string Who { get; init; }
    public required string WithoutPhone { get; init; }
    public required string All { get; init; }
    public required string AllOfGroup { get; init; }
    public required string Named { get; init; }
    public required string NamesHint { get; init; }   // {0} a number
    public required string Look { get; init; }
    public required string LookHint { get; init; }
    public required string MakeAbout { get; init; }
    public required string Nobody { get; init; }
    public required string Getting { get; init; }     // {0} a number
    public required string Later { get; init; }
    public required string ShutOut { get; init; }
    public required string Beyond { get; init; }
    public required string Days { get; init; }
    public required string Make { get; init; }
    public required string Others { get; init; }
    public required string SheetTitle { get; init; }
    public required string SheetAbout { get; init; }
    public required string NotMade { get; init; }
    public required string GoOn { get; init; }
    public required string ForChosen { get; init; }
    public required string Choose { get; init; }      // {0} a name
}
