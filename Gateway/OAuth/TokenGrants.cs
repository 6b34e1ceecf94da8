using Countersign.Engine;
using Countersign.SignIn.Clients;

namespace Countersign.Gateway.OAuth;

/// <summary>A way to tokens: a row of the token endpoint's table.</summary>
/// <param name="GrantType">The <c>grant_type</c>.</param>
/// <param name="MayUse">Which clients may go this way.</param>
/// <param name="Parameter">The parameter that holds what is given for the tokens.</param>
/// <param name="IsFirst">The person was there for it: not a refresh.</param>
/// <param name="Exchange">From what is given to what was granted.</param>
internal sealed record TokenGrant(
    string GrantType, Func<Client, bool> MayUse, string Parameter, bool IsFirst, Func<OAuthCall, string, ValueTask<Granted>> Exchange);

/// <summary>
/// The token endpoint's table, which each way to tokens adds its row to: features meet here and know nothing of each other.
/// </summary>
internal sealed class TokenGrants(params TokenGrant[] table)
{
    /// <summary>In order, for discovery.</summary>
    public IEnumerable<string> GrantTypes => table.Select(grant => grant.GrantType);

    public TokenGrant? Find(string grantType)
    {
        foreach (var grant in table)
        {
            if (grant.GrantType == grantType) return grant;
        }

        return null;
    }
}

/// <summary>The client came too soon for what is still pending (CIBA 11, RFC 8628 3.5).</summary>
internal sealed record TooFast : Granted;
