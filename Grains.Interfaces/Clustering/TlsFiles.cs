using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;

namespace Countersign.Grains.Interfaces.Clustering;

/// <summary>
/// Mutual TLS between the processes of a cluster, out of PEM files (T35). Whoever shows a certificate of the cluster's own authority is one
/// of it; so that authority issues for nothing else. The files are read again when they change: a certificate is renewed, and an authority
/// replaced (both in the file for a while), without a restart.
/// </summary>
public sealed class TlsFiles
{
    private readonly string _certificate, _key, _authority;
    private readonly Lock _lock = new();
    private Loaded _loaded;

    private TlsFiles(string certificate, string key, string authority)
    {
        (_certificate, _key, _authority) = (certificate, key, authority);
        _loaded = Load(Stamp());
    }

    /// <summary>Hears why files that have changed cannot be used; those that were read before stay in use.</summary>
    public event Action<string>? Refused;

    /// <summary>This process's certificate, with its key.</summary>
    public X509Certificate2 Certificate => Now().Certificate;

    /// <exception cref="FormatException">Some are set and others not, or one cannot be read.</exception>
    public static TlsFiles? From(IConfiguration section)
    {
        var (certificate, key, authority) = (section["Tls:Certificate"], section["Tls:Key"], section["Tls:Authority"]);
        if (certificate is null && key is null && authority is null) return null;
        if (certificate is null || key is null || authority is null)
        {
            throw new FormatException(
                "Countersign:Tls needs all of Certificate, Key and Authority: PEM files of this process and of the cluster's authority.");
        }

        try
        {
            return new(certificate, key, authority);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException
            or CryptographicException or ArgumentException)
        {
            throw new FormatException($"The files of Countersign:Tls cannot be used: {unusable.Message}", unusable);
        }
    }

    /// <summary>Whether this certificate is one of the cluster's authority, and not over.</summary>
    public bool IsOurs(X509Certificate2? certificate)
    {
        if (certificate is null) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Now().Authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;   // short lives instead; a file of the authority's is taken away
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(certificate);
    }

    private Loaded Now()
    {
        lock (_lock)
        {
            try
            {
                var stamp = Stamp();
                if (stamp != _loaded.Stamp) _loaded = Load(stamp);
            }
            catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException)
            {
                Refused?.Invoke(unusable.Message);
            }

            return _loaded;
        }
    }

    private Loaded Load((DateTime, DateTime, DateTime) stamp)
    {
        using var read = X509Certificate2.CreateFromPemFile(_certificate, _key);
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(_authority);
        if (authorities.Count == 0) throw new CryptographicException($"{_authority} has no certificate in it.");
        return new(X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null), authorities, stamp);
    }

    private (DateTime, DateTime, DateTime) Stamp() => (Written(_certificate), Written(_key), Written(_authority));

    /// <summary>Of what a link leads to: Kubernetes and others renew a file by turning a link, which itself stays as it was.</summary>
    private static DateTime Written(string path) =>
        (File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path)).LastWriteTimeUtc;

    private sealed record Loaded(
        X509Certificate2 Certificate, X509Certificate2Collection Authorities, (DateTime, DateTime, DateTime) Stamp);
}
