using System.Security.Cryptography;
using System.Text;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Ciba;

/// <summary>CIBA 7.3, and what the person is to be shown: the number is the engine's (C16, T38).</summary>
/// <param name="Interval">Null for a client that does not ask.</param>
internal sealed record BackchannelAnswer(string AuthReqId, int ExpiresIn, int? Interval, string Number, string NumberMode);

/// <summary><c>POST /{tenant}/bc-authorize</c>: a client asks for somebody who is elsewhere (CIBA 7).</summary>
internal sealed class BackchannelAuthentication(
    UseCases engine, SignedRequests signed, PersonHints hints, AuthReqIds ids, DecoyNotifications decoys, UserCodes codes,
    ClientThrottle throttle, Telemetry telemetry)
{
    public async ValueTask<IResult> Handle(OAuthCall call)
    {
        var client = call.Client!;
        if (!client.May(ClientGrants.Ciba)) return OAuthErrors.ClientNotAllowed;
        var (parameters, refused) = await signed.Open(call);
        if (parameters is null) return refused!;
        (var asked, refused) = BackchannelRequests.Parse(client, parameters);
        if (asked is null) return refused!;
        (var person, refused) = await hints.Find(call, parameters);
        if (person is null) return refused!;
        var user = NameOf(person);
        if (throttle.Start(call.Http, call.Tenant, client.Id, user) is { } wait) return OAuthErrors.Throttled.After(wait);   // CD5, CD8
        var (isProved, toSay) = await Check(call, user, parameters["user_code"]);
        return toSay ?? await Ask(call, user, asked, isProved);
    }

    /// <summary>A hint that is no user's name is nobody's: like a name that nobody has.</summary>
    private static UserName NameOf(string person) => UserName.TryParse(person, out var user)
        ? user
        : new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(person.ToLowerInvariant()))) + "@nobody.invalid");

    /// <summary>
    /// C15: a client that takes user codes must send the person's, where the person has one. Only one that may know who there is hears
    /// that it did not (I16): to the others a wrong code is answered like a name nobody has.
    /// </summary>
    private async ValueTask<(bool IsProved, OAuthError? ToSay)> Check(OAuthCall call, UserName name, string? code)
    {
        var (client, user) = (call.Client!, new UserKey(call.Tenant, name));
        if (!client.Backchannel.UserCode) return (true, null);
        var isOver = code is not null && !throttle.MayGuess(user, client.Id);
        var check = new CheckUserCode(code is null ? null : codes.Hash(user, code));
        var refused = (await engine.Engine.Ask(user, check, call.Cancel)).Refused;
        if (code is not null && refused is null && !isOver) throttle.Guessed(user, client.Id);
        OAuthError? error = isOver || refused == Refusal.UserCodeRefused ? CibaErrors.UserCodeRefused
            : refused == Refusal.UserCodeRequired ? CibaErrors.UserCodeRequired
            : null;
        return (error is null, client.Backchannel.KnowsUsers ? error : null);
    }

    private async ValueTask<IResult> Ask(OAuthCall call, UserName user, BackchannelAsked asked, bool isProved)
    {
        var client = call.Client!;
        var token = asked.NotificationToken is { } clear ? ids.SealToken(call.Tenant, clear) : null;
        var shown = new ShownContext(client.Name, "", "", "", asked.Message);   // the client's words last, and as its (T38)
        var started = await engine.Backchannels.Start(
            call.Tenant, user, client, asked.Request with { NotificationToken = token }, shown,
            text => ids.Seal(call.Tenant, text), call.Cancel, isUnproved: !isProved);
        telemetry.Started(call.Http, new UserKey(call.Tenant, user), started.Reply);
        var isNobody = started.Reply.Answer is FellBack { Reason: FallbackReason.NotAvailable };
        throttle.Asked(call.Http, call.Tenant, client.Id, user, !isNobody);
        if (isNobody) return CibaErrors.UnknownPerson;   // a client that may know
        var now = engine.Clock.GetUtcNow();
        var id = started.Reply.Answer is Prompted { IsDecoy: true } decoy
            ? Pretend(call, asked, decoy)
            : started.Handle ?? ids.Open(call.Tenant, started.SealedHandle, now);
        return Answer(client, started.Reply, id, now);
    }

    /// <summary>The <c>auth_req_id</c> of a decoy; its end is told like any other (I16, T5).</summary>
    private string Pretend(OAuthCall call, BackchannelAsked asked, Prompted decoy)
    {
        var client = call.Client!;
        var id = ids.Decoy(call.Tenant, client.Id, decoy.Challenge, decoy.ExpiresAt);
        if (asked.NotificationToken is { } token) decoys.Owe(new(call.Tenant, client.Id, id, decoy.ExpiresAt, token));
        return id;
    }

    /// <summary>"Settled here": what stands against a prompt is refused with 403, and with when it may be gone.</summary>
    private static IResult Answer(Client client, Reply<StartAnswered> reply, string? authReqId, DateTimeOffset now) =>
        reply.Has(out var answer, out var why)
            ? answer.Match(
                prompted => authReqId is null ? OAuthErrors.Unavailable : Accept(client, prompted, authReqId, now),
                fallBack => fallBack.RetryAt is { } at ? CibaErrors.PromptRefused.After(at - now) : CibaErrors.PromptRefused,
                throttled => CibaErrors.PromptRefused.After(throttled.RetryAt - now))
            : why == Refusal.TenantNotFound ? OAuthErrors.TenantNotFound : OAuthErrors.Unavailable;

    private static IResult Accept(Client client, Prompted prompted, string authReqId, DateTimeOffset now) => Json.Ok(
        new BackchannelAnswer(
            authReqId, Seconds.Until(prompted.ExpiresAt, now),
            client.Backchannel.Delivery == Delivery.Push ? null : (int)PollPace.Interval.TotalSeconds, prompted.Number,
            prompted.Mode.Meaning().Word),
        CibaJson.Default.BackchannelAnswer);
}
