using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Devices;

/// <param name="Ownership"><c>individual</c>; <c>shared</c> is understood and refused (S-50).</param>
public sealed record RegisterBody(string Ownership);

/// <param name="Name">By which its owner knows the device: 1 to 128 visible characters.</param>
public sealed record DeviceNameBody(string Name);

/// <summary>
/// <c>POST …/device/register</c>, <c>PUT</c> and <c>DELETE …/device/phone-sign-in</c>: stage 2 and back (S-31, S-39, S-50); and
/// <c>PUT …/device/name</c>.
/// </summary>
internal static class Enablement
{
    public static void Map(IEndpointRouteBuilder routes, Phones phones)
    {
        routes.MapPost("/device/register", Tenants.In((http, tenant) => Register(http, tenant, phones)))
            .Accepts<RegisterBody>("application/json").Produces(204).ProducesProblems(400, 401, 409, 429, 503)
            .Needs(SecurityScheme.DeviceProof)
            .WithSummary("Register the device to this one user.");
        routes.MapPut("/device/phone-sign-in", Tenants.In((http, tenant) => Change(http, tenant, phones.Enable)))
            .Produces(204).ProducesProblems(401, 403, 409, 429, 503).Needs(SecurityScheme.DeviceProof)
            .WithSummary("Enable phone sign-in on this device.");
        routes.MapDelete("/device/phone-sign-in", Tenants.In((http, tenant) => Change(http, tenant, phones.Disable)))
            .Produces(204).ProducesProblems(401, 429, 503).Needs(SecurityScheme.DeviceProof)
            .WithSummary("Disable phone sign-in on this device; MFA stays.");
        routes.MapPut("/device/name", Tenants.In((http, tenant) => Rename(http, tenant, phones)))
            .Accepts<DeviceNameBody>("application/json").Produces(204).ProducesProblems(400, 401, 429, 503)
            .Needs(SecurityScheme.DeviceProof)
            .WithSummary("Give this device another name.");
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

    private static async Task<IResult> Rename(HttpContext http, TenantId tenant, Phones phones)
    {
        var (bytes, tooLarge) = await RequestBody.ReadBytes(http);
        if (tooLarge is not null) return tooLarge;
        var (body, refused) = RequestBody.Parse(http, bytes, DeviceJson.Default.DeviceNameBody);
        if (refused is not null) return refused;
        return DisplayText.TryRead(body!.Name, out var name) && name.Length > 0
            ? Answers.NoContent(await phones.Rename(DeviceProof.FromRequest(http, tenant, bytes), name, http.RequestAborted))
            : new Problem(HttpErrors.InvalidDisplayText);
    }

    private static async Task<IResult> Change(
        HttpContext http, TenantId tenant, Func<DeviceRequest, CancellationToken, ValueTask<Reply<UserAnswer.Done>>> change)
    {
        var (bytes, tooLarge) = await RequestBody.ReadBytes(http);
        return tooLarge ?? Answers.NoContent(await change(DeviceProof.FromRequest(http, tenant, bytes), http.RequestAborted));
    }
}
