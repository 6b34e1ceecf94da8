using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Countersign.SignIn;

namespace Countersign.Gateway.Outbound;

/// <summary>Addresses that an operator lets the service call beyond the public internet.</summary>
/// <param name="Networks">Networks of the operator's own in which clients are notified; empty: the internet only.</param>
/// <param name="TrustedRoots">A PEM file of certificate authorities trusted beside the machine's own; null for none.</param>
public sealed record OutboundSettings(IReadOnlyList<IPNetwork> Networks, string? TrustedRoots)
{
    public static readonly OutboundSettings Default = new([], null);
}

/// <summary>The address is not one to be called (T16).</summary>
public sealed class EgressRefusedException(string message) : IOException(message);

/// <summary>
/// T16: how the service calls an address that somebody else chose. The name is resolved once and the connection made to an address that
/// was looked at, so that the name cannot mean something else a moment later; no redirects (C8), no proxy, no cookies, short times.
/// </summary>
public static class OutboundHttp
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Ports of https services; anything else is more likely to be somebody's database.</summary>
    private static readonly int[] Ports = [443, 8443];

    /// <summary>
    /// A registered notification endpoint must pass this (C9, T16); what its name resolves to is looked at with each call.
    /// </summary>
    public static bool IsCallable(string text, OutboundSettings settings) =>
        WebAddress.IsHttps(text) && IsCallable(new Uri(text), settings);

    /// <summary>
    /// The same for a provider's issuer and endpoints, which may also be on this very machine in plain http, where the operator lists it.
    /// </summary>
    public static bool IsCallableProvider(string text, OutboundSettings settings) =>
        IsCallable(text, settings)
        || (WebAddress.IsOnThisMachine(text) && IPAddress.TryParse(new Uri(text).DnsSafeHost, out var here) && IsOperators(here, settings));

    private static bool IsCallable(Uri address, OutboundSettings settings)
    {
        if (address.Fragment.Length > 0) return false;
        if (!IsWrittenAsRead(address)) return false;
        if (IPAddress.TryParse(address.DnsSafeHost, out var literal)) return IsOperators(literal, settings);
        return address.HostNameType == UriHostNameType.Dns && (Ports.Contains(address.Port) || settings.Networks.Count > 0);
    }

    /// <summary>The host as it stands in the text is the host that is called: no escapes, no other ways to write an address.</summary>
    private static bool IsWrittenAsRead(Uri address)
    {
        var text = address.OriginalString.AsSpan(address.OriginalString.IndexOf("://", StringComparison.Ordinal) + 3);
        var host = text[..(text.IndexOfAny('/', '?', '#') is var end and >= 0 ? end : text.Length)];
        if (host.LastIndexOf(':') is var port and >= 0 && port > host.LastIndexOf(']')) host = host[..port];
        return host.Equals(address.Host, StringComparison.OrdinalIgnoreCase);
    }

    public static HttpMessageHandler Handler(OutboundSettings settings)
    {
        var roots = settings.TrustedRoots is { } file ? Roots(file) : null;
        return new SocketsHttpHandler
        {
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),   // a trace of ours is nobody's business
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),   // a name that has moved is looked up again
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,   // what is left of an answer is not read, not even to use the connection again
            ConnectCallback = (context, cancel) => Connect(context.DnsEndPoint, settings, cancel),
            SslOptions = roots is null
                ? new()
                : new() { RemoteCertificateValidationCallback = (_, certificate, _, errors) => IsTrusted(certificate, errors, roots) },
        };
    }

    private static async ValueTask<Stream> Connect(DnsEndPoint endpoint, OutboundSettings settings, CancellationToken cancel)
    {
        var addresses = await Dns.GetHostAddressesAsync(endpoint.Host, cancel);
        var vetted = Array.FindAll(addresses, address => MayCall(address, endpoint.Port, settings));
        if (vetted.Length == 0) throw new EgressRefusedException($"{endpoint.Host} leads to no address that may be called.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        NetworkStream? stream = null;
        try
        {
            await socket.ConnectAsync(vetted, endpoint.Port, cancel);
            return stream = new NetworkStream(socket, ownsSocket: true);
        }
        finally
        {
            if (stream is null) socket.Dispose();
        }
    }

    /// <summary>Whether a server of the operator's own, or of the internet, is there: for protocols that are not http.</summary>
    public static bool MayReach(IPAddress address, OutboundSettings settings) =>
        IsOperators(address, settings) || PublicAddress.IsPublic(address);

    /// <summary>Whether a certificate is to be believed; null: as the machine says.</summary>
    public static RemoteCertificateValidationCallback? TrustOf(OutboundSettings settings)
    {
        if (settings.TrustedRoots is not { } file) return null;
        var roots = Roots(file);
        return (_, certificate, _, errors) => IsTrusted(certificate, errors, roots);
    }

    private static bool MayCall(IPAddress address, int port, OutboundSettings settings) =>
        IsOperators(address, settings) || (PublicAddress.IsPublic(address) && Ports.Contains(port));

    private static bool IsOperators(IPAddress address, OutboundSettings settings)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return settings.Networks.Any(network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address));
    }

    private static X509Certificate2Collection Roots(string file)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(file);
        return roots;
    }

    /// <summary>The name must always fit; a chain unknown to the machine must end at one of the operator's own authorities.</summary>
    private static bool IsTrusted(X509Certificate? certificate, SslPolicyErrors errors, X509Certificate2Collection roots)
    {
        if (errors == SslPolicyErrors.None) return true;
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is null) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;   // an operator's own authority seldom publishes a list
        using var leaf = X509CertificateLoader.LoadCertificate(certificate.Export(X509ContentType.Cert));
        return chain.Build(leaf);
    }
}
