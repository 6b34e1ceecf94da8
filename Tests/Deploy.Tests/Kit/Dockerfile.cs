using System.Text.RegularExpressions;

namespace Countersign.Deploy.Tests.Kit;

/// <summary>A Dockerfile's instructions, lines that go on put together.</summary>
internal sealed class Dockerfile
{
    private readonly (string Name, string Text)[] _instructions;

    public Dockerfile(string path)
    {
        Path = path;
        var text = Regex.Replace(Regex.Replace(Repository.Text(path), "^#.*\n", "", RegexOptions.Multiline), @"\\\n\s*", "");
        _instructions =
        [
            .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' ', 2)).Select(parts => (parts[0], parts[1].Trim())),
        ];
    }

    public string Path { get; }

    public IEnumerable<string> All(string instruction) =>
        _instructions.Where(one => one.Name == instruction).Select(one => one.Text);

    /// <summary>Of the last stage: what the image is.</summary>
    public IEnumerable<string> Final(string instruction) => _instructions
        .Skip(Array.FindLastIndex(_instructions, one => one.Name == "FROM")).Where(one => one.Name == instruction).Select(one => one.Text);

    public Dictionary<string, string> Environment => Final("ENV").SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    public string[] Command =>
    [
        .. from list in Final("ENTRYPOINT").Concat(Final("CMD"))
           from Match one in Regex.Matches(list, "\"([^\"]*)\"")
           select one.Groups[1].Value,
    ];
}
