using System.Security.Cryptography;
using System.Text;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Tests.Ciba;

/// <summary>CIBA 10.2, 10.3, 12, I21: clients hear of the end, at their registered endpoint, once.</summary>
public sealed class NotificationTests
{
    private const string Ada = Till.Ada;

    [Fact]
    public async Task A_ping_names_the_request_and_nothing_else_and_the_result_is_collected_once()
    {
        await using var scene = await Scene.Open(Delivery.Ping);
        var asked = await scene.Approved();
        var heard = await scene.Callback.Next();
        Assert.Equal(
            ("/told", "Bearer " + Till.Token, "application/json", $$"""{"auth_req_id":"{{asked["auth_req_id"]}}"}"""),
            (heard.Path, heard.Authorization, heard.Type, heard.Body));
        (await scene.Till.Collect(asked["auth_req_id"])).MustBe(200);
        (await scene.Till.Collect(asked["auth_req_id"])).Refused(400, "invalid_grant");
        await scene.Settled();
        Assert.Equal(1, scene.Callback.Count);
    }

    [Theory]
    [InlineData(401), InlineData(403), InlineData(301), InlineData(307)]
    public async Task A_refusal_or_a_redirect_ends_the_telling_and_not_the_sign_in(int status)
    {
        await using var scene = await Scene.Open(Delivery.Ping);
        scene.Callback.Answer = http =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.Location = scene.Callback.Url + "/elsewhere";
            return Task.CompletedTask;
        };
        var asked = await scene.Approved();
        await scene.Callback.Next();
        await scene.Settled();
        await scene.TimePasses(TimeSpan.FromMinutes(2));
        Assert.Equal(1, scene.Callback.Count);
        Assert.Single(await scene.Gateway.Operator.Audit("client.not_notified"));
        (await scene.Till.Collect(asked["auth_req_id"])).MustBe(200);
    }

    [Fact]
    public async Task An_answer_with_a_body_is_an_answer()
    {
        await using var scene = await Scene.Open(Delivery.Ping);
        scene.Callback.Answer = http => http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("thank you")).AsTask();
        await scene.Approved();
        await scene.Callback.Next();
        await scene.Settled();
        Assert.Single(await scene.Gateway.Operator.Audit("client.notified"));
    }

    [Theory]
    [InlineData("denied"), InlineData("expired")]
    public async Task A_ping_tells_of_every_end(string end)
    {
        await using var scene = await Scene.Open(Delivery.Ping);
        var asked = await scene.Ended(end);
        Assert.Equal(asked["auth_req_id"], (await scene.Callback.Next())["auth_req_id"]);
        (await scene.Till.Collect(asked["auth_req_id"])).Refused(400, end == "denied" ? "access_denied" : "expired_token");
    }

    [Theory]
    [InlineData("openid"), InlineData("openid offline_access")]
    public async Task A_push_has_the_tokens_and_an_id_token_that_vouches_for_all_of_it(string scope)
    {
        await using var scene = await Scene.Open(Delivery.Push);
        var asked = await scene.Approved(("scope", scope));
        var heard = await scene.Callback.Next();
        Assert.Equal(
            ("Bearer " + Till.Token, asked["auth_req_id"], "Bearer"), (heard.Authorization, heard["auth_req_id"], heard["token_type"]));
        var claims = Jwt.Claims(heard["id_token"]);
        Assert.Equal(asked["auth_req_id"], claims.GetProperty("urn:openid:params:jwt:claim:auth_req_id").GetString());
        Assert.Equal(HalfHash(heard["access_token"]), claims.GetProperty("at_hash").GetString());
        (await scene.Till.UserInfo(heard["access_token"])).MustBe(200);
        Assert.Equal(scope != "openid", claims.TryGetProperty("urn:openid:params:jwt:claim:rt_hash", out var refreshHash));
        if (scope == "openid") return;
        Assert.Equal(HalfHash(heard["refresh_token"]), refreshHash.GetString());
        (await scene.Till.Refresh(heard["refresh_token"])).MustBe(200);
    }

    [Theory]
    [InlineData("denied", "access_denied"), InlineData("expired", "expired_token"), InlineData("disabled", "access_denied")]
    public async Task A_push_tells_why_there_are_no_tokens(string end, string error)
    {
        await using var scene = await Scene.Open(Delivery.Push);
        var asked = await scene.Ended(end);
        var heard = await scene.Callback.Next();
        Assert.Equal((asked["auth_req_id"], error), (heard["auth_req_id"], heard["error"]));
        Assert.False(heard.Json.TryGetProperty("access_token", out _));
    }

    [Fact]
    public async Task A_push_whose_gateway_went_away_before_it_is_delivered_by_the_next()
    {
        await using var scene = await Scene.Open(Delivery.Push);
        scene.Callback.Answer = scene.Callback.Hold;   // the answer to the first delivery is lost with the gateway that waits for it
        await scene.Approved(("scope", "openid offline_access"));
        var first = await scene.Callback.Next();
        scene.Callback.Answer = http => Task.CompletedTask;
        await scene.Restart();
        await scene.TimePasses(TimeSpan.FromSeconds(46));
        var second = await scene.Callback.Next();
        Assert.Equal(first["refresh_token"], second["refresh_token"]);   // one family, however often it is delivered (I5)
        await scene.Settled();
        Assert.Single(await scene.Gateway.Operator.Audit("sign_in.redeemed"));
        var refreshed = (await scene.Till.Refresh(second["refresh_token"])).MustBe(200);
        scene.Gateway.Clock.Advance(Limits.RefreshRepeat);   // before that, it is the same client that asks twice at once
        (await scene.Till.Refresh(first["refresh_token"])).Refused(400, "invalid_grant");
        (await scene.Till.Refresh(refreshed["refresh_token"])).Refused(400, "invalid_grant");
    }

    [Fact]
    public async Task A_push_that_the_client_will_not_have_is_nobodys()
    {
        await using var scene = await Scene.Open(Delivery.Push);
        scene.Callback.Answer = http =>
        {
            http.Response.StatusCode = 401;
            return Task.CompletedTask;
        };
        await scene.Approved(("scope", "openid offline_access"));
        var heard = await scene.Callback.Next();
        await scene.Settled();
        (await scene.Till.UserInfo(heard["access_token"])).MustBe(401);
        (await scene.Till.Refresh(heard["refresh_token"])).Refused(400, "invalid_grant");
    }

    [Fact]
    public async Task No_row_holds_a_token_a_handle_or_the_clients_secret_in_clear()
    {
        await using var scene = await Scene.Open(Delivery.Push);
        scene.Callback.Answer = scene.Callback.Hold;
        var asked = await scene.Approved(("scope", "openid offline_access"));
        var heard = await scene.Callback.Next();
        var rows = new StringBuilder();
        foreach (var kind in Enum.GetValues<RowKind>().Where(kind => kind != RowKind.Malformed))
        {
            foreach (var row in await scene.Gateway.Store.List(kind, "", "", 1000, Browser.Cancel)) rows.Append(
                Encoding.UTF8.GetString(row.Body.Span));
        }

        var text = rows.ToString();
        Assert.All(
            [Till.Token, asked["auth_req_id"][23..], heard["refresh_token"][23..], heard["access_token"]],
            secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    }

    private static string HalfHash(string token) =>
        CanonicalBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(token)).AsSpan(0, 16));

    private sealed class Scene : IAsyncDisposable
    {
        private RelyingParty? _till;

        public required Callback Callback { get; init; }
        public required RunningGateway Gateway { get; init; }
        public required Handset Phone { get; init; }
        public RelyingParty Till => _till!;

        public static async Task<Scene> Open(Delivery delivery)
        {
            var callback = await Callback.Start();
            var gateway = await RunningGateway.Furnished(Callback.Trusted);
            return new()
            {
                Callback = callback, Gateway = gateway, Phone = await gateway.Enrol(Ada),
                _till = await Ciba.Till.Open(gateway, new(delivery, callback.Url, false, false)),
            };
        }

        public async Task<Reply> Approved(params (string, string?)[] changes)
        {
            var asked = await Till.Prompt([("client_notification_token", Ciba.Till.Token), .. changes]);
            (await Phone.Approve(asked["number"])).MustBe(200);
            return asked;
        }

        public async Task<Reply> Ended(string how)
        {
            var asked = await Till.Prompt(("client_notification_token", Ciba.Till.Token));
            if (how == "denied") (await Phone.Deny()).MustBe(200);
            if (how == "disabled") await Gateway.Operator.Disable("contoso", Ada);
            if (how == "expired")
            {
                Gateway.Clock.Advance(TimeSpan.FromSeconds(120));
                await Gateway.Engine.Administration.Ask(new(new("contoso"), new(Ada)), new RecordExpiry(), Browser.Cancel);
            }

            if (how != "denied") await TimePasses(TimeSpan.FromSeconds(1));
            return asked;
        }

        /// <summary>Nothing is owed any more.</summary>
        public Task Settled() =>
            Ciba.Till.Until(async () => (await Gateway.Store.List(RowKind.Notice, "", "", 1, Browser.Cancel)).Count == 0);

        /// <summary>Time passes, and whatever tells clients has looked since.</summary>
        public async Task TimePasses(TimeSpan time)
        {
            var looked = Gateway.Clock.NextWaitOf(TimeSpan.FromSeconds(1));
            Gateway.Clock.Advance(time);
            await looked;
        }

        public async Task Restart()
        {
            var resting = Gateway.Clock.NextWaitOf(TimeSpan.FromSeconds(1));
            await Gateway.Restart();
            await resting;
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await Callback.DisposeAsync();
        }
    }
}
