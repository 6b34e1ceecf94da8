using System.Text.Json.Nodes;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.Tests;

/// <summary>PHO-2: phones whose decision key is a WebAuthn credential's, by HTTP.</summary>
public sealed class CredentialTests
{
    private const string Ada = "ada@contoso.example", Bob = "bob@contoso.example";

    [Fact]
    public async Task S_08_An_approval_is_the_statement_and_the_assertion_and_the_audit_keeps_both()
    {
        await using var gateway = await RunningGateway.Furnished();
        var phone = await Enrol(gateway, Ada, new());
        var browser = gateway.Browser();
        var number = await browser.Prompt(Ada);
        var jws = phone.Sign(phone.Statement(await phone.See(), Decision.Approve, number));
        var assertion = phone.Assertion(jws, phone.Authenticator!);
        (await phone.Answer(jws, assertion)).MustBe(200);
        (await phone.Answer(jws, assertion)).MustBe(200);   // a retry (T8)
        Assert.Equal("approved", (await browser.Observe()).MustBe(200)["state"]);
        var fact = (await gateway.Operator.Audit("challenge.approved")).Single();
        Assert.Equal(
            (jws, assertion, phone.Authenticator!.Public.Thumbprint.Value),
            (fact.GetProperty("statement").GetString(), fact.GetProperty("assertion").GetString(), fact.GetProperty("key").GetString()));
    }

    [Fact]
    public async Task S_10_Neither_proof_approves_without_the_other_nor_with_anybody_elses()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (phone, bobs) = (await Enrol(gateway, Ada, new()), await Enrol(gateway, Bob, new()));
        var (mine, his) = (phone.Authenticator!, bobs.Authenticator!);
        var number = await gateway.Browser().Prompt(Ada);
        var seen = await phone.See();
        var statement = phone.Statement(seen, Decision.Approve, number);
        var jws = phone.Sign(statement);
        var other = phone.Sign(statement with { Number = "00" });
        var denial = phone.Sign(phone.Statement(seen, Decision.Deny, ""));
        foreach (var refused in new[]
        {
            await phone.Answer(jws),
            await phone.Answer(jws, phone.Assertion(other, mine)),
            await phone.Answer(jws, phone.Assertion(jws, his)),
            await phone.Answer(jws, phone.Assertion(jws, his with { Id = mine.Id })),
            await phone.Answer(jws, phone.Assertion(jws, mine with { Id = his.Id })),
            await phone.Answer(jws, phone.Assertion(jws, mine with { Origin = "https://evil.example" })),
            await phone.Answer(jws, phone.Assertion(jws, mine with { IsSynced = true })),
            await phone.Answer(jws, "made up"),
            await phone.Answer(jws, ""),
            await phone.Answer(denial, phone.Assertion(denial, mine)),
            await phone.Answer(bobs.Sign(statement with { User = new(Bob) }), phone.Assertion(jws, mine)),
        })
            refused.MustBe(401, "CS2006");
        (await phone.Answer(jws, phone.Assertion(jws, mine with { IsVerified = false }))).MustBe(403, "CS4005");
        (await phone.Approve(number)).MustBe(200);
    }

    [Fact]
    public async Task A_copied_credential_is_told_by_its_count()
    {
        await using var gateway = await RunningGateway.Furnished();
        var authenticator = new SoftAuthenticator { Count = 5 };
        var phone = await Enrol(gateway, Ada, authenticator);
        var number = await gateway.Browser().Prompt(Ada);
        (await phone.Approve(number)).MustBe(401, "CS2006");   // it has not counted on since it was made
        var jws = phone.Sign(phone.Statement(await phone.See(), Decision.Approve, number));
        (await phone.Answer(jws, phone.Assertion(jws, authenticator with { Count = 6 }))).MustBe(200);
        number = await gateway.Browser().Prompt(Ada);
        jws = phone.Sign(phone.Statement(await phone.See(), Decision.Approve, number));
        (await phone.Answer(jws, phone.Assertion(jws, authenticator with { Count = 6 }))).MustBe(401, "CS2006");
    }

    [Fact]
    public async Task S_07_A_denial_needs_the_request_key_alone()
    {
        await using var gateway = await RunningGateway.Furnished();
        var phone = await Enrol(gateway, Ada, new());
        var browser = gateway.Browser();
        await browser.Prompt(Ada);
        (await phone.Deny()).MustBe(200);
        Assert.Equal("denied", (await browser.Observe()).MustBe(200)["state"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("another origin")]
    [InlineData("another person's code")]
    [InlineData("nobody verified")]
    public async Task A_credential_is_made_for_this_very_activation(string? wrong)
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateUser("contoso", Ada);
        await gateway.Operator.CreateUser("contoso", Bob);
        var authenticator = new SoftAuthenticator
        {
            Origin = wrong == "another origin" ? "https://evil.example" : null, IsVerified = wrong != "nobody verified",
        };
        var phone = new Handset(gateway, "contoso", Ada) { Authenticator = authenticator };
        var body = JsonNode.Parse(phone.ActivationBody(await gateway.Operator.ActivationCode("contoso", Ada)))!;
        if (wrong == "another person's code")
        {
            var bobs = new Handset(gateway, "contoso", Bob)
            {
                Authenticator = authenticator, Device = phone.Device, RequestKey = phone.RequestKey,
            };
            body["credential"] =
                JsonNode.Parse(bobs.ActivationBody(await gateway.Operator.ActivationCode("contoso", Bob)))!["credential"]!.DeepClone();
        }

        var reply = await Post(gateway, body);
        if (wrong is null) reply.MustBe(200);
        else reply.MustBe(401, "CS2006");
    }

    [Fact]
    public async Task An_activation_comes_with_one_kind_of_decision_key_whole()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateUser("contoso", Ada);
        var code = await gateway.Operator.ActivationCode("contoso", Ada);
        var made = JsonNode.Parse(new Handset(gateway, "contoso", Ada) { Authenticator = new() }.ActivationBody(code))!;
        var own = JsonNode.Parse(new Handset(gateway, "contoso", Ada).ActivationBody(code))!;
        foreach (var change in new Action<JsonNode>[]
        {
            body => body["decision_key"] = own["decision_key"]!.DeepClone(),
            body => body["decision_proof"] = own["decision_proof"]!.DeepClone(),
            body => body.AsObject().Remove("credential"),
            body => { body.AsObject().Remove("credential"); body["decision_key"] = own["decision_key"]!.DeepClone(); },
        })
        {
            var body = made.DeepClone();
            change(body);
            (await Post(gateway, body)).MustBe(400);
        }

        (await Post(gateway, made)).MustBe(200);
    }

    [Fact]
    public async Task A_tenant_takes_the_keys_it_wants_and_sees_which_there_are()
    {
        await using var gateway = await RunningGateway.Furnished();
        var own = await gateway.Enrol("old@contoso.example");
        await gateway.Operator.Configure("contoso", settings => settings with { PinKeys = false, SyncedKeys = false });
        await gateway.Operator.CreateUser("contoso", Ada);
        var code = await gateway.Operator.ActivationCode("contoso", Ada);
        (await gateway.Handset(Ada).Activate(code)).MustBe(403, "CS3015");
        (await new Handset(gateway, "contoso", Ada) { Authenticator = new() { IsSynced = true } }.Activate(code)).MustBe(403, "CS3016");
        (await new Handset(gateway, "contoso", Ada) { Authenticator = new() }.Activate(code)).MustBe(200);
        await gateway.Operator.Configure("contoso", settings => settings with { SyncedKeys = true });
        await Enrol(gateway, Bob, new() { IsSynced = true });

        Assert.Equal("webauthn", await KeyOf(Ada));
        Assert.Equal("webauthn_synced", await KeyOf(Bob));
        Assert.Equal("own", await KeyOf(own.User));
        (await own.Approve(await gateway.Browser().Prompt(own.User))).MustBe(200);   // who was there before stays

        async Task<string?> KeyOf(string user) =>
            (await gateway.Admin(HttpMethod.Get, "contoso/users/" + user)).MustBe(200).Json.GetProperty("methods")[0]
                .GetProperty("decision_key").GetString();
    }

    private static async Task<Handset> Enrol(RunningGateway gateway, string user, SoftAuthenticator authenticator)
    {
        var phone = new Handset(gateway, "contoso", user) { Authenticator = authenticator, Report = new(Platform.Web, "150.0", "1.0") };
        await gateway.Activate(user, handset: phone);
        (await phone.Register()).MustBe(204);
        (await phone.Enable()).MustBe(204);
        return phone;
    }

    private static Task<Reply> Post(RunningGateway gateway, JsonNode body) => Browser.Read(gateway.Client, new(
        HttpMethod.Post, gateway.Url + "/contoso/v1/device/activate")
    {
        Content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json"),
    });
}
