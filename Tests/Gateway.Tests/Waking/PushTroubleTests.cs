using System.Net;
using System.Text;
using Countersign.Gateway.Waking;
using Countersign.SignIn;
using Microsoft.AspNetCore.Http;

namespace Countersign.Gateway.Tests.Waking;

/// <summary>F18, T16, I17: whatever a push service answers, the sign-in goes on, and the service keeps to its bounds.</summary>
public sealed class PushTroubleTests
{
    private const string Ada = "ada@contoso.example";
    private static readonly PushReceiver Receiver = new();

    public static TheoryData<string> Kinds => ["web_push", "fcm", "apns"];

    public static TheoryData<string, int, string, string> Answers
    {
        get
        {
            var rows = new TheoryData<string, int, string, string>();
            foreach (var kind in Kinds.Select(row => (string)row.Data))
            {
                foreach (var (status, outcome, standing) in new[]
                         {
                             (400, "refused", "on"), (401, "refused", "on"), (403, "refused", "on"), (413, "refused", "on"),
                             (301, "refused", "on"), (307, "refused", "on"), (410, "gone", "gone"),
                         })
                    rows.Add(kind, status, outcome, standing);
                rows.Add(kind, 404, kind == "apns" ? "refused" : "gone", kind == "apns" ? "on" : "gone");
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_that_nothing_mends_is_not_asked_for_again(string kind, int status, string outcome, string standing)
    {
        await using var services = await PushServices.Start();
        await using var gateway = await RunningGateway.Furnished(services.Known);
        using var counts = new WakeCounts(gateway);
        var phone = await Sleeper(gateway, services, kind);
        services.Answer = http =>
        {
            http.Response.StatusCode = status;
            if (status is 301 or 307) http.Response.Headers.Location = services.Url + "/send/elsewhere";
            return Task.CompletedTask;
        };
        var number = await gateway.Browser().Prompt(Ada);
        Assert.Equal($"{kind} {outcome}", await counts.Next());
        await services.Next();
        Assert.False(services.HasMore);
        var seen = (await phone.Waiting()).MustBe(200);
        Assert.Equal(standing == "gone", seen.Has("push_gone"));
        (await phone.Approve(number)).MustBe(200);
        Assert.Equal(standing, await StandingOf(gateway));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Trouble_of_a_push_service_is_tried_three_times_with_growing_pauses(string kind)
    {
        await using var services = await PushServices.Start();
        await using var gateway = await RunningGateway.Furnished(services.Known);
        using var counts = new WakeCounts(gateway);
        var phone = await Sleeper(gateway, services, kind);
        services.Answer = Saying(503);
        var first = gateway.Clock.NextWaitOf(ProviderTries.FirstPause);
        var number = await gateway.Browser().Prompt(Ada);
        await services.Next();
        await first;
        var second = gateway.Clock.NextWaitOf(2 * ProviderTries.FirstPause);
        gateway.Clock.Advance(ProviderTries.FirstPause);
        await services.Next();
        await second;
        gateway.Clock.Advance(2 * ProviderTries.FirstPause);
        await services.Next();
        Assert.Equal($"{kind} error", await counts.Next());
        Assert.False(services.HasMore);
        (await phone.Approve(number)).MustBe(200);
        Assert.Equal("on", await StandingOf(gateway));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Whoever_is_asked_to_come_back_later_comes_back_then(string kind)
    {
        await using var services = await PushServices.Start();
        await using var gateway = await RunningGateway.Furnished(services.Known);
        using var counts = new WakeCounts(gateway);
        await Sleeper(gateway, services, kind);
        var taken = services.Answer;
        services.Answer = http =>
        {
            http.Response.Headers.RetryAfter = "40";
            return Saying(429)(http);
        };
        var pause = gateway.Clock.NextWaitOf(TimeSpan.FromSeconds(40));
        await gateway.Browser().Prompt(Ada);
        await services.Next();
        await pause;
        services.Answer = taken;
        gateway.Clock.Advance(TimeSpan.FromSeconds(39));
        Assert.False(services.HasMore);
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        await services.Next();
        Assert.Equal($"{kind} sent", await counts.Next());
    }

    [Fact]
    public async Task Whoever_is_asked_to_come_back_after_the_sign_in_is_over_does_not()
    {
        await using var services = await PushServices.Start();
        await using var gateway = await RunningGateway.Furnished(services.Known);
        using var counts = new WakeCounts(gateway);
        await Sleeper(gateway, services, "web_push");
        services.Answer = http =>
        {
            http.Response.Headers.RetryAfter = "3600";
            return Saying(429)(http);
        };
        await gateway.Browser().Prompt(Ada);
        Assert.Equal("web_push throttled", await counts.Next());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_push_service_that_is_silent_is_waited_for_five_seconds(string kind)
    {
        await using var services = await PushServices.Start();
        await using var gateway = await RunningGateway.Furnished(services.Known);
        using var counts = new WakeCounts(gateway);
        await Sleeper(gateway, services, kind);
        var taken = services.Answer;
        services.Answer = services.Hold;
        await gateway.Browser().Prompt(Ada);
        await services.Next();   // so the time runs
        services.Answer = taken;
        var pause = gateway.Clock.NextWaitOf(ProviderTries.FirstPause);
        gateway.Clock.Advance(ProviderTries.TryTimeout);
        await pause;
        gateway.Clock.Advance(ProviderTries.FirstPause);
        await services.Next();
        Assert.Equal($"{kind} sent", await counts.Next());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_answer_without_an_end_is_an_answer(string kind)
    {
        await using var services = await PushServices.Start();
        await using var gateway = await RunningGateway.Furnished(services.Known);
        using var counts = new WakeCounts(gateway);
        await Sleeper(gateway, services, kind);
        services.Answer = async http =>
        {
            http.Response.StatusCode = 201;
            var some = Encoding.ASCII.GetBytes(new string('x', 4096));
            while (!http.RequestAborted.IsCancellationRequested) await http.Response.Body.WriteAsync(some, http.RequestAborted);
        };
        await gateway.Browser().Prompt(Ada);
        await services.Next();
        Assert.Equal($"{kind} sent", await counts.Next());
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_grant"}""", "refused")]
    [InlineData(302, "", "error")]
    [InlineData(503, "", "error")]
    [InlineData(200, "", "error")]
    [InlineData(200, "<html>", "error")]
    public async Task Without_an_access_token_nothing_is_sent_to_FCM(int status, string body, string outcome)
    {
        await using var services = await PushServices.Start();
        await using var gateway = await RunningGateway.Furnished(services.Known);
        using var counts = new WakeCounts(gateway);
        var phone = await Sleeper(gateway, services, "fcm");
        services.TokenTrouble = async http =>
        {
            http.Response.StatusCode = status;
            if (status == 302) http.Response.Headers.Location = services.Url + "/send/elsewhere";
            await http.Response.WriteAsync(body);
        };
        var (first, second) = (gateway.Clock.NextWaitOf(ProviderTries.FirstPause), gateway.Clock.NextWaitOf(2 * ProviderTries.FirstPause));
        var number = await gateway.Browser().Prompt(Ada);
        if (outcome == "error")
        {
            await first;
            gateway.Clock.Advance(ProviderTries.FirstPause);
            await second;
            gateway.Clock.Advance(2 * ProviderTries.FirstPause);
        }

        Assert.Equal("fcm " + outcome, await counts.Next());
        Assert.False(services.HasMore);
        (await phone.Approve(number)).MustBe(200);
    }

    /// <summary>T16: a name that leads inside is not called, whatever it was when it was registered.</summary>
    [Fact]
    public async Task A_name_that_leads_inside_is_not_called_and_not_tried_again()
    {
        await using var gateway = await RunningGateway.Furnished();
        using var counts = new WakeCounts(gateway);
        var phone = await gateway.Enrol(Ada);
        (await phone.SetPush(Receiver.Subscription("https://localhost/send"))).MustBe(204);
        var number = await gateway.Browser().Prompt(Ada);
        Assert.Equal("web_push refused", await counts.Next());
        (await phone.Approve(number)).MustBe(200);
    }

    [Fact]
    public async Task A_push_service_that_fails_all_the_time_is_left_alone_for_a_while_and_the_others_are_not()
    {
        await using var services = await PushServices.Start();
        await using var gateway = await RunningGateway.Furnished(services.Known);
        using var counts = new WakeCounts(gateway);
        services.Answer = http => Saying(http.Request.Path.StartsWithSegments("/3") ? 200 : 500)(http);
        var phone = await Sleeper(gateway, services, "web_push");
        for (var tries = 0; tries < ProviderTries.TroubleBeforeBreak;)
        {
            var first = gateway.Clock.NextWaitOf(ProviderTries.FirstPause);
            var number = await gateway.Browser().Prompt(Ada);
            await services.Next();
            tries++;
            await first;
            if (tries == ProviderTries.TroubleBeforeBreak) break;
            var second = gateway.Clock.NextWaitOf(2 * ProviderTries.FirstPause);
            gateway.Clock.Advance(ProviderTries.FirstPause);
            await services.Next();
            if (++tries == ProviderTries.TroubleBeforeBreak) break;
            await second;
            gateway.Clock.Advance(2 * ProviderTries.FirstPause);
            await services.Next();
            tries++;
            Assert.Equal("web_push error", await counts.Next());
            (await phone.Approve(number)).MustBe(200);
        }

        gateway.Clock.Advance(ProviderTries.FirstPause);
        Assert.Equal("web_push paused", await counts.Next());
        (await phone.Deny()).MustBe(200);
        await gateway.Browser().Prompt(Ada);
        Assert.Equal("web_push paused", await counts.Next());
        Assert.False(services.HasMore);
        (await phone.Deny()).MustBe(200);

        (await phone.SetPush($$"""{"kind":"apns","token":"{{new string('b', 64)}}"}""")).MustBe(204);
        await gateway.Browser().Prompt(Ada);
        await services.Next();
        Assert.Equal("apns sent", await counts.Next());
    }

    [Fact]
    public async Task A_transport_that_was_taken_away_wakes_nobody_and_stops_nobody()
    {
        await using var services = await PushServices.Start();
        await using var gateway = await RunningGateway.Furnished(services.Known);
        var phone = await Sleeper(gateway, services, "fcm");
        var store = gateway.Store;
        await using var other = await RunningGateway.Start(store: store, clock: gateway.Clock);
        using var counts = new WakeCounts(other);
        await other.Browser().Prompt(Ada);
        Assert.Equal("fcm no_transport", await counts.Next());
        Assert.NotNull(phone);
    }

    [Fact]
    public void No_more_than_so_many_are_under_way_and_no_tenant_has_them_all()
    {
        var places = new WakePlaces();
        var (one, other, third) = (new TenantId("one"), new TenantId("other"), new TenantId("third"));
        for (var taken = 0; taken < WakePlaces.PerTenant; taken++) Assert.True(places.Take(one));
        Assert.False(places.Take(one));
        for (var taken = WakePlaces.PerTenant; taken < WakePlaces.All; taken++) Assert.True(places.Take(other));
        Assert.False(places.Take(third));
        places.Leave(other);
        Assert.True(places.Take(third));
    }

    private static Func<HttpContext, Task> Saying(int status) => http =>
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    private static async Task<Handset> Sleeper(RunningGateway gateway, PushServices services, string kind)
    {
        var phone = await gateway.Enrol(Ada);
        (await phone.SetPush(kind switch
        {
            "web_push" => Receiver.Subscription(services.Url + "/send/1"),
            "fcm" => """{"kind":"fcm","token":"a-token"}""",
            _ => $$"""{"kind":"apns","token":"{{new string('a', 64)}}"}""",
        })).MustBe(204);
        return phone;
    }

    private static async Task<string> StandingOf(RunningGateway gateway) =>
        (await gateway.Admin(HttpMethod.Get, $"contoso/users/{Ada}")).MustBe(200).Json.GetProperty("methods").EnumerateArray().Single()
            .GetProperty("push").GetString()!;
}
