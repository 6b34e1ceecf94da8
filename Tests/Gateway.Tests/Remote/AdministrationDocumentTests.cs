namespace Countersign.Gateway.Tests.Remote;

/// <summary>The commands of docs/administration.md that ask a running service do, as they are written there, what it says.</summary>
public sealed class AdministrationDocumentTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("countersign-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_commands_of_the_document_run_as_they_are_written()
    {
        await using var one = await RunningGateway.Furnished();
        await using var second = await RunningGateway.Start();
        await File.WriteAllTextAsync(Path.Combine(_folder, "people.csv"), "user_name,groups\nada@contoso.example,staff\n", Cancel);
        (int ExitCode, string Command)[] expected =
        [
            (1, "countersign people import people.csv --tenant contoso --dry-run"),
            (0, "countersign people import people.csv --tenant contoso --yes --passes sheet.html --origin https://sign-in.example.com"),
            (0, "countersign config export --tenant contoso --out contoso.json"),
            (1, """countersign config diff contoso.json --url "$second" """.TrimEnd()),
            (0, """countersign config apply contoso.json --url "$second" --yes --reason "second installation" """.TrimEnd()),
        ];
        Assert.Equal(expected.Select(line => line.Command), await Commands());
        foreach (var (exitCode, command) in expected)
        {
            var run = await Running.Once(
                $"cd '{_folder}'\n{command} </dev/null",
                [("COUNTERSIGN_TOKEN", Site.Token), ("COUNTERSIGN_URL", one.AdminUrl), ("second", second.AdminUrl)]);
            Assert.True(run.ExitCode == exitCode, $"{command}: {run.ExitCode} {run.Errors}");
        }

        var sheet = await File.ReadAllTextAsync(Path.Combine(_folder, "sheet.html"), Cancel);
        Assert.Contains("ada@contoso.example", sheet, StringComparison.Ordinal);
        (await second.Admin(HttpMethod.Get, "contoso")).MustBe(200);
    }

    private static async Task<string[]> Commands() =>
        [.. (await File.ReadAllLinesAsync(Path.Combine(OperationTests.Checkout(), "docs", "administration.md"), Cancel))
            .Where(line => line.StartsWith("countersign config ", StringComparison.Ordinal)
                || line.StartsWith("countersign people ", StringComparison.Ordinal))];
}
