using System.Xml.Linq;

namespace Countersign.Tidy.Tests;

/// <summary>Arrows between projects point one way: SignIn, Engine, then the hosts and the web edge.</summary>
public sealed class Arrows
{
    // Project: what it may reference. A project that is not listed has no place yet.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["SignIn"] = [],
        ["Engine"] = ["SignIn"],
        ["Stores.AzureStorage"] = ["Engine"],
        ["Stores.Memory"] = ["Engine"],
        ["Stores.Postgres"] = ["Engine"],
        ["Stores.Sqlite"] = ["Engine"],
        ["Stores.Registry"] = ["Stores.AzureStorage", "Stores.Memory", "Stores.Postgres", "Stores.Sqlite"],
        ["Grains.Interfaces"] = ["Engine"],
        ["Grains"] = ["Grains.Interfaces"],
        ["Silo"] = ["Grains", "Stores.Registry"],
        ["Gateway"] = ["Engine", "Grains", "Stores.Registry"],
        ["Authenticator"] = ["SignIn"],
        ["LoadTests"] = ["Engine", "Authenticator", "Stores.Registry", "TestServers"],
        ["Balancer"] = [],
        ["AdfsStandIn"] = [],   // nor does what stands in for somebody else's server
        ["WebApp"] = [],   // a sample knows nothing of the product it signs in with
    };

    // Where the word may stand: the cluster, its tests, and this project, which reads Orleans.sln.
    private static readonly string[] MayNameOrleans =
        ["Grains.Interfaces/", "Grains/", "Silo/", "Tests/Grains", "Tests/Silo", "Tests/Deploy.Tests/", "Tests/Engine.Contract/",
            "Tests/Tidy.Tests/"];

    // The contract is run on each store, also by silos of their own; the gateway's tests run on one, which one file names.
    private static readonly string[] MayNameStores = 
        ["Tests/Engine.Contract/", "Tests/SiloProcess/", "Tests/Gateway.Tests/Kit/InMemory.cs", "Tests/Silo.Tests/Kit/InMemory.cs",
            "Tests/Tidy.Tests/"];

    [Fact]
    public void A_project_references_only_what_lies_below_it() =>
        Offences.None(
            "A reference against the arrows:",
            from project in Checkout.Projects
            where !Checkout.IsTest(project)
            let name = Path.GetFileNameWithoutExtension(project)
            from target in References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))
            where !Allowed.GetValueOrDefault(name, []).Contains(target)
            select $"{name} -> {target}");

    [Fact]
    public void Every_project_has_its_place_in_the_arrows() =>
        Assert.Equal(
            Allowed.Keys.Order(StringComparer.Ordinal),
            Checkout.Projects.Where(path => !Checkout.IsTest(path)).Select(path => Path.GetFileNameWithoutExtension(path)!)
                .Order(StringComparer.Ordinal));

    [Fact]
    public void The_rules_reference_nothing_but_the_base_library()
    {
        var project = XDocument.Load(Checkout.At("SignIn/SignIn.csproj"));
        Assert.Equal("Microsoft.NET.Sdk", project.Root!.Attribute("Sdk")?.Value);
        Offences.None(
            "SignIn may carry an analyzer (PrivateAssets=\"all\") and no other reference:",
            from element in project.Descendants()
            where element.Name.LocalName is "ProjectReference" or "FrameworkReference" or "Reference"
                || (element.Name.LocalName == "PackageReference" && element.Attribute("PrivateAssets")?.Value != "all")
            select element.ToString());
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Checkout.Text("Orleans.sln").Replace('\\', '/');
        Offences.None(
            "What is not in Orleans.sln is neither built nor tested:",
            Checkout.Projects.Where(project => !solution.Contains($"\"{project}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Nobody_but_the_registry_names_a_store() =>
        Offences.None(
            "Ask the registry for a store by its name:",
            from path in Checkout.CSharp
            where !path.StartsWith("Stores/", StringComparison.Ordinal)
                && !MayNameStores.Any(place => path.StartsWith(place, StringComparison.Ordinal))
            from line in Offences.InLines(path, Source.WithoutComments(Checkout.Text(path)).Split('\n'), NamesStore)
            select line);

    [Fact]
    public void Only_the_cluster_knows_Orleans() =>
        Offences.None(
            "Code outside the cluster names Orleans:",
            from path in Checkout.CSharp
            where !path.StartsWith("Gateway/", StringComparison.Ordinal)
                && !MayNameOrleans.Any(place => path.StartsWith(place, StringComparison.Ordinal))
            from line in NamesOrleans(path)
            select line);

    [Fact]
    public void The_gateway_knows_Orleans_in_one_line_at_most()
    {
        var lines = Checkout.CSharp.Where(path => path.StartsWith("Gateway/", StringComparison.Ordinal)).SelectMany(NamesOrleans).ToList();
        if (lines.Count > 1) Offences.None("One line of the gateway may name Orleans:", lines);
    }

    private static bool NamesStore(string line) =>
        line.Contains("Countersign.Stores.", StringComparison.Ordinal)
            && !line.Contains("Countersign.Stores.Registry", StringComparison.Ordinal);

    private static IEnumerable<string> NamesOrleans(string path) =>
        Offences.InLines(
            path, Source.WithoutComments(Checkout.Text(path)).Split('\n'), line => line.Contains("Orleans", StringComparison.Ordinal));

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Checkout.At(project)).Descendants(kind).Select(element => element.Attribute("Include")!.Value);
}
