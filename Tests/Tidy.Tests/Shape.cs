using System.Globalization;
using System.Text.RegularExpressions;

namespace Countersign.Tidy.Tests;

/// <summary>Names, folders and sizes.</summary>
public sealed class Shape
{
    private const int LongestFile = 400;

    // If only one of these fits, the type holds two things.
    private static readonly Regex VagueName = new("(Manager|Helpers?|Utils?|Utility|Utilities|Service|Processor)$");

    [Fact]
    public void No_type_has_a_vague_name() =>
        Offences.None(
            "Name what it is:",
            from path in Checkout.CSharp
            from type in Source.DeclaredTypes(Checkout.Text(path))
            where VagueName.IsMatch(type)
            select $"{path}: {type}");

    [Fact]
    public void A_namespace_is_the_project_and_the_folder() =>
        Offences.None(
            "A namespace elsewhere than its folder says:",
            from path in Checkout.CSharp
            from name in Source.DeclaredNamespaces(Checkout.Text(path))
            where name != ExpectedNamespace(path)
            select $"{path}: {name}, expected {ExpectedNamespace(path)}");

    [Fact]
    public void A_file_of_the_product_holds_one_subject() =>
        Offences.None(
            $"Over {LongestFile} lines:",
            from path in Checkout.CSharp
            where !Checkout.IsTest(path)
            let length = Checkout.Lines(path).Length
            where length > LongestFile
            select $"{path}: {length}");

    [Fact]
    public void A_line_fits_on_a_screen()
    {
        var longest = LongestLine();
        Offences.None(
            $"Over {longest} characters:",
            Checkout.CSharp.SelectMany(path => Offences.InLines(path, Checkout.Lines(path), line => line.Length > longest)));
    }

    // Editors and this test go by the same number.
    private static int LongestLine() =>
        int.Parse(
            Checkout.Lines(".editorconfig").Single(line => line.StartsWith("max_line_length", StringComparison.Ordinal)).Split('=')[1],
            CultureInfo.InvariantCulture);

    private static string ExpectedNamespace(string path)
    {
        var project = Checkout.Projects.Single(candidate => path.StartsWith(Folder(candidate) + "/", StringComparison.Ordinal));
        var inner = Path.GetRelativePath(Folder(project), Folder(path)).Replace('\\', '/');
        var name = "Countersign." + Path.GetFileNameWithoutExtension(project);
        return inner == "." ? name : $"{name}.{inner.Replace('/', '.')}";
    }

    private static string Folder(string path) => path[..path.LastIndexOf('/')];
}
