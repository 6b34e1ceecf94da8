using System.Text.RegularExpressions;
using Countersign.Engine;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Tests.Remote;

/// <summary>Every command of docs/administration.md does, as it is written there, what the page says of it.</summary>
public sealed partial class AdministrationDocumentTests : IDisposable
{
    private const string Kim = "kim@contoso.example";
    private static readonly TenantId Contoso = new("contoso"), Operators = new("operators");
    private static readonly UserName Carol = new("carol@operators.example");

    /// <summary>By heading, in the page's order; exit codes other than 0 by the command's first words.</summary>
    private static readonly Dictionary<string, (string Begins, int ExitCode)[]> Jobs = new()
    {
        ["The first owner"] = [],
        ["An administrator joins"] = [],
        ["Two people for what decides who gets in"] = [],
        ["Who changed what"] = [],
        ["Who signs in by phone"] = [],
        ["Is all well today?"] = [],
        ["Somebody could not sign in"] = [],
        ["A phone was lost"] = [],
        ["Somebody is being bombed"] = [],
        ["What happened last night"] = [],
        ["A SIEM is to hear of it"] = [("curl -fsSN ", 124)],   // a stream has no end: it is cut off
        ["A machine needs access"] = [],
        ["An administrator leaves"] = [],
        ["The first token, or the last owner's is lost"] = [],
        ["Add fifty people"] = [("countersign people import people.csv --tenant contoso --dry-run", 1)],
        ["The same settings on a second installation"] = [("countersign config diff", 1)],
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("countersign-").FullName;

    public static TheoryData<string> Headings => [.. Jobs.Keys];

    private string Data => Path.Combine(_folder, "data");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_job_of_the_page_that_has_commands_is_tried() =>
        Assert.Equal(Jobs.Keys, (await Commands()).Select(one => one.Heading).Distinct());

    [Theory, MemberData(nameof(Headings))]
    public async Task The_commands_of_a_job_run_as_they_are_written(string heading)
    {
        await using var one = await RunningGateway.Furnished(settings => settings with { LogsSignIns = true, AdminTenant = "operators" });
        await using var second = await RunningGateway.Start();
        await Furnish(one);
        await Machine();
        var said = "";
        foreach (var (_, command) in (await Commands()).Where(line => line.Heading == heading))
        {
            var expected = Jobs[heading].FirstOrDefault(row => command.StartsWith(row.Begins, StringComparison.Ordinal)).ExitCode;
            var run = await Running.Once(
                $"cd '{_folder}'\n{(expected == 124 ? "timeout 2 " : "")}{command} </dev/null",
                [("COUNTERSIGN_TOKEN", Site.Token), ("COUNTERSIGN_URL", one.AdminUrl), ("admin", one.AdminUrl), ("token", Site.Token),
                    ("second", second.AdminUrl), ("DATA", Data)]);
            Assert.True(run.ExitCode == expected, $"{command}: {run.ExitCode} {run.Errors}");
            said += run.Output;
        }

        await Check(heading, one, second, said);
    }

    /// <summary>What has come of it.</summary>
    private async Task Check(string heading, RunningGateway one, RunningGateway second, string said)
    {
        switch (heading)
        {
            case "Two people for what decides who gets in":
                await using (var engine = await OnMachine())
                {
                    var read = await engine.UseCases.Administration.Ask(Contoso, new TenantQuestion.Read(), Cancel);
                    Assert.Null(read.Answer!.Tenant.Proposals);
                    Assert.Equal(NumberMode.Enter6, read.Answer.Tenant.Settings.NumberMode);
                }

                break;
            case "Who signs in by phone":
                Assert.Contains("\"forecast\":", said, StringComparison.Ordinal);
                break;
            case "Is all well today?":
                Assert.Contains("total.outcomes.not_me: 1\n", said, StringComparison.Ordinal);
                Assert.Contains("\"wrong_number\":1", said, StringComparison.Ordinal);
                break;
            case "Somebody could not sign in":
                Assert.Contains("reason: locked", said, StringComparison.Ordinal);
                Assert.Contains("\twrong_number\t", said, StringComparison.Ordinal);
                Assert.Contains("\"locked_until\":null", (await one.Admin(HttpMethod.Get, "contoso/users/" + Kim)).MustBe(200).Text);
                break;
            case "A phone was lost":
                Assert.Contains("methods.1.device: ", said, StringComparison.Ordinal);
                Assert.Contains("\"methods\":[]", (await one.Admin(HttpMethod.Get, "contoso/users/" + Kim)).MustBe(200).Text);
                var use = $$"""{"user_name":"{{Kim}}","pass":"{{said.TrimEnd().Split('\n')[^1]}}"}""";
                (await one.Browser().Send(HttpMethod.Post, "/session", use)).MustBe(200);
                break;
            case "Somebody is being bombed":
                Assert.Contains("\tnot_me\t", said, StringComparison.Ordinal);
                break;
            case "What happened last night":
                var night = await File.ReadAllTextAsync(Path.Combine(_folder, "night.csv"), Cancel);
                Assert.StartsWith("time,", night, StringComparison.Ordinal);
                break;
            case "An administrator joins":
                Assert.NotNull(await Found(one, "kim@operators.example"));
                break;
            case "An administrator leaves":
                Assert.Null(await Found(one, "carol@operators.example"));
                Assert.Contains("\tadmin_token.created\t-\tcarol@operators.example\t", said, StringComparison.Ordinal);
                Assert.Null((await one.Engine.AdminAccess.List(Cancel)).Answer!.Tokens.Named("carols-script"));
                break;
            case "A machine needs access":
                Assert.Contains("csat_", said, StringComparison.Ordinal);
                break;
            case "Add fifty people":
                var sheet = await File.ReadAllTextAsync(Path.Combine(_folder, "sheet.html"), Cancel);
                Assert.Contains("ada@contoso.example", sheet, StringComparison.Ordinal);
                break;
            case "The same settings on a second installation":
                (await second.Admin(HttpMethod.Get, "contoso")).MustBe(200);
                break;
        }
    }

    /// <summary>Kim with a wrong number too many, Lee with a stranger's sign-in, Carol, who administers, and a table of people.</summary>
    private async Task Furnish(RunningGateway one)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "people.csv"), "user_name,groups\nada@contoso.example,staff\n", Cancel);
        await one.Operator.CreateTenant("operators");
        await one.Operator.CreateUser("operators", "carol@operators.example");
        await one.Operator.CreateUser("contoso", "ada@contoso.example");
        await one.Operator.Configure("contoso", settings => settings with { WrongNumbersToLock = 1 });
        var (kim, lee) = (await one.Enrol(Kim), await one.Enrol("lee@contoso.example"));
        await one.Browser().Prompt(lee.User);
        (await lee.Deny(notMe: true)).MustBe(200);
        var number = await one.Browser().Prompt(Kim);
        (await kim.Approve(number == "11" ? "12" : "11")).MustBe(403);
        await one.WriteLog();
        var carol = new Countersign.SignIn.Audit.Actor("carol@operators.example");
        await one.Engine.Administrators.Make(new(Operators, Carol), AdminScope.Everything, new("command"), Cancel);
        await one.Engine.AdminAccess.Create("carols-script", new(AdminRole.Reader), null, carol, Cancel);
    }

    /// <summary>A store on this machine, with an administrator and a change, number 17, that waits for a second person.</summary>
    private async Task Machine()
    {
        await using var engine = await OnMachine();
        await engine.UseCases.Administrators.Make(new(Operators, Carol), AdminScope.Everything, new("command"), Cancel);
        var ada = engine.UseCases.Administration.By(() => new("ada@operators.example"));
        await ada.Ask(Contoso, new TenantQuestion.Create(Request()), Cancel);
        for (var n = 2; n < 16; n++) await ada.Ask(Contoso, new TenantQuestion.SetLegacyPolicy(Request(), n % 2 == 0), Cancel);
        var settings = TenantSettings.OfNewTenant with { SecondPerson = true };
        await ada.Ask(Contoso, new TenantQuestion.SetSettings(Request(), settings), Cancel);
        var change = new TenantQuestion.SetSettings(Request(), settings with { NumberMode = NumberMode.Enter6 });
        Assert.Equal(17, (await ada.Ask(Contoso, change, Cancel)).Answer!.Waits);
    }

    private Task<EngineHost> OnMachine() =>
        EngineHost.OpenEmbedded(GatewaySettings.Default with { Data = Data }, TimeProvider.System, _ => { });

    private static RequestId Request() => new(RandomValues.Handle());

    private static async Task<Administrator?> Found(RunningGateway gateway, string name) =>
        (await gateway.Engine.Administrators.List(Cancel)).Answer!.Tokens.Of(Operators, new(name));

    /// <summary>Each command of the fenced blocks, with the heading above it; a line that ends in a backslash goes on.</summary>
    private static async Task<(string Heading, string Command)[]> Commands()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(OperationTests.Checkout(), "docs", "administration.md"), Cancel);
        List<(string, string)> found = [];
        foreach (var part in page.Split("\n## ").Skip(1))
        {
            var heading = part[..part.IndexOf('\n', StringComparison.Ordinal)];
            foreach (Match block in Fenced().Matches(part))
            {
                var commands = block.Groups["commands"].Value.Replace("\\\n", "", StringComparison.Ordinal).Split('\n');
                found.AddRange(commands.Select(line => line.Trim()).Where(line => line.Length > 0)
                    .Select(line => (heading, line)));
            }
        }

        return [.. found];
    }

    [GeneratedRegex(@"^ *```sh\n(?<commands>.*?)^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();
}
