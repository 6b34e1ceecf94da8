using System.Text.Json;
using System.Text.Json.Nodes;
using Countersign.Gateway.Remote;
using Countersign.SignIn.AdminTokens;

namespace Countersign.Gateway.Tests.Remote;

/// <summary>ADM-6: what administrators set of tenants, as a file: by the program itself, at gateways that run.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private const string Secret = "what fabrikam knows us by";

    private readonly string _folder = Directory.CreateTempSubdirectory("countersign-").FullName;

    private string File => Path.Combine(_folder, "all.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_export_of_one_installation_applied_to_an_empty_one_gives_the_same_export()
    {
        await using var one = await RunningGateway.Start();
        await using var other = await RunningGateway.Start();
        await ConfiguredTenants.Make(one, Secret);
        var exported = await Countersign(one, $"config export --out '{File}'");
        Assert.Equal((0, "", ""), exported);
        var text = await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
        Assert.Contains("""{"env":"CONTOSO_PROVIDERS_FABRIKAM_CLIENT_SECRET"}""", Compact(text), StringComparison.Ordinal);

        Assert.Equal((0, "", ""), await Countersign(one, $"config diff '{File}'"));
        var differs = await Countersign(other, $"config diff '{File}'");
        Assert.Equal((1, ""), (differs.ExitCode, differs.Errors));
        Assert.Contains("contoso\n  + the tenant\n", differs.Output, StringComparison.Ordinal);

        var applied = await Countersign(other, $"config apply '{File}' --yes --reason 'a second one'", ConfiguredTenants.Secrets(Secret));
        Assert.True(applied.ExitCode == 0, applied.Errors);
        Assert.Equal((0, text, ""), await Countersign(other, "config export"));
        Assert.Equal((0, "", ""), await Countersign(other, $"config apply '{File}'"));
        string[] kinds = ["tenant.created", "settings.set", "provider.set", "passwords.set", "domain.set", "client.set", "policy.saved"];
        foreach (var kind in kinds)
        {
            var facts = await other.Operator.Audit(kind);
            Assert.NotEmpty(facts);
            Assert.All(facts, fact => Assert.Equal(
                ("configuration", "a second one"),
                (fact.GetProperty("actor").GetString(), fact.GetProperty("actorReason").GetString())));
        }
    }

    /// <summary>A file that asks for a second person is applied by one, where nothing was before.</summary>
    [Fact]
    public async Task In_either_form_an_export_applied_to_an_empty_installation_gives_the_same_export()
    {
        await using var one = await RunningGateway.Start();
        await ConfiguredTenants.Make(one, Secret);
        await one.Operator.CreateTenant("paired");
        await one.Operator.Configure("paired", settings => settings with { SecondPerson = true, HelpUrl = "https://help.example/#on" });
        var (json, yaml) = (await Countersign(one, "config export"), await Countersign(one, "config export --format yaml"));
        foreach (var (text, ending) in new[] { (json.Output, ".json"), (yaml.Output, ".yaml") })
        {
            var file = Path.Combine(_folder, "all" + ending);
            await System.IO.File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
            Assert.Equal((0, "", ""), await Countersign(one, $"config diff '{file}'"));
            await using var other = await RunningGateway.Start();
            var applied = await Countersign(other, $"config apply '{file}' --yes", ConfiguredTenants.Secrets(Secret));
            Assert.True(applied.ExitCode == 0, applied.Errors);
            Assert.Equal((0, json.Output, ""), await Countersign(other, "config export"));
            Assert.Equal((0, yaml.Output, ""), await Countersign(other, "config export --format yaml"));
        }

        Assert.Contains("decoys: \"off\"\n", yaml.Output, StringComparison.Ordinal);   // a word that some readers take for false
        Assert.Contains("name: \"콘토소\"\n", yaml.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version: 1\ntenants: &all {}\n", "line 2")]
    [InlineData("version: 1\ntenants: {contoso: *all}\n", "line 2")]
    [InlineData("version: !!int 1\ntenants: {}\n", "line 1")]
    [InlineData("version: 1\ntenants: !!python/object:os.system {}\n", "line 2")]
    [InlineData("version: 1\nversion: 1\ntenants: {}\n", "twice")]
    [InlineData("version: 1\ntenants: {}\n---\nversion: 1\n", "one document")]
    [InlineData("version: 1\ntenants: {? [a] : b}\n", "line 2")]
    [InlineData("version: 1\ntenants: {contoso: {settings: {number_mode: [select]}}}\n", "$.tenants.contoso.settings.number_mode")]
    [InlineData("version: \"1\"\ntenants: {}\n", "$.version")]
    [InlineData("version: 1\ntenants:\n\tcontoso: {}\n", "wrong.yml: line ")]
    [InlineData("version: 1\ntenants: {<<: {contoso: {}}}\n", "$.tenants.<<")]
    [InlineData("", "nothing in it")]
    [InlineData("- 1\n", "no object")]
    public async Task A_file_in_yaml_says_no_more_than_json_could(string text, string why)
    {
        await using var gateway = await RunningGateway.Start();
        var file = Path.Combine(_folder, "wrong.yml");
        await System.IO.File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        var refused = await Countersign(gateway, $"config apply '{file}' --yes");
        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.Contains(why, refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_is_bounded_in_yaml_and_nothing_multiplies()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 10_000));
        Assert.Contains("deep", Assert.Throws<FormatException>(() => YamlText.Read(deep)).Message, StringComparison.Ordinal);
        var text = "a: 1\nb: 01\nc: yes\nd: 1e3\ne: null\nf: 'true'\ng: 0x10\nh: 2026-11-28\ni: |\n  two\n  lines\n";
        var read = YamlText.Read(text)!;
        Assert.Equal(
            """{"a":1,"b":"01","c":"yes","d":1e3,"e":null,"f":"true","g":"0x10","h":"2026-11-28","i":"two\nlines\n"}""",
            read.ToJsonString());
        Assert.True(JsonNode.DeepEquals(read, YamlText.Read(YamlText.Write(read))));
    }

    [Fact]
    public async Task What_the_file_lacks_goes_and_a_section_that_it_lacks_stays()
    {
        await using var gateway = await RunningGateway.Start();
        await ConfiguredTenants.Make(gateway, Secret);
        await Write("""{"version": 1, "tenants": {"contoso": {"clients": {}, "domains": {}, "passwords": {"place": "none"}}}} // all""");
        var applied = await Countersign(gateway, $"config apply '{File}' --yes");
        Assert.Equal(0, applied.ExitCode);
        Assert.Contains("  - clients/bank\n", applied.Output, StringComparison.Ordinal);
        var now = JsonNode.Parse((await Countersign(gateway, "config export --tenant contoso")).Output)!["tenants"]!["contoso"]!;
        Assert.Empty(now["clients"]!.AsObject());
        Assert.Empty(now["domains"]!.AsObject());
        Assert.Equal("none", (string?)now["passwords"]!["place"]);
        Assert.Single(now["providers"]!.AsObject());
        Assert.Equal("enter2", (string?)now["settings"]!["number_mode"]);
    }

    [Theory]
    [InlineData("""{"version":1,"tenants":{"contoso":{"settings":{"colour":"red"}}}}""", "$.tenants.contoso.settings.colour")]
    [InlineData("""{"version":1,"tenants":{"contoso":{"group":{}}}}""", "$.tenants.contoso.group")]
    [InlineData("""{"version":1,"tenants":{"contoso":{"policy":{"enabled":"yes","target":{"type":"all"}}}}}""",
        "$.tenants.contoso.policy.enabled")]
    [InlineData("""{"version":2,"tenants":{}}""", "$.version")]
    [InlineData("""{"version":1,"tenants":{"Contoso":{}}}""", "CS1012")]
    [InlineData("""{"version":1,"tenants":{"contoso":{"domains":{"a.example":{"type":"federated","provider":"none"}}}}}""",
        "$.tenants.contoso.domains['a.example']")]
    [InlineData(
        """
        {"version":1,"tenants":{"contoso":{"providers":{"f":{"name":"F","issuer":"https://f.example","client_id":"c",
        "client_secret":"in the clear"}}}}}
        """, "$.tenants.contoso.providers.f.client_secret")]
    [InlineData("""{"version":1,"tenants":{"contoso":{"providers":{"f":{"name":"F","issuer":"https://f.example","client_id":"c"}}}}}""",
        "CS6032")]
    [InlineData(
        """
        {"version":1,"tenants":{"contoso":{"providers":{"f":{"name":"F","issuer":"https://f.example","client_id":"c",
        "client_secret":{"env":"NOT_THERE"}}}}}}
        """, "tenants/contoso/providers/f")]
    [InlineData(
        """
        {"version":1,"tenants":{"contoso":{"providers":{"f":{"name":"F","issuer":"https://f.example","client_id":"c",
        "client_secret":{"env":"COUNTERSIGN_TOKEN"}}}}}}
        """, "$.tenants.contoso.providers.f.client_secret")]
    [InlineData("""{"version":1,"version":1,"tenants":{}}""", "version")]
    [InlineData("not json", "invalid")]
    [InlineData("""{"version":1,"tenants":{"\ud800":{}}}""", "UTF-16")]
    public async Task A_file_that_does_not_fit_is_refused_where_it_does_not_and_changes_nothing(string text, string where)
    {
        await using var gateway = await RunningGateway.Furnished();
        await Write(text);
        var before = await Rows.Of(gateway.Store);
        var refused = await Countersign(gateway, $"config apply '{File}' --yes");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(where, refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("in the clear", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await Rows.Of(gateway.Store));
    }

    [Fact]
    public async Task Nothing_is_changed_before_somebody_says_yes_and_who_would_lose_access_is_said_first()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol("ada@contoso.example");
        await Write("""{"version":1,"tenants":{"contoso":{"policy":{"enabled":true,"target":{"type":"select","groups":["nobody"]}}}}}""");
        var asked = await Countersign(gateway, $"config apply '{File}' </dev/null");
        Assert.Equal(2, asked.ExitCode);
        Assert.Contains("! contoso policy: users_lose_access, 1 users.", asked.Errors, StringComparison.Ordinal);
        Assert.Contains("target.type: \"all\" -> \"select\"", asked.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await gateway.Admin(HttpMethod.Get, "contoso/policy")).MustBe(200).Json.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task A_step_that_is_refused_is_named_and_what_went_before_stands()
    {
        await using var gateway = await RunningGateway.Furnished();
        await Write(
            """
            {"version":1,"tenants":{"contoso":{
              "prerequisites":{"push_allowed":false,"combined_registration":true,"minimum_ios":"8.0","minimum_android":"6.0",
                "minimum_app":"1.0"},
              "providers":{"here":{"name":"Here","issuer":"https://127.0.0.1/","client_id":"c",
                "token_endpoint_auth_method":"private_key_jwt"}}}}}
            """);
        var stopped = await Countersign(gateway, $"config apply '{File}' --yes");
        Assert.Equal(2, stopped.ExitCode);
        Assert.Contains("1 of 2 steps are done and stand.", stopped.Errors, StringComparison.Ordinal);
        Assert.Contains("PUT tenants/contoso/providers/here: 400 CS6032.", stopped.Errors, StringComparison.Ordinal);
        var now = (await gateway.Admin(HttpMethod.Get, "contoso/prerequisites")).MustBe(200);
        Assert.False(now.Json.GetProperty("push_allowed").GetBoolean());
    }

    [Fact]
    public async Task What_the_service_draws_is_kept_in_a_file_that_its_owner_alone_can_read()
    {
        await using var one = await RunningGateway.Start();
        await using var other = await RunningGateway.Start();
        await ConfiguredTenants.Make(one, Secret);
        Assert.Equal(0, (await Countersign(one, $"config export --out '{File}'")).ExitCode);
        var kept = Path.Combine(_folder, "new.json");
        var applied = await Countersign(other, $"config apply '{File}' --yes --new-secrets '{kept}'", ConfiguredTenants.Secrets(Secret));
        Assert.True(applied.ExitCode == 0, applied.Errors);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(kept));
        var drawn = JsonNode.Parse(await System.IO.File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken))!["contoso"]!;
        Assert.Equal(["clients/portal", "security_webhook"], drawn.AsObject().Select(one => one.Key).Order(StringComparer.Ordinal));
        Assert.DoesNotContain((string)drawn["clients/portal"]!, applied.Output + applied.Errors, StringComparison.Ordinal);
        Assert.Equal(2, (await Countersign(other, $"config apply '{File}' --yes --secrets --new-secrets '{kept}'",
            ConfiguredTenants.Secrets(Secret))).ExitCode);
    }

    [Fact]
    public async Task A_secret_is_sent_again_only_when_that_is_asked_for()
    {
        await using var gateway = await RunningGateway.Start();
        await ConfiguredTenants.Make(gateway, Secret);
        Assert.Equal(0, (await Countersign(gateway, $"config export --out '{File}'")).ExitCode);
        var before = (await gateway.Operator.Audit("provider.set")).Length;
        Assert.Equal((0, "", ""), await Countersign(gateway, $"config apply '{File}' --yes"));
        var sent = await Countersign(gateway, $"config apply '{File}' --yes --secrets", ConfiguredTenants.Secrets("another secret"));
        Assert.True(sent.ExitCode == 0, sent.Errors);
        Assert.Contains("  ~ providers/fabrikam\n      the secret\n", sent.Output, StringComparison.Ordinal);
        Assert.Equal(before + 1, (await gateway.Operator.Audit("provider.set")).Length);
    }

    [Fact]
    public async Task A_token_says_how_far_the_commands_reach()
    {
        await using var gateway = await RunningGateway.Furnished();
        var reader = (await gateway.Engine.AdminAccess.Create(
            "reading", new(AdminRole.Reader, [new("contoso")]), null, new("command"),
            TestContext.Current.CancellationToken)).Answer!.Text;
        (string, string)[] token = [("COUNTERSIGN_TOKEN", reader)];
        Assert.Equal(0, (await Countersign(gateway, $"config export --tenant contoso --out '{File}'", token)).ExitCode);
        Assert.Contains("CS2021", (await Countersign(gateway, "config export", token)).Errors, StringComparison.Ordinal);
        var changed = (await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken))
            .Replace("\"select\"", "\"enter6\"", StringComparison.Ordinal);
        await Write(changed);
        var refused = await Countersign(gateway, $"config apply '{File}' --yes", token);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("CS2021", refused.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config export --url http://127.0.0.1:9", 3, "Nobody answers")]
    [InlineData("config export --url http://admin.example.com", 2, "https")]
    [InlineData("config export --url nonsense", 2, "--url")]
    [InlineData("config export --token-file /nowhere/at/all", 2, "cannot be read")]
    [InlineData("COUNTERSIGN_TOKEN= countersign config export", 2, "no token")]
    [InlineData("config diff /nowhere/at/all", 2, "cannot be read")]
    public async Task A_command_that_cannot_go_on_says_why_in_one_line(string command, int exitCode, string why)
    {
        var script = command.StartsWith("config", StringComparison.Ordinal) ? "countersign " + command : command;
        var run = await Running.Once(script, [("COUNTERSIGN_TOKEN", Site.Token)]);
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(why, run.Errors, StringComparison.Ordinal);
        Assert.Equal(1, run.Errors.Count(character => character == '\n'));
    }

    /// <summary>What editors and other tools go by is what the program goes by, and describes what it writes.</summary>
    [Fact]
    public async Task The_published_schema_is_the_programs_and_describes_an_export()
    {
        await using var gateway = await RunningGateway.Start();
        await ConfiguredTenants.Make(gateway, Secret);
        var schema = (await Running.Once("config", "schema")).Output;
        Assert.Equal(
            await System.IO.File.ReadAllTextAsync(
                Path.Combine(OperationTests.Checkout(), "docs", "configuration.schema.json"), TestContext.Current.CancellationToken),
            schema);
        var exported = (await Countersign(gateway, "config export")).Output;
        Assert.Equal([], SchemaCheck.Of(JsonNode.Parse(schema)!, JsonNode.Parse(exported)));
        foreach (var wrong in new[] { "\"number_mode\": 7", "\"number_mod\": \"select\"" })
        {
            var broken = exported.Replace("\"number_mode\": \"enter2\"", wrong, StringComparison.Ordinal);
            Assert.NotEqual(exported, broken);
            Assert.NotEmpty(SchemaCheck.Of(JsonNode.Parse(schema)!, JsonNode.Parse(broken)));
        }
    }

    private static string Compact(string json) => JsonSerializer.Serialize(JsonNode.Parse(json));

    private Task Write(string text) => System.IO.File.WriteAllTextAsync(File, text, TestContext.Current.CancellationToken);

    private static Task<(int ExitCode, string Output, string Errors)> Countersign(
        RunningGateway gateway, string command, params (string Name, string Value)[] variables) =>
        Running.Once(
            $"countersign {command.Replace(" </dev/null", "", StringComparison.Ordinal)} --url {gateway.AdminUrl} </dev/null",
            [("COUNTERSIGN_TOKEN", Site.Token), .. variables]);
}
