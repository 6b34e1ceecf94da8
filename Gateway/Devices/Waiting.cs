using System.Text.Json.Serialization;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Devices;

/// <param name="Waiting">Null: nothing.</param>
/// <param name="SwitchedOff">True: the tenant's policy is off, so nothing will come. Absent otherwise.</param>
/// <param name="Notices">What changed in the account and the person has not seen on this phone yet, oldest first. Absent: nothing.</param>
/// <param name="PushGone">True: the phone's push service knows it no more; it has to register again. Absent otherwise.</param>
public sealed record WaitingAnswer(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] WaitingBody? Waiting, bool? SwitchedOff = null,
    IReadOnlyList<NoticeBody>? Notices = null, bool? PushGone = null);

/// <param name="Number">Rises; what <c>…/device/notices/seen</c> takes.</param>
/// <param name="Kind">
/// <c>phone_added</c>, <c>phone_removed</c>, <c>phone_sign_in_enabled</c>, <c>phone_sign_in_disabled</c>, <c>pass_used</c>,
/// <c>password_set</c>, <c>recovery_codes_issued</c> or <c>recovery_code_used</c>.
/// </param>
/// <param name="Phone">The name of the phone it is about, as its owner typed it; empty for none.</param>
public sealed record NoticeBody(long Number, string Kind, string Phone, DateTimeOffset At)
{
    public static NoticeBody From(AccountNotice notice, TimeProvider clock) =>
        new(notice.Number, Words.WordFor(notice.Kind), notice.Phone, clock.ToStamp(notice.At));
}

/// <param name="Through">The number of the last notice that the person has seen.</param>
public sealed record NoticesSeenBody(long Through);

/// <summary>A waiting sign-in as the phone shows it (S-03). Choices are empty when the number is typed.</summary>
/// <param name="Message">The client's own words, shown last and as the client's (T38); empty for none.</param>
public sealed record WaitingBody(
    string Challenge, string Nonce, string Mode, IReadOnlyList<string> Choices, string Client, string Application, string Place,
    string Address, string Browser, string Message, DateTimeOffset StartedAt, DateTimeOffset ExpiresAt, int ExpiresIn);

/// <summary><c>GET …/device/waiting</c> and <c>…/device/events</c>: D-05.</summary>
internal static class Waiting
{
    public static void Map(
        IEndpointRouteBuilder routes, Phones phones, DeviceThrottle throttle, ProofGate gate, TimeProvider clock)
    {
        routes.MapGet("/device/waiting", Tenants.In((http, tenant) => Poll(http, tenant, phones, throttle, gate, clock)))
            .Produces<WaitingAnswer>().ProducesProblems(400, 401, 403, 429, 503).Needs(SecurityScheme.DeviceProof)
            .TakesQuery("wait", "Seconds to wait for something, 0 to 30.")
            .WithSummary("What is waiting for this device; waits up to ?wait= seconds for something.");
        routes.MapGet("/device/events", Tenants.In((http, tenant) => Stream(http, tenant, phones, throttle, gate, clock)))
            .Produces<WaitingAnswer>(200, "text/event-stream").ProducesProblems(401, 403, 429, 503).Needs(SecurityScheme.DeviceProof)
            .WithSummary("The same as server-sent events, at each change.");
        routes.MapPost("/device/notices/seen", Tenants.In((http, tenant) => Seen(http, tenant, phones)))
            .Accepts<NoticesSeenBody>("application/json").Produces(204).ProducesProblems(400, 401, 429, 503)
            .Needs(SecurityScheme.DeviceProof)
            .WithSummary("The person has seen the notices up to this number; this device is not told them again.");
    }

    private static async Task<IResult> Poll(
        HttpContext http, TenantId tenant, Phones phones, DeviceThrottle throttle, ProofGate gate, TimeProvider clock)
    {
        if (Waits.FromQuery(http) is not { } wait) return new Problem(HttpErrors.InvalidRequest);
        var (bytes, tooLarge) = await RequestBody.ReadBytes(http);
        if (tooLarge is not null) return tooLarge;
        if (await phones.Open(DeviceProof.FromRequest(http, tenant, bytes), http.RequestAborted) is not { } opened)
            return Problem.FromRefusal(Refusal.DeviceProofRefused);
        gate.Proved(http, opened.Request.Proof.Device);
        // After the proof is spent: one that was seen on its way and is shown again must not use up the phone's own.
        if (throttle.Request(opened.Request.SignedBy) is { } later) return new Problem(HttpErrors.RateLimited, later);
        var reply = await Waits.Hold(http, wait, (most, cancel) => phones.Fetch(opened, most, cancel));
        return reply.Has(out var fetched, out var why)
            ? Json.Ok(Describe(fetched, clock), DeviceJson.Default.WaitingAnswer)
            : Problem.FromRefusal(why);
    }

    private static async Task<IResult> Seen(HttpContext http, TenantId tenant, Phones phones)
    {
        var (bytes, tooLarge) = await RequestBody.ReadBytes(http);
        if (tooLarge is not null) return tooLarge;
        var (body, refused) = RequestBody.Parse(http, bytes, DeviceJson.Default.NoticesSeenBody);
        return refused ?? (body!.Through < 1
            ? new Problem(HttpErrors.InvalidRequest)
            : Answers.NoContent(await phones.SeeNotices(DeviceProof.FromRequest(http, tenant, bytes), body.Through, http.RequestAborted)));
    }

    private static async Task<IResult> Stream(
        HttpContext http, TenantId tenant, Phones phones, DeviceThrottle throttle, ProofGate gate, TimeProvider clock)
    {
        var cancel = http.RequestAborted;
        if (await phones.Open(DeviceProof.FromRequest(http, tenant, default), cancel) is not var (verified, first))
            return Problem.FromRefusal(Refusal.DeviceProofRefused);
        using var place = throttle.Stream(verified.SignedBy);
        if (place is null) return new Problem(HttpErrors.RateLimited, DeviceThrottle.StreamRetry);
        if (!first.Has(out var fetched, out var why)) return Problem.FromRefusal(why);

        var events = new ServerSentEvents(http.Response);
        if (!await events.Begin(cancel)) return Results.Empty;
        var shown = await Send(events, fetched, clock, cancel);
        while (!Waits.IsOver(http))
        {
            gate.Proved(http, verified.Proof.Device);
            var next = await Waits.Hold(
                http, ServerSentEvents.Heartbeat, (most, stop) => phones.Fetch(verified, shown.Challenge, most, stop, shown.Notice));
            if (!next.Has(out fetched, out _)) return Results.Empty;   // removed or disabled meanwhile: the next request says why
            if (ChallengeOf(fetched) == shown.Challenge && Phones.LastNotice(fetched) <= shown.Notice) await events.Beat(cancel);
            else shown = await Send(events, fetched, clock, cancel);
        }

        return Results.Empty;
    }

    private static async Task<(ChallengeId? Challenge, long Notice)> Send(
        ServerSentEvents events, Fetched fetched, TimeProvider clock, CancellationToken cancel)
    {
        await events.Send("waiting", Describe(fetched, clock), DeviceJson.Default.WaitingAnswer, cancel);
        return (ChallengeOf(fetched), Phones.LastNotice(fetched));
    }

    private static ChallengeId? ChallengeOf(Fetched fetched) => (fetched as WaitingChallenge)?.Challenge;

    private static WaitingAnswer Describe(Fetched fetched, TimeProvider clock) => new(fetched is WaitingChallenge waiting
        ? new(
            waiting.Challenge.Value, waiting.Nonce, waiting.Mode.Meaning().Word, waiting.Choices, waiting.Client,
            waiting.Context.Application,
            waiting.Context.Place, waiting.Context.Address, waiting.Context.Browser, waiting.Context.Message,
            clock.ToStamp(waiting.StartedAt), clock.ToStamp(waiting.ExpiresAt), Seconds.Until(waiting.ExpiresAt, clock.GetUtcNow()))
        : null, fetched is NothingWaiting { SwitchedOff: true } ? true : null,
        fetched.Notices.IsEmpty ? null : [.. fetched.Notices.Select(notice => NoticeBody.From(notice, clock))],
        fetched.IsPushGone ? true : null);
}
