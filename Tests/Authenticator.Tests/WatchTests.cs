using Xunit;

namespace Countersign.Authenticator.Tests;

public sealed class WatchTests : IAsyncDisposable
{
    // Silence of a stream is not passed over: it is 45 s long.
    private readonly FakeTime _clock = new(wait => wait < TimeSpan.FromSeconds(40));
    private readonly HttpClient _http = PhoneConnection.Create();
    private readonly DeviceKeys _keys = DeviceKeys.Create();
    private FakeGateway _gateway = null!;
    private IAsyncEnumerator<Reply<WaitingSignIn?>> _watch = null!;

    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        await _gateway.DisposeAsync();
        _http.Dispose();
        _keys.Dispose();
    }

    [Fact]
    public async Task The_stream_says_what_waits_at_each_change_and_nothing_twice()
    {
        await Watching();
        var (one, two) = (FakeGateway.WaitingJson(), FakeGateway.WaitingJson());
        await Say("{\"waiting\":null}", one, one, two, "{\"waiting\":null}");
        Assert.Null(await Waiting());
        var first = await Waiting();
        var second = await Waiting();
        Assert.NotNull(first);
        Assert.NotEqual(first.Challenge, second!.Challenge);
        Assert.Null(await Waiting());
        Assert.Equal(["activate", "events"], Asked);
        Assert.Empty(_gateway.Disbelieved);
    }

    [Fact]
    public async Task Other_events_and_comments_are_passed_over()
    {
        await Watching();
        await _gateway.Events.Writer.WriteAsync(": hello\n\nevent: news\ndata: x\n\n", Given.Cancel);
        await Say(FakeGateway.WaitingJson());
        Assert.NotNull(await Waiting());
    }

    [Fact]
    public async Task Without_a_stream_it_polls_and_says_nothing_twice()
    {
        await Watching();
        _gateway.HasEvents = false;
        Assert.Null(await Waiting());
        _gateway.Waiting = FakeGateway.WaitingJson();
        var first = await Waiting();
        _gateway.Waiting = FakeGateway.WaitingJson();
        Assert.NotEqual(first!.Challenge, (await Waiting())!.Challenge);
        Assert.Contains("waiting?wait=25", Asked);
        Assert.Equal("waiting", Asked.First(path => path.StartsWith("waiting", StringComparison.Ordinal)));   // the first is not held back
        Assert.Empty(_gateway.Disbelieved);
    }

    [Fact]
    public async Task A_stream_that_breaks_is_followed_by_polls_and_then_by_a_stream()
    {
        await Watching();
        await Say("{\"waiting\":null}");
        Assert.Null(await Waiting());
        _gateway.Waiting = FakeGateway.WaitingJson();
        var broken = _gateway.Events;
        _gateway.Events = System.Threading.Channels.Channel.CreateUnbounded<string>();
        broken.Writer.Complete();
        Assert.NotNull(await Waiting());   // by poll
        await Say("{\"waiting\":null}");
        Assert.Null(await Waiting());      // by the next stream
        Assert.Equal(["activate", "events", "waiting?wait=25"], Asked.Take(3));
        Assert.Equal("events", Asked[^1]);
    }

    [Fact]
    public async Task A_stream_that_says_nothing_for_too_long_counts_as_broken()
    {
        await Watching();
        await Say("{\"waiting\":null}");
        Assert.Null(await Waiting());
        _gateway.Waiting = FakeGateway.WaitingJson();
        var next = _watch.MoveNextAsync().AsTask();
        _clock.Advance(TimeSpan.FromSeconds(46));
        Assert.True(await next);
        Assert.NotNull(((Reply<WaitingSignIn?>.Done)_watch.Current).Value);
    }

    [Fact]
    public async Task What_is_no_event_stream_is_not_read_as_one()
    {
        await Watching();
        _gateway.Next(http => http.Response.Body.WriteAsync("<html>"u8.ToArray(), Given.Cancel).AsTask());
        Assert.Null(await Waiting());
        Assert.Equal(["activate", "events", "waiting"], Asked);
    }

    [Fact]
    public async Task A_lost_server_is_reported_and_asked_again_with_growing_pauses()
    {
        await Watching();
        for (var i = 0; i < 100; i++) _gateway.Next(FakeGateway.Break);
        for (var i = 0; i < 10; i++) Assert.IsType<Reply<WaitingSignIn?>.NoAnswer>(await Next());
        var waits = _clock.Waits.Select(wait => wait.TotalSeconds).ToList();
        double[] whole = [1, 2, 4, 8, 16, 30, 30, 30, 30];   // a loss is told before its pause
        Assert.Equal(whole.Length, waits.Count);
        Assert.All(whole.Zip(waits), pair => Assert.InRange(pair.Second, pair.First / 2, pair.First));
    }

    [Fact]
    public async Task A_server_that_asks_for_patience_is_given_it()
    {
        await Watching();
        _gateway.HasEvents = false;
        Assert.Null(await Waiting());
        _gateway.Next(FakeGateway.Problem(429, "CS5001", "asked_too_often", ("Retry-After", "17")));
        Assert.IsType<Reply<WaitingSignIn?>.NoAnswer>(await Next());
        var before = _clock.Waits.Count;
        _gateway.Waiting = FakeGateway.WaitingJson();
        Assert.NotNull(await Waiting());
        Assert.Equal(TimeSpan.FromSeconds(17), _clock.Waits[before]);
    }

    [Fact]
    public async Task A_phone_that_was_removed_is_told_so_and_stops()
    {
        await Watching();
        _gateway.HasEvents = false;
        var refusal = FakeGateway.Problem(401, "CS2001", "device_proof_refused");
        _gateway.Next(refusal, refusal);
        var refused = Assert.IsType<Reply<WaitingSignIn?>.Refused>(await Next());
        Assert.Equal("CS2001", refused.Problem.Code);
        Assert.False(await _watch.MoveNextAsync());
    }

    private List<string> Asked => [.. _gateway.Requests.Select(request => request.Split('/')[^1])];

    private async Task Watching()
    {
        _gateway = await FakeGateway.Start(_clock);
        var code = ActivationCode.Parse(_gateway.Code);
        var phone = new Phone(new(code.Issuer, code.User, new(Account.Handle()), _keys.Request, Given.Report), _http, _clock);
        Assert.IsType<Reply<Activated>.Done>(await phone.Activate(code, "My phone", _keys.Decision, Given.Cancel));
        _watch = phone.Watch(Given.Cancel).GetAsyncEnumerator(Given.Cancel);
    }

    private async Task Say(params string[] waiting)
    {
        foreach (var text in waiting) await _gateway.Events.Writer.WriteAsync($"event: waiting\ndata: {text}\n\n", Given.Cancel);
    }

    private async Task<Reply<WaitingSignIn?>> Next()
    {
        Assert.True(await _watch.MoveNextAsync());
        return _watch.Current;
    }

    private async Task<WaitingSignIn?> Waiting() => Assert.IsType<Reply<WaitingSignIn?>.Done>(await Next()).Value;
}
