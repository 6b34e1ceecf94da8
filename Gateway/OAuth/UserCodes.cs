using System.Security.Cryptography;
using System.Text;
using Countersign.Gateway.Sealing;
using Countersign.SignIn;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.OAuth;

/// <summary>
/// User codes (CIBA 7.1): what people tell an application so that it may ask them. Short, so what is stored is keyed with the service's
/// secret: a copy of the database alone does not give them away.
/// </summary>
internal sealed class UserCodes(Sealer sealer)
{
    private readonly byte[] _key = sealer.Derive("ciba-user-code", 32);

    public static bool IsCode(string text) => text.Length is >= 4 and <= 64 && text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;

    public SecretHash Hash(UserKey user, string code) =>
        new(CanonicalBase64Url.Encode(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(user.ToKey() + "\n" + code))));
}
