using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Devices;

/// <param name="Ownership"><c>individual</c>; <c>shared</c> is understood and refused (S-50).</param>
public sealed record RegisterBody(string Ownership);

/// <summary>
/// <c>POST …/device/register</c>, <c>PUT</c> and <c>DELETE …/device/phone-sign-in</c>: stage 2 and back (S-31, S-39, S-50).
/// </summary>
internal static class Enablement
{
    public static void Map(IEndpointRouteBuilder routes, Phones phones)
    {
        routes.MapPost("/device/register", Tenants.In((http, tenant) => Register(http, tenant, phones)))
            .Accepts<RegisterBody>("application/json").Produces(204).ProducesProblems(400, 401, 409, 503).Needs(SecurityScheme.DeviceProof)
            .WithSummary("Register the device to this one user.");
        routes.MapPut("/device/phone-sign-in", Tenants.In((http, tenant) => Change(http, tenant, phones.Enable)))
            .Produces(204).ProducesProblems(401, 403, 409, 503).Needs(SecurityScheme.DeviceProof)
            .WithSummary("Enable phone sign-in on this device.");
        routes.MapDelete("/device/phone-sign-in", Tenants.In((http, tenant) => Change(http, tenant, phones.Disable)))
            .Produces(204).ProducesProblems(401, 503).Needs(SecurityScheme.DeviceProof)
            .WithSummary("Disable phone sign-in on this device; MFA stays.");
    }

    private static async Task<IResult> Register(HttpContext http, TenantId tenant, Phones phones)
    {
        var (bytes, tooLarge) = await RequestBody.ReadBytes(http);
        if (tooLarge is not null) return tooLarge;
        var (body, refused) = RequestBody.Parse(http, bytes, DeviceJson.Default.RegisterBody);
        if (refused is not null) return refused;
        if (body!.Ownership is not ("individual" or "shared")) return new Problem(HttpErrors.InvalidRequest);
        return Answers.NoContent(await phones.Register(DeviceProof.FromRequest(http, tenant, bytes), body.Ownership == "individual",
            http.RequestAborted));
    }

    private static async Task<IResult> Change(
        HttpContext http, TenantId tenant, Func<DeviceRequest, CancellationToken, ValueTask<Reply<UserAnswer.Done>>> change)
    {
        var (bytes, tooLarge) = await RequestBody.ReadBytes(http);
        return tooLarge ?? Answers.NoContent(await change(DeviceProof.FromRequest(http, tenant, bytes), http.RequestAborted));
    }
}
