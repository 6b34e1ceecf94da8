using System.Security.Cryptography;
using System.Text;
using Countersign.SignIn;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.OAuth;

/// <summary>
/// The user's name in tokens (OpenID Connect Core 2, <c>sub</c>): a hash of tenant and user name, the same for all clients, that
/// needs nothing to be kept and survives every key (docs/decisions/0008).
/// </summary>
internal static class Subjects
{
    public static string For(UserKey user) =>
        CanonicalBase64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes("countersign-subject-1:" + user.ToKey())));
}
