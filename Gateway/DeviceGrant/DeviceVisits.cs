using System.Text.Json;
using Countersign.Gateway.Html;
using Countersign.Gateway.Sealing;
using Countersign.SignIn;

namespace Countersign.Gateway.DeviceGrant;

/// <summary>Somebody who typed a device's user code.</summary>
/// <param name="Application">The client's name.</param>
internal sealed record DeviceVisit(string UserCode, string Client, string Application);

/// <summary>
/// People whom a device sent to the page. What they typed travels with them, sealed: it was found once, under the
/// limit on guesses, and need not be typed again.
/// </summary>
internal sealed class DeviceVisits(Sealer sealer, TimeProvider clock) : IVisits
{
    private const string Purpose = "device-visit";

    public string Seal(TenantId tenant, DeviceVisit visit) => sealer.Seal(
        Purpose, tenant, JsonSerializer.SerializeToUtf8Bytes(visit, DeviceGrantJson.Default.DeviceVisit),
        clock.GetUtcNow() + Limits.DeviceCodeLife);

    public DeviceVisit? Open(TenantId tenant, string? request) => sealer.Open(Purpose, tenant, request, clock.GetUtcNow()) is { } json
        ? JsonSerializer.Deserialize(json, DeviceGrantJson.Default.DeviceVisit)
        : null;

    public ValueTask<Visit?> Find(TenantId tenant, string? request, CancellationToken cancel) => ValueTask.FromResult(
        Open(tenant, request) is { } visit
            ? new Visit(visit.Application, visit.Client, null, [], $"/{tenant}/device/confirm?request={request}", null)
            : null);
}
