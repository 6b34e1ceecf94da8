using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Countersign.Engine;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.SecurityEvents;

namespace Countersign.Gateway.Tests;

/// <summary>T29, T16: a tenant's webhook hears of changes of how people sign in, signed, until it has taken them.</summary>
public sealed class WebhookTests
{
    private const string Ada = "ada@contoso.example";

    [Fact]
    public async Task A_phone_that_is_added_and_removed_is_told_in_order_signed_and_without_a_secret()
    {
        await using var callback = await Callback.Start();
        await using var gateway = await RunningGateway.Furnished(Callback.Trusted);
        var secret = (await Set(gateway, callback.Url)).MustBe(200)["security_webhook_secret"];
        Assert.False((await gateway.Admin(HttpMethod.Get, "contoso/settings")).MustBe(200).Has("security_webhook_secret"));
        var phone = await gateway.Activate(Ada);   // with a pass
        Heard[] both = [await Told(gateway, callback), await callback.Next()];
        var (added, used) = (both.Single(heard => heard["event"] == "phone_added"), both.Single(heard => heard["event"] == "pass_used"));
        Assert.Equal("pass", used.Json.GetProperty("method").GetProperty("kind").GetString());
        Assert.Equal(("phone_added", "contoso", Ada), (added["event"], added["tenant"], added["user"]));
        Assert.Equal(
            ["event_id", "event", "tenant", "user", "method", "at"], added.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(["kind", "name"], added.Json.GetProperty("method").EnumerateObject().Select(member => member.Name));
        Assert.Equal("phone", added.Json.GetProperty("method").GetProperty("kind").GetString());
        Assert.Equal(("/told", "application/json", ""), (added.Path, added.Type, added.Authorization));
        MustBeSigned(secret, gateway.Clock, added);

        await gateway.Operator.RemoveMethod("contoso", Ada, phone.Device);
        var removed = await Told(gateway, callback);
        Assert.Equal("phone_removed", removed["event"]);
        Assert.NotEqual(added["event_id"], removed["event_id"]);
        await Settled(gateway);
        Assert.Equal(3, callback.Count);
        Assert.Equal(3, (await gateway.Operator.Audit("webhook.told")).Count());
    }

    [Theory]
    [InlineData(401), InlineData(403), InlineData(307)]
    public async Task A_receiver_that_does_not_take_it_hears_the_same_event_again_later(int status)
    {
        await using var callback = await Callback.Start();
        await using var gateway = await RunningGateway.Furnished(Callback.Trusted);
        var phone = await gateway.Activate(Ada);
        (await Set(gateway, callback.Url)).MustBe(200);
        var isMended = false;
        callback.Answer = http =>
        {
            http.Response.StatusCode = isMended ? 202 : status;
            if (status == 307 && !isMended) http.Response.Headers.Location = callback.Url + "/elsewhere";
            return Task.CompletedTask;
        };
        await gateway.Operator.RemoveMethod("contoso", Ada, phone.Device);
        var first = await Told(gateway, callback);
        await Postponed(gateway);
        isMended = true;
        var second = await Told(gateway, callback, taking: 2);
        Assert.Equal((first.Body, "/told"), (second.Body, second.Path));
        await Settled(gateway);
        Assert.Equal(2, callback.Count);
        Assert.Single(await gateway.Operator.Audit("webhook.told"));
    }

    [Fact]
    public async Task Another_secret_signs_from_then_on_and_a_webhook_that_is_taken_back_hears_nothing_more()
    {
        await using var callback = await Callback.Start();
        await using var gateway = await RunningGateway.Furnished(Callback.Trusted);
        var (one, other) = (await gateway.Activate(Ada), await gateway.Activate(Ada));
        var first = (await Set(gateway, callback.Url)).MustBe(200)["security_webhook_secret"];
        Assert.False((await Set(gateway, callback.Url)).MustBe(200).Has("security_webhook_secret"));
        var second = (await gateway.Admin(HttpMethod.Post, Secret)).MustBe(201)["security_webhook_secret"];
        Assert.NotEqual(first, second);
        gateway.Clock.Advance(TimeSpan.FromSeconds(5));   // every host has heard of it (I8)
        await gateway.Operator.RemoveMethod("contoso", Ada, one.Device);
        var heard = await Told(gateway, callback);
        MustBeSigned(second, gateway.Clock, heard);
        await Settled(gateway);

        callback.Answer = http =>
        {
            http.Response.StatusCode = 401;
            return Task.CompletedTask;
        };
        await gateway.Operator.RemoveMethod("contoso", Ada, other.Device);
        await Told(gateway, callback);
        await Postponed(gateway);
        (await Set(gateway, null)).MustBe(200);
        await TimePassesUntil(gateway, owed => owed.Length == 0);
        Assert.Equal(2, callback.Count);
        (await gateway.Admin(HttpMethod.Post, Secret)).MustBe(400, "CS6002");
    }

    [Theory]
    [InlineData("http://hooks.example/"), InlineData("https://user@hooks.example/"), InlineData("https://hooks.example/#part")]
    [InlineData("https://127.0.0.1/"), InlineData("https://[::1]/"), InlineData("https://169.254.169.254/latest")]
    [InlineData("https://10.1/")]
    [InlineData("https://hooks.example:5432/"), InlineData("https://2130706433/"), InlineData("javascript:alert(1)"), InlineData("hooks")]
    [InlineData("")]
    public async Task An_address_that_may_not_be_called_is_refused_and_changes_nothing(string address)
    {
        await using var gateway = await RunningGateway.Furnished();
        var before = (await gateway.Admin(HttpMethod.Get, "contoso/settings")).MustBe(200).Json.GetRawText();
        (await Set(gateway, address)).MustBe(400, "CS6002");
        Assert.Equal(before, (await gateway.Admin(HttpMethod.Get, "contoso/settings")).MustBe(200).Json.GetRawText());
    }

    [Fact]
    public async Task A_preview_draws_no_secret_and_a_repeated_change_shows_none_twice()
    {
        await using var gateway = await RunningGateway.Furnished();
        Assert.False((await Set(gateway, "https://hooks.example/", "?preview=true")).MustBe(200).Has("security_webhook_secret"));
        var key = RandomValues.Handle();
        foreach (var isFirst in new[] { true, false })
        {
            var set = await Set(gateway, "https://hooks.example/", "", ("Idempotency-Key", key));
            Assert.Equal(isFirst, set.MustBe(200).Has("security_webhook_secret"));
        }
    }

    private const string Secret = "contoso/settings/security-webhook/secret";

    private static Task<Reply> Set(
        RunningGateway gateway, string? webhook, string query = "", params (string Name, string Value)[] headers) =>
        gateway.Admin(HttpMethod.Put, "contoso/settings" + query, $$"""
            {"number_mode":"select","challenge_seconds":120,"second_attempt":"fall_back","policy_check":"after_completion",
            "prompts_in_5_minutes":3,"prompts_in_an_hour":5,"prompts_in_a_day":10,"wrong_numbers_to_lock":3,"installation_limit":5
            {{(webhook is null ? "" : $",\"security_webhook\":\"{webhook}\"")}}}
            """, headers);

    /// <summary>The next that is told. Time passes until somebody has set out to deliver it, and not while they do.</summary>
    private static async Task<Heard> Told(RunningGateway gateway, Callback callback, int taking = 1)
    {
        await TimePassesUntil(gateway, owed => owed.All(one => one.Taken >= taking));
        return await callback.Next();
    }

    private static async Task TimePassesUntil(RunningGateway gateway, Func<SecurityEventState.Owed[], bool> isSo)
    {
        while (!isSo(await Owed(gateway)))
        {
            var looked = gateway.Clock.NextWaitOf(TimeSpan.FromSeconds(1));
            gateway.Clock.Advance(TimeSpan.FromSeconds(1));
            await looked.WaitAsync(TimeSpan.FromMinutes(1), Browser.Cancel);
        }
    }

    /// <summary>It failed, and waits for its next time.</summary>
    private static Task Postponed(RunningGateway gateway) => Ciba.Till.Until(
        async () => (await Owed(gateway))[0].Next - gateway.Clock.GetUtcNow() <= Limits.SecurityEventPauses[0]);

    private static async Task<SecurityEventState.Owed[]> Owed(RunningGateway gateway) =>
        [.. (await gateway.Store.List(RowKind.SecurityEvent, "", "", 10, Browser.Cancel))
            .Select(row => (SecurityEventState.Owed)StateJson.ReadSecurityEvent(row.Body.Span))];

    private static Task Settled(RunningGateway gateway) => Ciba.Till.Until(
        async () => (await gateway.Store.List(RowKind.SecurityEvent, "", "", 1, Browser.Cancel)).Count == 0);

    /// <summary>As the documentation tells a receiver to do it.</summary>
    private static void MustBeSigned(string secret, TimeProvider clock, Heard heard)
    {
        var time = heard.Signature.Split(',')[0]["t=".Length..];
        var sent = DateTimeOffset.FromUnixTimeSeconds(long.Parse(time, CultureInfo.InvariantCulture));
        Assert.InRange(clock.GetUtcNow() - sent, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        var tag = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(time + "." + heard.Body));
        Assert.Equal($"t={time},v1={Convert.ToHexStringLower(tag)}", heard.Signature);
    }
}
