namespace Countersign.Gateway.Html.Texts;

/// <summary>Everything the console says of groups, in one language.</summary>
public sealed record GroupTexts
{
    public required string About { get; init; }
    public required string See { get; init; }
    public required string Search { get; init; }
    public required string None { get; init; }
    public required string Part { get; init; }
    public required string Members { get; init; }   // {0} a number
    public required string NoMembers { get; init; }
    public required string Canonical { get; init; }
    public required string Targeted { get; init; }
    public required string NotTargeted { get; init; }
    public required string AllTargeted { get; init; }
    public required string KeptBy { get; init; }
    public required string Directorys { get; init; }
    public required string ByHand { get; init; }
    public required string DirectorysAbout { get; init; }
    public required string NotNamed { get; init; }
    public required string Make { get; init; }
    public required string MakeAbout { get; init; }
    public required string Name { get; init; }
    public required string NameHint { get; init; }
    public required string NameUnfit { get; init; }
    public required string NameTaken { get; init; }
    public required string TooManyGroups { get; init; }
    public required string Made { get; init; }
    public required string Add { get; init; }
    public required string Added { get; init; }
    public required string NamesHint { get; init; }      // {0} a number
    public required string NamesMissing { get; init; }
    public required string TooManyNames { get; init; }   // {0} a number
    public required string NobodyOfName { get; init; }   // {0} a name
    public required string TakeOut { get; init; }
    public required string TakeOutOne { get; init; }
    public required string TakeOutAbout { get; init; }
    public required string TakenOut { get; init; }
    public required string Remove { get; init; }
    public required string RemoveAbout { get; init; }    // {0} a number
    public required string Removed { get; init; }
}
