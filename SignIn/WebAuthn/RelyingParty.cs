using System.Security.Cryptography;
using System.Text;

namespace Countersign.SignIn.WebAuthn;

/// <summary>This service, as browsers and authenticators know it: the one origin whose pages may ask, and its host.</summary>
public sealed class RelyingParty
{
    private readonly byte[] _idHash;

    /// <param name="origin">Scheme and authority of the service's public address.</param>
    public RelyingParty(string origin)
    {
        Origin = origin;
        Id = new Uri(origin).IdnHost;
        _idHash = SHA256.HashData(Encoding.UTF8.GetBytes(Id));
    }

    public string Origin { get; }

    /// <summary>The host's name.</summary>
    public string Id { get; }

    internal bool IsMeant(AuthenticatorData data) => data.PartyHash.AsSpan().SequenceEqual(_idHash);
}
