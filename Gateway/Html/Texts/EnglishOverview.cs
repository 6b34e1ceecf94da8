namespace Countersign.Gateway.Html.Texts;

/// <summary>The overview in English.</summary>
internal static class EnglishOverview
{
    public static readonly OverviewTexts Texts = new()
    {
        Title = "Overview",
        LastDay = "Last 24 hours",
        LastMonth = "Last 30 days",
        InLastMonth = "{0} in 30 days",
        DayColumn = "24 hours",
        MonthColumn = "30 days",
        Hour = "Hour",
        Day = "Day",
        AsTable = "As a table",
        ByPhone = "Signed in by phone",
        OtherWay = "Signed in another way",
        NoPhone = "No phone was asked",
        NotApproved = "Asked, and not signed in",
        Doubted = "Denied, or a wrong number",
        Locks = "Phone sign-in was locked",
        Unanswered = "Nobody answered the phone",
        Ends = "Asked on the phone, and not signed in",
        Others = "Another way, and unknown names",
        UnknownNames = "Names that nobody has",
        Push = "Waking phones",
        PushAbout = "If more people than usual do not answer phones that can be woken, look at the push service.",
        Wakeable = "Asked, and a phone can be woken",
        NotWakeable = "Asked, and no phone can be woken",
        OfTheseUnanswered = "of these, nobody answered",
        Counted = "Counted up to a minute ago. Hours and days are those of UTC. Somebody who is not asked on the phone and then signs in "
            + "another way counts in both places.",
        Kept = "This tenant keeps its log for {0} days; nothing older is counted.",
        Part = "There were more sign-ins than are counted here: the oldest are missing.",
        NoLog = "This tenant keeps no log of sign-ins, so nothing is counted.",
        Quiet = "Nobody tried to sign in during this time.",
        Empty = "Nobody has tried to sign in here in the last 30 days. To begin, see what is still missing:",
    };
}
