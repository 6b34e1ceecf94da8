using System.Text.Json;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Tests;

/// <summary>S-25, S-54: an administrator hears what a change means before it shuts somebody out.</summary>
public sealed class PolicyWarningTests
{
    private const string Ada = "ada@contoso.example", Bob = "bob@contoso.example", Plain = "plain@contoso.example";

    public static TheoryData<string, string[]> Changes => new()
    {
        { """{"enabled":true,"target":{"type":"all"}}""", [] },
        { """{"enabled":false,"target":{"type":"all"}}""", ["users_lose_access 2 ada@contoso.example bob@contoso.example"] },
        { Select($"\"{Ada}\"", "\"pilots\""), [] },
        { Select($"\"{Ada}\"", ""), ["users_lose_access 1 bob@contoso.example"] },
        { Select("", ""), ["users_lose_access 2 ada@contoso.example bob@contoso.example", "empty_target 0 "] },
        { Select($"\"{Ada}\",\"{Bob}\",\"aad@contoso.example\"", ""), ["unknown_user 1 aad@contoso.example"] },
        { Select($"\"{Ada}\"", "\"pilots\",\"pilotes\""), ["unknown_group 1 pilotes"] },
        {
            Select("\"nobody@contoso.example\"", "\"none\""),
            ["users_lose_access 2 ada@contoso.example bob@contoso.example", "unknown_user 1 nobody@contoso.example", "unknown_group 1 none"]
        },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Who_loses_access_is_counted_against_the_policy_in_force_before_and_when_it_is_saved(string policy, string[] warnings)
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol(Ada);
        await gateway.Enrol(Bob);
        await gateway.Operator.Join("contoso", Bob, "pilots");
        await gateway.Operator.CreateUser("contoso", Plain);

        Assert.Equal(warnings, Warnings((await gateway.Admin(HttpMethod.Put, "contoso/policy?preview=true", policy)).MustBe(200)));
        Assert.Equal(warnings, Warnings((await gateway.Admin(HttpMethod.Put, "contoso/policy", policy)).MustBe(200)));
        Assert.DoesNotContain(Warnings((await gateway.Admin(HttpMethod.Put, "contoso/policy", policy)).MustBe(200)), IsLoss);
    }

    [Fact]
    public async Task Turning_the_legacy_policy_off_while_it_is_in_force_warns_alike()
    {
        await using var gateway = await RunningGateway.Start();
        await gateway.Operator.CreateTenant("contoso");
        (await gateway.Admin(HttpMethod.Put, "contoso/legacy-policy", """{"enabled":true}""")).MustBe(200);
        await gateway.Enrol(Ada);

        const string Off = """{"enabled":false}""";
        var preview = (await gateway.Admin(HttpMethod.Put, "contoso/legacy-policy?preview=true", Off)).MustBe(200);
        Assert.Equal(["users_lose_access 1 ada@contoso.example"], Warnings(preview));
        Assert.Equal("True", preview["enabled"]);
        await gateway.Operator.AllowEveryone("contoso");   // supersedes it
        Assert.Empty(Warnings((await gateway.Admin(HttpMethod.Put, "contoso/legacy-policy", Off)).MustBe(200)));
    }

    [Fact]
    public async Task Who_will_be_prompted_and_who_of_them_will_be_refused_is_said_before_it_is_saved()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol(Ada);
        await gateway.Enrol(Bob);
        await gateway.Enrol("carol@contoso.example");
        await gateway.Operator.Disable("contoso", "carol@contoso.example");
        await gateway.Operator.CreateUser("contoso", Plain);
        var reply = (await gateway.Admin(HttpMethod.Put, "contoso/policy?preview=true", Select($"\"{Ada}\"", ""))).MustBe(200);

        var forecast = reply.Json.GetProperty("forecast");
        Assert.Equal((3, 2, 1), (Count(forecast, "holders"), Count(forecast, "prompted"), Count(forecast, "refused")));
        Assert.Equal([Ada, Bob], Names(forecast, "prompted_names"));
        Assert.Equal([Bob], Names(forecast, "refused_names"));
        Assert.Equal(0, Count(forecast, "gaining"));

        (await gateway.Admin(HttpMethod.Put, "contoso/policy", Select($"\"{Bob}\"", ""))).MustBe(200);
        var back = (await gateway.Admin(HttpMethod.Put, "contoso/policy?preview=true", """{"enabled":true,"target":{"type":"all"}}"""))
            .MustBe(200).Json.GetProperty("forecast");
        Assert.Equal([Ada], Names(back, "gaining_names"));
        Assert.Equal(1, Count(back, "gaining"));
    }

    [Theory]
    [InlineData("all", 1, 0)]
    [InlineData("checked before the prompt", 0, 0)]
    [InlineData("push off", 0, 0)]
    [InlineData("too old", 0, 0)]
    public async Task Nobody_is_counted_as_prompted_whom_a_start_would_not_prompt(string tenant, int prompted, int refused)
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol(Ada);
        var target = tenant == "checked before the prompt" ? Select("", "\"pilots\"") : """{"enabled":true,"target":{"type":"all"}}""";
        if (tenant == "checked before the prompt")
            await gateway.Operator.Configure("contoso", settings => settings with { PolicyCheck = PolicyCheck.BeforePrompt });
        if (tenant == "push off") await gateway.Operator.Require("contoso", before => before with { PushAllowed = false });
        if (tenant == "too old") await gateway.Operator.Require("contoso", before => before with { MinimumApp = new(9, 0) });

        var preview = (await gateway.Admin(HttpMethod.Put, "contoso/policy?preview=true", target)).MustBe(200);
        var forecast = preview.Json.GetProperty("forecast");
        Assert.Equal((1, prompted, refused), (Count(forecast, "holders"), Count(forecast, "prompted"), Count(forecast, "refused")));
    }

    public static TheoryData<string, string, string[]> OtherChanges => new()
    {
        { "prerequisites", Prerequisites(minimumApp: "1.0"), [] },
        { "prerequisites", Prerequisites(minimumApp: "9.0"), ["users_lose_access 2 ada@contoso.example bob@contoso.example"] },
        { "prerequisites", Prerequisites(minimumIos: "99.0"), ["users_lose_access 2 ada@contoso.example bob@contoso.example"] },
        { "prerequisites", Prerequisites(push: "false"), ["users_lose_access 2 ada@contoso.example bob@contoso.example"] },
        { "prerequisites", Prerequisites(combined: "false"), [] },
        { "settings", Settings("select"), [] },
        { "settings", Settings("enter6"), ["sign_ins_end 2 ada@contoso.example bob@contoso.example"] },
        { "settings", Settings("select", "before_prompt"), [] },   // carol, who is not targeted, never got in
    };

    [Theory]
    [MemberData(nameof(OtherChanges))]
    public async Task Who_loses_access_by_another_setting_is_said_before_and_when_it_is_saved(string where, string body, string[] warnings)
    {
        await using var gateway = await RunningGateway.Furnished();
        foreach (var user in new[] { Ada, Bob, "carol@contoso.example", "dan@contoso.example" }) await gateway.Enrol(user);
        await gateway.Operator.Disable("contoso", "dan@contoso.example");
        (await gateway.Admin(HttpMethod.Put, "contoso/policy", Select($"\"{Ada}\",\"{Bob}\"", ""))).MustBe(200);
        var before = (await gateway.Admin(HttpMethod.Get, "contoso/" + where)).MustBe(200).Text;

        var preview = (await gateway.Admin(HttpMethod.Put, $"contoso/{where}?preview=true", body)).MustBe(200);
        Assert.Equal(warnings, Warnings(preview));
        Assert.Equal(before, (await gateway.Admin(HttpMethod.Get, "contoso/" + where)).Text);
        Assert.StartsWith(before[..^1], preview.Text, StringComparison.Ordinal);   // as it stands
        Assert.Equal(warnings, Warnings((await gateway.Admin(HttpMethod.Put, "contoso/" + where, body)).MustBe(200)));
        Assert.Empty(Warnings((await gateway.Admin(HttpMethod.Put, "contoso/" + where, body)).MustBe(200)));
    }

    [Theory]
    [InlineData("settings")]
    [InlineData("prerequisites")]
    public async Task A_preview_that_is_neither_true_nor_false_changes_nothing(string where)
    {
        await using var gateway = await RunningGateway.Furnished();
        var body = where == "settings" ? Settings("enter6") : Prerequisites(push: "false");
        var before = (await gateway.Admin(HttpMethod.Get, "contoso/" + where)).MustBe(200).Text;
        (await gateway.Admin(HttpMethod.Put, $"contoso/{where}?preview=yes", body)).MustBe(400, "CS1000");
        Assert.Equal(before, (await gateway.Admin(HttpMethod.Get, "contoso/" + where)).MustBe(200).Text);
    }

    [Fact]
    public async Task A_preview_over_another_version_than_was_seen_is_refused_as_the_save_would_be()
    {
        await using var gateway = await RunningGateway.Furnished();
        var stale = await gateway.Admin(
            HttpMethod.Put, "contoso/policy?preview=true", """{"enabled":true,"target":{"type":"all"}}""", ("If-Match", "\"7\""));
        stale.MustBe(412);
    }

    private static string Select(string users, string groups) =>
        $$$"""{"enabled":true,"target":{"type":"select","users":[{{{users}}}],"groups":[{{{groups}}}]}}""";

    private static string Prerequisites(
        string push = "true", string combined = "true", string minimumApp = "1.0", string minimumIos = "8.0") =>
        $$"""
        {"push_allowed":{{push}},"combined_registration":{{combined}},"minimum_ios":"{{minimumIos}}","minimum_android":"6.0",
        "minimum_app":"{{minimumApp}}"}
        """;

    private static string Settings(string mode, string check = "after_completion") =>
        $$"""
        {"number_mode":"{{mode}}","challenge_seconds":120,"second_attempt":"fall_back","policy_check":"{{check}}",
        "prompts_in_5_minutes":3,"prompts_in_an_hour":5,"prompts_in_a_day":10,"wrong_numbers_to_lock":3,"installation_limit":5}
        """;

    private static readonly Predicate<string> IsLoss = warning => warning.StartsWith("users_lose_access", StringComparison.Ordinal);

    private static string[] Warnings(Reply reply) =>
        [.. reply.Json.GetProperty("warnings").EnumerateArray().Select(warning =>
            $"{warning.GetProperty("name")} {warning.GetProperty("affected_users")} {string.Join(' ', Names(warning, "names"))}")];

    private static int Count(JsonElement forecast, string name) => forecast.GetProperty(name).GetInt32();

    private static string[] Names(JsonElement json, string name) =>
        [.. json.GetProperty(name).EnumerateArray().Select(value => value.GetString()!)];
}
