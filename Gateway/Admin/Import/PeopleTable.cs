using System.Globalization;
using Countersign.SignIn;

namespace Countersign.Gateway.Admin.Import;

/// <param name="Enabled">Null: as it is; a new person is enabled.</param>
/// <param name="Groups">To be a member of; those that are not named stay as they are.</param>
internal sealed record ImportedPerson(int Line, UserName Name, bool? Enabled, IReadOnlyList<string> Groups);

/// <summary>People as a table, read whole: whatever is wrong with it is said at once, by line (ADM-5).</summary>
internal static class PeopleTable
{
    public const string Name = "user_name", Enabled = "enabled", Groups = "groups";

    /// <param name="text">CSV, with commas or semicolons.</param>
    /// <returns>Nobody where anything is wrong.</returns>
    public static (IReadOnlyList<ImportedPerson> People, IReadOnlyList<TableFault> Faults) Read(string text)
    {
        var separator = text.Split('\n', 2)[0].Contains(';') ? ';' : ',';
        var (rows, broken) = CsvTable.Split(text.TrimStart('\uFEFF'), separator);
        if (broken is not null) return ([], [broken]);
        if (rows.Count == 0) return ([], [new(1, TableFaultKind.Empty)]);
        var columns = rows[0].Cells.ConvertAll(cell => cell.Trim().ToLowerInvariant());
        if (FaultOf(columns) is { } fault) return ([], [fault]);
        List<TableFault> faults = [];
        List<ImportedPerson> people = [];
        HashSet<UserName> seen = [];
        foreach (var (line, cells) in rows.Skip(1))
        {
            var (person, wrong) = Person(line, cells, columns);
            if (person is not null && !seen.Add(person.Name)) wrong = new(line, TableFaultKind.Twice, person.Name.Value);
            if (wrong is not null) faults.Add(wrong);
            else people.Add(person!);
        }

        return faults.Count == 0 ? (people, []) : ([], faults);
    }

    private static TableFault? FaultOf(List<string> columns)
    {
        if (columns.Find(column => column is not (Name or Enabled or Groups)) is { } unknown) return new(1, TableFaultKind.Column, unknown);
        if (!columns.Contains(Name)) return new(1, TableFaultKind.NoNames);
        return columns.Distinct().Count() == columns.Count ? null : new(1, TableFaultKind.ColumnTwice);
    }

    private static (ImportedPerson? Person, TableFault? Wrong) Person(int line, List<string> cells, List<string> columns)
    {
        if (cells.Count != columns.Count)
            return (null, new(line, TableFaultKind.Cells, cells.Count.ToString(CultureInfo.InvariantCulture)));
        string Cell(string column) => columns.IndexOf(column) is var at and >= 0 ? cells[at].Trim() : "";
        if (!UserName.TryParse(Cell(Name), out var name)) return (null, new(line, TableFaultKind.Name, Cell(Name)));
        bool? enabled = Cell(Enabled).ToLowerInvariant() switch { "true" => true, "false" => false, _ => null };
        if (enabled is null && Cell(Enabled).Length > 0) return (null, new(line, TableFaultKind.Enabled));
        var groups = Cell(Groups).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (groups.FirstOrDefault(group => Names.Group(group) is null) is { } unfit)
            return (null, new(line, TableFaultKind.Group, unfit));
        return (new(line, name, enabled, [.. groups.Select(group => Names.Group(group)!).Distinct(StringComparer.Ordinal)]), null);
    }
}
