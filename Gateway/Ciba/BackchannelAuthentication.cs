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
    UseCases engine, SignedRequests signed, PersonHints hints, AuthReqIds ids, Decoys decoys, UserCodes codes, ClientThrottle throttle,
    Telemetry telemetry)
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
        if (throttle.Start(call.Http, call.Tenant, client.Id) is { } wait) return OAuthErrors.Throttled.After(wait);   // CD5
        if (!UserName.TryParse(person, out var user)) return await Pretend(call, person, asked);
        return await Check(call, user, parameters["user_code"]) ?? await Ask(call, user, asked);
    }

    /// <summary>C15: a client that takes user codes must send the person's, where the person has one.</summary>
    private async ValueTask<IResult?> Check(OAuthCall call, UserName name, string? code)
    {
        var (client, user) = (call.Client!, new UserKey(call.Tenant, name));
        if (!client.Backchannel.UserCode) return null;
        if (throttle.HasGuessed(user, client.Id)) return CibaErrors.UserCodeRefused;
        var check = new CheckUserCode(code is null ? null : codes.Hash(user, code));
        switch ((await engine.Engine.Ask(user, check, call.Cancel)).Refused)
        {
            case Refusal.UserCodeRequired:
                return CibaErrors.UserCodeRequired;
            case Refusal.UserCodeRefused:
                throttle.Guess(user, client.Id);
                return CibaErrors.UserCodeRefused;
            default:
                return null;
        }
    }

    private async ValueTask<IResult> Ask(OAuthCall call, UserName user, BackchannelAsked asked)
    {
        var client = call.Client!;
        var token = asked.NotificationToken is { } clear ? ids.SealToken(call.Tenant, clear) : null;
        var shown = new ShownContext(client.Name, "", "", "", asked.Message);   // the client's words last, and as its (T38)
        var started = await engine.Backchannels.Start(
            call.Tenant, user, client, asked.Request with { NotificationToken = token }, shown, text => ids.Seal(call.Tenant, text),
            call.Cancel);
        telemetry.Started(call.Http, new UserKey(call.Tenant, user), started.Reply);
        if (started.Reply.Answer is FellBack { Reason: FallbackReason.NotAvailable }) return await Pretend(call, user.Value, asked);
        var now = engine.Clock.GetUtcNow();
        return Answer(client, started.Reply, started.Handle ?? ids.Open(call.Tenant, started.SealedHandle, now), now);
    }

    /// <summary>I16, T5: nobody who could be asked. Only a client that may know hears so.</summary>
    private async ValueTask<IResult> Pretend(OAuthCall call, string person, BackchannelAsked asked)
    {
        var client = call.Client!;
        if (throttle.Miss(call.Tenant, client.Id) is { } wait) return OAuthErrors.Throttled.After(wait);   // CD8
        if (client.Backchannel.KnowsUsers) return CibaErrors.UnknownPerson;
        if ((await engine.Administration.Ask(call.Tenant, new TenantQuestion.Read(), call.Cancel)).Answer is not { Tenant: var tenant })
            return OAuthErrors.TenantNotFound;
        var (answer, decoy) = decoys.Start(tenant, call.Tenant, person, client, asked.Request, asked.Message, asked.NotificationToken);
        return Answer(client, answer, decoy?.AuthReqId, engine.Clock.GetUtcNow());
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
