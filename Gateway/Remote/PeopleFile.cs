using System.Globalization;
using System.Text;
using Countersign.Gateway.Admin;
using Countersign.SignIn;

namespace Countersign.Gateway.Remote;

/// <param name="Enabled">Null: as it is; a new person is enabled.</param>
/// <param name="Groups">To be a member of; those that are not named stay as they are.</param>
internal sealed record ImportedPerson(int Line, UserName Name, bool? Enabled, IReadOnlyList<string> Groups);

/// <summary>People as a table, read whole: whatever is wrong with it is said at once, by line.</summary>
internal static class PeopleFile
{
    private const int LargestBytes = 64 * 1024 * 1024;
    private const string Name = "user_name", Enabled = "enabled", Groups = "groups";

    /// <exception cref="FormatException">It cannot be read; a line of the message for each thing that is wrong.</exception>
    public static IReadOnlyList<ImportedPerson> Read(string path)
    {
        var text = Text(path);
        var separator = text.Split('\n', 2)[0].Contains(';') ? ';' : ',';
        var (rows, broken) = CsvTable.Split(text, separator);
        if (broken is not null) throw new FormatException($"{path}: {broken}");
        if (rows.Count == 0) throw new FormatException($"{path} is empty: its first line names the columns.");
        var columns = Columns(path, rows[0]);
        List<string> wrong = [];
        List<ImportedPerson> people = [];
        Dictionary<UserName, int> seen = [];
        foreach (var (line, cells) in rows.Skip(1))
        {
            var (person, why) = Person(line, cells, columns);
            if (person is not null && !seen.TryAdd(person.Name, line)) why = $"{person.Name.Value} is on line {seen[person.Name]} already";
            if (why is not null) wrong.Add($"{path}: line {line}: {why}");
            else people.Add(person!);
        }

        return wrong.Count == 0 ? people : throw new FormatException(string.Join(Environment.NewLine, wrong));
    }

    private static string Text(string path)
    {
        try
        {
            if (new FileInfo(path).Length > LargestBytes) throw new FormatException($"{path} is larger than 64 MiB.");
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw new FormatException($"{path} is no UTF-8: save it as \"CSV UTF-8\".");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FormatException($"{path} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static List<string> Columns(string path, (int Line, List<string> Cells) head)
    {
        var columns = head.Cells.ConvertAll(cell => cell.Trim().ToLowerInvariant());
        var unknown = columns.Where(column => column is not (Name or Enabled or Groups)).ToArray();
        if (unknown.Length > 0)
            throw new FormatException($"{path}: line 1: there is no column \"{unknown[0]}\", only {Name}, {Enabled} and {Groups}.");
        if (!columns.Contains(Name)) throw new FormatException($"{path}: line 1: the column {Name} is missing.");
        return columns.Distinct().Count() == columns.Count
            ? columns
            : throw new FormatException($"{path}: line 1: a column is there twice.");
    }

    private static (ImportedPerson? Person, string? Why) Person(int line, List<string> cells, List<string> columns)
    {
        if (cells.Count != columns.Count)
            return (null, string.Create(CultureInfo.InvariantCulture, $"{cells.Count} cells, where the first line has {columns.Count}"));
        string Cell(string column) => columns.IndexOf(column) is var at and >= 0 ? cells[at].Trim() : "";
        if (!UserName.TryParse(Cell(Name), out var name)) return (null, $"\"{Cell(Name)}\" is no user name (CS1003)");
        bool? enabled = Cell(Enabled).ToLowerInvariant() switch { "true" => true, "false" => false, _ => null };
        if (enabled is null && Cell(Enabled).Length > 0) return (null, $"{Enabled} is neither true nor false, nor empty");
        var groups = Cell(Groups).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (groups.FirstOrDefault(group => Names.Group(group) is null) is { } unfit)
            return (null, $"\"{unfit}\" is no group name (CS1013)");
        return (new(line, name, enabled, [.. groups.Select(group => Names.Group(group)!).Distinct(StringComparer.Ordinal)]), null);
    }
}
