namespace Countersign.Gateway.Html.Texts;

/// <summary>Everything the console says of a table of people, in one language.</summary>
public sealed record ImportTexts
{
    public required string Title { get; init; }
    public required string About { get; init; }

    /// <summary>{0}: how many people at most.</summary>
    public required string Most { get; init; }
    public required string File { get; init; }
    public required string FileHint { get; init; }
    public required string NameColumn { get; init; }
    public required string EnabledColumn { get; init; }
    public required string GroupsColumn { get; init; }
    public required string Look { get; init; }
    public required string NoFile { get; init; }
    public required string NotUtf8 { get; init; }
    public required string Wrong { get; init; }

    /// <summary>{0}: the number of a line.</summary>
    public required string Line { get; init; }
    public required string Empty { get; init; }

    /// <summary>{0}: what stands there; so in those that follow.</summary>
    public required string Column { get; init; }
    public required string NoNames { get; init; }
    public required string ColumnTwice { get; init; }
    public required string StrayQuote { get; init; }
    public required string OpenQuote { get; init; }
    public required string Cells { get; init; }
    public required string NameFault { get; init; }
    public required string EnabledFault { get; init; }
    public required string GroupFault { get; init; }
    public required string Twice { get; init; }
    public required string GroupsFault { get; init; }

    /// <summary>{0}: how many are not shown.</summary>
    public required string AndMore { get; init; }
    public required string Preview { get; init; }
    public required string PreviewAbout { get; init; }
    /// <summary>Behind a person's name; so those that follow.</summary>
    public required string IsNew { get; init; }
    public required string IsNewDisabled { get; init; }
    public required string IsEnabled { get; init; }
    public required string IsDisabled { get; init; }

    /// <summary>{0}: a group.</summary>
    public required string Joins { get; init; }

    /// <summary>Before a count; so those that follow.</summary>
    public required string New { get; init; }
    public required string NewDisabled { get; init; }
    public required string Enabled { get; init; }
    public required string Disabled { get; init; }
    public required string Memberships { get; init; }
    public required string Unchanged { get; init; }
    public required string Beyond { get; init; }
    public required string Nothing { get; init; }
    public required string Bring { get; init; }

    /// <summary>{0}: how many changes.</summary>
    public required string Done { get; init; }

    /// <summary>{0}: how many changes.</summary>
    public required string Stopped { get; init; }
}
