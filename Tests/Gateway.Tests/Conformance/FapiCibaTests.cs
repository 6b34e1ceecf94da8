using Countersign.Gateway.Tests.Ciba;
using Countersign.SignIn.Clients;

namespace Countersign.Gateway.Tests.Conformance;

/// <summary>
/// FAPI-CIBA: the flow from request to tokens, polled and pinged. Each test is one module of the plan for clients with private_key_jwt.
/// </summary>
public sealed class FapiCibaTests
{
    [Fact, Trait("Module", "fapi-ciba-id1-discovery-end-point-verification")]
    public async Task Fapi_ciba_id1_discovery_end_point_verification()
    {
        await using var plan = await BankPlan.Open();
        var document = (await plan.Gateway.Get(plan.Bank.Issuer + "/.well-known/openid-configuration")).MustBe(200).Json;
        Assert.Equal(["poll", "ping", "push"], Plan.List(document, "backchannel_token_delivery_modes_supported"));
        Assert.Contains(Till.CibaGrant, Plan.List(document, "grant_types_supported"));
        Assert.Equal(plan.Bank.Issuer + "/bc-authorize", document.GetProperty("backchannel_authentication_endpoint").GetString());
        Assert.Equal(["ES256", "PS256"], Plan.List(document, "backchannel_authentication_request_signing_alg_values_supported"));
        Assert.Equal(["ES256", "PS256"], Plan.List(document, "token_endpoint_auth_signing_alg_values_supported"));
        Assert.Contains("private_key_jwt", Plan.List(document, "token_endpoint_auth_methods_supported"));
        Assert.All(["ES256", "PS256"], alg => Assert.Contains(alg, Plan.List(document, "id_token_signing_alg_values_supported")));
        Assert.True(document.GetProperty("backchannel_user_code_parameter_supported").GetBoolean());
    }

    [Theory, Trait("Module", "fapi-ciba-id1")]
    [InlineData(Delivery.Poll, "ES256"), InlineData(Delivery.Poll, "PS256"), InlineData(Delivery.Ping, "ES256"),
        InlineData(Delivery.Ping, "PS256")]
    public async Task Fapi_ciba_id1(Delivery delivery, string algorithm)
    {
        await using var plan = await BankPlan.Open(delivery, algorithm);
        var ids = new HashSet<string>();
        foreach (var client in new[] { plan.Bank, plan.Other })
        {
            var asked = await plan.Asked(client: client);
            Assert.True(ids.Add(asked["auth_req_id"]));
            (await client.CollectPending(plan.Gateway, asked["auth_req_id"])).Refused(400, "authorization_pending");
            Assert.Equal(plan.IsPinged && client == plan.Other ? 1 : 0, plan.Callback.Count);   // not before there is something to say
            (await plan.Phone.Approve(asked["number"])).MustBe(200);
            var tokens = await plan.Complete(asked, client);
            Assert.True(ids.Add(tokens["access_token"]));
            plan.Gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(plan.IsPinged ? 2 : 0, plan.Callback.Count);
    }

    [Theory, Trait("Module", "fapi-ciba-id1-user-rejects-authentication")]
    [InlineData(Delivery.Poll), InlineData(Delivery.Ping)]
    public async Task Fapi_ciba_id1_user_rejects_authentication(Delivery delivery)
    {
        await using var plan = await BankPlan.Open(delivery);
        var asked = await plan.Asked();
        (await plan.Phone.Deny()).MustBe(200);
        if (plan.IsPinged) await plan.Pinged(asked);
        (await plan.Bank.Collect(asked["auth_req_id"])).Refused(400, "access_denied");
    }

    [Theory, Trait("Module", "fapi-ciba-id1-multiple-call-to-token-endpoint")]
    [InlineData(Delivery.Poll), InlineData(Delivery.Ping)]
    public async Task Fapi_ciba_id1_multiple_call_to_token_endpoint(Delivery delivery)
    {
        await using var plan = await BankPlan.Open(delivery);
        var asked = await plan.Asked();
        var held = plan.Gateway.Clock.NextWaitOf(TimeSpan.FromSeconds(30));
        var first = plan.Bank.Collect(asked["auth_req_id"]);
        await held;
        for (var soon = 0; soon < 3; soon++) (await plan.Bank.Collect(asked["auth_req_id"])).Refused(400, "slow_down");
        plan.Gateway.Clock.Advance(TimeSpan.FromSeconds(30));
        (await first).Refused(400, "authorization_pending");
        (await plan.Phone.Approve(asked["number"])).MustBe(200);
        await plan.Complete(asked);   // who was too quick is not punished with the loss of the result
    }

    [Theory, Trait("Module", "fapi-ciba-id1-auth-req-id-expired")]
    [InlineData(Delivery.Poll), InlineData(Delivery.Ping)]
    public async Task Fapi_ciba_id1_auth_req_id_expired(Delivery delivery)
    {
        await using var plan = await BankPlan.Open(delivery);
        var asked = await plan.Asked(claims => claims["requested_expiry"] = 10);
        Assert.Equal(10, asked.Json.GetProperty("expires_in").GetInt32());
        plan.Gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        (await plan.Bank.Collect(asked["auth_req_id"])).Refused(400, "expired_token");
    }

    [Theory, Trait("Module", "fapi-ciba-id1-ensure-authorization-request-with-binding-message-succeeds")]
    [InlineData(Delivery.Poll), InlineData(Delivery.Ping)]
    public async Task Fapi_ciba_id1_ensure_authorization_request_with_binding_message_succeeds(Delivery delivery)
    {
        await using var plan = await BankPlan.Open(delivery);
        var asked = await plan.Asked(claims => claims["binding_message"] = "1234");
        Assert.Equal("1234", (await plan.Phone.See()).GetProperty("message").GetString());
        (await plan.Phone.Approve(asked["number"])).MustBe(200);
        await plan.Complete(asked);
    }

    [Fact, Trait("Module", "fapi-ciba-id1-ensure-authorization-request-with-potentially-bad-binding-message")]
    public async Task Fapi_ciba_id1_ensure_authorization_request_with_potentially_bad_binding_message()
    {
        await using var plan = await BankPlan.Open();
        var longest = string.Concat(Enumerable.Repeat("承認 ✓ ", 25));
        var asked = await plan.Asked(claims => claims["binding_message"] = longest.Trim());
        Assert.Equal(longest.Trim(), (await plan.Phone.See()).GetProperty("message").GetString());   // shown as it was sent
        (await plan.Phone.Approve(asked["number"])).MustBe(200);
        await plan.Complete(asked);
        foreach (var bad in new[] { new string('x', 129), "a\u202Eb" })
            (await plan.Send(plan.Signed(claims => claims["binding_message"] = bad))).Refused(400, "invalid_binding_message");   // CIBA 13
    }

    [Theory, Trait("Module", "fapi-ciba-id1-ensure-other-scope-order-succeeds")]
    [InlineData(Delivery.Poll), InlineData(Delivery.Ping)]
    public async Task Fapi_ciba_id1_ensure_other_scope_order_succeeds(Delivery delivery)
    {
        await using var plan = await BankPlan.Open(delivery);
        var tokens = await plan.Complete(await plan.Approved(claims => claims["scope"] = "email profile openid"));
        Assert.Equal(["email", "openid", "profile"], tokens["scope"].Split(' ').Order());
    }

    [Fact, Trait("Module", "fapi-ciba-id1-ensure-requested-expiry-as-string-succeeds")]
    public async Task Fapi_ciba_id1_ensure_requested_expiry_as_string_succeeds()
    {
        await using var plan = await BankPlan.Open();
        var asked = await plan.Approved(claims => claims["requested_expiry"] = "30");
        Assert.Equal(30, asked.Json.GetProperty("expires_in").GetInt32());
        await plan.Complete(asked);
    }

    [Fact, Trait("Module", "fapi-ciba-id1-ensure-wrong-auth-req-id-in-token-endpoint-request")]
    public async Task Fapi_ciba_id1_ensure_wrong_auth_req_id_in_token_endpoint_request()
    {
        await using var plan = await BankPlan.Open();
        var asked = await plan.Approved();
        (await plan.Other.Collect(asked["auth_req_id"])).Refused(400, "invalid_grant");
        await plan.Complete(asked);   // which costs its own client nothing
    }

    [Fact, Trait("Module", "fapi-ciba-id1-refresh-token")]
    public async Task Fapi_ciba_id1_refresh_token()
    {
        await using var plan = await BankPlan.Open();
        var tokens = await plan.Complete(await plan.Approved(claims => claims["scope"] = "openid offline_access"));
        (await plan.Other.Refresh(tokens["refresh_token"])).Refused(400, "invalid_grant");
        plan.Gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        var refreshed = (await plan.Bank.Refresh(tokens["refresh_token"])).MustBe(200);
        await plan.Check(plan.Bank, refreshed);
        Assert.NotEqual(tokens["access_token"], refreshed["access_token"]);
        foreach (var same in new[] { "iss", "sub", "aud", "auth_time" })
        {
            var (before, after) = (Jwt.Claims(tokens["id_token"]).GetProperty(same), Jwt.Claims(refreshed["id_token"]).GetProperty(same));
            Assert.Equal(before.GetRawText(), after.GetRawText());
        }
    }

    [Fact, Trait("Module", "fapi-ciba-id1-ping-backchannel-notification-endpoint-response-401")]
    public Task Fapi_ciba_id1_ping_backchannel_notification_endpoint_response_401() => Completes(401);

    [Fact, Trait("Module", "fapi-ciba-id1-ping-backchannel-notification-endpoint-response-401-and-require-server-does-not-retry")]
    public async Task Fapi_ciba_id1_ping_backchannel_notification_endpoint_response_401_and_require_server_does_not_retry()
    {
        await using var plan = await BankPlan.Open(Delivery.Ping);
        Answer(plan, 401);
        var asked = await plan.Approved();
        await plan.Pinged(asked);
        await plan.Settled();
        await plan.TimePasses(TimeSpan.FromMinutes(2));
        Assert.Equal(1, plan.Callback.Count);
        (await plan.Bank.Collect(asked["auth_req_id"])).MustBe(200);
    }

    [Fact, Trait("Module", "fapi-ciba-id1-ping-backchannel-notification-endpoint-response-403")]
    public Task Fapi_ciba_id1_ping_backchannel_notification_endpoint_response_403() => Completes(403);

    [Fact, Trait("Module", "fapi-ciba-id1-ping-backchannel-notification-endpoint-response-has-body")]
    public async Task Fapi_ciba_id1_ping_backchannel_notification_endpoint_response_has_body()
    {
        await using var plan = await BankPlan.Open(Delivery.Ping);
        plan.Callback.Answer = http => http.Response.Body.WriteAsync("""{"thank":"you"}"""u8.ToArray()).AsTask();
        await plan.Complete(await plan.Approved());
        await plan.Settled();
        Assert.Equal(1, plan.Callback.Count);
    }

    [Fact, Trait("Module", "fapi-ciba-id1-ping-backchannel-notification-endpoint-return-redirect-request")]
    public Task Fapi_ciba_id1_ping_backchannel_notification_endpoint_return_redirect_request() => Completes(301);   // to where nobody goes

    private static async Task Completes(int status)
    {
        await using var plan = await BankPlan.Open(Delivery.Ping);
        Answer(plan, status);
        await plan.Complete(await plan.Approved());
        await plan.Settled();
        Assert.Equal(1, plan.Callback.Count);
        Assert.Single(await plan.Gateway.Operator.Audit("client.not_notified"));
    }

    private static void Answer(BankPlan plan, int status) => plan.Callback.Answer = http =>
    {
        http.Response.StatusCode = status;
        http.Response.Headers.Location = plan.Callback.Url + "/elsewhere";
        return Task.CompletedTask;
    };
}
