namespace Countersign.Gateway.Html.Texts;

/// <summary>What the console's policy screen says (S-55), in one language.</summary>
public sealed record PolicyTexts
{
    public required string Place { get; init; }
    public required string Title { get; init; }
    public required string Yes { get; init; }
    public required string No { get; init; }
    public required string Version { get; init; }   // {0} a number
    public required string NeverSaved { get; init; }
    public required string SwitchedOff { get; init; }
    public required string PolicyPart { get; init; }
    public required string Enable { get; init; }
    public required string EnableHint { get; init; }
    public required string Target { get; init; }
    public required string AllUsers { get; init; }
    public required string SelectUsers { get; init; }
    public required string Users { get; init; }
    public required string Groups { get; init; }
    public required string LinesHint { get; init; }
    public required string NumberPart { get; init; }
    public required string Mode { get; init; }
    public required string ModeHint { get; init; }
    public required string ModeSelect { get; init; }
    public required string ModeEnter2 { get; init; }
    public required string ModeEnter6 { get; init; }
    public required string Check { get; init; }
    public required string CheckHint { get; init; }
    public required string CheckAfter { get; init; }
    public required string CheckBefore { get; init; }
    public required string PrerequisitesPart { get; init; }
    public required string Push { get; init; }
    public required string PushHint { get; init; }
    public required string Combined { get; init; }
    public required string CombinedHint { get; init; }
    public required string MinimumIos { get; init; }
    public required string MinimumAndroid { get; init; }
    public required string MinimumApp { get; init; }
    public required string LegacyPart { get; init; }
    public required string Legacy { get; init; }
    public required string LegacyCounts { get; init; }
    public required string LegacySuperseded { get; init; }
    public required string Save { get; init; }
    public required string SaveHint { get; init; }
    public required string Saved { get; init; }
    public required string PreviewTitle { get; init; }
    public required string Becomes { get; init; }   // {0} as it is, {1} as it will be
    public required string Stays { get; init; }
    public required string LegacyEnds { get; init; }
    public required string NobodyConcerned { get; init; }
    public required string Gains { get; init; }
    public required string Loses { get; init; }
    public required string Prompted { get; init; }
    public required string RefusedAfter { get; init; }
    public required string SignInsEnd { get; init; }
    public required string UnknownUsers { get; init; }
    public required string UnknownGroups { get; init; }
    public required string EmptyTarget { get; init; }
    public required string AndMore { get; init; }   // {0} a number
    public required string WhatIf { get; init; }
    public required string WhatIfOf { get; init; }     // {0} a number
    public required string WhatIfPart { get; init; }   // {0} a time
    public required string WhatIfNone { get; init; }
    public required string WhatIfSame { get; init; }
    public required string WouldLetIn { get; init; }
    public required string WouldAsk { get; init; }
    public required string WouldRefuse { get; init; }
    public required string WouldSendElsewhere { get; init; }
    public required string NotKnown { get; init; }
    public required string SaveNow { get; init; }
    public required string Stale { get; init; }
    public required string UserUnfit { get; init; }    // {0} what was typed
    public required string GroupUnfit { get; init; }   // {0} what was typed
    public required string VersionUnfit { get; init; }
    public required string ChoiceUnfit { get; init; }
    public required string TooMany { get; init; }   // {0} a number
}
