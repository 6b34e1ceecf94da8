using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Countersign.Authenticator;

/// <summary>The <see cref="HttpClient"/> a phone uses.</summary>
public static class PhoneConnection
{
    /// <param name="trusted">
    /// A PEM file of certificates to trust instead of the machine's: for a server with a throw-away certificate. Null for the machine's.
    /// </param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="CryptographicException">The file holds no certificate.</exception>
    public static HttpClient Create(string? trusted = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,   // a proof is for one path, and is not carried elsewhere
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),   // a server that moved is found again
            MaxResponseHeadersLength = 16,
        };
        if (trusted is not null) handler.SslOptions.CertificateChainPolicy = Only(trusted);
        return new(handler)
        {
            Timeout = Phone.LongestWait + TimeSpan.FromSeconds(15),
            MaxResponseContentBufferSize = EventStream.MostBytes,
        };
    }

    private static X509ChainPolicy Only(string file)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(file);
        if (policy.CustomTrustStore.Count == 0) throw new CryptographicException($"There is no certificate in {file}.");
        return policy;
    }
}
