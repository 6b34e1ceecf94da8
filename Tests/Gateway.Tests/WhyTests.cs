using System.Text.Json;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Tests;

/// <summary>ADM-4: an administrator sees why somebody cannot sign in, rule by rule, and it is what a sign-in then gets.</summary>
public sealed class WhyTests
{
    private const string Ada = "ada@contoso.example", Path = $"contoso/users/{Ada}/why";

    public static TheoryData<string, string, string> Causes => new()
    {
        { "no phone", "phone_enabled", "not_available" },
        { "disabled", "user_enabled", "not_available" },
        { "locked", "not_locked", "locked" },
        { "switched off", "switched_on", "switched_off" },
        { "waiting", "nothing_waits", "pending" },
        { "not targeted", "targeted", "not_allowed_by_policy" },
        { "push not allowed", "push_allowed", "push_not_allowed" },
        { "too old", "phone_new_enough", "phone_too_old" },
        { "spent", "prompts_left", "too_many_prompts" },
    };

    [Theory]
    [MemberData(nameof(Causes))]
    public async Task The_rule_that_is_named_is_the_one_that_a_sign_in_falls_back_by(string cause, string rule, string reason)
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });
        await Happen(gateway, cause);
        var why = (await gateway.Admin(HttpMethod.Get, Path)).MustBe(200);
        var broken = why.Json.GetProperty("rules").EnumerateArray()
            .First(one => one.GetProperty("result").GetString() is not ("passed" or "falls_back_for_some"));
        Assert.Equal(
            (rule, "falls_back", reason),
            (broken.GetProperty("rule").GetString(), broken.GetProperty("result").GetString(), broken.GetProperty("reason").GetString()));
        Assert.Equal((reason, "False", "False"), (why["reason"], why["phone_asked"], why["shown_decoy"]));
        var started = (await gateway.Browser().Start(Ada)).MustBe(200);
        Assert.Equal(reason, started["reason"]);
    }

    internal static async Task Happen(RunningGateway gateway, string cause)
    {
        var theOperator = gateway.Operator;
        if (cause == "no phone")
        {
            await theOperator.CreateUser("contoso", Ada);
            return;
        }

        var ada = await gateway.Enrol(Ada);
        await (cause switch
        {
            "disabled" => theOperator.Disable("contoso", Ada),
            "locked" => Lock(gateway, ada),
            "switched off" => theOperator.AllowNobody("contoso"),
            "waiting" => gateway.Browser().Prompt(Ada),
            "not targeted" => TargetOthers(gateway),
            "push not allowed" => theOperator.Require("contoso", required => required with { PushAllowed = false }),
            "too old" => theOperator.Require("contoso", required => required with { MinimumApp = new(99, 0) }),
            _ => Spend(gateway, ada),
        });
    }

    private static async Task Lock(RunningGateway gateway, Handset phone)
    {
        await gateway.Operator.Configure("contoso", settings => settings with { WrongNumbersToLock = 1, Decoys = false });
        var number = await gateway.Browser().Prompt(Ada);
        var wrong = (await phone.See()).GetProperty("choices").EnumerateArray().Select(one => one.GetString()!).First(one => one != number);
        (await phone.Approve(wrong)).MustBe(403);
    }

    private static async Task TargetOthers(RunningGateway gateway)
    {
        await gateway.Operator.Configure("contoso", settings => settings with { PolicyCheck = PolicyCheck.BeforePrompt, Decoys = false });
        await gateway.Operator.AllowOnly("contoso", "bob@contoso.example");
    }

    private static async Task Spend(RunningGateway gateway, Handset phone)
    {
        for (var n = 0; n < 3; n++)
        {
            await gateway.Browser().Prompt(Ada);
            (await phone.Deny()).MustBe(200);
        }
    }

    [Fact]
    public async Task Whoever_would_be_asked_is_said_to_be_and_nothing_is_begun_by_asking()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var why = (await gateway.Admin(HttpMethod.Get, Path + "?client=portal")).MustBe(200);
        Assert.Equal("True", why["phone_asked"]);
        Assert.Equal(JsonValueKind.Null, why.Json.GetProperty("reason").ValueKind);
        Assert.All(why.Json.GetProperty("rules").EnumerateArray(), rule => Assert.Equal("passed", rule.GetProperty("result").GetString()));
        Assert.Equal(JsonValueKind.Null, (await ada.Waiting()).MustBe(200).Json.GetProperty("waiting").ValueKind);
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_said_to_be_none_and_what_a_browser_sees_then()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = true });
        var why = (await gateway.Admin(HttpMethod.Get, "contoso/users/aad@contoso.example/why")).MustBe(200);
        var last = why.Json.GetProperty("rules").EnumerateArray().Last();
        Assert.Equal(("user_exists", "falls_back"), (last.GetProperty("rule").GetString(), last.GetProperty("result").GetString()));
        Assert.Equal(("not_available", "True"), (why["reason"], why["shown_decoy"]));
    }

    [Fact]
    public async Task Who_may_not_ask_hears_nothing_and_what_is_no_client_is_refused()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateUser("contoso", Ada);
        (await gateway.Admin(HttpMethod.Get, Path + "?client=a%20b")).MustBe(400, "CS1000");
        (await gateway.Admin(HttpMethod.Get, Path + "?client=a&client=b")).MustBe(400, "CS1000");
        (await gateway.Admin(HttpMethod.Get, $"nowhere/users/{Ada}/why")).MustBe(404);
    }
}
