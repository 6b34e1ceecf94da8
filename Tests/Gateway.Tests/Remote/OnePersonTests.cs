using System.Text.Json.Nodes;

namespace Countersign.Gateway.Tests.Remote;

/// <summary>S-61: users and both policies from a command line, by the program itself, at a gateway that runs.</summary>
public sealed class OnePersonTests
{
    [Fact]
    public async Task One_persons_commands_do_what_they_say()
    {
        await using var gateway = await RunningGateway.Furnished();
        Assert.Equal((0, "", ""), await Run(gateway, "people add ada@contoso.example"));
        Assert.Equal((0, "", ""), await Run(gateway, "people join ada@contoso.example staff"));
        Assert.Equal((0, "ada@contoso.example\tenabled\t-\tstaff\n", ""), await Run(gateway, "people list"));
        Assert.Equal((0, "", ""), await Run(gateway, "people disable ada@contoso.example"));
        Assert.Equal((0, "ada@contoso.example\tdisabled\t-\tstaff\n", ""), await Run(gateway, "people list --search ada"));
        Assert.Equal((0, "", ""), await Run(gateway, "people enable ada@contoso.example"));
        Assert.Equal((0, "", ""), await Run(gateway, "people leave ada@contoso.example staff"));
        var plain = (await Run(gateway, "people show ada@contoso.example")).Output;
        Assert.Contains("user_name: ada@contoso.example\nenabled: true\n", plain, StringComparison.Ordinal);
        var shown = await Run(gateway, "people show ada@contoso.example --json");
        Assert.Equal("ada@contoso.example", (string?)JsonNode.Parse(shown.Output)!["user_name"]);
        var why = JsonNode.Parse((await Run(gateway, "people why ada@contoso.example --json")).Output)!;
        Assert.Equal("not_available", (string?)why["reason"]);
        var pass = (await Run(gateway, "people pass ada@contoso.example --minutes 60 --reason 'ticket 4711'")).Output.Trim();
        var use = $$"""{"user_name":"ada@contoso.example","pass":"{{pass}}"}""";
        (await gateway.Browser().Send(HttpMethod.Post, "/session", use)).MustBe(200);
        Assert.Equal((0, "", ""), await Run(gateway, "people unlock ada@contoso.example"));
        Assert.Equal((0, "", ""), await Run(gateway, "people sign-out ada@contoso.example"));
        Assert.Equal((0, "", ""), await Run(gateway, "people remove ada@contoso.example"));
        Assert.Equal((0, "", ""), await Run(gateway, "people list"));
    }

    [Theory]
    [InlineData("people disable nobody@contoso.example", "CS2002")]
    [InlineData("people remove nobody@contoso.example", "CS2002")]
    [InlineData("people add nobody", "CS1003")]
    [InlineData("policy set", "--all")]
    [InlineData("policy set --all --off", "--all")]
    public async Task What_cannot_be_done_says_why_and_changes_nothing(string command, string why)
    {
        await using var gateway = await RunningGateway.Furnished();
        var before = await Rows.Of(gateway.Store);
        var refused = await Run(gateway, command);
        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.Contains(why, refused.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await Rows.Of(gateway.Store));
    }

    [Fact]
    public async Task Both_policies_are_set_and_what_that_means_is_said()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol("ada@contoso.example");
        var dry = await Run(gateway, "policy set --group pilots --dry-run");
        Assert.Equal((0, ""), (dry.ExitCode, dry.Output));
        Assert.Contains("users_lose_access, 1 users.", dry.Errors, StringComparison.Ordinal);
        Assert.Equal("all", await Target(gateway));
        Assert.Equal(0, (await Run(gateway, "policy set --user ada@contoso.example --group pilots")).ExitCode);
        Assert.Equal("select", await Target(gateway));
        Assert.Equal(0, (await Run(gateway, "policy set --off")).ExitCode);
        Assert.Equal(0, (await Run(gateway, "policy legacy on")).ExitCode);
        var plain = (await Run(gateway, "policy show")).Output;
        Assert.StartsWith("policy.version: 3\npolicy.enabled: false\n", plain, StringComparison.Ordinal);
        var shown = JsonNode.Parse((await Run(gateway, "policy show --json")).Output)!;
        Assert.False((bool)shown["policy"]!["enabled"]!);
        Assert.True((bool)shown["legacy_policy"]!["enabled"]!);
    }

    [Fact]
    public async Task A_lost_phone_is_removed_and_one_of_several_has_to_be_named()
    {
        await using var gateway = await RunningGateway.Furnished();
        var phone = await gateway.Enrol("ada@contoso.example");
        var pass = JsonNode.Parse((await Run(gateway, "people pass ada@contoso.example --reusable --json")).Output)!;
        Assert.False((bool)pass["one_time"]!);
        Assert.Equal((0, "", ""), await Run(gateway, "people remove-phone ada@contoso.example"));
        var none = await Run(gateway, "people remove-phone ada@contoso.example");
        Assert.Equal((2, ""), (none.ExitCode, none.Output));
        Assert.Contains("has 0 phones", none.Errors, StringComparison.Ordinal);
        var gone = await Run(gateway, "people remove-phone ada@contoso.example " + phone.Device);
        Assert.Equal(2, gone.ExitCode);
        Assert.Contains("CS3013", gone.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_and_groups_are_read_a_line_each_or_as_json()
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { LogsSignIns = true });
        var ada = await gateway.Enrol("ada@contoso.example");
        await Run(gateway, "people join ada@contoso.example staff --reason 'ticket 4711'");
        await gateway.Browser().Prompt("ada@contoso.example");
        (await ada.Deny()).MustBe(200);
        await gateway.WriteLog();
        Assert.Equal((0, "ada@contoso.example\n", ""), await Run(gateway, "groups members staff"));
        Assert.Equal((0, "\"ada@contoso.example\"\n", ""), await Run(gateway, "groups members staff --json"));
        Assert.Equal((0, "g", ""), Marked(await Run(gateway, "groups add 夜班 --reason 'ticket 4712'"), 1));
        Assert.Equal((0, "night-shift\n", ""), await Run(gateway, "groups add 'Night shift'"));
        Assert.Equal((0, "night-shift\t0\thand\tNight shift\n", ""), await Run(gateway, "groups list --search NIGHT"));
        Assert.Equal(3, Lines((await Run(gateway, "groups list")).Output).Length);
        Assert.Contains("kept_by: hand", (await Run(gateway, "groups show staff")).Output, StringComparison.Ordinal);
        Assert.Equal((0, "", ""), await Run(gateway, "groups remove staff"));
        Assert.Equal((0, "", ""), await Run(gateway, "groups members staff"));
        Assert.Contains("CS6085", (await Run(gateway, "groups remove staff")).Errors, StringComparison.Ordinal);

        var signIns = await Run(gateway, "sign-ins --user ada@contoso.example --outcome denied");
        var cells = Assert.Single(Lines(signIns.Output)).Split('\t');
        Assert.Equal(("ada@contoso.example", "phone", "denied", "127.0.0.0/24"), (cells[1], cells[2], cells[3], cells[5]));
        Assert.Equal("denied", (string?)JsonNode.Parse((await Run(gateway, "sign-ins --json --limit 1")).Output)!["outcome"]);

        var counts = (await Run(gateway, "sign-ins counts --days 7")).Output;
        Assert.Contains("total.outcomes.denied: 1\n", counts, StringComparison.Ordinal);
        Assert.DoesNotContain("hours", counts, StringComparison.Ordinal);
        Assert.Single(JsonNode.Parse((await Run(gateway, "sign-ins counts --json")).Output)!["hours"]!.AsArray());
        Assert.Contains("CS1000", (await Run(gateway, "sign-ins counts --days 31")).Errors, StringComparison.Ordinal);

        var audit = await Run(gateway, "audit list --user ada@contoso.example --kind group.joined");
        cells = Assert.Single(Lines(audit.Output)).Split('\t');
        Assert.Equal(("ada@contoso.example", "configuration", "ticket 4711"), (cells[3], cells[4], cells[5]));
        Assert.Equal(2, Lines((await Run(gateway, "audit list --limit 2 --json")).Output).Length);
        Assert.Equal(2, (await Run(gateway, "audit list --limit 0")).ExitCode);
        Assert.Contains("CS", (await Run(gateway, "sign-ins --outcome nothing")).Errors, StringComparison.Ordinal);
        Assert.Contains("CS1000", (await Run(gateway, "audit list --from yesterday")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_command_says_what_it_takes()
    {
        string[] commands =
        [
            .. "list show why add enable disable remove unlock sign-out pass remove-phone join leave".Split(' ')
                .Select(one => "people " + one),
            "policy show", "policy set", "policy legacy", "groups list", "groups show", "groups add", "groups remove", "groups members",
            "sign-ins", "sign-ins counts", "audit list",
        ];
        foreach (var command in commands)
        {
            var help = await Running.Once("countersign " + command + " --help", []);
            Assert.True(help.ExitCode == 0, command);
            Assert.Contains("--token-file", help.Output, StringComparison.Ordinal);
            Assert.Contains("--tenant", help.Output, StringComparison.Ordinal);
        }
    }

    /// <summary>The first letters of what was printed: the rest is drawn.</summary>
    private static (int, string, string) Marked((int ExitCode, string Output, string Errors) run, int letters) =>
        (run.ExitCode, run.Output[..letters], run.Errors);

    private static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<string?> Target(RunningGateway gateway) =>
        (await gateway.Admin(HttpMethod.Get, "contoso/policy")).MustBe(200).Json.GetProperty("target").GetProperty("type").GetString();

    private static Task<(int ExitCode, string Output, string Errors)> Run(RunningGateway gateway, string command) => Running.Once(
        $"countersign {command} --tenant contoso </dev/null", [("COUNTERSIGN_TOKEN", Site.Token), ("COUNTERSIGN_URL", gateway.AdminUrl)]);
}
