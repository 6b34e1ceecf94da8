using System.Net;
using Countersign.Engine;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Countersign.Gateway.Tests.Throttling;

/// <summary>T36: what nobody has signed is limited by where it comes from, and stops no device that did sign.</summary>
public sealed class UnprovedThrottleTests
{
    private const string Office = "192.0.2.1", Home = "198.51.100.7";
    private static readonly DeviceId Mine = new(RandomValues.Handle()), Other = new(RandomValues.Handle());
    private readonly FakeTimeProvider _clock = new();
    private readonly UnprovedThrottle _throttle;

    public UnprovedThrottleTests() => _throttle = new([IPNetwork.Parse("10.0.0.0/8")], _clock);

    private static DefaultHttpContext From(string address) => new() { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };

    private bool IsLetIn(string address, DeviceId? device) => _throttle.Wait(From(address), () => device) is null;

    private void Fail(string address, int times)
    {
        for (var n = 0; n < times; n++) _throttle.Failed(From(address));
    }

    [Fact]
    public void A_source_that_proves_nothing_waits_until_the_minute_is_over_and_no_other_does()
    {
        Fail(Office, UnprovedThrottle.PerHost - 1);
        Assert.True(IsLetIn(Office, Mine));
        Fail(Office, 1);
        Assert.False(IsLetIn(Office, Mine));
        Assert.False(IsLetIn(Office, null));
        Assert.True(IsLetIn(Home, Mine));
        Assert.True(_throttle.Wait(From(Office), () => null) <= TimeSpan.FromMinutes(1));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(IsLetIn(Office, Mine));
    }

    /// <summary>An office full of phones behind one address, and somebody among them.</summary>
    [Fact]
    public void A_device_that_proved_itself_from_there_goes_on()
    {
        _throttle.Proved(From(Office), Mine);
        Fail(Office, 10 * UnprovedThrottle.PerHost);
        Assert.True(IsLetIn(Office, Mine));
        Assert.False(IsLetIn(Office, Other));
        Fail(Home, UnprovedThrottle.PerHost);
        Assert.False(IsLetIn(Home, Mine));   // elsewhere it is anybody's word
    }

    [Theory]
    [InlineData(59, true), InlineData(119, true), InlineData(121, false), InlineData(300, false)]
    public void That_is_remembered_for_an_hour_and_two_at_most(int minutes, bool isRemembered)
    {
        _clock.Advance(TimeSpan.FromTicks(TimeSpan.TicksPerHour - _clock.GetUtcNow().UtcTicks % TimeSpan.TicksPerHour));
        _throttle.Proved(From(Office), Mine);
        _clock.Advance(TimeSpan.FromMinutes(minutes));
        Fail(Office, UnprovedThrottle.PerHost);
        Assert.Equal(isRemembered, IsLetIn(Office, Mine));
    }

    [Fact]
    public void Networks_that_are_not_limited_are_not()
    {
        Fail("10.1.2.3", 10 * UnprovedThrottle.PerHost);
        Assert.True(IsLetIn("10.1.2.3", null));
    }
}
