using System.Net;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Orleans.Configuration;
using Orleans.Connections.Security;
using Orleans.Hosting;

namespace Countersign.Grains.Interfaces.Clustering;

/// <summary>
/// What may speak on the cluster's own ports (T35): with certificates, whoever has one of the cluster's authority; without, processes of
/// this machine.
/// </summary>
public static class ClusterTls
{
    public static ISiloBuilder UseClusterTls(this ISiloBuilder silo, TlsFiles? files)
    {
        if (files is not null) return silo.UseTls(options => Demand(options, files));
        return silo.Configure<SiloConnectionOptions>(options =>
        {
            options.ConfigureSiloInboundConnection(StayOnThisMachine);
            options.ConfigureSiloOutboundConnection(StayOnThisMachine);
            options.ConfigureGatewayInboundConnection(StayOnThisMachine);
        });
    }

    public static IClientBuilder UseClusterTls(this IClientBuilder client, TlsFiles? files) => files is null
        ? client.Configure<ClientConnectionOptions>(options => options.ConfigureConnection(StayOnThisMachine))
        : client.UseTls(options => Demand(options, files));

    private static void Demand(TlsOptions options, TlsFiles files)
    {
        options.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        options.LocalCertificate = files.Certificate;   // the package wants one at the start; what is shown is chosen anew each time
        options.LocalServerCertificateSelector = (_, _) => files.Certificate;
        options.LocalClientCertificateSelector = (_, _, _, _, _) => files.Certificate;
        options.RemoteCertificateMode = options.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.RemoteCertificateValidation = (certificate, _, _) => files.IsOurs(certificate);   // members' names say nothing
        options.OnAuthenticateAsClient = (_, ssl) => ssl.TargetHost = "countersign";
    }

    /// <summary>A table of members may name any address, and must not lead a process without certificates to a stranger.</summary>
    private static void StayOnThisMachine(IConnectionBuilder connections) => connections.Use(next => connection =>
        connection.RemoteEndPoint is IPEndPoint remote && IPAddress.IsLoopback(remote.Address)
            ? next(connection)
            : throw new AuthenticationException("Without certificates (Countersign:Tls) nothing is said to another machine."));
}
