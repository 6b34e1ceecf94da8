using System.Text.Json;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.Gateway.Receivers;
using Countersign.Gateway.Outbound;
using Countersign.SignIn;
using Countersign.SignIn.EventFeeds;
using Countersign.SignIn.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Countersign.Gateway.Tests.Receivers;

/// <summary>ADM-4, T16: a tenant's receiver hears of what happened, as security event tokens, until it has taken them.</summary>
public sealed class EventFeedTests
{
    private const string Ada = "ada@contoso.example", Bob = "bob@contoso.example", Audience = "https://siem.contoso.example";
    private const string SignIn = "urn:countersign:event:sign-in", Caep = "https://schemas.openid.net/secevent/caep/event-type/";
    private const string Risc = "https://schemas.openid.net/secevent/risc/event-type/";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Task<Reply> Set(RunningGateway gateway, string? address, string more = "", string query = "") =>
        gateway.Admin(HttpMethod.Put, "contoso/settings" + query, $$"""
            {"number_mode":"select","challenge_seconds":120,"second_attempt":"fall_back","policy_check":"after_completion",
            "prompts_in_5_minutes":3,"prompts_in_an_hour":5,"prompts_in_a_day":10,"wrong_numbers_to_lock":3,"installation_limit":5
            {{(address is null ? "" : $$""","security_events":{"address":"{{address}}","audience":"{{Audience}}"{{more}}}""")}}}
            """);

    /// <summary>A receiver, and a gateway whose tenant has it.</summary>
    private static async Task<(Callback Receiver, RunningGateway Gateway)> Open(string more = "", IStore? store = null)
    {
        var receiver = await Callback.Start();
        receiver.Answer = Answers(202);
        var gateway = await RunningGateway.Furnished(Callback.Trusted, store);
        (await Set(gateway, receiver.Url, more)).MustBe(200);
        return (receiver, gateway);
    }

    private static Func<HttpContext, Task> Answers(
        int status, string? json = null, string? header = null, string value = "") => async http =>
    {
        http.Response.StatusCode = status;
        if (header is not null) http.Response.Headers[header] = value;
        if (json is null) return;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(json, http.RequestAborted);
    };

    private static async Task<EventFeedState.Following?> Feed(RunningGateway gateway) =>
        await gateway.Store.Load(RowKey.OfEventFeed(new("contoso")), Cancel) is { } row
            ? StateJson.ReadEventFeed(row.Body.Span) as EventFeedState.Following
            : null;

    /// <summary>
    /// Time passes, as slowly as a delivery that is under way for real needs, until it is so. With a step of nothing it stands still: what
    /// is under way comes to its end, and nothing is tried again.
    /// </summary>
    private static async Task Until(RunningGateway gateway, Func<Task<bool>> isSo, TimeSpan? step = null)
    {
        for (var n = 0; n < 20_000; n++)
        {
            if (await isSo()) return;
            var stands = step == TimeSpan.Zero || gateway.Clock.Waits(EventTokenSender.Timeout) > 0;   // a delivery is under way
            if (stands) await Task.Delay(1, Cancel);
            else gateway.Clock.Advance(step ?? TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }

        Assert.Fail("It never came to be.");
    }

    private static Task Heard(RunningGateway gateway, Callback receiver, int count) =>
        Until(gateway, () => Task.FromResult(receiver.Count >= count));

    private static Task Settled(RunningGateway gateway) => Until(gateway, async () =>
        await Feed(gateway) is { Trouble: null } feed
        && (await gateway.Store.ReadAudit(new("contoso"), feed.Cursor, 1, Cancel)).Count == 0);

    private static async Task<Token> Next(Callback receiver) => new(await receiver.Next());

    private static async Task<List<Token>> Told(RunningGateway gateway, Callback receiver)
    {
        await Settled(gateway);
        List<Token> told = [];
        while (receiver.TryNext(out var heard)) told.Add(new(heard));
        return told;
    }

    private sealed class Token(Heard heard)
    {
        public Heard Heard => heard;
        public JsonElement Claims { get; } = Jwt.Claims(heard.Body);
        public string Event => Claims.GetProperty("events").EnumerateObject().Single().Name;
        public JsonElement Content => Claims.GetProperty("events").EnumerateObject().Single().Value;
        public string User => Claims.GetProperty("user_name").GetString()!;
        public string Id => Claims.GetProperty("jti").GetString()!;
        public string? Outcome => Content.TryGetProperty("outcome", out var outcome) ? outcome.GetString() : null;
    }

    [Fact]
    public async Task What_happens_is_told_in_order_signed_with_the_tenants_keys_and_without_a_secret()
    {
        var (receiver, gateway) = await Open();
        await using var _ = receiver;
        await using var __ = gateway;
        var ada = await gateway.Enrol(Ada);
        var number = await gateway.Browser().Prompt(Ada);
        (await ada.Approve(number)).MustBe(200);
        (await gateway.Admin(HttpMethod.Post, $"contoso/users/{Ada}/sign-out-everywhere")).MustBe(204);
        await gateway.Operator.RemoveMethod("contoso", Ada, ada.Device);
        (await gateway.Admin(HttpMethod.Put, $"contoso/users/{Ada}", """{"enabled":false}""")).MustBe(200);
        (await gateway.Admin(HttpMethod.Put, $"contoso/users/{Ada}", """{"enabled":true}""")).MustBe(200);
        (await gateway.Admin(HttpMethod.Delete, $"contoso/users/{Ada}")).MustBe(204);
        var told = await Told(gateway, receiver);
        Assert.Equal(
            [
                SignIn, Caep + "session-revoked", Caep + "credential-change", Risc + "account-disabled", Risc + "account-enabled",
                Risc + "account-purged",
            ],
            told.TakeLast(6).Select(one => one.Event));
        var issuer = gateway.Url + "/contoso";
        var keys = new JsonWebKeySet((await gateway.Get(issuer + "/jwks")).MustBe(200).Text);
        foreach (var token in told)
        {
            var result = await new JsonWebTokenHandler().ValidateTokenAsync(token.Heard.Body, new()
            {
                IssuerSigningKeys = keys.GetSigningKeys(), ValidAlgorithms = ["ES256"], ValidIssuer = issuer, ValidAudience = Audience,
                ValidTypes = ["secevent+jwt"], ValidateLifetime = false,
            });
            Assert.True(result.IsValid, result.Exception?.Message);
            Assert.Equal(("/told", "application/secevent+jwt", ""), (token.Heard.Path, token.Heard.Type, token.Heard.Authorization));
            Assert.Equal(
                ["iss", "jti", "iat", "aud", "toe", "sub_id", "user_name", "events"],
                token.Claims.EnumerateObject().Select(member => member.Name));
            var subject = token.Claims.GetProperty("sub_id");
            Assert.Equal(("iss_sub", issuer), (subject.GetProperty("format").GetString(), subject.GetProperty("iss").GetString()));
            Assert.DoesNotContain($"\"{number}\"", token.Claims.GetRawText(), StringComparison.Ordinal);
        }

        Assert.Equal(told.Count, told.Select(one => one.Id).Distinct().Count());
        var approved = told.Single(one => one.Outcome == "approved");
        Assert.Equal((Ada, "phone", "web", "user"), (approved.User, approved.Content.GetProperty("way").GetString(),
            approved.Content.GetProperty("client_id").GetString(), approved.Content.GetProperty("initiating_entity").GetString()));
        var revoked = told.Single(one => one.Event == Caep + "session-revoked");
        Assert.Equal("admin", revoked.Content.GetProperty("initiating_entity").GetString());
        var removed = told.Last(one => one.Event == Caep + "credential-change");
        Assert.Equal(("app", "revoke"), (removed.Content.GetProperty("credential_type").GetString(),
            removed.Content.GetProperty("change_type").GetString()));
        var stands = (await gateway.Admin(HttpMethod.Get, "contoso/security-events")).MustBe(200);
        Assert.Equal(("idle", "0", told.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            (stands["state"], stands["waiting"], stands["delivered"]));
    }

    /// <summary>Its subject is the one that tokens have, so that an application knows whom it is about.</summary>
    [Fact]
    public async Task A_receiver_hears_what_it_wants_and_nothing_else_and_nothing_from_before()
    {
        var receiver = await Callback.Start();
        receiver.Answer = Answers(202);
        await using var _ = receiver;
        await using var gateway = await RunningGateway.Furnished(Callback.Trusted);
        var ada = await gateway.Enrol(Ada);
        (await ada.Approve(await gateway.Browser().Prompt(Ada))).MustBe(200);
        (await Set(gateway, receiver.Url, ""","events":["sign-in"]""")).MustBe(200);
        await gateway.Operator.RemoveMethod("contoso", Ada, ada.Device);
        var bob = await gateway.Enrol(Bob);
        await gateway.Browser().Prompt(Bob);
        (await bob.Deny()).MustBe(200);
        var told = await Told(gateway, receiver);
        Assert.All(told, one => Assert.Equal(SignIn, one.Event));
        Assert.Equal("denied", Assert.Single(told, one => one.Outcome != "signed_in").Outcome);
    }

    public static TheoryData<string, string> Answered => new()
    {
        { "401", "not_taken" }, { "403", "not_taken" }, { "404", "not_taken" }, { "400 plain", "not_taken" }, { "400 key", "not_taken" },
        { "429", "busy" }, { "503", "busy" }, { "500", "failed" }, { "307", "redirected" }, { "silence", "unreachable" },
        { "cut", "unreachable" },
    };

    [Theory, MemberData(nameof(Answered))]
    public async Task What_is_not_taken_is_told_again_later_and_seen_meanwhile(string answer, string trouble)
    {
        var (receiver, gateway) = await Open();
        await using var _ = receiver;
        await using var __ = gateway;
        await gateway.Enrol(Ada);
        await Settled(gateway);
        while (receiver.TryNext(out var _)) continue;
        var before = receiver.Count;
        receiver.Answer = answer switch
        {
            "400 plain" => Answers(400),
            "400 key" => Answers(400, """{"err":"invalid_key","description":"unknown"}"""),
            "429" => Answers(429, header: "Retry-After", value: "600"),
            "307" => Answers(307, header: "Location", value: receiver.Url + "/elsewhere"),
            "silence" => receiver.Hold,
            "cut" => http =>
            {
                http.Abort();
                return Task.CompletedTask;
            },
            _ => Answers(int.Parse(answer, System.Globalization.CultureInfo.InvariantCulture)),
        };
        (await gateway.Admin(HttpMethod.Post, $"contoso/users/{Ada}/sign-out-everywhere")).MustBe(204);
        await Heard(gateway, receiver, before + 1);
        if (answer == "silence") gateway.Clock.Advance(EventTokenSender.Timeout);
        await Until(gateway, async () => await Feed(gateway) is { Trouble: not null }, TimeSpan.Zero);
        var stands = (await gateway.Admin(HttpMethod.Get, "contoso/security-events")).MustBe(200);
        Assert.Equal(("waiting", trouble, "1"), (stands["state"], stands["trouble"], stands["waiting"]));
        var feed = (await Feed(gateway))!;
        if (answer == "429") Assert.Equal(TimeSpan.FromMinutes(10), feed.Next - feed.TroubleAt);

        var first = await Next(receiver);
        receiver.Answer = Answers(202);
        var again = await Told(gateway, receiver);
        Assert.Equal((first.Id, "/told"), (again[^1].Id, again[^1].Heard.Path));
        stands = (await gateway.Admin(HttpMethod.Get, "contoso/security-events")).MustBe(200);
        Assert.Equal(("idle", false), (stands["state"], stands.Has("trouble")));
    }

    [Fact]
    public async Task What_a_receiver_never_takes_is_left_and_counted_and_holds_nothing_up()
    {
        var (receiver, gateway) = await Open();
        await using var _ = receiver;
        await using var __ = gateway;
        await gateway.Enrol(Ada);
        await Settled(gateway);
        while (receiver.TryNext(out var _)) continue;
        receiver.Answer = Answers(400, """{"err":"invalid_request"}""");
        (await gateway.Admin(HttpMethod.Post, $"contoso/users/{Ada}/sign-out-everywhere")).MustBe(204);
        Assert.Single(await Told(gateway, receiver));
        receiver.Answer = Answers(202);
        (await gateway.Admin(HttpMethod.Post, $"contoso/users/{Ada}/sign-out-everywhere")).MustBe(204);
        Assert.Single(await Told(gateway, receiver));
        var stands = (await gateway.Admin(HttpMethod.Get, "contoso/security-events")).MustBe(200);
        Assert.Equal(("idle", "1"), (stands["state"], stands["refused"]));
    }

    /// <summary>Nobody's sign-in waits for it, and what waits takes no room of its own: the chain is there anyway.</summary>
    [Fact, Trait("Rule", "I17")]
    public async Task A_receiver_that_is_away_costs_no_row_and_no_sign_in_and_after_a_day_it_is_given_up()
    {
        var (receiver, gateway) = await Open();
        await using var _ = receiver;
        await using var __ = gateway;
        var ada = await gateway.Enrol(Ada);
        await Settled(gateway);
        receiver.Answer = Answers(500);
        var rows = (await Rows.Of(gateway.Store)).Split('\n').Count(IsOfFeed);
        for (var n = 0; n < 10; n++)
        {
            (await ada.Approve(await gateway.Browser().Prompt(Ada))).MustBe(200);
            await Until(gateway, async () => await Feed(gateway) is { Trouble: not null });
        }

        Assert.Equal(rows, (await Rows.Of(gateway.Store)).Split('\n').Count(IsOfFeed));
        gateway.Clock.Advance(Limits.SecurityEventLife);
        await Until(gateway, async () => await Feed(gateway) is { GivenUp: >= 10 });
        receiver.Answer = Answers(202);
        while (receiver.TryNext(out var _)) continue;
        (await ada.Approve(await gateway.Browser().Prompt(Ada))).MustBe(200);
        Assert.Equal("approved", (await Told(gateway, receiver))[^1].Outcome);
        Assert.Equal(gateway.Clock.GetUtcNow().Date, DateTimeOffset.FromUnixTimeSeconds(
            (await Feed(gateway))!.DeliveredAt!.Value.ToUnixTimeSeconds()).Date);

        static bool IsOfFeed(string row) => row.StartsWith("EventFeed", StringComparison.Ordinal)
            || row.StartsWith("SecurityEvent", StringComparison.Ordinal);
    }

    /// <summary>One person's events come in order, also over failures; nobody waits for another person's for ever.</summary>
    [Fact]
    public async Task Each_persons_events_are_taken_in_the_order_in_which_they_happened()
    {
        var (receiver, gateway) = await Open(""","events":["sign-in"]""");
        await using var _ = receiver;
        await using var __ = gateway;
        await gateway.Operator.Configure("contoso", settings => settings with
        {
            Budget = new(100, 100, 100), EventReceiver = new(receiver.Url, Audience, EventKinds.SignIn),
        });
        Handset[] phones = [await gateway.Enrol(Ada), await gateway.Enrol(Bob)];
        await Settled(gateway);
        while (receiver.TryNext(out var _)) continue;
        var random = new Random(20261128);
        receiver.Answer = http =>
        {
            lock (random) http.Response.StatusCode = random.Next(3) == 0 ? 500 : 202;
            return Task.CompletedTask;
        };
        for (var n = 0; n < 20; n++)
        {
            var phone = phones[n % 2];
            var number = await gateway.Browser().Prompt(phone.User);
            if (n % 3 == 0) (await phone.Deny()).MustBe(200);
            else (await phone.Approve(number)).MustBe(200);
        }

        await Heard(gateway, receiver, 6);
        receiver.Answer = Answers(202);
        var told = await Told(gateway, receiver);
        var chain = (await gateway.Store.ReadAudit(new("contoso"), 0, 1000, Cancel)).Select(EventTokens.IdOf).ToList();
        foreach (var person in told.GroupBy(one => one.User))
        {
            var places = person.DistinctBy(one => one.Id).Select(one => chain.IndexOf(one.Id)).ToArray();
            Assert.Equal(10, places.Length);
            Assert.Equal(places.Order(), places);
        }
    }

    /// <summary>A crash between the commit and the delivery: another process on the same store goes on.</summary>
    [Fact]
    public async Task What_was_committed_before_a_crash_is_told_after_it()
    {
        var (receiver, gateway) = await Open();
        await using var _ = receiver;
        await using var __ = gateway;
        await gateway.Enrol(Ada);
        await Settled(gateway);
        while (receiver.TryNext(out var _)) continue;
        receiver.Answer = receiver.Hold;   // the process dies with the delivery under way
        (await gateway.Admin(HttpMethod.Post, $"contoso/users/{Ada}/sign-out-everywhere")).MustBe(204);
        await Heard(gateway, receiver, receiver.Count + 1);
        var first = await Next(receiver);
        await gateway.Restart();
        receiver.Answer = Answers(202);
        var told = await Told(gateway, receiver);
        Assert.Equal(first.Id, told[^1].Id);
    }

    [Theory]
    [InlineData("http://events.example/"), InlineData("https://user@events.example/"), InlineData("https://events.example/#part")]
    [InlineData("https://127.0.0.1/"), InlineData("http://127.0.0.1:9999/in"), InlineData("https://169.254.169.254/latest")]
    [InlineData("https://10.1/"), InlineData("https://events.example:5432/"), InlineData("javascript:alert(1)"), InlineData("")]
    public async Task An_address_that_may_not_be_called_is_refused_and_changes_nothing(string address)
    {
        await using var gateway = await RunningGateway.Furnished();
        var before = (await gateway.Admin(HttpMethod.Get, "contoso/settings")).MustBe(200).Json.GetRawText();
        (await Set(gateway, address)).MustBe(400, "CS6002");
        Assert.Equal(before, (await gateway.Admin(HttpMethod.Get, "contoso/settings")).MustBe(200).Json.GetRawText());
        Assert.Equal("off", (await gateway.Admin(HttpMethod.Get, "contoso/security-events")).MustBe(200)["state"]);
    }

    [Fact]
    public async Task A_name_that_leads_inside_is_not_called_and_said_to_be_refused()
    {
        await using var gateway = await RunningGateway.Furnished();
        (await Set(gateway, "https://localhost/in")).MustBe(200);   // a name like any other, until it is looked up
        await gateway.Enrol(Ada);
        await Until(gateway, async () => await Feed(gateway) is { Trouble: not null });
        Assert.Equal("address_refused", (await gateway.Admin(HttpMethod.Get, "contoso/security-events")).MustBe(200)["trouble"]);
    }

    [Fact]
    public async Task A_receiver_that_is_taken_back_hears_nothing_more_and_what_is_no_event_is_refused()
    {
        var (receiver, gateway) = await Open();
        await using var _ = receiver;
        await using var __ = gateway;
        await Settled(gateway);
        (await Set(gateway, receiver.Url, ""","events":["everything"]""")).MustBe(400, "CS1000");
        (await Set(gateway, receiver.Url, ""","events":[]""")).MustBe(400, "CS6002");
        (await Set(gateway, null)).MustBe(200);
        gateway.Clock.Advance(Limits.FeedPatience);
        var before = receiver.Count;
        await gateway.Enrol(Ada);
        await Until(gateway, async () => await Feed(gateway) is { IsStopped: true });
        Assert.Equal(before, receiver.Count);
        (await Set(gateway, receiver.Url)).MustBe(200);
        await gateway.Enrol(Bob);
        Assert.All(await Told(gateway, receiver), one => Assert.Equal(Bob, one.User));
    }

    [Fact]
    public async Task A_preview_begins_nothing()
    {
        await using var gateway = await RunningGateway.Furnished(Callback.Trusted);
        (await Set(gateway, "https://127.0.0.1:9/in", query: "?preview=true")).MustBe(200);
        Assert.Null(await Feed(gateway));
    }
}
