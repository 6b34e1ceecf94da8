using System.Security.Cryptography;

namespace Countersign.SignIn.Tests;

/// <summary>Clients as operators register them.</summary>
internal static class Registered
{
    public static readonly Backchannel Polling = new(Delivery.Poll, null, false, false);

    /// <summary>An app on a person's own machine: it keeps no secret.</summary>
    public static readonly Client Portal = new(
        "portal", "Portal", ClientAuthenticationMethod.None, [], [], ClientGrants.Code | ClientGrants.Refresh | ClientGrants.Device,
        ["https://portal.example/callback", "http://127.0.0.1/callback", "example.portal:/callback"], ["https://portal.example/bye"],
        SigningAlgorithm.RS256, false, false, Polling);

    /// <summary>A server with a secret, on the backchannel too.</summary>
    public static readonly Client Clerk = new(
        "clerk", "Clerk", ClientAuthenticationMethod.Secret, [Sample.Hash("secret")], [],
        ClientGrants.Code | ClientGrants.Refresh | ClientGrants.Ciba | ClientGrants.Device, ["https://clerk.example/callback"], [],
        SigningAlgorithm.ES256, true, true, Polling);

    /// <summary>A server with a key.</summary>
    public static Client Bank => Clerk with
    {
        Id = "bank",
        Authentication = ClientAuthenticationMethod.PrivateKeyJwt,
        Secrets = [],
        Keys = [Ec("first"), Rsa("second", 2048)],
        Backchannel = new(Delivery.Ping, "https://bank.example/notify", true, false),
    };

    /// <summary>An organisation's own AD FS, whose people are linked by name.</summary>
    public static readonly Provider Partner = new(
        "fabrikam", "Fabrikam", "https://fs.fabrikam.example/adfs", "countersign", ProviderAuthentication.SecretInHeader, "sealed",
        ["openid", "profile"], ["urn:fabrikam:mfa"], true, LinkRule.ByUserName, "upn", true, false);

    public static ClientKey Ec(string id, byte scalar = 1)
    {
        var key = Sample.Key(scalar);
        return new(id, SigningAlgorithm.ES256, $$"""{"crv":"P-256","kty":"EC","x":"{{key.X}}","y":"{{key.Y}}"}""");
    }

    public static ClientKey Rsa(string id, int bits)
    {
        using var key = RSA.Create(bits);
        var modulus = CanonicalBase64Url.Encode(key.ExportParameters(false).Modulus);
        return new(id, SigningAlgorithm.PS256, $$"""{"e":"AQAB","kty":"RSA","n":"{{modulus}}"}""");
    }
}
