using System.Text.Json;
using Countersign.Gateway.Oidc;
using Countersign.Gateway.Pages;
using Countersign.SignIn;

namespace Countersign.Gateway.DeviceGrant;

/// <summary>Somebody who typed a device's user code.</summary>
/// <param name="Application">The client's name.</param>
internal sealed record DeviceVisit(string UserCode, string Client, string Application);

/// <summary>
/// People whom a device sent to the page, beside those whom others send. What they typed travels with them, sealed: it was found once, under the
/// limit on guesses, and need not be typed again.
/// </summary>
internal sealed class DeviceVisits(Sealing sealing, TimeProvider clock, IVisits others) : IVisits
{
    private const string Purpose = "device-visit";

    public string Seal(TenantId tenant, DeviceVisit visit) => sealing.Seal(
        Purpose, tenant, JsonSerializer.SerializeToUtf8Bytes(visit, OidcJson.Default.DeviceVisit), clock.GetUtcNow() + Limits.DeviceCodeLife);

    public DeviceVisit? Open(TenantId tenant, string? request) => sealing.Open(Purpose, tenant, request, clock.GetUtcNow()) is { } json
        ? JsonSerializer.Deserialize(json, OidcJson.Default.DeviceVisit)
        : null;

    public Visit? Read(TenantId tenant, string? request) => Open(tenant, request) is { } visit
        ? new(visit.Application, visit.Client, null, [], $"/{tenant}/device/confirm?request={request}", null)
        : others.Read(tenant, request);
}
