using Countersign.SignIn.Clients;

namespace Countersign.Gateway.Tests.Ciba;

/// <summary>CIBA 10.1, 11: coming for the result.</summary>
public sealed class CollectionTests
{
    private const string Ada = Till.Ada;

    [Fact]
    public async Task What_is_approved_is_collected_with_honest_tokens()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (phone, till) = (await gateway.Enrol(Ada), await Till.Open(gateway));
        var asked = await till.Prompt(("scope", "openid offline_access"));
        await phone.Approve(asked["number"]);
        var tokens = (await till.Collect(asked["auth_req_id"])).MustBe(200);
        var claims = Jwt.Claims(tokens["id_token"]);
        Assert.Equal(
            ("till", "urn:countersign:number:select", "[\"mfa\",\"pop\"]"),
            (claims.GetProperty("aud").GetString(), claims.GetProperty("acr").GetString(), claims.GetProperty("amr").GetRawText()));
        Assert.True(claims.TryGetProperty("at_hash", out _));
        Assert.False(claims.TryGetProperty("urn:openid:params:jwt:claim:auth_req_id", out _));   // for pushed sets alone
        (await till.UserInfo(tokens["access_token"])).MustBe(200);
        (await till.Refresh(tokens["refresh_token"])).MustBe(200);
    }

    [Fact]
    public async Task Without_offline_access_there_is_no_refresh_token()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (phone, till) = (await gateway.Enrol(Ada), await Till.Open(gateway));
        var asked = await till.Prompt();
        await phone.Approve(asked["number"]);
        Assert.False((await till.Collect(asked["auth_req_id"])).MustBe(200).Has("refresh_token"));
    }

    [Fact]
    public async Task Who_waits_hears_at_once()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (phone, till) = (await gateway.Enrol(Ada), await Till.Open(gateway));
        var asked = await till.Prompt();
        var held = gateway.Clock.NextWaitOf(TimeSpan.FromSeconds(30));
        var collecting = till.Collect(asked["auth_req_id"]);
        await held;
        await phone.Approve(asked["number"]);
        (await collecting).MustBe(200);
    }

    [Fact]
    public async Task What_is_pending_is_held_for_thirty_seconds_and_then_pending()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol(Ada);
        var till = await Till.Open(gateway);
        var asked = await till.Prompt();
        (await till.CollectPending(gateway, asked["auth_req_id"])).Refused(400, "authorization_pending");
        (await till.CollectPending(gateway, asked["auth_req_id"])).Refused(400, "authorization_pending");
    }

    [Fact]
    public async Task Who_comes_too_soon_is_told_to_slow_down_and_waits_longer_from_then_on()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (phone, till) = (await gateway.Enrol(Ada), await Till.Open(gateway));
        var asked = await till.Prompt();
        var id = asked["auth_req_id"];
        var held = gateway.Clock.NextWaitOf(TimeSpan.FromSeconds(30));
        var first = till.Collect(id);
        await held;
        (await till.Collect(id)).Refused(400, "slow_down");   // overlapping: a client's error (C6)
        gateway.Clock.Advance(TimeSpan.FromSeconds(6));
        (await till.Collect(id)).Refused(400, "slow_down");   // five seconds are not enough any more
        gateway.Clock.Advance(TimeSpan.FromSeconds(24));
        (await first).Refused(400, "authorization_pending");
        (await till.CollectPending(gateway, id)).Refused(400, "authorization_pending");
        await phone.Approve(asked["number"]);
        (await till.Collect(id)).MustBe(200);   // what is there is given, however soon
    }

    [Fact]
    public async Task Denied_wrong_and_expired_each_have_their_word()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (phone, till) = (await gateway.Enrol(Ada), await Till.Open(gateway));
        var asked = await till.Prompt();
        await phone.Deny();
        (await till.Collect(asked["auth_req_id"])).Refused(400, "access_denied");
        asked = await till.Prompt(("requested_expiry", "10"));
        gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        (await till.Collect(asked["auth_req_id"])).Refused(400, "expired_token");
    }

    [Fact]
    public async Task The_second_collection_is_refused_and_ends_what_the_first_one_gave()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (phone, till) = (await gateway.Enrol(Ada), await Till.Open(gateway));
        var asked = await till.Prompt(("scope", "openid offline_access"));
        await phone.Approve(asked["number"]);
        var tokens = (await till.Collect(asked["auth_req_id"])).MustBe(200);
        (await till.Collect(asked["auth_req_id"])).Refused(400, "invalid_grant");
        (await till.Refresh(tokens["refresh_token"])).Refused(400, "invalid_grant");
        (await till.UserInfo(tokens["access_token"])).MustBe(401);
    }

    [Fact]
    public async Task Of_thirty_two_who_collect_at_once_one_at_most_gets_tokens()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (phone, till) = (await gateway.Enrol(Ada), await Till.Open(gateway));
        var asked = await till.Prompt();
        await phone.Approve(asked["number"]);
        var replies = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => till.Collect(asked["auth_req_id"])));
        Assert.True(replies.Count(reply => reply.Status == 200) <= 1);
        Assert.All(replies.Where(reply => reply.Status != 200), reply => reply.Refused(400, "invalid_grant"));
        Assert.Single(await gateway.Operator.Audit("sign_in.redeemed"));
    }

    [Fact]
    public async Task Another_clients_a_made_up_and_a_browsers_handle_are_refused_alike()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (phone, till, kiosk) = (await gateway.Enrol(Ada), await Till.Open(gateway), await Till.Open(gateway, id: "kiosk"));
        var asked = await till.Prompt();
        await phone.Approve(asked["number"]);
        var browser = gateway.Browser();
        var number = await browser.Prompt(Ada);
        await phone.Approve(number);
        foreach (var reply in new[]
        {
            await kiosk.Collect(asked["auth_req_id"]), await till.Collect(new string('A', 22) + "." + new string('A', 22)),
            await till.Collect(browser.Cookies[Browser.SignInCookie]), await till.Collect("x"),
        })
            reply.Refused(400, "invalid_grant");
        (await till.Ask("/token", ("grant_type", Till.CibaGrant))).Refused(400, "invalid_request");
        (await till.Collect(asked["auth_req_id"])).MustBe(200);
    }

    [Theory]
    [InlineData("disabled"), InlineData("removed"), InlineData("policy")]
    public async Task Who_lost_the_right_between_approval_and_collection_gives_nothing(string how)
    {
        await using var gateway = await RunningGateway.Furnished();
        var (phone, till) = (await gateway.Enrol(Ada), await Till.Open(gateway));
        var asked = await till.Prompt();
        await phone.Approve(asked["number"]);
        if (how == "disabled") await gateway.Operator.Disable("contoso", Ada);
        if (how == "removed") await gateway.Operator.RemoveMethod("contoso", Ada, phone.Device);
        if (how == "policy") await gateway.Operator.AllowNobody("contoso");
        (await till.Collect(asked["auth_req_id"])).Refused(400, "invalid_grant");
        Assert.Empty(await gateway.Operator.Audit("sign_in.redeemed"));
    }

    [Fact]
    public async Task A_lock_between_approval_and_collection_is_honoured()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (phone, till) = (await gateway.Enrol(Ada), await Till.Open(gateway));
        await gateway.Operator.Configure("contoso", settings => settings with { WrongNumbersToLock = 1 });
        var asked = await till.Prompt(("requested_expiry", "120"));
        await phone.Approve(asked["number"]);
        var second = await till.Prompt(("binding_message", "second"));
        var wrong = (await phone.See()).GetProperty("choices").EnumerateArray().First(choice => choice.GetString() != second["number"])
            .GetString()!;
        (await phone.Approve(wrong)).MustBe(403);
        (await till.Collect(asked["auth_req_id"])).Refused(400, "invalid_grant");
        (await till.Ask()).Refused(403, "access_denied");
    }

    [Fact]
    public async Task A_client_that_is_pushed_to_and_one_without_the_grant_may_not_come()
    {
        await using var callback = await Callback.Start();
        await using var gateway = await RunningGateway.Furnished(Callback.Trusted);
        await gateway.Enrol(Ada);
        var pushed = await Till.Open(gateway, new(Delivery.Push, callback.Url, false, false));
        var asked = await pushed.Prompt(("client_notification_token", Till.Token));
        Assert.False(asked.Has("interval"));
        (await pushed.Collect(asked["auth_req_id"])).Refused(400, "unauthorized_client");
        (await (await RelyingParty.WithSecret(gateway)).Collect("x")).Refused(400, "unauthorized_client");
    }

    [Fact]
    public async Task A_user_code_stands_before_the_prompt()
    {
        await using var gateway = await RunningGateway.Furnished();
        var trusted = Backchannel.Default with { UserCode = true, KnowsUsers = true };
        var (phone, till) = (await gateway.Enrol(Ada), await Till.Open(gateway, trusted));
        await till.Prompt();   // nobody set one
        await phone.Deny();
        (await gateway.Admin(HttpMethod.Put, $"contoso/users/{Ada}/user-code", """{"user_code":"abc"}""")).MustBe(400, "CS1017");
        (await gateway.Admin(HttpMethod.Put, $"contoso/users/{Ada}/user-code", """{"user_code":"tulip"}""")).MustBe(204);
        (await till.Ask()).Refused(400, "missing_user_code");
        for (var guess = 0; guess < 5; guess++) (await till.Ask(("user_code", "rose" + guess))).Refused(400, "invalid_user_code");
        (await till.Ask(("user_code", "tulip"))).Refused(400, "invalid_user_code");
        Assert.Equal("null", (await phone.Waiting()).Json.GetProperty("waiting").GetRawText());
        gateway.Clock.Advance(TimeSpan.FromMinutes(11));
        await till.Prompt(("user_code", "tulip"));
        await phone.Deny();
        (await gateway.Admin(HttpMethod.Delete, $"contoso/users/{Ada}/user-code")).MustBe(204);
        await till.Prompt(("binding_message", "again"));
    }
}
