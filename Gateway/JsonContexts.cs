using System.Text.Json.Serialization;
using Countersign.Gateway.Admin;
using Countersign.Gateway.Ciba;
using Countersign.Gateway.DeviceGrant;
using Countersign.Gateway.Devices;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Oidc;
using Countersign.Gateway.SecurityInfo;
using Countersign.Gateway.SignIn;
using Countersign.Gateway.WebPhone;

namespace Countersign.Gateway;

/// <summary>The JSON contexts of the features, put together: the API descriptions are made with them.</summary>
public static class JsonContexts
{
    /// <summary>Those whose JSON is described, strict on the way in.</summary>
    public static IReadOnlyList<JsonSerializerContext> Strict { get; } =
        [HttpJson.Default, SignInJson.Default, DeviceJson.Default, SecurityInfoJson.Default, AdminJson.Default, ClientJson.Default,
        WebPhoneJson.Default];

    /// <summary>Those of the OAuth endpoints, which discovery describes.</summary>
    public static IReadOnlyList<JsonSerializerContext> OAuth { get; } =
        [OAuthJson.Default, OidcJson.Default, CibaJson.Default, DeviceGrantJson.Default];
}
