using System.Text.RegularExpressions;
using Countersign.Deploy.Tests.Kit;

namespace Countersign.Deploy.Tests;

/// <summary>docs/operations.md: what stands there to be typed works.</summary>
[Collection(nameof(Images))]
public sealed class InstallTests(RunningImages images)
{
    [Fact]
    public async Task The_first_tenant_is_made_by_the_commands_as_they_are_written()
    {
        var block = Regex.Match(Repository.Text("docs/operations.md"), "(?s)<!-- run: first-tenant -->\n```sh\n(.*?)```");
        var said = await Tool.MustRun(["bash", "-euc", block.Groups[1].Value], environment: new()
        {
            ["admin"] = images.EmbeddedAdministration.GetLeftPart(UriPartial.Authority), ["token"] = images.Token,
        });
        Assert.Matches("\"client_secret\":\\s*\"[^\"]+\"", said);
        Assert.Matches("\"pass\":\\s*\"[^\"]+\"", said);
    }

    /// <summary>Every file of deploy/ that the document names is there, but for those that an operator makes.</summary>
    [Fact]
    public void The_files_that_the_document_names_are_there()
    {
        var made = Repository.Text(".gitignore").Split('\n').Select(line => line.Trim('/')).ToArray();
        Assert.All(
            Regex.Matches(Repository.Text("docs/operations.md"), @"\bdeploy/[\w./-]*\w").Select(name => name.Value).Distinct(),
            path => Assert.True(Path.Exists(Repository.At(path)) || made.Contains(path), path));
    }
}
