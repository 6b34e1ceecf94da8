namespace Countersign.Gateway.Html.Texts;

/// <summary>Passes for many people, in English.</summary>
internal static class EnglishPasses
{
    public static readonly PassesTexts Texts = new()
    {
        Title = "Passes for many people",
        About = "With a pass a person sets up their phone. The passes are printed, cut and handed out.",
        OfGroup = "Group: {0}",
        Who = "Who gets one",
        WithoutPhone = "Those without phone sign-in",
        All = "Everybody",
        AllOfGroup = "All members",
        Named = "The people named here",
        NamesHint = "User names, one to a line, {0} at most at once.",
        Look = "Look at who gets one",
        LookHint = "Nothing is made yet.",
        MakeAbout = "Whoever has a pass gets in as its person, once. Each replaces the pass that its person had.",
        Nobody = "None of these people can be given a pass.",
        Getting = "People who get one: {0}",
        Later = "After these, another time",
        ShutOut = "Get none, as they may not sign in",
        Beyond = "Get none, as they may do more here than you",
        Days = "For how many days",
        Make = "Make the passes",
        Others = "Choose others",
        SheetTitle = "Passes to print",
        SheetAbout = "Print this page now: it is shown this once. Do not load it again, for that makes new passes, and those on paper are "
            + "good no more. Hand each to its person alone.",
        NotMade = "For these there is no pass now, and an earlier one may be good no more. Make theirs again:",
        GoOn = "Go on with those who come after",
        ForChosen = "Passes for those chosen",
        Choose = "Choose {0}",
    };
}
