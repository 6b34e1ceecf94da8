using Countersign.SignIn.Devices;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.Tests;

/// <summary>Prerequisites, the two stages of registration, the ways back, and the device's one registration.</summary>
public sealed class RegistrationTests
{
    private const string Ada = "ada@contoso.example";

    [Fact]
    public async Task S_15_Without_push_nothing_is_registered_enabled_prompted_or_shown()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (ada, bob) = (await gateway.Enrol(Ada), await gateway.Activate("bob@contoso.example"));
        await gateway.Operator.CreateUser("contoso", "carol@contoso.example");
        var code = await gateway.Operator.ActivationCode("contoso", "carol@contoso.example");
        await gateway.Browser().Prompt(Ada);
        (await bob.Register()).MustBe(204);

        await gateway.Operator.Require("contoso", prerequisites => prerequisites with { PushAllowed = false });
        (await gateway.Handset("carol@contoso.example").Activate(code)).MustBe(403, "CS3001");
        (await bob.Enable()).MustBe(403, "CS3001");
        Assert.Equal("""{"waiting":null}""", (await ada.Waiting()).MustBe(200).Text);
        gateway.Clock.Advance(TimeSpan.FromSeconds(120));
        Assert.Equal("""{"result":"password","reason":"push_not_allowed"}""", (await gateway.Browser().Start(Ada)).MustBe(200).Text);
    }

    [Theory]
    [InlineData(Platform.Ios, "7.1", false)]
    [InlineData(Platform.Ios, "8.0", true)]
    [InlineData(Platform.Android, "5.1", false)]
    [InlineData(Platform.Android, "6.0", true)]
    public async Task S_16_The_system_must_be_new_enough(Platform platform, string os, bool accepted)
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Activate(Ada);
        (await ada.Register()).MustBe(204);
        var report = new AppReport(platform, os, "2.0");
        await gateway.Operator.CreateUser("contoso", "bob@contoso.example");
        var code = await gateway.Operator.ActivationCode("contoso", "bob@contoso.example");
        var activated = await gateway.Handset("bob@contoso.example").With(report).Activate(code);
        var enabled = await ada.With(report).Enable();

        if (accepted)
        {
            activated.MustBe(200);
            enabled.MustBe(204);
            (await ada.With(report).Waiting()).MustBe(200);
        }
        else
        {
            activated.MustBe(403, "CS3003");
            enabled.MustBe(403, "CS3003");
        }
    }

    [Fact]
    public async Task S_17_The_app_must_be_new_enough_at_every_step()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var number = await gateway.Browser().Prompt(Ada);
        var seen = await ada.See();
        await gateway.Operator.Require("contoso", prerequisites => prerequisites with { MinimumApp = new(3, 0) });

        (await ada.Waiting()).MustBe(403, "CS3004");
        (await ada.Enable()).MustBe(403, "CS3004");
        (await ada.Answer(ada.Sign(ada.Statement(seen, Decision.Approve, number)))).MustBe(403, "CS3004");
        var updated = ada.With(ada.Report with { App = "3.0" });
        (await updated.Approve(number)).MustBe(200);
    }

    [Fact]
    public async Task S_18_Without_combined_registration_no_method_is_registered()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateUser("contoso", Ada);
        var code = await gateway.Operator.ActivationCode("contoso", Ada);
        await gateway.Operator.Require("contoso", prerequisites => prerequisites with { CombinedRegistration = false });
        (await gateway.Handset(Ada).Activate(code)).MustBe(403, "CS3002");
        await gateway.Operator.Require("contoso", prerequisites => prerequisites);
        (await gateway.Handset(Ada).Activate(code)).MustBe(200);
    }

    [Fact]
    public async Task S_31_Stage_2_without_stage_1_is_refused()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateUser("contoso", Ada);
        var stranger = gateway.Handset(Ada);
        (await stranger.Register()).MustBe(401, "CS2006");
        (await stranger.Enable()).MustBe(401, "CS2006");
    }

    [Fact]
    public async Task S_32_Stage_1_alone_leads_to_the_password()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });
        var ada = await gateway.Activate(Ada);
        Assert.Equal("""{"result":"password","reason":"not_available"}""", (await gateway.Browser().Start(Ada)).MustBe(200).Text);
        (await ada.Waiting()).MustBe(403, "CS3014");
    }

    [Fact]
    public async Task N_17_A_code_serves_one_device_once_within_ten_minutes()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateUser("contoso", Ada);
        var (first, second) = (gateway.Handset(Ada), gateway.Handset(Ada));
        var code = await gateway.Operator.ActivationCode("contoso", Ada);
        (await first.Activate(code)).MustBe(200);
        (await first.Activate(code)).MustBe(200);
        (await second.Activate(code)).MustBe(400, "CS2005");

        var late = await gateway.Operator.ActivationCode("contoso", Ada);
        gateway.Clock.Advance(TimeSpan.FromMinutes(10));
        (await second.Activate(late)).MustBe(400, "CS2005");
    }

    [Fact]
    public async Task T_37_Wrong_codes_of_strangers_take_nothing_from_the_one_that_is_out()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateUser("contoso", Ada);
        await gateway.Operator.CreateUser("contoso", "bob@contoso.example");
        var code = await gateway.Operator.ActivationCode("contoso", Ada);
        var secret = Engine.RandomValues.Handle();
        var looks = new List<string>();
        for (var wrong = 0; wrong < 25; wrong++)
            looks.Add((await gateway.Handset(Ada).Activate(Code(gateway, Ada, secret))).MustBe(400, "CS2005").Look);
        (await gateway.Handset(Ada).Activate(code)).MustBe(200);

        foreach (var user in new[] { "bob@contoso.example", "nobody@contoso.example" })
            looks.Add((await gateway.Handset(user).Activate(Code(gateway, user, secret))).MustBe(400, "CS2005").Look);
        Assert.Single(looks.Distinct());
    }

    [Fact]
    public async Task An_activation_must_be_signed_by_both_keys_about_this_code_and_device()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateUser("contoso", Ada);
        var code = await gateway.Operator.ActivationCode("contoso", Ada);
        var (ada, other) = (gateway.Handset(Ada), gateway.Handset(Ada));
        var (body, others) = (ada.ActivationBody(code), other.ActivationBody(code));
        string[] wrong =
        [
            body.Replace(Member(body, "request_proof"), Member(body, "decision_proof"), StringComparison.Ordinal),
            body.Replace(Member(body, "decision_proof"), Member(others, "decision_proof"), StringComparison.Ordinal),
            body.Replace(Member(body, "device"), Member(others, "device"), StringComparison.Ordinal),
            body.Replace(Member(body, "request_proof"), "x", StringComparison.Ordinal),
            body.Replace(ada.RequestKey.Public.X, other.RequestKey.Public.X, StringComparison.Ordinal)
                .Replace(ada.RequestKey.Public.Y, other.RequestKey.Public.Y, StringComparison.Ordinal),
        ];
        foreach (var mixed in wrong) (await gateway.Browser().Send(HttpMethod.Post, "/device/activate", mixed)).MustBe(401, "CS2006");
        gateway.Clock.Advance(TimeSpan.FromSeconds(61));
        (await gateway.Browser().Send(HttpMethod.Post, "/device/activate", body)).MustBe(401, "CS2006");
        (await ada.Activate(code)).MustBe(200);
    }

    [Fact]
    public async Task S_35_S_36_S_37_An_untargeted_user_learns_it_after_completing_and_gets_nothing()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        await gateway.Operator.AllowOnly("contoso", "bob@contoso.example");
        var browser = gateway.Browser();
        var number = await browser.Prompt(Ada);

        (await ada.Approve(number)).MustBe(403, "CS4008");
        Assert.Equal("""{"state":"not_allowed"}""", (await browser.Observe()).MustBe(200).Text);
        var refused = (await browser.Redeem()).MustBe(403, "CS4008");
        Assert.Empty(refused.SetCookies);
        Assert.Equal("method_not_allowed_by_policy", refused["name"]);

        await gateway.Operator.AllowOnly("contoso", Ada);
        await gateway.SignIn(ada);
    }

    [Fact]
    public async Task I_8_The_policy_is_asked_again_at_redemption()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var browser = gateway.Browser();
        (await ada.Approve(await browser.Prompt(Ada))).MustBe(200);
        await gateway.Operator.AllowNobody("contoso");
        Assert.Empty((await browser.Redeem()).MustBe(403, "CS4008").SetCookies);
    }

    [Fact]
    public async Task S_39_Disabling_in_the_app_ends_phone_sign_in_and_keeps_the_method()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });
        var ada = await gateway.Enrol(Ada);
        (await ada.Disable()).MustBe(204);
        (await ada.Disable()).MustBe(204);

        Assert.Equal("password", (await gateway.Browser().Start(Ada)).MustBe(200)["result"]);
        (await ada.Waiting()).MustBe(403, "CS3014");
        (await ada.Enable()).MustBe(409, "CS3008");
        (await ada.Register()).MustBe(204);
        (await ada.Enable()).MustBe(204);
        await gateway.SignIn(ada);
    }

    [Fact]
    public async Task S_50_The_device_is_registered_to_a_person_first()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Activate(Ada);
        (await ada.Enable()).MustBe(409, "CS3008");
        (await ada.Register("shared")).MustBe(400, "CS3005");
        (await ada.Register("nobody")).MustBe(400, "CS1000");
        (await ada.Enable()).MustBe(409, "CS3008");
        (await ada.Register()).MustBe(204);
        (await ada.Register()).MustBe(204);
        (await ada.Enable()).MustBe(204);
    }

    [Fact]
    public async Task S_51_S_52_A_device_is_in_one_tenant_and_serves_one_account()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateTenant("fabrikam");
        await gateway.Operator.AllowEveryone("fabrikam");
        var ada = await gateway.Enrol(Ada);
        var second = await gateway.Activate("bob@contoso.example", handset: ada.For("contoso", "bob@contoso.example"));
        var elsewhere = await gateway.Activate("ada@fabrikam.example", "fabrikam", ada.For("fabrikam", "ada@fabrikam.example"));

        (await second.Register()).MustBe(409, "CS3007");
        (await second.Enable()).MustBe(409, "CS3008");
        (await elsewhere.Register()).MustBe(409, "CS3006");
        (await ada.Disable()).MustBe(204);
        (await elsewhere.Register()).MustBe(204);
        (await elsewhere.Enable()).MustBe(204);
        (await ada.Register()).MustBe(409, "CS3006");
        await gateway.SignIn(elsewhere);
    }

    [Fact]
    public async Task I_7_A_disabled_user_is_signed_out_of_everything_under_way()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var (approved, pending) = (gateway.Browser(), gateway.Browser());
        (await ada.Approve(await approved.Prompt(Ada))).MustBe(200);
        var number = await pending.Prompt(Ada);
        var statement = ada.Sign(ada.Statement(await ada.See(), Decision.Approve, number));
        using var events = await ada.Events();
        Assert.NotNull(await events.Next("waiting"));

        await gateway.Operator.Disable("contoso", Ada);
        Assert.Null(await events.Next("waiting"));
        (await ada.Answer(statement)).MustBe(401, "CS2006");
        (await ada.Waiting()).MustBe(401, "CS2006");
        (await approved.Redeem()).MustBe(403, "CS3014");
        Assert.Equal("""{"state":"cancelled"}""", (await pending.Observe()).MustBe(200).Text);
    }

    private static string Member(string json, string name) => System.Text.Json.JsonElement.Parse(json).GetProperty(name).GetString()!;

    /// <summary>A code of the right form that nobody issued.</summary>
    private static string Code(RunningGateway gateway, string user, string secret) => "cs1-" + System.Buffers.Text.Base64Url.EncodeToString(
        System.Text.Encoding.UTF8.GetBytes($$"""{"issuer":"{{gateway.Url}}/contoso","user":"{{user}}","secret":"{{secret}}"}"""));

    [Fact, Trait("Rule", "PHO-6")]
    public async Task A_phone_renames_itself_in_either_stage_and_My_Security_Info_shows_it()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Activate(Ada);
        (await ada.Send(HttpMethod.Put, "/device/name", """{"name":"Work & play"}""")).MustBe(204);
        (await ada.Register()).MustBe(204);
        (await ada.Enable()).MustBe(204);
        (await ada.Send(HttpMethod.Put, "/device/name", """{"name":"Work & play"}""")).MustBe(204);
        Assert.Single(await gateway.Operator.Audit("method.renamed"));
        foreach (var wrong in new[] { "", "\u0007", "\u202e", "\u200b", new string('x', 129) })
            (await ada.Send(HttpMethod.Put, "/device/name", $$"""{"name":"{{wrong}}"}""")).MustBe(400);
        (await ada.Send(HttpMethod.Put, "/device/name", """{"name":null}""")).MustBe(400, "CS1000");
        var method = (await gateway.Admin(HttpMethod.Get, "contoso/users/" + Ada)).MustBe(200).Json.GetProperty("methods")[0];
        Assert.Equal("Work & play", method.GetProperty("name").GetString());
    }
}
