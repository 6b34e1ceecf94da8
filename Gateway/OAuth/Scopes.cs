using Countersign.SignIn.Clients;

namespace Countersign.Gateway.OAuth;

/// <summary>The scopes there are here (OpenID Connect Core 5.4, 11).</summary>
internal static class Scopes
{
    public const string OpenId = "openid", OfflineAccess = "offline_access";

    public static readonly string[] Known = [OpenId, "profile", "email", OfflineAccess];

    /// <summary>The scopes, of those that were asked for, that this client may have: separated by spaces, in our order.</summary>
    public static string GrantedTo(Client client, IReadOnlyList<string> asked) => string.Join(
        ' ', Known.Where(asked.Contains).Where(scope => scope != OfflineAccess || client.May(ClientGrants.Refresh)));   // Core 11
}
