using Spectre.Console;

namespace Countersign.LoadTests.Output;

/// <summary>Rows of text under headings: drawn on a terminal, aligned plain text elsewhere, Markdown for a document.</summary>
internal sealed class Table(params string[] headings)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Print(bool asMarkdown = false)
    {
        if (asMarkdown || Console.IsOutputRedirected) PrintPlain(asMarkdown);
        else PrintDrawn();
        Console.WriteLine();
    }

    private void PrintDrawn()
    {
        var table = new Spectre.Console.Table().Border(TableBorder.Rounded);
        foreach (var heading in headings) table.AddColumn(new TableColumn(Markup.Escape(heading)));
        foreach (var row in _rows) table.AddRow([.. row.Select(Markup.Escape)]);
        AnsiConsole.Write(table);
    }

    private void PrintPlain(bool asMarkdown)
    {
        var widths = headings.Select((heading, i) => _rows.Select(row => row[i].Length).Append(heading.Length).Max()).ToArray();
        var (open, between, close) = asMarkdown ? ("| ", " | ", " |") : ("", "  ", "");
        foreach (var row in _rows.Prepend([.. widths.Select(width => new string('-', width))]).Prepend(headings))
            Console.WriteLine((open + string.Join(between, row.Select((cell, i) => cell.PadRight(widths[i]))) + close).TrimEnd());
    }
}
