using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Devices;

/// <summary>A public key as a JWK: exactly these members (docs/device-protocol.md).</summary>
public sealed record KeyBody(string Kty, string Crv, string X, string Y);

/// <param name="Code">The activation code's secret, not the whole code.</param>
/// <param name="Platform"><c>ios</c>, <c>android</c> or <c>web</c>.</param>
/// <param name="DecisionKey">A key that the app keeps itself; with <c>decision_proof</c>, and without <c>credential</c>.</param>
/// <param name="Credential">A WebAuthn credential that was just made, instead of both: its client data and attestation object.</param>
public sealed record ActivateBody(
    string UserName, string Code, string Device, string Name, string Platform, string Os, string App, KeyBody RequestKey,
    string RequestProof, KeyBody? DecisionKey = null, string? DecisionProof = null, string? Credential = null);

public sealed record ActivateAnswer(string UserName, bool PhoneSignIn);

/// <summary><c>POST /{tenant}/v1/device/activate</c>: stage 1 (S-29, S-31).</summary>
internal static class Activate
{
    public static void Map(IEndpointRouteBuilder routes, Phones phones, SourceThrottle throttle, Telemetry telemetry) => routes
        .MapPost("/device/activate", Tenants.In((http, tenant) => Handle(http, tenant, phones, throttle, telemetry)))
        .Accepts<ActivateBody>("application/json").Produces<ActivateAnswer>().ProducesProblems(400, 401, 403, 409, 429, 503)
        .WithSummary("Make an activation code this device's own: MFA is set up, phone sign-in not yet.");

    private static async Task<IResult> Handle(
        HttpContext http, TenantId tenant, Phones phones, SourceThrottle throttle, Telemetry telemetry)
    {
        var (body, refused) = await RequestBody.Read(http, DeviceJson.Default.ActivateBody);
        if (refused is not null) return refused;
        if (!UserName.TryParse(body!.UserName, out var user)) return Problem.NoUserName(body.UserName);
        if (!DisplayText.TryRead(body.Name, out var name) || name.Length == 0) return new Problem(HttpErrors.InvalidDisplayText);
        if (Read(tenant, user, body with { Name = name }) is not { } activation) return new Problem(HttpErrors.InvalidRequest);
        if (throttle.Secret(http) is { } wait) return new Problem(HttpErrors.RateLimited, wait) { About = user };
        if ((await phones.Activate(activation, http.RequestAborted)).Refused is { } why) return Problem.FromRefusal(why, user);
        telemetry.Activated(http, user);
        return Json.Ok(new ActivateAnswer(user.Value, false), DeviceJson.Default.ActivateAnswer);
    }

    private static Activation? Read(TenantId tenant, UserName user, ActivateBody body) =>
        DeviceId.TryParse(body.Device, out var device)
        && Key(body.RequestKey) is { } requestKey
        && Offer(body) is { } offer
        && AppReport.TryParse(body.Platform, body.Os, body.App, out var report)
            ? new(tenant, user, body.Code, device, body.Name, requestKey, report, body.RequestProof, offer)
            : null;

    /// <summary>One kind of decision key, whole.</summary>
    private static DecisionKeyOffer? Offer(ActivateBody body) => body switch
    {
        { Credential: null, DecisionKey: { } jwk, DecisionProof: { } proof } when Key(jwk) is { } key =>
            new DecisionKeyOffer.Own(key, proof),
        { Credential: { } made, DecisionKey: null, DecisionProof: null } => new DecisionKeyOffer.OfCredential(made),
        _ => null,
    };

    private static PublicKey? Key(KeyBody body) =>
        body is { Kty: "EC", Crv: "P-256" } && PublicKey.TryParse(body.X, body.Y, out var key) ? key : null;
}
