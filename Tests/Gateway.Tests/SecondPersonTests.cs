using System.Text.Json;
using Countersign.Engine;
using Countersign.Gateway.Admin.Console;
using Countersign.Gateway.Html.Texts;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Tests;

/// <summary>T31: a change that waits for a second person: by the interface, at the console, by commands, on the machine.</summary>
public sealed class SecondPersonTests : IDisposable
{
    private const string Ada = "ada@contoso.example", Bob = "bob@contoso.example", Pilots =
        """{"enabled":true,"target":{"type":"select","groups":["pilots"]}}""";

    private readonly string _home = Directory.CreateTempSubdirectory("countersign-").FullName;

    public static TheoryData<string> Languages => [.. PageTexts.All.Select(texts => texts.Language)];

    private string Folder => Path.Combine(_home, "data");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    /// <summary>Each as a request that would be answered 200 or 204 where nobody else has to agree.</summary>
    public static TheoryData<string, string, string?> Changes => new()
    {
        { "PUT", "policy", Pilots },
        { "PUT", "legacy-policy", """{"enabled":true}""" },
        { "PUT", "prerequisites",
            """{"push_allowed":false,"combined_registration":true,"minimum_ios":"8.0","minimum_android":"6.0","minimum_app":"1.0"}""" },
        { "PUT", "domains/new.example", """{"type":"federated","sign_in_url":"https://adfs.new.example/"}""" },
        { "DELETE", "domains/old.example", null },
        { "PUT", "providers/fabrikam", Provider("Another") },
        { "DELETE", "providers/fabrikam", null },
        { "PUT", "passwords", """{"place":"here","take_without_phone":true}""" },
        { "DELETE", "passwords", null },
        { "DELETE", "clients/portal", null },
    };

    [Theory, MemberData(nameof(Changes))]
    public async Task A_change_waits_and_is_made_as_it_was_asked_for_with_somebody_elses_yes(string method, string path, string? body)
    {
        await using var gateway = await Paired();
        var before = await Whole(gateway);
        var waits = (await gateway.Admin(new(method), "contoso/" + path, body, ("Countersign-Reason", "ticket 1"))).MustBe(202).Json;
        Assert.Equal(before, await Whole(gateway));
        var number = waits.GetProperty("proposal").GetInt64();
        Assert.True(waits.GetProperty("expires_at").GetDateTimeOffset() > gateway.Time.GetUtcNow());

        var listed = Assert.Single((await gateway.Admin(HttpMethod.Get, "contoso/proposals")).MustBe(200).Json
            .GetProperty("proposals").EnumerateArray());
        Assert.Equal(
            (number, path, "configuration", "ticket 1", false),
            (listed.GetProperty("proposal").GetInt64(), listed.GetProperty("part").GetString(), listed.GetProperty("asked_by").GetString(),
                listed.GetProperty("reason").GetString(), listed.GetProperty("overtaken").GetBoolean()));
        Assert.NotEmpty(listed.GetProperty("differences").EnumerateArray());

        (await gateway.Admin(HttpMethod.Post, $"contoso/proposals/{number}/agree")).MustBe(403, "CS6093");
        var second = await Token(gateway, "second", AdminRole.Policy);
        (await Send(gateway, second, $"contoso/proposals/{number}/agree")).MustBe(204);
        Assert.NotEqual(before, await Whole(gateway));
        Assert.Empty((await gateway.Admin(HttpMethod.Get, "contoso/proposals")).MustBe(200).Json.GetProperty("proposals").EnumerateArray());
        var agreed = Assert.Single(await gateway.Operator.Audit("proposal.agreed"));
        Assert.Equal("second", agreed.GetProperty("actor").GetString());
        var facts = await gateway.Engine.Engine.ReadAudit(new("contoso"), 0, 1000, Cancel);
        var made = facts.Select(record => JsonElement.Parse(record.Body.Span)).Single(fact => fact.TryGetProperty("agreedBy", out _));
        Assert.Equal(
            ("configuration", "ticket 1", "second"),
            (made.GetProperty("actor").GetString(), made.GetProperty("actorReason").GetString(), made.GetProperty("agreedBy").GetString()));
        (await Send(gateway, second, $"contoso/proposals/{number}/agree")).MustBe(404, "CS6092");
    }

    [Fact]
    public async Task A_difference_is_said_member_by_member_and_no_secret_with_it()
    {
        await using var gateway = await Paired();
        (await gateway.Admin(HttpMethod.Put, "contoso/policy", Pilots)).MustBe(202);
        (await gateway.Admin(HttpMethod.Put, "contoso/providers/fabrikam", Provider("Fabrikam", "a new secret"))).MustBe(202);
        var proposals = (await gateway.Admin(HttpMethod.Get, "contoso/proposals")).MustBe(200);
        Assert.DoesNotContain("a new secret", proposals.Text, StringComparison.Ordinal);
        string[][] differences =
        [
            .. proposals.Json.GetProperty("proposals").EnumerateArray().Select(one => one.GetProperty("differences").EnumerateArray()
                .Select(line => line.ToString()).ToArray()),
        ];
        Assert.Equal(
            ["""{"member":"target.type","before":"all","after":"select"}""", """{"member":"target.users","after":[]}""",
                """{"member":"target.groups","after":["pilots"]}"""],
            differences[0]);
        Assert.Equal(["""{"member":"secret","after":"another"}"""], differences[1]);
    }

    [Fact]
    public async Task A_preview_makes_no_proposal_and_what_is_overtaken_or_anothers_is_refused()
    {
        await using var gateway = await Paired();
        (await gateway.Admin(HttpMethod.Put, "contoso/policy?preview=true", Pilots)).MustBe(200);
        Assert.Empty((await gateway.Admin(HttpMethod.Get, "contoso/proposals")).MustBe(200).Json.GetProperty("proposals").EnumerateArray());
        var number = (await gateway.Admin(HttpMethod.Put, "contoso/settings", Settings("enter2"))).MustBe(202).Json
            .GetProperty("proposal").GetInt64();
        var second = await Token(gateway, "second", AdminRole.Policy);
        (await Send(gateway, second, "contoso/settings", HttpMethod.Put, Settings("enter6"))).MustBe(409, "CS6091");
        (await Send(gateway, second, "contoso/settings", HttpMethod.Put, Settings("select", "https://help.contoso.example/"))).MustBe(200);
        (await Send(gateway, second, $"contoso/proposals/{number}/agree")).MustBe(409, "CS6094");
        (await gateway.Admin(HttpMethod.Post, $"contoso/proposals/{number}/decline")).MustBe(204);
        (await gateway.Admin(HttpMethod.Post, "contoso/proposals/0x1/agree")).MustBe(404, "CS6092");
        (await Send(gateway, await Token(gateway, "desk", AdminRole.HelpDesk), $"contoso/proposals/{number}/agree")).MustBe(403, "CS2021");
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task At_the_console_a_second_administrator_sees_what_would_change_and_agrees(string language)
    {
        await using var gateway = await Paired(await ConsoleVisitor.Gateway());
        var texts = PageTexts.All.Single(one => one.Language == language).Console;
        var (ada, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Policy, language);
        var path = ProposalsPage.PathOf(new("contoso"));
        Assert.Contains(texts.ProposalsNone, Text(await ada.Open(path)), StringComparison.Ordinal);
        var own = (await gateway.Engine.Administration.By(() => new(Ada, Reason: "<b>ticket</b>")).Ask(
            new("contoso"), new TenantQuestion.SetLegacyPolicy(new(RandomValues.Handle()), true), Cancel)).Answer!.Waits;
        var page = (await ada.Open(path)).MustBe(200);
        Assert.Contains(texts.ProposalOwn, Text(page), StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"agree\"", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page.Text, StringComparison.Ordinal);
        (await ada.Press($"{path}/{own}", page, ("what", "agree"))).MustBe(403, "CS6093");

        var (bob, _) = await ConsoleVisitor.SignedIn(gateway, Bob, AdminRole.Owner, language);
        var seen = (await bob.Open(path)).MustBe(200);
        foreach (var shown in new[] { Ada, "legacy-policy", "enabled", "<bdi>false</bdi> → <bdi>true</bdi>" })
            Assert.Contains(shown, Text(seen), StringComparison.Ordinal);
        (await bob.Press($"{path}/{own}", seen, ("what", "perhaps"))).MustBe(400, "CS1000");
        var done = (await bob.Press($"{path}/{own}", seen, ("what", "agree"), ("reason", "looked at"))).MustBe(303).Header("Location")!;
        Assert.Contains(texts.ProposalAgreed, Text((await bob.Open(done)).MustBe(200)), StringComparison.Ordinal);
        Assert.True((await gateway.Admin(HttpMethod.Get, "contoso/legacy-policy")).MustBe(200).Json.GetProperty("enabled").GetBoolean());
        var audit = (await bob.Open("/console/tenants/contoso/audit?kind=policy")).MustBe(200);
        Assert.Contains($"{Ada}: <b>ticket</b> + {Bob}", Text(audit), StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", audit.Text, StringComparison.Ordinal);
    }

    /// <summary>Whatever form it is: the door leads there.</summary>
    [Fact]
    public async Task A_form_of_the_console_whose_change_waits_leads_to_what_waits()
    {
        await using var gateway = await Paired(await ConsoleVisitor.Gateway());
        var (ada, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Policy);
        var texts = PageTexts.All.Single(one => one.Language == "en").Console;
        const string Removal = "/console/tenants/contoso/domains/old.example/remove";
        var waits = (await ada.Press(Removal, (await ada.Open(Removal)).MustBe(200))).MustBe(303).Header("Location")!;
        var page = (await ada.Open(waits)).MustBe(200);
        Assert.Contains(texts.ProposalMade, Text(page), StringComparison.Ordinal);
        Assert.Contains("domains/old.example", page.Text, StringComparison.Ordinal);
        Assert.Contains("old.example", (await gateway.Admin(HttpMethod.Get, "contoso/domains")).MustBe(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_says_what_waits_and_config_apply_too()
    {
        await using var gateway = await Paired();
        var second = await Token(gateway, "second", AdminRole.Policy);
        var asked = await Countersign(gateway, Site.Token, "policy set --group pilots --tenant contoso --reason 'ticket 1'");
        Assert.Equal((0, ""), (asked.ExitCode, asked.Output));
        Assert.Contains("waits for a second person, as proposal ", asked.Errors, StringComparison.Ordinal);
        var listed = (await Countersign(gateway, second, "proposals list --tenant contoso")).Output.Split('\n');
        var cells = listed[0].Split('\t');
        Assert.Equal(("policy", "configuration", "ticket 1"), (cells[1], cells[2], cells[5]));
        Assert.Equal("""  target.type: "all" -> "select" """.TrimEnd(), listed[1]);
        var own = await Countersign(gateway, Site.Token, $"proposals agree {cells[0]} --tenant contoso");
        Assert.Equal((2, ""), (own.ExitCode, own.Output));
        Assert.Contains("CS6093", own.Errors, StringComparison.Ordinal);
        Assert.Equal((0, "", ""), await Countersign(gateway, second, $"proposals agree {cells[0]} --tenant contoso"));

        var file = Path.Combine(_home, "contoso.yaml");
        Assert.Equal(0, (await Countersign(gateway, Site.Token, $"config export --tenant contoso --out '{file}'")).ExitCode);
        var text = await File.ReadAllTextAsync(file, Cancel);
        await File.WriteAllTextAsync(file, text.Replace("number_mode: select", "number_mode: enter6", StringComparison.Ordinal), Cancel);
        var applied = await Countersign(gateway, Site.Token, $"config apply '{file}' --yes");
        Assert.Equal(1, applied.ExitCode);
        Assert.Contains("1/1 tenants/contoso/settings: waits for a second person, as proposal ", applied.Errors, StringComparison.Ordinal);
        Assert.Equal(1, (await Countersign(gateway, Site.Token, $"config diff '{file}'")).ExitCode);
    }

    [Fact]
    public async Task Whoever_is_alone_agrees_on_the_machine()
    {
        var (tenant, machine) = (new TenantId("contoso"), new TenantQuestion.Create(new(RandomValues.Handle())));
        var settings = GatewaySettings.Default with { Data = Folder };
        long number;
        await using (var engine = await EngineHost.OpenEmbedded(settings, TimeProvider.System, _ => { }))
        {
            var ada = engine.UseCases.Administration.By(() => new(Ada));
            await ada.Ask(tenant, machine, Cancel);
            var on = TenantSettings.OfNewTenant with { SecondPerson = true };
            Assert.Null((await ada.Ask(tenant, new TenantQuestion.SetSettings(new(RandomValues.Handle()), on), Cancel)).Answer!.Waits);
            var off = new TenantQuestion.SetSettings(new(RandomValues.Handle()), on with { SecondPerson = false });
            number = (await ada.Ask(tenant, off, Cancel)).Answer!.Waits!.Value;
        }

        var wrong = await Running.Once("admin", "agree", "999", "--tenant", "contoso", "--data", Folder);
        Assert.Equal((2, ""), (wrong.ExitCode, wrong.Output));
        Assert.Contains("CS6092", wrong.Errors, StringComparison.Ordinal);
        string[] agree = ["admin", "agree", $"{number}", "--tenant", "contoso", "--reason", "nobody else is here", "--data", Folder];
        Assert.Equal((0, "", ""), await Running.Once(agree));
        await using var again = await EngineHost.OpenEmbedded(settings, TimeProvider.System, _ => { });
        var read = await again.UseCases.Administration.Ask(tenant, new TenantQuestion.Read(), Cancel);
        Assert.False(read.Answer!.Tenant.Settings.SecondPerson);
        var facts = (await again.UseCases.Engine.ReadAudit(tenant, 0, 100, Cancel)).Select(record => JsonElement.Parse(record.Body.Span));
        Assert.Equal("command", facts.Single(fact => fact.TryGetProperty("agreedBy", out _)).GetProperty("agreedBy").GetString());
    }

    /// <summary>A tenant of which everything is set, and that asks for a second person.</summary>
    private static async Task<RunningGateway> Paired(RunningGateway? furnished = null)
    {
        var gateway = furnished ?? await RunningGateway.Furnished();
        (string Path, string Body)[] requests =
        [
            ("providers/fabrikam", Provider("Fabrikam")), ("passwords", """{"place":"here"}"""),
            ("domains/old.example", """{"type":"federated","sign_in_url":"https://adfs.old.example/"}"""),
            ("clients/portal",
                """
                {"client_name":"Portal","token_endpoint_auth_method":"none","grant_types":["authorization_code"],
                "redirect_uris":["https://portal.example/callback"],"second_factor":true}
                """),
            ("settings", Settings("select")),
        ];
        foreach (var (path, body) in requests) (await gateway.Admin(HttpMethod.Put, "contoso/" + path, body)).MustBe(200);
        return gateway;
    }

    private static string Settings(string mode, string? help = null) =>
        $$"""
        {"number_mode":"{{mode}}","challenge_seconds":120,"second_attempt":"fall_back","policy_check":"after_completion",
        "prompts_in_5_minutes":3,"prompts_in_an_hour":5,"prompts_in_a_day":10,"wrong_numbers_to_lock":3,"installation_limit":5,
        "second_person":true{{(help is null ? "" : $",\"help_url\":\"{help}\"")}}}
        """;

    private static string Provider(string name, string secret = "what fabrikam knows us by") =>
        $$"""{"name":"{{name}}","issuer":"https://fs.fabrikam.example/adfs","client_id":"countersign","client_secret":"{{secret}}"}""";

    private static async Task<string> Whole(RunningGateway gateway)
    {
        var parts = new[] { "contoso", "contoso/providers", "contoso/passwords", "contoso/clients" };
        List<string> texts = [];
        foreach (var part in parts) texts.Add((await gateway.Admin(HttpMethod.Get, part)).MustBe(200).Text);
        return string.Join('\n', texts);
    }

    private static async Task<string> Token(RunningGateway gateway, string name, AdminRole role) =>
        (await gateway.Engine.AdminAccess.Create(name, new(role), null, new("command"), Cancel)).Answer!.Text;

    private static Task<Reply> Send(RunningGateway gateway, string token, string path, HttpMethod? method = null, string? body = null)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Post, gateway.AdminUrl + "/admin/v1/tenants/" + path);
        request.Headers.Add("Authorization", "Bearer " + token);
        if (body is not null) request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        return Browser.Read(gateway.Client, request);
    }

    private static string Text(Reply page) => System.Net.WebUtility.HtmlDecode(page.MustBe(200).Text);

    private static Task<(int ExitCode, string Output, string Errors)> Countersign(RunningGateway gateway, string token, string command) =>
        Running.Once($"countersign {command} </dev/null", [("COUNTERSIGN_TOKEN", token), ("COUNTERSIGN_URL", gateway.AdminUrl)]);
}
