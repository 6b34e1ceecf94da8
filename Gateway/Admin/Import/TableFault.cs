using Countersign.SignIn;

namespace Countersign.Gateway.Admin.Import;

/// <summary>What can be wrong with a table of people.</summary>
internal enum TableFaultKind
{
    /// <summary>It is none: not even a first line.</summary>
    Empty,
    /// <summary>A column that there is not.</summary>
    Column,
    /// <summary>No column of user names.</summary>
    NoNames,
    /// <summary>A column is there twice.</summary>
    ColumnTwice,
    /// <summary>A quotation mark within a cell.</summary>
    StrayQuote,
    /// <summary>A quotation mark that no other answers.</summary>
    OpenQuote,
    /// <summary>More or fewer cells than the first line has.</summary>
    Cells,
    /// <summary>No user name (CS1003).</summary>
    Name,
    /// <summary>Enabled is neither true nor false.</summary>
    Enabled,
    /// <summary>No group name (CS1013).</summary>
    Group,
    /// <summary>The person is on an earlier line, too.</summary>
    Twice,
    /// <summary>The person would be in more groups than one may be.</summary>
    Groups,
}

/// <param name="Line">From 1.</param>
/// <param name="What">What stands there, shortened; null where nothing can be said.</param>
internal sealed record TableFault(int Line, TableFaultKind Kind, string? What = null)
{
    private const int Longest = 80;

    public string? What { get; } = What is null ? null : Fit(What);

    /// <summary>In the words of the command line.</summary>
    public string Text() => Kind == TableFaultKind.Empty ? "it is empty: its first line names the columns." : $"line {Line}: {Why()}";

    private string Why() => Kind switch
    {
        TableFaultKind.Column =>
            $"there is no column \"{What}\", only {PeopleTable.Name}, {PeopleTable.Enabled} and {PeopleTable.Groups}.",
        TableFaultKind.NoNames => $"the column {PeopleTable.Name} is missing.",
        TableFaultKind.ColumnTwice => "a column is there twice.",
        TableFaultKind.StrayQuote => "a quotation mark within a cell.",
        TableFaultKind.OpenQuote => "a quotation mark has no other.",
        TableFaultKind.Cells => $"{What} cells, where the first line has another number",
        TableFaultKind.Name => $"\"{What}\" is no user name (CS1003)",
        TableFaultKind.Enabled => $"{PeopleTable.Enabled} is neither true nor false, nor empty",
        TableFaultKind.Group => $"\"{What}\" is no group name (CS1013)",
        TableFaultKind.Twice => $"{What} is on an earlier line already",
        _ => $"{What} would be in more than {Limits.GroupsPerUser} groups",
    };

    /// <summary>Short, and without what would move a terminal.</summary>
    private static string Fit(string text)
    {
        var most = text.Length <= Longest ? text.Length : char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest;
        return string.Concat(text[..most].Select(c => char.IsControl(c) ? '·' : c)) + (most < text.Length ? "…" : "");
    }
}
