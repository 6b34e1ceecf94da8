namespace Countersign.Tidy.Tests;

internal static class Offences
{
    /// <summary>Fails with every offence on its own line, so that one run shows all there is to mend.</summary>
    public static void None(string rule, IEnumerable<string> offences)
    {
        var found = offences.ToList();
        Assert.True(found.Count == 0, $"{rule}\n  {string.Join("\n  ", found)}");
    }

    /// <summary>"path:line: text" for every line that offends.</summary>
    public static IEnumerable<string> InLines(string path, IEnumerable<string> lines, Func<string, bool> offends) =>
        lines.Index().Where(line => offends(line.Item)).Select(line => $"{path}:{line.Index + 1}: {line.Item.Trim()}");
}
