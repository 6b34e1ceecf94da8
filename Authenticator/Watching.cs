using System.Text;
using System.Text.Json;
using Countersign.SignIn;

namespace Countersign.Authenticator;

/// <summary>
/// Watching for one phone: the stream while it can be had, the long poll meanwhile, pauses that grow while neither answers.
/// What either says goes out only when it differs from what was said last.
/// </summary>
internal sealed class Watching(Phone phone) : IAsyncDisposable
{
    /// <summary>Three of the server's comment lines.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(45);

    /// <summary>The length of a poll: below the 30 s after which many proxies lose patience.</summary>
    public static readonly TimeSpan PollWait = TimeSpan.FromSeconds(25);

    // With something waiting a poll is answered at once; asking at this pace notices its end without a flood of requests (T36).
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(2);

    private readonly Pause _betweenTries = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
    private readonly Pause _betweenStreams = new(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5));   // T19: 20 connects a minute

    private EventStream? _stream;
    private HttpResponseMessage? _response;
    private DateTimeOffset _streamAt = DateTimeOffset.MinValue;
    private TimeSpan _owed;
    private bool _said;
    private ChallengeId? _last;
    private long _lastNotice;

    /// <summary>The next thing to say: a change, a loss, or the refusal that ends it.</summary>
    public async Task<Reply<WaitingSignIn?>> Next(CancellationToken cancel)
    {
        // A loss is told at once; the pause after it comes before the next try.
        if (_owed > TimeSpan.Zero) await Task.Delay(_owed, phone.Clock, cancel);
        _owed = TimeSpan.Zero;
        while (true)
        {
            var began = phone.Clock.GetTimestamp();
            var reply = await Hear(cancel) ?? await Poll(cancel);
            switch (reply)
            {
                case Reply<WaitingSignIn?>.Done done when !_said || done.Value?.Challenge != _last || phone.LastNotice > _lastNotice:
                    (_said, _last, _lastNotice) = (true, done.Value?.Challenge, Math.Max(_lastNotice, phone.LastNotice));
                    return reply;
                case Reply<WaitingSignIn?>.Done:
                    if (_stream is null && phone.Clock.GetElapsedTime(began) < Breath) await Task.Delay(Breath, phone.Clock, cancel);
                    break;
                case Reply<WaitingSignIn?>.Refused { Problem.Status: not 429 }:
                    return reply;
                default:
                    _said = false;   // whatever comes next is news: the loss was said last
                    _owed = _betweenTries.Next(RetryAfter(reply));
                    return reply is Reply<WaitingSignIn?>.Refused often
                        ? new Reply<WaitingSignIn?>.NoAnswer(Unheard.AskedTooOften, often.Problem)
                        : reply;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is not null) await _stream.DisposeAsync();
        _response?.Dispose();
        (_stream, _response) = (null, null);
    }

    /// <summary>The next message of the stream; null when there is none, or no more of it.</summary>
    private async Task<Reply<WaitingSignIn?>?> Hear(CancellationToken cancel)
    {
        if (_stream is null && (phone.Clock.GetUtcNow() < _streamAt || !await Open(cancel))) return null;
        try
        {
            while (await _stream!.Next(cancel) is { } heard)
            {
                if (heard.Name != "waiting") continue;
                var waiting = phone.Hear(Encoding.UTF8.GetBytes(heard.Data));
                _betweenTries.Reset();
                _betweenStreams.Reset();
                return new Reply<WaitingSignIn?>.Done(waiting);
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or JsonException)
        {
            // The poll that follows tells whether the server is there at all.
        }
        await Leave();
        return null;
    }

    /// <summary>A server or a proxy without streams answers in its own way; all that matters is whether this is a stream.</summary>
    private async Task<bool> Open(CancellationToken cancel)
    {
        if (await phone.OpenEvents(cancel) is Reply<HttpResponseMessage>.Done { Value: var response })
        {
            _response = response;
            _stream = new(await response.Content.ReadAsStreamAsync(cancel), phone.Clock, LongestSilence);
            if (response.Content.Headers.ContentType?.MediaType == "text/event-stream") return true;
        }
        await Leave();
        return false;
    }

    private async Task Leave()
    {
        await DisposeAsync();
        _streamAt = phone.Clock.GetUtcNow() + _betweenStreams.Next();
    }

    private async Task<Reply<WaitingSignIn?>> Poll(CancellationToken cancel)
    {
        var reply = await phone.Fetch(_said ? PollWait : TimeSpan.Zero, cancel);
        if (reply is Reply<WaitingSignIn?>.Done) _betweenTries.Reset();
        return reply;
    }

    private static TimeSpan? RetryAfter(Reply<WaitingSignIn?> reply) => reply switch
    {
        Reply<WaitingSignIn?>.Refused refused => refused.Problem.RetryAfter,
        Reply<WaitingSignIn?>.NoAnswer none => none.Problem?.RetryAfter,
        _ => null,
    };
}
