using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>
/// A throw-away certificate for this machine's loopback names, made when first needed and trusted by nobody but the tests.
/// </summary>
internal static class Certificates
{
    private static readonly Lazy<(X509Certificate2 Certificate, string Folder)> Made = new(Make);

    /// <summary>With its private key.</summary>
    public static X509Certificate2 Loopback => Made.Value.Certificate;

    /// <summary>The certificate as a PEM file: for software that takes a file of authorities.</summary>
    public static string File => Path.Combine(Made.Value.Folder, "loopback.crt");

    /// <summary>Its private key.</summary>
    public static string KeyFile => Path.Combine(Made.Value.Folder, "loopback.key");

    /// <summary>For servers of this process: it is what their https addresses show.</summary>
    private static void UseForServers()
    {
        Environment.SetEnvironmentVariable("Kestrel__Certificates__Default__Path", File);
        Environment.SetEnvironmentVariable("Kestrel__Certificates__Default__KeyPath", KeyFile);
    }

    /// <summary>The same gateway on https, with this certificate.</summary>
    public static GatewaySettings OnHttps(GatewaySettings settings)
    {
        UseForServers();
        return settings with { Urls = settings.Urls.Replace("http:", "https:", StringComparison.Ordinal) };
    }

    /// <summary>For clients: this certificate and those of the machine; no cookies, no redirects, no proxy.</summary>
    public static SocketsHttpHandler Handler() => new()
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        UseProxy = false,
        SslOptions = new()
        {
            RemoteCertificateValidationCallback = static (_, shown, _, errors) =>
                errors == System.Net.Security.SslPolicyErrors.None
                || (Made.IsValueCreated && shown?.GetCertHashString() == Made.Value.Certificate.GetCertHashString()),
        },
    };

    private static (X509Certificate2, string) Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=loopback", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        var folder = Directory.CreateTempSubdirectory("countersign-certificate-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        System.IO.File.WriteAllText(Path.Combine(folder, "loopback.crt"), certificate.ExportCertificatePem());
        System.IO.File.WriteAllText(Path.Combine(folder, "loopback.key"), key.ExportPkcs8PrivateKeyPem());
        return (certificate, folder);
    }
}
