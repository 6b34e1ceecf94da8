using System.Net;
using System.Security.Cryptography;
using Countersign.Engine;
using Countersign.Engine.Ports;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Countersign.Gateway.Tests.Throttling;

/// <summary>CLU-5, I15: a limit is one for all gateways, as soon as they have heard of each other.</summary>
public sealed class SharedLimitTests : IAsyncLifetime
{
    private static readonly TenantId Contoso = new("contoso");
    private static readonly UserName Ada = new("ada@contoso.example");
    private static readonly Initiator Unknown = new(null, null);
    private static readonly KeyThumbprint Phone = new("a-phone");
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    /// <summary>How each limit is asked for one more, and how many it lets in.</summary>
    private static readonly Dictionary<SharedLimit, (int Limit, Func<Side, int, TimeSpan?> Ask)> Limits = new()
    {
        [SharedLimit.Starts] = (30, (side, _) => side.Sources.Start(From("192.0.2.1"), Contoso, Ada, Unknown)),
        [SharedLimit.Browsers] = (10, (side, _) => side.Sources.Start(From("192.0.2.1"), Contoso, Ada, new(new SecretHash("own"), null))),
        [SharedLimit.TrustedStarts] = (300, (side, _) => side.Sources.StartTrusted(From("192.0.2.1"), Contoso)),
        [SharedLimit.Secrets] = (30, (side, _) => side.Sources.Secret(From("192.0.2.1"))),
        [SharedLimit.Requests] = (300, (side, _) => side.Sources.Request(From("2001:db8::1"))),
        [SharedLimit.Devices] = (10, (side, _) => side.Sources.Device(From("2001:db8::1"))),
        [SharedLimit.UserCodes] = (10, (side, _) => side.Sources.UserCode(From("192.0.2.1"))),
        [SharedLimit.KeptRequests] = (60, (side, _) => side.Sources.Kept(From("192.0.2.1"))),
        [SharedLimit.FanOut] = (20, (side, i) => side.Name(i)),
        [SharedLimit.ClientStarts] = (600, (side, _) => side.Clients.Start(From("192.0.2.1"), Contoso, "till", Ada)),
        [SharedLimit.ClientFanOut] = (60, (side, i) => side.NameByClient(i)),
        [SharedLimit.UserCodeGuesses] = (5, (side, _) => side.Guess()),
        [SharedLimit.ClientKeptRequests] = (6000, (side, _) => side.Clients.Kept(Contoso, "till")),
        [SharedLimit.ClientDevices] = (1000, (side, _) => side.Clients.Device(Contoso, "till")),
        [SharedLimit.DeviceRequests] = (100, (side, _) => side.Devices.Request(Phone)),
        [SharedLimit.DeviceConnects] = (20, (side, _) => side.Connect()),
        [SharedLimit.AdminSecrets] = (30, (side, _) => side.Admins.Secret(From("192.0.2.1"))),
        [SharedLimit.AdminChanges] = (60, (side, _) => side.Admins.Change(From("192.0.2.1"))),
        [SharedLimit.AdminPeople] = (6000, (side, i) => side.Admins.Person(From($"10.{i / 250}.{i % 250}.1"), Contoso)),
        [SharedLimit.Passwords] = (20, (side, _) => side.Sources.Password(From("192.0.2.1"), Contoso, Unknown)),
        [SharedLimit.OwnPasswords] =
            (20, (side, _) => side.Sources.Password(From("192.0.2.1"), Contoso, new(new SecretHash("own"), null))),
        [SharedLimit.TenantPasswords] =
            (600, (side, i) => side.Sources.Password(From($"10.{i / 250}.{i % 250}.1"), Contoso, Unknown)),
    };

    private readonly FakeTimeProvider _clock = new();
    private readonly CountBoard _board = new();
    private readonly Side _here, _there;

    public SharedLimitTests() => (_here, _there) = (Open(), Open());

    public static TheoryData<SharedLimit> All => [.. Limits.Keys];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await _here.Counts.DisposeAsync();
        await _there.Counts.DisposeAsync();
    }

    [Fact]
    public void Every_count_that_is_told_has_a_row() => Assert.Equal(
        Enum.GetValues<SharedLimit>().Except([SharedLimit.Malformed, SharedLimit.Polls]).Order(), Limits.Keys.Order());

    [Theory]
    [MemberData(nameof(All))]
    public async Task What_two_gateways_let_in_together_is_the_limit_of_one(SharedLimit what)
    {
        var (limit, ask) = Limits[what];
        for (var i = 0; i < limit / 2; i++) Assert.Null(ask(_here, i));
        await Exchange();
        for (var i = limit / 2; i < limit; i++) Assert.Null(ask(_there, i));
        Assert.NotNull(ask(_there, limit));
        await Exchange();
        Assert.NotNull(ask(_here, limit + 1));
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(ask(_here, limit + 2));
        Assert.Null(ask(_there, limit + 3));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task While_no_other_can_be_heard_each_gateway_lets_in_as_many_as_it_may_alone(SharedLimit what)
    {
        var (limit, ask) = Limits[what];
        _board.IsAway = true;
        for (var i = 0; i < limit; i++) Assert.Null(ask(_here, i));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _here.Counts.Exchange(Cancel));
        for (var i = 0; i < limit; i++) Assert.Null(ask(_there, limit + i));
        Assert.NotNull(ask(_there, 2 * limit));
    }

    [Fact]
    public async Task What_could_not_be_told_is_told_when_the_way_is_there_again()
    {
        for (var round = 0; round < 3; round++)
        {
            _board.IsAway = true;
            for (var i = 0; i < 10; i++) Assert.Null(Limits[SharedLimit.Secrets].Ask(_here, i));
            await Assert.ThrowsAsync<StorageUnavailableException>(() => _here.Counts.Exchange(Cancel));
        }

        _board.IsAway = false;
        await Exchange();
        Assert.NotNull(Limits[SharedLimit.Secrets].Ask(_there, 0));
    }

    [Fact]
    public async Task Who_reads_late_hears_the_last_rounds_and_each_once()
    {
        for (var round = 0; round < 4; round++)
        {
            for (var i = 0; i < 7; i++) Assert.Null(Limits[SharedLimit.Secrets].Ask(_here, i));
            await _here.Counts.Exchange(Cancel);
        }

        for (var again = 0; again < 3; again++) await _there.Counts.Exchange(Cancel);
        Assert.Null(Limits[SharedLimit.Secrets].Ask(_there, 0));
        Assert.Null(Limits[SharedLimit.Secrets].Ask(_there, 0));
        Assert.NotNull(Limits[SharedLimit.Secrets].Ask(_there, 0));
    }

    [Fact]
    public async Task A_success_at_one_gateway_counts_at_the_other()
    {
        for (var i = 0; i < 20; i++) Assert.Null(_here.Name(i));
        for (var i = 0; i < 60; i++) Assert.Null(_here.NameByClient(i));
        await Exchange();
        Assert.NotNull(_there.Name(20));
        Assert.NotNull(_there.NameByClient(60));
        _clock.Advance(TimeSpan.FromMinutes(1));   // within the ten minutes of a name, and a new one for starts
        _here.Sources.Succeeded(From("192.0.2.1"), Contoso);
        _here.Clients.Succeeded(Contoso, "till");
        for (var i = 0; i < 5; i++) Assert.Null(_there.Guess());
        _here.Clients.Guessed(new(Contoso, Ada), "till");
        Assert.Null(_here.Name(21));
        await Exchange();
        for (var i = 22; i < 41; i++) Assert.Null(_there.Name(i));
        Assert.NotNull(_there.Name(41));
        Assert.Null(_there.NameByClient(61));
        Assert.Null(_there.Guess());
    }

    [Fact]
    public async Task The_same_name_tried_at_two_gateways_is_one_name()
    {
        for (var i = 0; i < 19; i++)
        {
            Assert.Null(_here.Name(i));
            Assert.Null(_there.Name(i));
        }

        await Exchange();
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(_here.Name(19));
        Assert.NotNull(_here.Name(20));
    }

    [Fact]
    public async Task What_was_counted_in_the_window_before_counts_no_more()
    {
        _clock.Advance(TimeSpan.FromSeconds(59));
        for (var i = 0; i < 30; i++) Limits[SharedLimit.Secrets].Ask(_here, i);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Exchange();
        for (var i = 0; i < 30; i++) Assert.Null(Limits[SharedLimit.Secrets].Ask(_there, i));
    }

    /// <summary>Whoever has the store learns no address from it, and can keep nobody from signing in.</summary>
    [Fact]
    public async Task What_is_put_up_cannot_be_read_or_altered_and_another_service_s_counts_for_nothing()
    {
        var stranger = Open(RandomNumberGenerator.GetBytes(32));
        for (var i = 0; i < 30; i++) Limits[SharedLimit.Secrets].Ask(stranger, i);
        for (var i = 0; i < 30; i++) Limits[SharedLimit.Secrets].Ask(_here, i);
        await stranger.Counts.Exchange(Cancel);
        await _here.Counts.Exchange(Cancel);
        var address = IPAddress.Parse("192.0.2.1").GetAddressBytes();
        Assert.All(_board.Texts, text => Assert.Equal(-1, text.Span.IndexOf(address)));
        _board.Alter(text =>
        {
            text[text.Length / 2] ^= 1;
            return text;
        });
        await _there.Counts.Exchange(Cancel);
        _board.Alter(text => text[..5]);
        await _there.Counts.Exchange(Cancel);
        for (var i = 0; i < 30; i++) Assert.Null(Limits[SharedLimit.Secrets].Ask(_there, i));
        await stranger.Counts.DisposeAsync();
    }

    /// <summary>I17.</summary>
    [Fact]
    public async Task A_flood_of_sources_takes_no_more_room_and_hides_nobody_who_asks_often()
    {
        for (var i = 0; i < 30; i++) Assert.Null(Limits[SharedLimit.Secrets].Ask(_here, i));
        for (var i = 0; i < 50_000; i++) _here.Sources.Start(From($"10.{i % 200}.{i / 200}.1"), Contoso, Ada, Unknown);
        await Exchange();
        Assert.NotNull(Limits[SharedLimit.Secrets].Ask(_there, 0));
    }

    [Fact]
    public async Task A_client_that_asks_two_gateways_in_turn_is_told_to_slow_down_as_soon_as_they_know()
    {
        Assert.False(IsTooFast(_here));
        await Exchange();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(IsTooFast(_there));
        await Exchange();
        _clock.Advance(TimeSpan.FromSeconds(6));   // five seconds are not enough any more, and the first knows it, too
        Assert.True(IsTooFast(_here));
    }

    [Fact]
    public async Task A_client_that_keeps_to_the_interval_may_ask_any_gateway()
    {
        for (var poll = 0; poll < 10; poll++)
        {
            Assert.False(IsTooFast(poll % 2 == 0 ? _here : _there));
            for (var pause = 0; pause < 5; pause++)
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                await Exchange();
            }
        }
    }

    [Fact]
    public async Task A_gateway_that_could_not_hear_for_long_slows_nobody_down_who_kept_to_the_interval()
    {
        for (var poll = 0; poll < 4; poll++)
        {
            Assert.False(IsTooFast(poll % 2 == 0 ? _here : _there));
            _clock.Advance(TimeSpan.FromSeconds(5));
        }

        await Exchange();
        Assert.False(IsTooFast(_here));
        await Exchange();
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.False(IsTooFast(_there));
    }

    private static bool IsTooFast(Side side) =>
        side.Pace.Judge("a handle", new Granted.Refused(Refusal.GrantPending)) is TooFast;

    private Side Open(byte[]? key = null)
    {
        var counts = new SharedCounts(_board, key ?? Key, _clock);
        var sources = new SourceThrottle([], _clock, counts);
        return new(counts, sources, new(sources, _clock, counts), new(_clock, counts), new([], _clock, counts), new(_clock, counts));
    }

    private async Task Exchange()
    {
        await _here.Counts.Exchange(Cancel);
        await _there.Counts.Exchange(Cancel);
        await _here.Counts.Exchange(Cancel);
    }

    private static DefaultHttpContext From(string address) => new() { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };

    /// <summary>One gateway's limits.</summary>
    private sealed record Side(
        SharedCounts Counts, SourceThrottle Sources, ClientThrottle Clients, DeviceThrottle Devices, AdminThrottle Admins, PollPace Pace)
    {
        private static UserName Nobody(int i) => new($"nobody{i}@contoso.example");

        public TimeSpan? Name(int i)
        {
            var wait = Sources.Start(From("192.0.2.1"), Contoso, Nobody(i), Unknown);
            if (wait is null) Sources.Started(From("192.0.2.1"), Contoso, Nobody(i), Unknown, isPrompted: false);
            return wait;
        }

        public TimeSpan? NameByClient(int i)
        {
            var wait = Clients.Start(From("192.0.2.1"), Contoso, "till", Nobody(i));
            if (wait is null) Clients.Asked(From("192.0.2.1"), Contoso, "till", Nobody(i), isPrompted: false);
            return wait;
        }

        public TimeSpan? Guess() => Clients.MayGuess(new(Contoso, Ada), "till") ? null : TimeSpan.FromMinutes(10);

        public TimeSpan? Connect()
        {
            if (Devices.Stream(Phone) is not { } place) return DeviceThrottle.StreamRetry;
            place.Dispose();
            return null;
        }
    }
}
