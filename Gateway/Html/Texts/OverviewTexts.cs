namespace Countersign.Gateway.Html.Texts;

/// <summary>What the console's overview says, in one language. Outcomes and reasons are those of the sign-in log.</summary>
public sealed record OverviewTexts
{
    public required string Title { get; init; }
    public required string LastDay { get; init; }
    public required string LastMonth { get; init; }
    public required string InLastMonth { get; init; }   // {0} a number
    public required string DayColumn { get; init; }
    public required string MonthColumn { get; init; }
    public required string Hour { get; init; }
    public required string Day { get; init; }
    public required string AsTable { get; init; }
    public required string ByPhone { get; init; }
    public required string OtherWay { get; init; }
    public required string NoPhone { get; init; }
    public required string NotApproved { get; init; }
    public required string Doubted { get; init; }
    public required string Locks { get; init; }
    public required string Unanswered { get; init; }
    public required string Ends { get; init; }
    public required string Others { get; init; }
    public required string UnknownNames { get; init; }
    public required string Push { get; init; }
    public required string PushAbout { get; init; }
    public required string Wakeable { get; init; }
    public required string NotWakeable { get; init; }
    public required string OfTheseUnanswered { get; init; }
    public required string Counted { get; init; }
    public required string Kept { get; init; }   // {0} a number
    public required string Part { get; init; }
    public required string NoLog { get; init; }
    public required string Quiet { get; init; }
    public required string Empty { get; init; }
}
