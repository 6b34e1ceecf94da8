using System.Text.RegularExpressions;

namespace Countersign.Tidy.Tests;

/// <summary>The promises of the documents are kept.</summary>
public sealed partial class Documents
{
    private const string ErrorTable = "Gateway/ErrorTable.cs";

    [Fact]
    public void The_readme_shows_a_command_to_run_within_its_first_20_lines() =>
        Assert.Contains(Commands(Checkout.Lines("README.md").Take(20)), command => command.StartsWith("./", StringComparison.Ordinal));

    [Fact]
    public void Every_command_in_the_readme_exists_and_can_be_run() =>
        Offences.None(
            "README.md names a command that is not there or not executable:",
            from command in Commands(Checkout.Lines("README.md"))
            where command.StartsWith("./", StringComparison.Ordinal)
            let path = command.Split(' ')[0][2..]
            where !IsExecutable(path)
            select command);

    [Fact]
    public void Every_relative_link_in_a_document_leads_to_something() =>
        Offences.None(
            "A broken link:",
            from path in Checkout.Files
            where path.EndsWith(".md", StringComparison.Ordinal)
            from Match link in Link().Matches(Checkout.Text(path))
            let target = Path.Combine(Checkout.Root, Path.GetDirectoryName(path)!, link.Groups["target"].Value)
            where !File.Exists(target) && !Directory.Exists(target)
            select $"{path}: {link.Groups["target"].Value}");

    [Fact]
    public void There_is_an_error_table_as_soon_as_there_is_a_gateway() =>
        Assert.True(Checkout.Has(ErrorTable) || !Checkout.Has("Gateway/Program.cs"), $"{ErrorTable} is the one table of wire errors.");

    [Fact]
    public void Every_error_number_has_a_page_and_every_page_a_number()
    {
        var table = Checkout.Has(ErrorTable) ? Source.WithoutComments(Checkout.Text(ErrorTable)) : "";
        var pages = Checkout.Files.Where(path => ErrorPage().IsMatch(path)).Select(path => Path.GetFileNameWithoutExtension(path)!);
        Assert.Equal(
            ErrorNumber().Matches(table).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal),
            pages.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_error_page_names_its_number_in_its_first_line() =>
        Offences.None(
            "The first line says which error the page is about:",
            from path in Checkout.Files
            where ErrorPage().IsMatch(path)
            where !Checkout.Lines(path)[0].Contains(Path.GetFileNameWithoutExtension(path), StringComparison.Ordinal)
            select path);

    // The lines of fenced blocks that are commands, without a prompt sign.
    private static IEnumerable<string> Commands(IEnumerable<string> lines)
    {
        var fenced = false;
        foreach (var line in lines.Select(line => line.Trim()))
        {
            if (line.StartsWith("```", StringComparison.Ordinal)) fenced = !fenced;
            else if (fenced) yield return line.StartsWith("$ ", StringComparison.Ordinal) ? line[2..] : line;
        }
    }

    private static bool IsExecutable(string path) =>
        Checkout.Has(path) && (OperatingSystem.IsWindows() || File.GetUnixFileMode(Checkout.At(path)).HasFlag(UnixFileMode.UserExecute));

    [GeneratedRegex(@"\]\((?<target>(?![a-z]+:)[^)#\s]+)(#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\bCS\d{4}\b")]
    private static partial Regex ErrorNumber();

    [GeneratedRegex(@"^docs/errors/CS\d{4}\.md$")]
    private static partial Regex ErrorPage();
}
