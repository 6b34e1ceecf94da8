using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Countersign.Tidy.Tests;

public sealed class Packages
{
    private const string Versions = "Directory.Packages.props";
    private const string Dependencies = "docs/dependencies.md";

    [Fact]
    public void Versions_stand_in_one_file() =>
        Offences.None(
            $"A package version outside {Versions}:",
            from path in Checkout.Files
            where path != Versions && (Path.GetExtension(path) is ".csproj" or ".props" or ".targets")
            from element in XDocument.Load(Checkout.At(path)).Descendants()
            where element.Name.LocalName is "PackageVersion" or "PackageReference"
            where element.Name.LocalName == "PackageVersion" || CarriesVersion(element)
            select $"{path}: {element}");

    [Fact]
    public void Every_package_has_a_line_that_says_why_it_is_here_and_no_line_outlives_its_package()
    {
        var packages = XDocument.Load(Checkout.At(Versions)).Descendants("PackageVersion")
            .Select(element => element.Attribute("Include")!.Value);
        var lines = Checkout.Lines(Dependencies).Select(line => Regex.Match(line, @"^\| `(?<name>[^`]+)` \|"))
            .Where(match => match.Success);
        Assert.Equal(
            packages.Order(StringComparer.Ordinal), lines.Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_version_in_a_package_line_is_the_pinned_one()
    {
        var lines = Checkout.Lines(Dependencies);
        Offences.None(
            $"{Dependencies} names another version:",
            from element in XDocument.Load(Checkout.At(Versions)).Descendants("PackageVersion")
            let name = element.Attribute("Include")!.Value
            let version = element.Attribute("Version")!.Value
            where !lines.Any(line => line.StartsWith($"| `{name}` | {version} |", StringComparison.Ordinal))
            select $"{name} {version}");
    }

    [Fact]
    public void Every_project_has_its_lock_file_which_git_keeps() =>
        Assert.Equal(
            Checkout.Projects.Select(path => Path.GetDirectoryName(path)!.Replace('\\', '/') + "/packages.lock.json")
                .Order(StringComparer.Ordinal),
            Checkout.Files.Where(path => Path.GetFileName(path) == "packages.lock.json"));

    [Fact]
    public void A_lock_file_says_what_is_restored_and_not_from_where() =>
        Offences.None(
            "An address in a lock file:",
            from path in Checkout.Files
            where Path.GetFileName(path) == "packages.lock.json"
            from offence in Offences.InLines(path, Checkout.Lines(path), line => line.Contains("://", StringComparison.Ordinal))
            select offence);

    private static bool CarriesVersion(XElement reference) =>
        reference.Attributes().Select(attribute => attribute.Name.LocalName)
            .Concat(reference.Elements().Select(element => element.Name.LocalName))
            .Any(name => name is "Version" or "VersionOverride");
}
