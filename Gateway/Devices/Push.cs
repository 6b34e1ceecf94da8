using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.Waking;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Devices;

/// <param name="Kinds">Of <c>web_push</c>, <c>fcm</c> and <c>apns</c> those that wake phones here.</param>
/// <param name="PublicKey">
/// With <c>web_push</c>: what the browser is given as <c>applicationServerKey</c>; an uncompressed point of P-256, base64url.
/// </param>
public sealed record PushOfferAnswer(IReadOnlyList<string> Kinds, string? PublicKey = null);

/// <summary>Where this phone is woken.</summary>
/// <param name="Kind">One of the kinds that the service offers.</param>
/// <param name="Endpoint">With <c>web_push</c>, and only then: the subscription's endpoint.</param>
/// <param name="P256dh">With <c>web_push</c>: its key, an uncompressed point of P-256, base64url.</param>
/// <param name="Auth">With <c>web_push</c>: its authentication secret, 16 bytes, base64url.</param>
/// <param name="Token">With <c>fcm</c> the registration token, with <c>apns</c> the device token in lower-case hexadecimal.</param>
public sealed record PushBody(
    string Kind, string? Endpoint = null, string? P256dh = null, string? Auth = null, string? Token = null);

/// <summary>
/// <c>GET</c>, <c>PUT</c> and <c>DELETE …/device/push</c>: what there is to be woken by, and where this phone is (PHO-4).
/// </summary>
internal static class Push
{
    public static void Map(IEndpointRouteBuilder routes, Phones phones, PhoneWaker waker)
    {
        routes.MapGet("/device/push", Tenants.In((_, _) => Task.FromResult(Offer(waker.Offer))))
            .Produces<PushOfferAnswer>().ProducesProblems(404)
            .WithSummary("How phones are woken here; needs no proof, and is the same for everybody.");
        routes.MapPut("/device/push", Tenants.In((http, tenant) => Set(http, tenant, phones, waker.Offer)))
            .Accepts<PushBody>("application/json").Produces(204).ProducesProblems(400, 401, 409, 429, 503).Needs(SecurityScheme.DeviceProof)
            .WithSummary("Wake this phone there when a sign-in begins; takes the place of what was there before.");
        routes.MapDelete("/device/push", Tenants.In((http, tenant) => Remove(http, tenant, phones)))
            .Produces(204).ProducesProblems(401, 429, 503).Needs(SecurityScheme.DeviceProof)
            .WithSummary("Wake this phone no more.");
    }

    private static IResult Offer(WakingOffer offer) => Json.Ok(
        new PushOfferAnswer([.. offer.Kinds.Select(WakingOffer.WordFor)], offer.PublicKey), DeviceJson.Default.PushOfferAnswer);

    private static async Task<IResult> Set(HttpContext http, TenantId tenant, Phones phones, WakingOffer offer)
    {
        var (bytes, tooLarge) = await RequestBody.ReadBytes(http);
        if (tooLarge is not null) return tooLarge;
        var (body, refused) = RequestBody.Parse(http, bytes, DeviceJson.Default.PushBody);
        if (refused is not null) return refused;
        if (WakingOffer.Parse(body!.Kind) is not { } kind) return new Problem(DeviceErrors.InvalidSubscription);
        if (!offer.Kinds.Contains(kind)) return new Problem(DeviceErrors.PushKindNotOffered);
        return Read(kind, body) is { } subscription && offer.MayCall(subscription)
            ? Answers.NoContent(await phones.SetPush(DeviceProof.FromRequest(http, tenant, bytes), subscription, http.RequestAborted))
            : new Problem(DeviceErrors.InvalidSubscription);
    }

    private static async Task<IResult> Remove(HttpContext http, TenantId tenant, Phones phones)
    {
        var (bytes, tooLarge) = await RequestBody.ReadBytes(http);
        return tooLarge
            ?? Answers.NoContent(await phones.SetPush(DeviceProof.FromRequest(http, tenant, bytes), null, http.RequestAborted));
    }

    /// <summary>Exactly the members of its kind.</summary>
    private static PushSubscription? Read(PushKind kind, PushBody body) => (kind, body) switch
    {
        (PushKind.WebPush, { Endpoint: { } endpoint, Token: null }) => PushSubscription.Read(kind, endpoint, body.P256dh, body.Auth),
        (not PushKind.WebPush, { Token: { } token, Endpoint: null }) => PushSubscription.Read(kind, token, body.P256dh, body.Auth),
        _ => null,
    };
}
