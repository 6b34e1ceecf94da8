using System.Security.Cryptography;
using System.Text;
using Countersign.Gateway.Sealing;
using Countersign.SignIn;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.Passwords;

/// <summary>
/// Recovery codes (WAY-6): spelt like passes, which people can read and type. What is stored is keyed with the service's secret: a copy of
/// the database alone gives none away.
/// </summary>
internal sealed class RecoveryTexts(Sealer sealer)
{
    private readonly byte[] _key = sealer.Derive("recovery-code", 32);

    /// <summary>Ten codes in their groups, once to be seen, and what is kept of them.</summary>
    public (IReadOnlyList<string> Shown, IReadOnlyList<SecretHash> Kept) Draw(UserKey user)
    {
        var codes = Enumerable.Range(0, Limits.RecoveryCodes)
            .Select(_ => RandomNumberGenerator.GetString(PassText.Letters, PassText.Length)).ToArray();
        return ([.. codes.Select(PassText.Show)], [.. codes.Select(code => Hash(user, code))]);
    }

    /// <param name="typed">As it was typed or pasted.</param>
    public SecretHash Hash(UserKey user, string typed) => new(CanonicalBase64Url.Encode(
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(user.ToKey() + "\n" + PassText.Canonical(typed)))));
}
