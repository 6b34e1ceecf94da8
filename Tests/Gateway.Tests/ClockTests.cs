using System.Net;
using Countersign.Engine;
using Microsoft.Extensions.Time.Testing;

namespace Countersign.Gateway.Tests;

/// <summary>F8: the system's clock is set while people sign in.</summary>
public sealed class ClockTests
{
    [Theory]
    [InlineData(600)]
    [InlineData(-600)]
    public async Task A_clock_that_is_set_stops_no_phone_and_ends_no_sign_in(int step)
    {
        var wall = new Wall();
        var clock = new SteadyClock(wall);
        var settings = GatewaySettings.Default with
        {
            Urls = "http://127.0.0.1:" + FreePort.Find(), AdminUrls = "http://127.0.0.1:" + FreePort.Find(), AdminToken = Site.Token,
            EvenAnswers = TimeSpan.Zero, Unthrottled = [IPNetwork.Parse("127.0.0.0/8")],
        };
        await using var host = await GatewayHost.Start(settings, clock, InMemory.Store(isExclusive: true));
        var site = new Site(settings.Urls, settings.AdminUrls, wall);   // phones whose clocks are right
        (await site.Admin(HttpMethod.Put, "contoso")).MustBe(200);
        (await site.Admin(HttpMethod.Put, "contoso/policy", """{"enabled":true,"target":{"type":"all"}}""")).MustBe(200);
        var ada = await site.EnrolByHand("ada@contoso.example");
        var browser = site.Browser();
        var number = await browser.Prompt(ada.User);

        wall.IsOff = TimeSpan.FromSeconds(step);
        (await site.Get(site.Url + "/health/ready")).MustBe(503, "CS5007");
        for (var second = 0; second < 70; second++)
        {
            wall.Advance(TimeSpan.FromSeconds(1));
            clock.GetUtcNow();
        }

        (await site.Get(site.Url + "/health/ready")).MustBe(200);
        var stands = (await browser.Observe()).MustBe(200);
        Assert.Equal("pending", stands["state"]);
        Assert.InRange(stands.Json.GetProperty("expires_in").GetInt32(), 120 - 74, 120 - 66);
        var left = stands.Json.GetProperty("expires_at").GetDateTimeOffset() - wall.GetUtcNow();
        Assert.InRange(left.TotalSeconds, 120 - 76, 120 - 64);
        (await ada.Approve(number)).MustBe(200);
        (await browser.Redeem()).MustBe(200);
    }

    /// <summary>A system's clock: it can be set, and the time that passes cannot.</summary>
    private sealed class Wall() : FakeTimeProvider(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero))
    {
        public TimeSpan IsOff { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + IsOff;

        public override long GetTimestamp() => base.GetUtcNow().UtcTicks;
    }
}
