using System.Globalization;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.Users.SignInLog;

namespace Countersign.Gateway.Admin;

/// <param name="From">Sign-ins of this time may be missing in the stream: the log has them.</param>
public sealed record SignInsMissedBody(DateTimeOffset From, DateTimeOffset To);

/// <summary>
/// <c>GET …/sign-ins</c> with <c>Accept: text/event-stream</c>: entries as the log gets them, from a cursor on. It ends by itself after a
/// quarter of an hour, whoever listens comes back with the last event's id; and at once when the token is good no more.
/// </summary>
internal sealed class SignInsStream(Administration administration, TimeProvider clock)
{
    public const string Type = "text/event-stream", Cursor = "Last-Event-ID";

    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    public static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <summary>A stream reads for one part of its time, so that many entries make it slower, and the service no busier.</summary>
    private const int PauseForReading = 20;

    private readonly LogStreams _places = new();

    public async Task<IResult> Open(HttpContext http, TenantId tenant, SignInQuery query)
    {
        if (query.After is not null || query.Filter.To is not null)
            return Refuse("A stream has no end and no pages: leave after and to out.");
        if (!TryFrom(http, query.Filter, out var from)) return Refuse(Cursor + " is the id of an event of this stream, as it came.");
        using var place = _places.Enter(Acting.Now!.Name);
        if (place is null) return new Problem(HttpErrors.RateLimited, LogStreams.Retry);
        using var life = new CancellationTokenSource(Life, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(life.Token, Waits.Stopping(http), http.RequestAborted);
        try
        {
            var log = new SignInLogFollowing(
                (asked, stop) => administration.ReadSignIns(tenant, asked, stop), query.Filter, from, clock);
            await Tell(http, log, either.Token);
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            // That is how it ends.
        }

        return Results.Empty;
    }

    private async Task Tell(HttpContext http, SignInLogFollowing log, CancellationToken over)
    {
        var events = new ServerSentEvents(http.Response);
        if (!await events.Begin(over)) return;
        var (marked, standing) = (clock.GetTimestamp(), http.Features.Get<AdminStanding>());
        while (true)
        {
            var began = clock.GetTimestamp();
            if (await Look(log, over) is { } since)
            {
                if (since.Missed is var (from, to))
                    await events.Send("missed", new(from, to), AdminJson.Default.SignInsMissedBody, over);
                foreach (var entry in since.Entries)
                    await events.Send("sign_in", SignInBody.From(entry), AdminJson.Default.SignInBody, over, IdOf(since.CursorAt(entry)));
                if (since.Entries.Count > 0) marked = clock.GetTimestamp();
                else if (clock.GetElapsedTime(marked) >= ServerSentEvents.Heartbeat)
                {
                    await events.Mark(IdOf(since.Cursor), over);
                    marked = clock.GetTimestamp();
                }
            }
            else await events.Beat(over);

            var pause = clock.GetElapsedTime(began) * PauseForReading;
            pause = pause < ShortestPause ? ShortestPause : pause > LongestPause ? LongestPause : pause;
            await Task.Delay(pause, clock, over);
            if (standing is not null && !await Holds(standing)) return;
        }
    }

    /// <summary>Null: it cannot be read now.</summary>
    private static async ValueTask<SignInsSince?> Look(SignInLogFollowing log, CancellationToken over)
    {
        try
        {
            RequestPatience.Renew();
            return await log.Look(over);
        }
        catch (EngineUnavailableException)
        {
            return null;
        }
    }

    private static async ValueTask<bool> Holds(AdminStanding standing)
    {
        try
        {
            return await standing.Holds();
        }
        catch (EngineUnavailableException)
        {
            return true;   // nothing can be read either
        }
    }

    private static string IdOf(DateTimeOffset cursor) => cursor.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>Where whoever comes back was; or the query's; or now.</summary>
    private bool TryFrom(HttpContext http, SignInFilter filter, out DateTimeOffset from)
    {
        from = filter.From ?? clock.GetUtcNow();
        var told = http.Request.Headers[Cursor];
        if (told.Count == 0) return true;
        if (told.Count > 1 || !long.TryParse(told[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            || at > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()) return false;
        from = DateTimeOffset.FromUnixTimeMilliseconds(at);
        return true;
    }

    private static Problem Refuse(string advice) => new(HttpErrors.InvalidRequest) { Advice = advice };
}
