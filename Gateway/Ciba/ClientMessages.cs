using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Countersign.Gateway.OAuth;

namespace Countersign.Gateway.Ciba;

/// <summary>The bodies sent to clients' notification endpoints.</summary>
internal static class ClientMessages
{
    /// <summary>CIBA 10.2, C8: exactly this.</summary>
    public static byte[] Ping(string authReqId) => Bytes(new() { ["auth_req_id"] = authReqId });

    /// <summary>CIBA 10.3.1.</summary>
    public static byte[] Push(string authReqId, TokenAnswer tokens)
    {
        var body = JsonSerializer.SerializeToNode(tokens, OAuthJson.Default.TokenAnswer)!.AsObject();
        body["auth_req_id"] = authReqId;
        return Bytes(body);
    }

    /// <summary>CIBA 12.</summary>
    public static byte[] PushError(string authReqId, OAuthError why) =>
        Bytes(new() { ["auth_req_id"] = authReqId, ["error"] = why.Word, ["error_description"] = why.Description });

    private static byte[] Bytes(JsonObject body) => Encoding.UTF8.GetBytes(body.ToJsonString());
}
