using System.Net;
using System.Text.Json;
using Countersign.SignIn;

namespace Countersign.Authenticator;

/// <summary>One phone's conversation with its server: sends, reads, tries again where it does no harm, and keeps the time.</summary>
internal sealed class Exchange(HttpClient http, TimeProvider clock)
{
    /// <summary>Tries of a request that changes something; the pauses between them are short beside a challenge's life.</summary>
    public const int MostTries = 4;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    // Half of what the server forgives (Limits.ClockSkew): a clock that is off by less is left alone.
    private static readonly TimeSpan Tolerated = Limits.ClockSkew / 2;

    // 503 from the server itself; the others from something in front of it.
    private static readonly HttpStatusCode[] CannotTell =
        [HttpStatusCode.ServiceUnavailable, HttpStatusCode.BadGateway, HttpStatusCode.GatewayTimeout, HttpStatusCode.RequestTimeout];

    private long _aheadTicks;

    /// <summary>
    /// The time to sign with: this device's clock, corrected by the Date header of a refusal when the two are far apart. A phone whose
    /// clock is wrong could not sign in otherwise. Only the server that a proof is meant for can correct it, and only over its protected
    /// connection; what a wrong Date could bring about is a proof which that same server refuses, or accepts a little earlier or later.
    /// </summary>
    public DateTimeOffset Now => clock.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _aheadTicks));

    /// <summary>Sends until there is an answer, at most <see cref="MostTries"/> times.</summary>
    /// <param name="request">Made anew for each try: a proof is good once. What must stay the same is the caller's to keep.</param>
    /// <param name="read">From the body of a success to the value; throws <see cref="JsonException"/> when it is none.</param>
    public async Task<Reply<T>> SendUntilAnswered<T>(Func<HttpRequestMessage> request, Func<byte[], T> read, CancellationToken cancel)
    {
        var pause = new Pause(ShortestPause, LongestPause);
        for (var turn = 1; ; turn++)
        {
            var reply = await Send(request, read, cancel);
            if (reply is not Reply<T>.NoAnswer none || turn == MostTries) return reply;
            await Task.Delay(pause.Next(none.Problem?.RetryAfter), clock, cancel);
        }
    }

    /// <summary>Sends once; a second time when the first was refused while this device's clock was wrong.</summary>
    public async Task<Reply<T>> Send<T>(Func<HttpRequestMessage> request, Func<byte[], T> read, CancellationToken cancel)
    {
        var before = Volatile.Read(ref _aheadTicks);
        var reply = await SendOnce(request, HttpCompletionOption.ResponseContentRead, Body, cancel);
        return reply is Reply<T>.Refused && Volatile.Read(ref _aheadTicks) != before
            ? await SendOnce(request, HttpCompletionOption.ResponseContentRead, Body, cancel)
            : reply;

        async Task<T> Body(HttpResponseMessage answer) => read(await answer.Content.ReadAsByteArrayAsync(cancel));
    }

    /// <summary>Opens a stream: the response stays open, and is the caller's to dispose of.</summary>
    public Task<Reply<HttpResponseMessage>> Open(Func<HttpRequestMessage> request, CancellationToken cancel) =>
        SendOnce(request, HttpCompletionOption.ResponseHeadersRead, Task.FromResult, cancel);

    private async Task<Reply<T>> SendOnce<T>(
        Func<HttpRequestMessage> request, HttpCompletionOption until, Func<HttpResponseMessage, Task<T>> read, CancellationToken cancel)
    {
        HttpResponseMessage? answer = null;
        var kept = false;
        try
        {
            using var message = request();
            answer = await http.SendAsync(message, until, cancel);
            if (!answer.IsSuccessStatusCode) return await Refusal<T>(answer, cancel);
            var value = await read(answer);
            kept = ReferenceEquals(value, answer);
            return new Reply<T>.Done(value);
        }
        catch (Exception e) when (IsNoAnswer(e, cancel))
        {
            return new Reply<T>.NoAnswer(Why(e), null);
        }
        finally
        {
            if (!kept) answer?.Dispose();
        }
    }

    private static bool IsNoAnswer(Exception e, CancellationToken cancel) =>
        e is HttpRequestException or IOException or JsonException || (e is OperationCanceledException && !cancel.IsCancellationRequested);

    private async Task<Reply<T>> Refusal<T>(HttpResponseMessage answer, CancellationToken cancel)
    {
        var problem = await ReadProblem(answer, cancel);
        if (answer.StatusCode == HttpStatusCode.Unauthorized && answer.Headers.Date is { } date) Correct(date);
        return CannotTell.Contains(answer.StatusCode)
            ? new Reply<T>.NoAnswer(Unheard.CannotTell, problem)
            : new Reply<T>.Refused(problem);
    }

    private async Task<Problem> ReadProblem(HttpResponseMessage answer, CancellationToken cancel)
    {
        var body = new ProblemBody(null, null, null, null);
        if (answer.Content.Headers.ContentType?.MediaType is "application/problem+json" or "application/json")
        {
            try
            {
                body = JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(cancel), Wire.Default.ProblemBody) ?? body;
            }
            catch (JsonException)
            {
                // Not Countersign's after all; the status says what there is to say.
            }
        }
        var title = string.IsNullOrEmpty(body.Title) ? $"HTTP {(int)answer.StatusCode} {answer.ReasonPhrase}".TrimEnd() : body.Title;
        return new((int)answer.StatusCode, body.Code ?? "", body.Name ?? "", title, body.Detail ?? "", RetryAfter(answer));
    }

    private TimeSpan? RetryAfter(HttpResponseMessage answer) =>
        answer.Headers.RetryAfter is not { } after ? null : after.Delta ?? after.Date - clock.GetUtcNow();

    private void Correct(DateTimeOffset date)
    {
        if ((date - Now).Duration() > Tolerated) Volatile.Write(ref _aheadTicks, (date - clock.GetUtcNow()).Ticks);
    }

    private static Unheard Why(Exception e) => e switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => Unheard.UnknownServer,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => Unheard.Unreachable,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => Unheard.NotTrusted,
        JsonException => Unheard.NotCountersign,
        OperationCanceledException => Unheard.TooSlow,
        _ => Unheard.Broken,
    };
}
