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
        var packages = XDocument.Load(Checkout.At(Versions)).Descendants("PackageVersion").Select(element => element.Attribute("Include")!.Value);
        var lines = Checkout.Lines(Dependencies).Select(line => Regex.Match(line, @"^\| `(?<name>[^`]+)` \|")).Where(match => match.Success);
        Assert.Equal(packages.Order(StringComparer.Ordinal), lines.Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal));
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

    private static bool CarriesVersion(XElement reference) =>
        reference.Attributes().Select(attribute => attribute.Name.LocalName)
            .Concat(reference.Elements().Select(element => element.Name.LocalName))
            .Any(name => name is "Version" or "VersionOverride");
}
