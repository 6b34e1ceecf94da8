using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.Devices;

/// <summary>Takes a device's proof from a request; whether it holds is the engine's to say.</summary>
internal static class DeviceProof
{
    public const string Header = "Countersign-Proof";

    public static DeviceRequest FromRequest(HttpContext http, TenantId tenant, ReadOnlyMemory<byte> body) => new(
        tenant,
        http.Request.Headers[Header] is [{ } only] ? only : null,
        HeadRequests.MethodOf(http),
        http.Request.Path.Value ?? "",
        RequestBody.Hash(body));
}
