using System.Buffers.Binary;
using System.Net;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Countersign.Gateway.Tests.Throttling;

/// <summary>T2, I17: what one network asks is refused to that network, whatever it asks, and to no other.</summary>
public sealed class SourceThrottleTests
{
    private static readonly TenantId Contoso = new("contoso"), Fabrikam = new("fabrikam");
    private static readonly Initiator Unknown = new(null, null);
    private readonly FakeTimeProvider _clock = new();
    private readonly SourceThrottle _throttle;

    public SourceThrottleTests() => _throttle = new([], _clock);

    [Theory]
    [InlineData("2001:db8::", 128, 5000, 30)]
    [InlineData("2001:db8::", 64, 5000, 300)]
    [InlineData("2001:db8::", 48, 5000, 3000)]
    [InlineData("::ffff:192.0.2.1", 128, 1, 30)]
    [InlineData("192.0.2.1", 32, 1, 30)]
    [InlineData("192.0.2.0", 32, 256, 300)]
    [InlineData("192.0.0.0", 24, 256, 3000)]
    public void A_wider_network_may_ten_times_what_the_one_within_it_may(string first, int prefix, int networks, int most)
    {
        var address = IPAddress.Parse(first);
        Assert.Equal(most, Enumerable.Range(0, 5000).Count(i => Start(Plus(address, i % networks, prefix)) is null));
    }

    [Fact]
    public void Fifty_thousand_starts_from_one_network_touch_no_other()
    {
        var attacker = IPAddress.Parse("2001:db8::");
        for (var i = 0; i < 50_000; i++) Start(Plus(attacker, i, 64));
        var strangers = Enumerable.Range(0, 1000).Select(i => new IPAddress([(byte)(1 + i % 200), (byte)(i / 200), 7, 9]));
        Assert.All(strangers, stranger => Assert.Null(Start(stranger)));
        Assert.Null(Start(IPAddress.Parse("2001:db9::1")));
        Assert.NotNull(Start(Plus(attacker, 1, 64)));
    }

    [Fact]
    public void A_million_starts_from_everywhere_leave_room_for_a_stranger()
    {
        var random = new Random(20260302);
        var address = new byte[4];
        for (var i = 0; i < 1_000_000; i++)
        {
            if (i % 10_000 == 0) _clock.Advance(TimeSpan.FromSeconds(1));
            random.NextBytes(address);
            Start(new IPAddress(address));
        }

        var refused = Enumerable.Range(0, 1000).Count(i => Start(new IPAddress([203, (byte)(i / 250), (byte)i, 1])) is not null);
        Assert.True(refused < 10, $"{refused} of 1000 strangers refused, seed 20260302");
    }

    [Fact]
    public void A_full_counter_refuses_no_key_that_was_never_seen()
    {
        var counter = new WindowCounter(30, TimeSpan.FromMinutes(1), _clock);
        for (var i = 0; i < 200_000; i++) counter.Add(Sketch.KeyOf("attacker", i.ToString("D", null)));
        var refused = Enumerable.Range(0, 1000).Count(i => counter.Add(Sketch.KeyOf("stranger", i.ToString("D", null))) is not null);
        Assert.True(refused < 10, $"{refused} of 1000");
    }

    /// <summary>Those who guess keep nobody from what cannot be guessed, from a browser of their own, nor from another tenant.</summary>
    [Fact]
    public void What_strangers_of_a_tenant_try_together_ends_for_strangers_and_for_passwords_alone()
    {
        static DefaultHttpContext Host(int n) => From($"10.{n}.0.1");
        for (var guess = 0; guess < 600; guess++) Assert.Equal((null, true), _throttle.Password(Host(guess / 20), Contoso, Unknown));
        var (wait, isForStrangers) = _throttle.Password(Host(99), Contoso, Unknown);
        Assert.True(wait is not null && isForStrangers);
        Assert.Equal((null, false), _throttle.Password(Host(99), Contoso, new(new SecretHash("own"), null)));
        Assert.Equal((null, true), _throttle.Password(Host(99), Fabrikam, Unknown));
        for (var n = 0; n < 20; n++) Assert.Null(_throttle.Unguessed(Host(1), Unknown));   // what it tried at passwords does not count
        Assert.NotNull(_throttle.Unguessed(Host(1), Unknown));
        Assert.Null(_throttle.Unguessed(Host(2), Unknown));
        Assert.Null(_throttle.Unguessed(Host(1), new(new SecretHash("own"), null)));
    }

    [Fact]
    public void People_who_hold_phones_are_no_fan_out_until_their_challenges_must_have_ended()
    {
        for (var i = 0; i < 29; i++) Started("192.0.2.1", Contoso, $"holder{i}", isPrompted: true);
        Assert.Null(Check("192.0.2.1", Contoso, "next"));
        _clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(TimeSpan.FromMinutes(6), Check("192.0.2.1", Contoso, "next"));
        Assert.Null(Check("192.0.2.1", Contoso, "holder7"));
        _throttle.Succeeded(From("192.0.2.1"), Contoso);
        Assert.Null(Check("192.0.2.1", Contoso, "next"));
    }

    [Fact]
    public void Fan_out_counts_by_tenant_and_by_source()
    {
        for (var i = 0; i < 20; i++) Started("192.0.2.1", Contoso, $"nobody{i}", isPrompted: false);
        Assert.Equal(TimeSpan.FromMinutes(10), Check("192.0.2.1", Contoso, "next"));
        Assert.Null(Check("192.0.2.1", Fabrikam, "next"));
        Assert.Null(Check("192.0.2.2", Contoso, "next"));
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(Check("192.0.2.1", Contoso, "next"));
    }

    [Fact]
    public void Fan_out_from_everywhere_refuses_nobody_new()
    {
        var (attackers, others) = (IPAddress.Parse("10.0.0.0"), IPAddress.Parse("20.0.0.0"));
        for (var i = 0; i < 100_000; i++) Started(Plus(attackers, i, 32).ToString(), Contoso, "someone", isPrompted: false);
        var refused = Enumerable.Range(0, 1000).Count(i => Check(Plus(others, i << 8, 32).ToString(), Contoso, "me") is not null);
        Assert.True(refused < 10, $"{refused} of 1000");
    }

    [Fact]
    public void A_known_browser_is_limited_by_itself_whatever_comes_from_its_network()
    {
        var (here, own) = (From("192.0.2.1"), new Initiator(new SecretHash("own"), null));
        for (var i = 0; i < 40; i++) Start(IPAddress.Parse("192.0.2.1"));
        for (var i = 0; i < 10; i++) Assert.Null(_throttle.Start(here, Contoso, new("ada@contoso.example"), own));
        Assert.Equal(TimeSpan.FromMinutes(1), _throttle.Start(here, Contoso, new("ada@contoso.example"), own));
    }

    private TimeSpan? Start(IPAddress address) => _throttle.Start(From(address.ToString()), Contoso, new("ada@contoso.example"), Unknown);

    private TimeSpan? Check(string address, TenantId tenant, string user) =>
        _throttle.Start(From(address), tenant, new(user + "@contoso.example"), Unknown);

    private void Started(string address, TenantId tenant, string user, bool isPrompted) =>
        _throttle.Started(From(address), tenant, new(user + "@contoso.example"), Unknown, isPrompted);

    private static DefaultHttpContext From(string address) => new() { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };

    /// <summary>The i-th network of this prefix length from the address on.</summary>
    private static IPAddress Plus(IPAddress address, int i, int prefix)
    {
        var bytes = address.GetAddressBytes();
        if (bytes.Length == 4)
            BinaryPrimitives.WriteUInt32BigEndian(bytes, BinaryPrimitives.ReadUInt32BigEndian(bytes) + ((uint)i << 32 - prefix));
        else
            BinaryPrimitives.WriteUInt128BigEndian(bytes, BinaryPrimitives.ReadUInt128BigEndian(bytes) + ((UInt128)i << 128 - prefix));
        return new(bytes);
    }
}
