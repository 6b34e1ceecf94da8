using System.Net;
using Countersign.Gateway.Html.Texts;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Tests;

/// <summary>S-55: Security › Authentication methods › Passwordless phone sign-in, without script: seen, previewed, saved.</summary>
public sealed class PolicyPageTests
{
    private const string Ada = "ada@contoso.example", Bob = "bob@contoso.example", Carol = "carol@contoso.example";
    private const string Path = "/console/tenants/contoso/policy";
    private static readonly PolicyTexts English = PageTexts.All.Single(texts => texts.Language == "en").Console.Policy;

    public static TheoryData<string> Languages => [.. PageTexts.All.Select(texts => texts.Language)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>What the forms need to do something, and to let everybody in still; null: the page is no part of the screen.</summary>
    public static (string, string)[]? FieldsOf(string path) => path.Split('/') is [.., "policy", var part, "preview" or "save"]
        ? [("seen", "2"), ("request", "AAAAAAAAAAAAAAAAAAAAAA"), .. Fields(part)]
        : null;

    private static (string, string)[] Fields(string part) => part switch
    {
        "policy" => [("enabled", "on"), ("target", "all")],
        "number" => [("number_mode", "select"), ("policy_check", "after_completion")],
        "prerequisites" =>
        [
            ("push_allowed", "on"), ("combined_registration", "on"), ("minimum_ios", "8.0"), ("minimum_android", "6.0"),
            ("minimum_app", "1.0"),
        ],
        _ => [("legacy", "off")],
    };

    private static (string, string)[] Select(string users, string groups = "", string enabled = "on") =>
        [("enabled", enabled), ("target", "select"), ("users", users), ("groups", groups)];

    private static string Plain(Reply page) => WebUtility.HtmlDecode(page.Text);

    /// <summary>From the page to what saving would mean.</summary>
    private static async Task<Reply> Preview(ConsoleVisitor visitor, string part, params (string, string)[] fields)
    {
        var page = (await visitor.Open(Path)).MustBe(200);
        return await visitor.Press($"{Path}/{part}/preview", page, [("seen", Visitor.Hidden(page, "seen")!), .. fields]);
    }

    /// <summary>Presses the button of a preview.</summary>
    private static Task<Reply> Confirm(ConsoleVisitor visitor, string part, Reply preview, (string, string)[] fields, string reason = "") =>
        visitor.Press(
            $"{Path}/{part}/save", preview,
            [
                ("seen", Visitor.Hidden(preview, "seen")!), ("request", Visitor.Hidden(preview, "request")!), ("reason", reason),
                .. fields.Select(field => (field.Item1, Visitor.Hidden(preview, field.Item1)!)),
            ]);

    private static async Task<TenantState.Present> Tenant(RunningGateway gateway) =>
        (await gateway.Engine.Administration.Ask(new TenantId("contoso"), new TenantQuestion.Read(), Cancel)).Answer!.Tenant;

    private static string[] Kinds(Reply preview) =>
    [
        .. System.Text.RegularExpressions.Regex.Matches(
                Plain(preview),
                "<li><p class=\"count[^>]*>(?<count>[^<]*)</p>\\s*<div class=\"thing\">\\s*<p class=\"name\">(?<label>[^<]*)</p>\\s*"
                    + "<p class=\"fact\"><bdi>(?<names>[^<]*)</bdi>")
            .Select(match => $"{match.Groups["label"].Value}: {match.Groups["count"].Value} {match.Groups["names"].Value}"),
    ];

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Who_gains_who_loses_who_is_asked_and_who_is_unknown_is_seen_before_it_is_saved(string language)
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        foreach (var user in new[] { Bob, Carol }) await gateway.Enrol(user);
        await gateway.Operator.Join("contoso", Bob, "pilots");
        var texts = PageTexts.All.Single(one => one.Language == language).Console.Policy;
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Policy, language);
        var fields = Select($"{Ada}\r\nnobody@contoso.example", "pilots\r\nnone");

        var preview = (await Preview(visitor, "policy", fields)).MustBe(200);
        Assert.Equal(texts.PreviewTitle, Visitor.Heading(preview));
        Assert.Equal(
            [
                $"{texts.Loses}: 1 {Carol}", $"{texts.UnknownUsers}: 1 nobody@contoso.example", $"{texts.UnknownGroups}: 1 none",
                $"{texts.Prompted}: 3 {Ada}, {Bob}, {Carol}", $"{texts.RefusedAfter}: 1 {Carol}",
            ],
            Kinds(preview));
        Assert.IsType<Target.AllUsers>((await Tenant(gateway)).Policy!.Target);   // nothing is saved

        var saved = (await Confirm(visitor, "policy", preview, fields, "pilot of phones")).MustBe(303).Header("Location")!;
        Assert.Contains(texts.Saved, Plain((await visitor.Open(saved)).MustBe(200)), StringComparison.Ordinal);
        var target = Assert.IsType<Target.SelectUsers>((await Tenant(gateway)).Policy!.Target);
        Assert.Equal([Ada, "nobody@contoso.example"], target.Users.Select(user => user.Value).Order(StringComparer.Ordinal));
        Assert.Equal(["none", "pilots"], target.Groups.Order(StringComparer.Ordinal));
        var fact = (await gateway.Operator.Audit("policy.saved")).Last();
        Assert.Equal(
            (Ada, "pilot of phones"), (fact.GetProperty("actor").GetString(), fact.GetProperty("actorReason").GetString()));

        var back = (await Preview(visitor, "policy", ("enabled", "on"), ("target", "all"))).MustBe(200);
        Assert.Equal([$"{texts.Gains}: 1 {Carol}", $"{texts.Prompted}: 3 {Ada}, {Bob}, {Carol}"], Kinds(back));
    }

    /// <summary>The page and the interface say the same of the same change: one rule counts for both.</summary>
    [Fact, Trait("Rule", "S-25")]
    public async Task The_preview_says_what_the_interface_warns_of()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        await gateway.Enrol(Bob);
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Policy);
        foreach (var (part, fields, path, json) in new[]
                 {
                     ("policy", Select(Ada), "policy",
                         $$$"""{"enabled":true,"target":{"type":"select","users":["{{{Ada}}}"],"groups":[]}}"""),
                     ("policy", Select("", enabled: "off"), "policy",
                         """{"enabled":false,"target":{"type":"select","users":[],"groups":[]}}"""),
                     ("prerequisites",
                         [
                             ("push_allowed", "on"), ("combined_registration", "on"), ("minimum_ios", "8.0"), ("minimum_android", "6.0"),
                             ("minimum_app", "9.0"),
                         ],
                         "prerequisites",
                         """
                         {"push_allowed":true,"combined_registration":true,"minimum_ios":"8.0","minimum_android":"6.0","minimum_app":"9.0"}
                         """),
                     ("legacy", [("legacy", "on")], "legacy-policy", """{"enabled":true}"""),
                 })
        {
            var warned = (await gateway.Admin(HttpMethod.Put, $"contoso/{path}?preview=true", json)).MustBe(200).Json
                .GetProperty("warnings").EnumerateArray().Where(one => one.GetProperty("affected_users").GetInt32() > 0)
                .Select(one => one.GetProperty("affected_users") + " " + string.Join(", ", one.GetProperty("names").EnumerateArray()));
            var shown = Kinds((await Preview(visitor, part, fields)).MustBe(200))
                .Where(kind => kind.StartsWith(English.Loses, StringComparison.Ordinal)).Select(kind => kind[(English.Loses.Length + 2)..]);
            Assert.Equal(warned, shown);
        }
    }

    [Fact, Trait("Rule", "S-23")]
    public async Task The_first_policy_says_that_the_older_one_ends()
    {
        await using var gateway = await RunningGateway.Start(settings => settings with { AdminTenant = "contoso" });
        await gateway.Operator.CreateTenant("contoso");
        (await gateway.Admin(HttpMethod.Put, "contoso/legacy-policy", """{"enabled":true}""")).MustBe(200);
        await gateway.Enrol(Bob);
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Policy);
        var page = Plain((await visitor.Open(Path)).MustBe(200));
        Assert.Contains(English.NeverSaved, page, StringComparison.Ordinal);
        Assert.Contains(English.LegacyCounts, page, StringComparison.Ordinal);

        var preview = (await Preview(visitor, "policy", Select(Ada))).MustBe(200);
        Assert.Contains(English.LegacyEnds, Plain(preview), StringComparison.Ordinal);
        Assert.Contains($"{English.Loses}: 1 {Bob}", Kinds(preview));
        (await Confirm(visitor, "policy", preview, Select(Ada))).MustBe(303);
        Assert.Contains(English.LegacySuperseded, Plain((await visitor.Open(Path)).MustBe(200)), StringComparison.Ordinal);
        Assert.DoesNotContain(
            English.LegacyEnds, Plain((await Preview(visitor, "policy", Select(Ada))).MustBe(200)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Number_prerequisites_and_the_older_policy_are_set_there_too_and_nothing_else_with_them()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        await gateway.Operator.Configure("contoso", settings => settings with { ChallengeSeconds = 77 });
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Policy);
        var before = (await Tenant(gateway)).Settings;
        foreach (var (part, fields) in new (string, (string, string)[])[]
                 {
                     ("legacy", [("legacy", "on")]), ("number", [("number_mode", "select"), ("policy_check", "before_prompt")]),
                     ("prerequisites",
                         [
                             ("push_allowed", "on"), ("combined_registration", "off"), ("minimum_ios", "9.0"), ("minimum_android", "7.1"),
                             ("minimum_app", "1.0"),
                         ]),
                 })
        {
            var preview = (await Preview(visitor, part, fields)).MustBe(200);
            (await Confirm(visitor, part, preview, fields)).MustBe(303);
        }

        var after = await Tenant(gateway);
        Assert.True(after.Legacy);
        Assert.Equal(before with { PolicyCheck = PolicyCheck.BeforePrompt }, after.Settings);
        Assert.Equal(new(true, false, new(9, 0), new(7, 1), new(1, 0)), after.Prerequisites);
    }

    [Fact]
    public async Task A_stronger_number_says_whose_sign_ins_end()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        await gateway.Enrol(Bob);
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Policy);
        var preview = await Preview(visitor, "number", ("number_mode", "enter6"), ("policy_check", "after_completion"));
        Assert.Contains($"{English.SignInsEnd}: 2 {Ada}, {Bob}", Kinds(preview.MustBe(200)));
        Assert.Contains("class=\"danger\"", preview.Text, StringComparison.Ordinal);
        Assert.Equal(NumberMode.Select, (await Tenant(gateway)).Settings.NumberMode);
    }

    public static TheoryData<string, string, string, string> Wrong => new()
    {
        { "policy", "users", "no name", "CS1003" }, { "policy", "groups", "two words", "CS1013" }, { "policy", "enabled", "", "CS1000" },
        { "policy", "target", "some", "CS1000" }, { "number", "number_mode", "enter9", "CS1000" },
        { "number", "policy_check", "", "CS1000" }, { "prerequisites", "minimum_ios", "7.1", "CS6002" },
        { "prerequisites", "minimum_android", "5.1", "CS6002" }, { "prerequisites", "minimum_app", "new", "CS6002" },
        { "prerequisites", "push_allowed", "yes", "CS1000" }, { "legacy", "legacy", "", "CS1000" },
    };

    /// <summary>Beside its field, with its number, and what was typed stays.</summary>
    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_cannot_be_taken_is_said_beside_its_field_and_changes_nothing(
        string part, string field, string value, string code)
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Policy);
        var before = await Tenant(gateway);
        var fields = (part == "policy" ? Select("kept@contoso.example") : Fields(part)).ToDictionary();
        fields[field] = value;
        var page = await Preview(visitor, part, [.. fields.Select(one => (one.Key, one.Value))]);
        page.MustBe(400);
        Assert.Matches($"id=\"{field}_error\" data-code=\"{code}\"", page.Text);
        if (part == "policy" && field is not "users") Assert.Contains("kept@contoso.example", page.Text, StringComparison.Ordinal);
        if (value.Length > 0 && field is not ("target" or "enabled" or "number_mode" or "push_allowed"))
            Assert.Contains(value, page.Text, StringComparison.Ordinal);
        Assert.Equal(before.Changes, (await Tenant(gateway)).Changes);
    }

    [Fact]
    public async Task More_names_than_a_policy_may_have_are_refused_beside_them()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Policy);
        var most = string.Join("\r\n", Enumerable.Range(0, Limits.TargetsPerPolicy).Select(i => $"user{i}@contoso.example"));
        (await Preview(visitor, "policy", Select(most))).MustBe(200);
        var page = await Preview(visitor, "policy", Select(most + "\r\none-more@contoso.example"));
        page.MustBe(400);
        Assert.Contains("id=\"users_error\" data-code=\"CS6004\"", page.Text, StringComparison.Ordinal);
    }

    [Fact, Trait("Rule", "S-21")]
    public async Task What_somebody_else_changed_meanwhile_is_not_saved_over()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Policy);
        var preview = (await Preview(visitor, "policy", Select(Ada))).MustBe(200);
        await gateway.Operator.Require("contoso", before => before with { CombinedRegistration = false });
        var refused = await Confirm(visitor, "policy", preview, Select(Ada));
        refused.MustBe(412, "CS6001");
        Assert.Contains(English.Stale, Plain(refused), StringComparison.Ordinal);
        Assert.IsType<Target.AllUsers>((await Tenant(gateway)).Policy!.Target);

        var again = (await Preview(visitor, "policy", Select(Ada))).MustBe(200);
        (await Confirm(visitor, "policy", again, Select(Ada))).MustBe(303);
        (await Confirm(visitor, "policy", again, Select(Ada))).MustBe(303);   // pressed twice: I19
        Assert.Equal(2, (await Tenant(gateway)).PolicyVersion);
    }

    [Fact]
    public async Task Who_may_only_read_sees_the_policy_and_no_form()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        await gateway.Operator.AllowOnly("contoso", Ada, Bob);
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Reader);
        var page = (await visitor.Open(Path)).MustBe(200);
        Assert.DoesNotContain("<form", page.Text, StringComparison.Ordinal);
        foreach (var shown in new[] { English.SelectUsers, $"{Ada}, {Bob}", English.ModeSelect, English.CheckAfter, "8.0" })
            Assert.Contains(shown, Plain(page), StringComparison.Ordinal);
    }
}
