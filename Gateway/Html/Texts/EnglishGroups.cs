namespace Countersign.Gateway.Html.Texts;

/// <summary>Groups at the console, in English.</summary>
internal static class EnglishGroups
{
    public static readonly GroupTexts Texts = new()
    {
        About = "A policy can name a group instead of each of its members.",
        See = "The groups there are",
        Search = "A part of the group’s name",
        None = "No group is found.",
        Part = "There are more people than were looked at: groups and members may be missing here.",
        Members = "Members: {0}",
        NoMembers = "Nobody is a member.",
        Canonical = "In policies",
        Targeted = "The policy names this group",
        NotTargeted = "The policy does not name this group",
        AllTargeted = "The policy names everybody",
        KeptBy = "Kept by",
        Directorys = "another directory",
        ByHand = "administrators",
        DirectorysAbout = "Another directory keeps this group. It will write over what is changed here: change it there.",
        NotNamed = "Nobody has made this group: it is here because it has members, and is gone with the last one.",
        Make = "Make a group",
        MakeAbout = "It is there from then on, with members or without.",
        Name = "Name",
        NameHint = "In any script, up to 128 characters.",
        NameUnfit = "This cannot be a name: 1 to 128 characters, all of which can be seen.",
        NameTaken = "There is a group of this name.",
        TooManyGroups = "There are as many groups as there may be. Remove one that nobody needs.",
        Made = "The group is made.",
        Add = "Add members",
        Added = "They are members now.",
        NamesHint = "User names, one to a line, {0} at most at once.",
        NamesMissing = "Type at least one name.",
        TooManyNames = "These are more than {0} names. Nothing has changed.",
        NobodyOfName = "“{0}”: nobody has this name. Nothing has changed.",
        TakeOut = "Take out of the group",
        TakeOutOne = "Take out",
        TakeOutAbout = "The person is a member no longer. Where the policy names this group and not the person, they lose phone sign-in.",
        TakenOut = "The person is a member no longer.",
        Remove = "Remove the group",
        RemoveAbout = "Its members, {0}, are members no longer. Where the policy names this group and not them besides, they lose phone "
            + "sign-in.",
        Removed = "The group is gone.",
    };
}
