using System.Text;
using System.Text.Json.Nodes;

namespace Countersign.Gateway.Tests.Remote;

/// <summary>ADM-5: many people from a table, by the program itself, at a gateway that runs.</summary>
public sealed class PeopleImportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("countersign-").FullName;

    private string Table => Path.Combine(_folder, "people.csv");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_table_brings_people_in_with_their_groups_and_again_changes_nothing()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateUser("contoso", "ada@contoso.example");
        await gateway.Operator.Join("contoso", "ada@contoso.example", "board");
        await Write(
            "user_name,enabled,groups\r\nAda@contoso.example,,staff pilots\r\n\"bob@contoso.example\",FALSE,staff\r\n\r\n"
            + "eve/o@contoso.example,true,\r\n");
        var dry = await Import(gateway, "--dry-run");
        Assert.Equal((1, ""), (dry.ExitCode, dry.Errors));
        Assert.Equal(
            """
            + ada@contoso.example in staff
            + ada@contoso.example in pilots
            + bob@contoso.example, disabled
            + bob@contoso.example in staff
            + eve/o@contoso.example

            """.ReplaceLineEndings("\n"), dry.Output);
        Assert.Single((await gateway.Admin(HttpMethod.Get, "contoso/users")).MustBe(200).Json.GetProperty("users").EnumerateArray());

        var done = await Import(gateway, "--yes --reason 'the first fifty'");
        Assert.True(done.ExitCode == 0, done.Errors);
        Assert.Equal("5 of 5 changes are made.\n", done.Errors);
        var users = JsonNode.Parse((await gateway.Admin(HttpMethod.Get, "contoso/users")).Text)!["users"]!.AsArray();
        Assert.Equal(
            ["ada@contoso.example True board pilots staff", "bob@contoso.example False staff", "eve/o@contoso.example True "],
            users.Select(user => $"{user!["user_name"]} {(bool)user["enabled"]!} {string.Join(' ', user["groups"]!.AsArray())}"));
        Assert.Equal((0, "", ""), await Import(gateway, "--yes"));
        Assert.Equal((0, "", ""), await Import(gateway, "--dry-run"));
        var facts = await gateway.Operator.Audit("user.created");
        Assert.Equal("the first fifty", facts[^1].GetProperty("actorReason").GetString());
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_table_is_said_at_once_and_nobody_is_brought_in()
    {
        await using var gateway = await RunningGateway.Furnished();
        await Write(
            """
            groups;user_name;enabled
            staff;ada@contoso.example;true
            ;not a name;true
            st/aff;bob@contoso.example;true
            ;carol@contoso.example;perhaps
            ;ADA@contoso.example;true
            ;dan@contoso.example
            """);
        var refused = await Import(gateway, "--yes");
        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.Equal(
            [3, 4, 5, 6, 7],
            refused.Errors.Trim().Split('\n').Select(line => int.Parse(line.Split(": line ")[1].Split(':')[0])));
        Assert.Empty((await gateway.Admin(HttpMethod.Get, "contoso/users")).MustBe(200).Json.GetProperty("users").EnumerateArray());
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("name\nada@contoso.example\n", "there is no column \"name\"")]
    [InlineData("groups\nstaff\n", "the column user_name is missing")]
    [InlineData("user_name,user_name\na@b.example,a@b.example\n", "there twice")]
    [InlineData("user_name\n\"ada@contoso.example\n", "line 2: a quotation mark has no other")]
    [InlineData("user_name\nad\"a@contoso.example\n", "line 2: a quotation mark within a cell")]
    public async Task A_text_that_is_no_such_table_is_refused_in_one_line(string text, string why)
    {
        await using var gateway = await RunningGateway.Furnished();
        await Write(text);
        var refused = await Import(gateway, "--yes");
        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.Contains(why, refused.Errors, StringComparison.Ordinal);
        Assert.Equal(1, refused.Errors.Count(character => character == '\n'));
    }

    [Fact]
    public async Task Passes_are_on_a_sheet_that_its_owner_alone_can_read_and_let_people_in()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol("ada@contoso.example");
        await Write("user_name,enabled\nada@contoso.example,\nbob@contoso.example,\ncarol@contoso.example,false\n");
        var sheet = Path.Combine(_folder, "sheet.html");
        var done = await Import(gateway, $"--yes --passes '{sheet}' --origin https://sign-in.contoso.example --pass-days 3");
        Assert.True(done.ExitCode == 0, done.Errors);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(sheet));
        var html = await File.ReadAllTextAsync(sheet, Cancel);
        Assert.DoesNotContain("ada@", html, StringComparison.Ordinal);
        Assert.DoesNotContain("carol@", html, StringComparison.Ordinal);
        Assert.Contains("https://sign-in.contoso.example/contoso/pass", html, StringComparison.Ordinal);
        foreach (var language in new[] { "en", "zh-Hant", "ko" })
            Assert.Contains($"<p lang=\"{language}\">", html, StringComparison.Ordinal);
        var pass = html.Split("<code>")[1].Split("</code>")[0];
        Assert.DoesNotContain(pass, done.Output + done.Errors, StringComparison.Ordinal);
        var use = $$"""{"user_name":"bob@contoso.example","pass":"{{pass}}"}""";
        (await gateway.Browser().Send(HttpMethod.Post, "/session", use)).MustBe(200);
        var again = await Import(gateway, $"--yes --passes '{sheet}' --origin https://sign-in.contoso.example");
        Assert.Equal(2, again.ExitCode);
        Assert.Equal(html, await File.ReadAllTextAsync(sheet, Cancel));
    }

    private Task Write(string text) => File.WriteAllTextAsync(Table, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), Cancel);

    private Task<(int ExitCode, string Output, string Errors)> Import(RunningGateway gateway, string options) => Running.Once(
        $"countersign people import '{Table}' --tenant contoso {options} --url {gateway.AdminUrl} </dev/null",
        [("COUNTERSIGN_TOKEN", Site.Token)]);
}
