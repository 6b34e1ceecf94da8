using Countersign.Engine.Ports;
using Countersign.SignIn.Clients;

namespace Countersign.Gateway.Tests.Ciba;

/// <summary>I16, I17, T5: what a client hears of somebody who cannot be asked, and what is kept of it.</summary>
public sealed class UnknownPersonTests
{
    private const string Nobody = "nobody@contoso.example";

    [Fact]
    public async Task Somebody_who_cannot_be_asked_looks_like_somebody_who_does_not_answer()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol(Till.Ada);
        var till = await Till.Open(gateway);
        var (real, decoy) = (await till.Prompt(), await till.Prompt(("login_hint", Nobody)));
        Assert.Equal(Form(real), Form(decoy));
        Assert.Equal(real.Text.Length, decoy.Text.Length);
        foreach (var id in new[] { real["auth_req_id"], decoy["auth_req_id"] })
            (await till.CollectPending(gateway, id)).Refused(400, "authorization_pending");
        gateway.Clock.Advance(TimeSpan.FromSeconds(60));
        foreach (var id in new[] { real["auth_req_id"], decoy["auth_req_id"] }) (await till.Collect(id)).Refused(400, "expired_token");
        gateway.Clock.Advance(TimeSpan.FromMinutes(6));
        foreach (var id in new[] { real["auth_req_id"], decoy["auth_req_id"] }) (await till.Collect(id)).Refused(400, "invalid_grant");
    }

    [Fact]
    public async Task A_second_attempt_a_repeated_one_and_the_budget_are_answered_alike()
    {
        await using var gateway = await RunningGateway.Furnished();
        var till = await Till.Open(gateway);
        for (var prompt = 0; prompt < 3; prompt++)
        {
            var first = await till.Prompt(("login_hint", Nobody), ("requested_expiry", "60"));
            gateway.Clock.Advance(TimeSpan.FromSeconds(20));
            Assert.Equal(first["auth_req_id"], (await till.Prompt(("login_hint", Nobody)))["auth_req_id"]);
            var second = await till.Ask(("login_hint", Nobody), ("binding_message", "x"));
            Assert.Equal("40", second.Refused(403, "access_denied").Header("Retry-After"));
            gateway.Clock.Advance(TimeSpan.FromSeconds(41));
        }

        Assert.Equal("117", (await till.Ask(("login_hint", Nobody))).Refused(403, "access_denied").Header("Retry-After"));
    }

    [Fact]
    public async Task A_decoy_leaves_no_row_and_is_no_other_clients()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (till, kiosk) = (await Till.Open(gateway), await Till.Open(gateway, id: "kiosk"));
        var asked = await till.Prompt(("login_hint", Nobody));
        foreach (var kind in new[] { RowKind.Challenge, RowKind.User, RowKind.Grant, RowKind.Notice })
            Assert.Empty(await gateway.Store.List(kind, "", "", 10, Browser.Cancel));
        (await kiosk.Collect(asked["auth_req_id"])).Refused(400, "invalid_grant");
    }

    [Theory]
    [InlineData(Nobody), InlineData("not a user name"), InlineData("disabled@contoso.example"), InlineData("plain@contoso.example")]
    public async Task Only_a_client_that_may_know_hears_so(string person)
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol("disabled@contoso.example");
        await gateway.Operator.Disable("contoso", "disabled@contoso.example");
        await gateway.Operator.CreateUser("contoso", "plain@contoso.example");
        var (till, desk) = (await Till.Open(gateway), await Till.Open(gateway, Backchannel.Default with { KnowsUsers = true }, "desk"));
        (await desk.Ask(("login_hint", person))).Refused(400, "unknown_user_id");
        Assert.Matches("^[A-Za-z0-9._-]{45}$", (await till.Prompt(("login_hint", person)))["auth_req_id"]);
    }

    /// <summary>CD8: one count for all, whoever has a phone; whoever approves ends it.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public async Task A_client_that_tries_a_list_of_names_is_told_to_wait_whoever_they_are(bool areEnrolled)
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { Unthrottled = [] });
        var till = await Till.Open(gateway);
        for (var i = 0; areEnrolled && i < 60; i++)
        {
            await gateway.Enrol($"n{i}@contoso.example");
            gateway.Clock.Advance(TimeSpan.FromSeconds(10));   // so many phones are set up from one place
        }

        gateway.Clock.Advance(TimeSpan.FromMinutes(areEnrolled ? 10 : 20));
        for (var i = 0; i < 60; i++) await till.Prompt(("login_hint", $"n{i}@contoso.example"));
        await till.Prompt(("login_hint", "n60@contoso.example"));
        gateway.Clock.Advance(TimeSpan.FromMinutes(4));
        var refused = (await till.Ask(("login_hint", "n61@contoso.example"))).Refused(429, "temporarily_unavailable");
        Assert.Equal("360", refused.Header("Retry-After"));
        await till.Prompt(("login_hint", "n3@contoso.example"));   // no new name
    }

    [Fact]
    public async Task A_client_whose_people_approve_may_ask_for_as_many_as_it_has()
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { Unthrottled = [] });
        var till = await Till.Open(gateway);
        for (var i = 0; i < 60; i++) await till.Prompt(("login_hint", $"n{i}@contoso.example"));
        var ada = await gateway.Enrol(Till.Ada);
        var asked = await till.Prompt();
        (await ada.Approve(asked["number"])).MustBe(200);
        (await till.Collect(asked["auth_req_id"])).MustBe(200);
        gateway.Clock.Advance(TimeSpan.FromMinutes(4));
        await till.Prompt(("login_hint", "n61@contoso.example"));
    }

    /// <summary>C15: what a person told the client, or did not, is the person's to know.</summary>
    [Fact]
    public async Task A_user_code_that_is_wrong_or_missing_is_answered_like_a_name_nobody_has()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (phone, till) = (await gateway.Enrol(Till.Ada), await Till.Open(gateway, Backchannel.Default with { UserCode = true }));
        (await gateway.Admin(HttpMethod.Put, $"contoso/users/{Till.Ada}/user-code", """{"user_code":"tulip"}""")).MustBe(204);
        foreach (var code in new[] { null, "rose" })
        {
            foreach (var person in new[] { Till.Ada, Nobody })
            {
                var asked = await till.Prompt(("login_hint", person), ("user_code", code), ("requested_expiry", "10"));
                (await till.Ask(("login_hint", person), ("user_code", code), ("binding_message", "x"))).Refused(403, "access_denied");
                Assert.Equal("null", (await phone.Waiting()).Json.GetProperty("waiting").GetRawText());
                gateway.Clock.Advance(TimeSpan.FromSeconds(10));
                (await till.Collect(asked["auth_req_id"])).Refused(400, "expired_token");
            }
        }

        await till.Prompt(("user_code", "tulip"));
        Assert.NotEqual("null", (await phone.Waiting()).Json.GetProperty("waiting").GetRawText());
    }

    [Fact]
    public async Task Who_is_notified_hears_of_the_end_of_a_decoy()
    {
        await using var callback = await Callback.Start();
        await using var gateway = await RunningGateway.Furnished(Callback.Trusted);
        var till = await Till.Open(gateway, new(Delivery.Ping, callback.Url, false, false));
        var asked = await till.Prompt(("login_hint", Nobody), ("client_notification_token", Till.Token), ("requested_expiry", "10"));
        gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        var heard = await callback.Next();
        Assert.Equal(("Bearer " + Till.Token, $$"""{"auth_req_id":"{{asked["auth_req_id"]}}"}"""), (heard.Authorization, heard.Body));
        (await till.Collect(asked["auth_req_id"])).Refused(400, "expired_token");
    }

    /// <summary>Everything but the values.</summary>
    private static string Form(Reply reply) => reply.Status + string.Join(
        ", ", reply.Json.EnumerateObject().Select(member => $"{member.Name} {member.Value.ValueKind} {member.Value.ToString().Length}"));
}
