using System.Text.RegularExpressions;

namespace Countersign.Web.Tests;

/// <summary>What the web phone says in one language, by the names that <c>Phone/texts/</c> gives its texts.</summary>
internal sealed partial class PhoneWords
{
    public static readonly PhoneWords English = new("en");

    private readonly Dictionary<string, string> _texts;

    public PhoneWords(string language) => _texts = Entry()
        .Matches(File.ReadAllText(Path.Combine(Checkout.Root, "Phone", "texts", language + ".js")))
        .ToDictionary(entry => entry.Groups["name"].Value, entry => entry.Groups["text"].Value);

    public string this[string name] => _texts[name];

    /// <summary>A text with <c>{0}</c> in it filled in.</summary>
    public string Fill(string name, object value) => _texts[name].Replace("{0}", $"{value}", StringComparison.Ordinal);

    [GeneratedRegex("^  (?<name>[A-Za-z]+): \"(?<text>.*)\",\r?$", RegexOptions.Multiline)]
    private static partial Regex Entry();
}

/// <summary>The folder that this was built in.</summary>
internal static class Checkout
{
    public static readonly string Root = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CONTRIBUTING.md"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
