using System.Text;

namespace Countersign.Gateway.Admin.Import;

/// <summary>Cells between separators, perhaps in quotation marks (RFC 4180). Lines without a cell are passed over.</summary>
internal static class CsvTable
{
    /// <returns>Rows with the line that each begins on, from 1; or where the text breaks off.</returns>
    public static (List<(int Line, List<string> Cells)> Rows, TableFault? Broken) Split(string text, char separator)
    {
        List<(int, List<string>)> rows = [];
        List<string> cells = [];
        var cell = new StringBuilder();
        var (line, begun, isQuoted, wasQuoted) = (1, 1, false, false);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '\n') line++;
            if (isQuoted)
            {
                if (c != '"') cell.Append(c);
                else if (at + 1 < text.Length && text[at + 1] == '"') cell.Append(text[++at]);
                else isQuoted = false;
            }
            else if (c == '"' && cell.Length == 0 && !wasQuoted) (isQuoted, wasQuoted) = (true, true);
            else if (c == separator) EndCell();
            else if (c == '\n' || (c == '\r' && at + 1 < text.Length && text[at + 1] == '\n')) { if (c == '\n') EndRow(); }
            else if (c == '"' || wasQuoted) return (rows, new(line, TableFaultKind.StrayQuote));
            else cell.Append(c);
        }

        if (isQuoted) return (rows, new(begun, TableFaultKind.OpenQuote));
        EndRow();
        return (rows, null);

        void EndCell()
        {
            cells.Add(cell.ToString());
            cell.Clear();
            wasQuoted = false;
        }

        void EndRow()
        {
            EndCell();
            if (cells.Any(one => one.Trim().Length > 0)) rows.Add((begun, cells));
            (cells, begun) = ([], line);
        }
    }
}
