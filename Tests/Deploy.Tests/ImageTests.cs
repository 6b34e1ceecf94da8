using System.Text.RegularExpressions;
using System.Xml.Linq;
using Countersign.Deploy.Tests.Kit;

namespace Countersign.Deploy.Tests;

/// <summary><c>deploy/docker</c>: the images start as nobody on a root that cannot be written, and hold what they should.</summary>
[Collection(nameof(Images))]
public sealed class ImageTests(RunningImages images)
{
    private static readonly HttpClient Http = new();

    public static TheoryData<string> Names => ["gateway", "silo"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>That they are ready at all is the test: they could write nothing on the way.</summary>
    [Fact]
    public async Task Each_answers_that_it_is_ready()
    {
        foreach (var process in new[] { images.Silo, images.Gateway, images.GatewayAdministration, images.Embedded })
        {
            Assert.Equal("live\n", await Http.GetStringAsync(new Uri(process, "/health/live"), Cancel));
            Assert.Equal("ready\n", await Http.GetStringAsync(new Uri(process, "/health/ready"), Cancel));
        }
    }

    /// <summary>Otherwise the test above would prove nothing.</summary>
    [Fact]
    public async Task Nothing_but_the_data_folder_can_be_written_by_them()
    {
        var walls = await images.Walls();
        Assert.SkipWhen(walls.Length == 0, "Only root can put up the walls.");
        foreach (var place in new[] { images.Published("gateway"), AppContext.BaseDirectory, "/etc" })
            Assert.NotEqual(0, (await Tool.Run([.. walls, "touch", Path.Combine(place, "written")])).Code);
        await Tool.MustRun([.. walls, "sh", "-c", "touch \"$1/written\" && rm \"$1/written\"", "sh", images.Data]);
    }

    [Fact]
    public void An_embedded_gateway_writes_the_files_that_the_documents_name()
    {
        var section = Repository.Text("docs/configuration.md").Split("## Files in the data folder")[1].Split("\n## ")[0];
        var told = Regex.Matches(section, "^\\| (`[^|]*)\\|", RegexOptions.Multiline)
            .SelectMany(row => Regex.Matches(row.Groups[1].Value, "`([^`]+)`").Select(name => name.Groups[1].Value)).ToArray();
        var written = Directory.EnumerateFiles(Path.Combine(images.Data, "countersign")).Select(path => Path.GetFileName(path)).ToArray();
        Assert.NotEmpty(written);
        Assert.All(written, file => Assert.Contains(told, name => IsNamed(file, name)));
        var beside = Directory.EnumerateFileSystemEntries(images.Data).Select(path => Path.GetFileName(path));
        Assert.Empty(beside.Except(["countersign", "countersign.mark"]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_image_is_pinned_to_the_patch_and_runs_as_nobody(string name)
    {
        var file = new Dockerfile($"deploy/docker/{name}.Dockerfile");
        var arguments = string.Join('\n', file.All("ARG"));
        Assert.Matches(@"(?m)^SDK=mcr\.microsoft\.com/dotnet/sdk:10\.0\.\d{3}-noble$", arguments);
        Assert.Matches(@"(?m)^RUNTIME=mcr\.microsoft\.com/dotnet/aspnet:10\.0\.\d+-noble-chiseled$", arguments);
        Assert.Equal("${RUNTIME}", file.Final("FROM").Single());
        Assert.Equal($"{RunningImages.User}:{RunningImages.User}", file.Final("USER").Single());
        Assert.Empty(file.Final("RUN"));   // there is no shell
        Assert.True(File.Exists(Path.Combine(images.Published(name), file.Command[1])), file.Command[1]);
        Settings.MustBeKnown(file.Path, file.Environment.Keys.Where(Settings.IsOurs));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_image_opens_the_ports_that_it_listens_on(string name)
    {
        var file = new Dockerfile($"deploy/docker/{name}.Dockerfile");
        var listens =
            from one in file.Environment
            where one.Key.EndsWith("Urls", StringComparison.Ordinal)
            select one.Value.Split(':')[^1];
        Assert.Empty(listens.Except(file.Final("EXPOSE").Single().Split(' ')));
    }

    /// <summary>What the context leaves out cannot be built: all projects that the image needs are in it, and what builds them.</summary>
    [Theory]
    [InlineData("Gateway/Gateway.csproj")]
    [InlineData("Silo/Silo.csproj")]
    public void The_context_has_all_that_is_built(string project)
    {
        var context = Repository.Text(".dockerignore").Split('\n').Where(line => line.StartsWith('!')).Select(line => line[1..]).ToArray();
        string[] builds = ["Directory.Build.props", "Directory.Packages.props", "BannedSymbols.txt", ".editorconfig"];
        Assert.Empty(builds.Except(context));
        var needed = Needed(project).ToArray();
        Assert.All(needed.Concat(needed.SelectMany(Embedded)).Select(path => path.Split('/')[0]).Distinct(),
            folder => Assert.Contains(folder, context));
    }

    /// <summary>What a project takes from beside its own folder; a pattern that finds nothing is no error to the compiler.</summary>
    private static IEnumerable<string> Embedded(string project) =>
        XDocument.Load(Repository.At(project)).Descendants("EmbeddedResource").SelectMany(one => one.Attribute("Include")!.Value.Split(';'))
            .Where(path => path.StartsWith("../", StringComparison.Ordinal)).Select(path => path["../".Length..]);

    /// <summary><c>-wal</c> stands for the database's file of that ending, <c>replays.*</c> for several.</summary>
    private static bool IsNamed(string file, string name) => file == name
        || (name.StartsWith('-') && file == "countersign.db" + name)
        || (name.EndsWith(".*", StringComparison.Ordinal) && file.StartsWith(name[..^1], StringComparison.Ordinal));

    private static IEnumerable<string> Needed(string project)
    {
        var folder = Path.GetDirectoryName(project)!;
        return XDocument.Load(Repository.At(project)).Descendants("ProjectReference")
            .Select(one => Path.GetRelativePath(
                Repository.Root, Path.GetFullPath(Repository.At($"{folder}/{one.Attribute("Include")!.Value.Replace('\\', '/')}"))))
            .SelectMany(Needed).Append(project);
    }
}
