namespace Countersign.Gateway.Html.Texts;

/// <summary>A table of people at the console, in English.</summary>
internal static class EnglishImport
{
    public static readonly ImportTexts Texts = new()
    {
        Title = "Bring in a table of people",
        About = "For many at once. First you see what would change; nothing is changed before you agree.",
        Most = "At most {0} people in one table. For more, use the command line or a directory (SCIM).",
        File = "Table",
        FileHint = "A file saved as “CSV UTF-8”, with commas or semicolons. Its first line names the columns.",
        NameColumn = "needed: kim@contoso.example",
        EnabledColumn = "true or false. Empty: as it is; a new person may sign in",
        GroupsColumn = "groups to be a member of, with spaces between them. Other groups stay as they are",
        Look = "See what would change",
        NoFile = "Choose a file.",
        NotUtf8 = "The file is not UTF-8. Save it as “CSV UTF-8”.",
        Wrong = "Nothing was changed. This is wrong with the table:",
        Line = "Line {0}",
        Empty = "The table is empty: its first line names the columns.",
        Column = "There is no column “{0}”, only user_name, enabled and groups.",
        NoNames = "The column user_name is missing.",
        ColumnTwice = "A column is there twice.",
        StrayQuote = "A quotation mark within a cell.",
        OpenQuote = "A quotation mark is opened and not closed.",
        Cells = "{0} cells, where the first line has another number.",
        NameFault = "“{0}” is not a user name.",
        EnabledFault = "enabled is neither true nor false, nor empty.",
        GroupFault = "“{0}” is not a group name.",
        Twice = "{0} is on an earlier line already.",
        GroupsFault = "{0} would be in too many groups.",
        AndMore = "and {0} more",
        Preview = "What would change",
        PreviewAbout = "Nothing has changed yet.",
        New = "New people",
        NewDisabled = "New, may not sign in",
        Enabled = "May sign in again",
        Disabled = "May no longer sign in",
        Joins = "joins {0}",
        Memberships = "Memberships of groups",
        Unchanged = "People with nothing to change",
        Beyond = "Passed over, for they may do more here than you:",
        Nothing = "Everything in the table is so already.",
        Bring = "Bring them in",
        Done = "{0} changes are made.",
        Stopped = "{0} changes are made and stand; the next one was refused. Bring the same table in again to go on.",
    };
}
