using System.Text.Json;
using Countersign.SignIn;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Tests;

/// <summary>Where a start leads where no number is shown: another way that was chosen, a second attempt, the budget, no phone.</summary>
public sealed class FallBackTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task S_40_S_41_Hints_have_no_effect_and_a_federated_user_is_prompted_too()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Federate("contoso", "contoso.example", "https://adfs.contoso.example/adfs/ls");
        var ada = await gateway.Enrol("ada@contoso.example");
        var hints = ""","login_hint":"ada@contoso.example","domain_hint":"contoso.example" """;
        var started = (await gateway.Browser().Start(ada.User, more: hints)).MustBe(200);
        Assert.Equal("number", started["result"]);
        Assert.False(started.Has("url"));
    }

    [Fact]
    public async Task S_42_Use_your_password_instead_leads_to_ad_fs_or_the_password_page_and_ends_the_prompt()
    {
        await using var gateway = await RunningGateway.Furnished();
        const string Adfs = "https://adfs.contoso.example/adfs/ls?wa=wsignin1.0";
        await gateway.Operator.Federate("contoso", "contoso.example", Adfs);
        var (ada, bob) = (await gateway.Enrol("ada@contoso.example"), await gateway.Enrol("bob@managed.example"));
        var (hers, his) = (gateway.Browser(), gateway.Browser());
        await hers.Prompt(ada.User);
        await his.Prompt(bob.User);

        Assert.Equal(JsonSerializer.Serialize(new { result = "federate", url = Adfs, reason = "requested" }), (await hers.UsePassword())
            .MustBe(200).Text);
        Assert.Equal("""{"result":"password","reason":"requested"}""", (await his.UsePassword()).MustBe(200).Text);
        Assert.Equal("""{"state":"cancelled"}""", (await hers.Observe()).Text);
        Assert.Equal("""{"waiting":null}""", (await ada.Waiting()).Text);
        Assert.Equal("""{"result":"password","reason":"requested"}""", (await his.UsePassword()).MustBe(200).Text);
    }

    [Theory]
    [InlineData(true, "on_premises_conditional_access")]
    [InlineData(false, "pass_through_authentication")]
    public async Task S_43_What_was_stepped_past_is_in_the_result_and_in_the_audit(bool federated, string control)
    {
        await using var gateway = await RunningGateway.Furnished();
        if (federated) await gateway.Operator.Federate("contoso", "contoso.example", "https://adfs.contoso.example/");
        else await gateway.Operator.PassThrough("contoso", "contoso.example");
        var ada = await gateway.Enrol("ada@contoso.example");
        var browser = gateway.Browser();
        (await ada.Approve(await browser.Prompt(ada.User))).MustBe(200);

        Assert.Equal($"""["{control}"]""", (await browser.Redeem()).MustBe(200)["bypassed"]);
        Assert.Equal(
            $"""["{control}"]""", Assert.Single(await gateway.Operator.Audit("challenge.approved")).GetProperty("bypassed").GetRawText());
    }

    [Theory]
    [InlineData(true, "federate")]
    [InlineData(false, "password")]
    public async Task S_44_S_45_S_46_D_08_A_thousand_concurrent_starts_are_one_number_and_999_fallbacks(bool federated, string result)
    {
        await using var gateway = await RunningGateway.Furnished();
        if (federated) await gateway.Operator.Federate("contoso", "contoso.example", "https://adfs.contoso.example/");
        var ada = await gateway.Enrol("ada@contoso.example");
        var started = await Task.WhenAll(Enumerable.Range(0, 1000).Select(async _ =>
        {
            var browser = gateway.Browser();
            return (Browser: browser, Reply: (await browser.Start(ada.User)).MustBe(200));
        }));

        var (first, prompt) = Assert.Single(started, one => one.Reply["result"] == "number");
        var others = started.Where(one => one.Reply != prompt).ToArray();
        Assert.Equal(999, others.Length);
        Assert.All(
            others, one => Assert.Equal((result, "pending", "120"), (one.Reply["result"], one.Reply["reason"], one.Reply["retry_after"])));
        Assert.All(others, one => Assert.Equal(federated, one.Reply.Has("url")));
        Assert.All(others, one => Assert.Empty(one.Browser.Cookies));

        (await ada.Approve(prompt["number"])).MustBe(200);
        (await first.Redeem()).MustBe(200);
        (await others[0].Browser.Redeem()).MustBe(404, "CS4001");
    }

    [Fact]
    public async Task S_47_Once_answered_or_expired_the_next_attempt_prompts_again()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol("ada@contoso.example");
        (await ada.Approve(await gateway.Browser().Prompt(ada.User))).MustBe(200);
        await gateway.Browser().Prompt(ada.User);
        Assert.Equal("pending", (await gateway.Browser().Start(ada.User))["reason"]);
        gateway.Clock.Advance(TimeSpan.FromSeconds(119.999));
        Assert.Equal("pending", (await gateway.Browser().Start(ada.User))["reason"]);
        gateway.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var browser = gateway.Browser();
        await browser.Prompt(ada.User);
        (await browser.CancelSignIn()).MustBe(204);
        await gateway.Browser().Prompt(ada.User);
    }

    [Fact]
    public async Task An_approval_that_comes_at_the_end_comes_too_late()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol("ada@contoso.example");
        var browser = gateway.Browser();
        var number = await browser.Prompt(ada.User);
        var seen = await ada.See();
        gateway.Clock.Advance(TimeSpan.FromSeconds(120));

        (await ada.Answer(ada.Sign(ada.Statement(seen, Decision.Approve, number)))).MustBe(410, "CS4004");
        Assert.Equal("""{"state":"expired"}""", (await browser.Observe()).Text);
        (await browser.Redeem()).MustBe(409, "CS4009");
    }

    [Fact]
    public async Task A_tenant_may_refuse_a_second_attempt_instead()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Configure("contoso", settings => settings with { SecondAttempt = SecondAttempt.Refuse });
        var ada = await gateway.Enrol("ada@contoso.example");
        await gateway.Browser().Prompt(ada.User);
        gateway.Clock.Advance(TimeSpan.FromSeconds(20));

        var refused = (await gateway.Browser().Start(ada.User)).MustBe(429, "CS5003");
        Assert.Equal(("throttled", "100", "100"), (refused["result"], refused["retry_after"], refused.Header("Retry-After")));
    }

    [Fact]
    public async Task T_1_Over_the_budget_there_is_a_fallback_and_no_prompt()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol("ada@contoso.example");
        for (var prompt = 0; prompt < Limits.PromptsIn5Minutes; prompt++)
        {
            var browser = gateway.Browser();
            await browser.Prompt(ada.User);
            (await browser.CancelSignIn()).MustBe(204);
        }

        var over = (await gateway.Browser().Start(ada.User)).MustBe(200);
        Assert.Equal(("password", "too_many_prompts", "300"), (over["result"], over["reason"], over["retry_after"]));
        Assert.Equal("""{"waiting":null}""", (await ada.Waiting()).Text);
    }

    [Fact]
    public async Task I_16_Unknown_disabled_and_phoneless_users_get_one_answer()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });
        await gateway.Operator.CreateUser("contoso", "phoneless@contoso.example");
        await gateway.Enrol("disabled@contoso.example");
        await gateway.Operator.Disable("contoso", "disabled@contoso.example");

        var looks = new List<string>();
        foreach (var user in new[] { "unknown", "phoneless", "disabled" })
            looks.Add((await gateway.Browser().Start(user + "@contoso.example")).MustBe(200).Look);
        Assert.Single(looks.Distinct());
        Assert.Contains("""{"result":"password","reason":"not_available"}""", looks[0]);
        (await gateway.Browser("fabrikam").Start("ada@contoso.example")).MustBe(404, "CS2001");
    }
}
