using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Countersign.Grains.Interfaces.Clustering;
using Microsoft.Extensions.Configuration;

namespace Countersign.Silo.Tests.Kit;

/// <summary>A certificate authority for the cluster of one test, and the files that it gives out.</summary>
internal sealed class Authority : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("countersign-tls-").FullName;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _root;
    private int _given;

    public Authority(string name = "cluster")
    {
        var request = new CertificateRequest("CN=" + name, _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-3), DateTimeOffset.UtcNow.AddDays(3));
        File.WriteAllText(RootFile, _root.ExportCertificatePem());
    }

    public string RootFile => Path.Combine(_folder, "authority.pem");

    /// <summary>A new certificate in files of its own.</summary>
    /// <param name="trusts">Whom its holder trusts; null: this authority.</param>
    public IConfiguration Give(Authority? trusts = null, bool isOver = false)
    {
        var name = Path.Combine(_folder, "member-" + Interlocked.Increment(ref _given));
        Write(name, isOver);
        return new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Tls:Certificate"] = name + ".pem", ["Tls:Key"] = name + ".key", ["Tls:Authority"] = (trusts ?? this).RootFile,
        }).Build();
    }

    /// <summary>Puts another certificate into the same files, as a renewal does.</summary>
    /// <returns>Its thumbprint.</returns>
    public string Renew(IConfiguration files)
    {
        var thumbprint = Write(Path.ChangeExtension(files["Tls:Certificate"]!, null), isOver: false);
        File.SetLastWriteTimeUtc(files["Tls:Certificate"]!, DateTime.UtcNow.AddSeconds(5));   // file systems tell seconds
        return thumbprint;
    }

    public static TlsFiles Read(IConfiguration files) => TlsFiles.From(files)!;

    public void Dispose()
    {
        _root.Dispose();
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Write(string name, bool isOver)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=member", key, HashAlgorithmName.SHA256);
        var end = DateTimeOffset.UtcNow.AddDays(isOver ? -1 : 1);
        using var certificate = request.Create(_root, end.AddDays(-1).AddHours(-1), end, RandomNumberGenerator.GetBytes(12));
        File.WriteAllText(name + ".pem", certificate.ExportCertificatePem());
        File.WriteAllText(name + ".key", key.ExportPkcs8PrivateKeyPem());
        return certificate.Thumbprint;
    }
}
