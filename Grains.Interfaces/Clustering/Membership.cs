using Azure.Data.Tables;
using Azure.Identity;
using Countersign.Engine;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Countersign.Grains.Interfaces.Clustering;

/// <summary>How silos and gateways find each other, and when one is given up.</summary>
public static class Membership
{
    /// <summary>For a silo. The table of members is there already (<see cref="Prepare"/>).</summary>
    public static ISiloBuilder UseMembership(this ISiloBuilder silo, ClusterSettings settings)
    {
        silo.Configure<ClusterOptions>(options => Name(options, settings))
            .Configure<ClusterMembershipOptions>(options => Watch(options, settings.Times))
            .Configure<SiloMessagingOptions>(options =>
            {
                options.ResponseTimeout = settings.Times.Answer;
                options.ClientGatewayShutdownNotificationTimeout = settings.Times.Farewell;
                options.WaitForMessageToBeQueuedForOutboundTime = settings.Times.Farewell;
            });
        if (settings.Table == ClusterSettings.Postgres)
        {
            silo.UseAdoNetClustering(table =>
                (table.Invariant, table.ConnectionString) = (PostgresMembership.Invariant, settings.Connection));
        }
        else if (settings.Table == ClusterSettings.AzureStorage)
        {
            silo.UseAzureStorageClustering(table =>
                (table.TableServiceClient, table.TableName) = (Tables(settings.Connection!), TableName));
        }

        return silo;
    }

    /// <summary>For a gateway.</summary>
    public static IClientBuilder UseMembership(this IClientBuilder client, ClusterSettings settings)
    {
        client.Configure<ClusterOptions>(options => Name(options, settings))
            .Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = settings.Times.Gateways)
            .Configure<ClientMessagingOptions>(options => options.ResponseTimeout = settings.Times.Answer);
        return settings.Table switch
        {
            ClusterSettings.Postgres => client.UseAdoNetClustering(table =>
                (table.Invariant, table.ConnectionString) = (PostgresMembership.Invariant, settings.Connection)),
            ClusterSettings.AzureStorage => client.UseAzureStorageClustering(table =>
                (table.TableServiceClient, table.TableName) = (Tables(settings.Connection!), TableName)),
            _ => client.UseStaticClustering([.. settings.Silos]),
        };
    }

    /// <summary>Makes what the table of members needs, where it is not there.</summary>
    /// <exception cref="ClusterRefusedException">It cannot be made; the message says why.</exception>
    public static async Task Prepare(ClusterSettings settings, CancellationToken cancel)
    {
        if (settings.Table != ClusterSettings.Postgres) return;   // the package makes an Azure table itself
        try
        {
            await PostgresMembership.Prepare(settings.Connection!, cancel);
        }
        catch (Exception refused) when (refused is System.Data.Common.DbException or ArgumentException or TimeoutException or IOException)
        {
            throw new ClusterRefusedException($"The table of members cannot be used: {refused.Message}", refused)
            {
                IsAway = IsAway(refused),
            };
        }
    }

    // starting, stopping, taken up; what else the database itself says will be said again
    private static bool IsAway(Exception refused) => refused switch
    {
        System.Data.Common.DbException { SqlState: { } state } => state[..2] is "08" or "53" or "57",
        _ => refused is not ArgumentException,
    };

    /// <summary>The same, and a database that is not there yet is waited for.</summary>
    /// <exception cref="ClusterRefusedException">It cannot be made; the message says why.</exception>
    public static Task Prepare(ClusterSettings settings, StartPatience patience, CancellationToken cancel) => patience.Until(
        async () =>
        {
            await Prepare(settings, cancel);
            return true;
        }, failed => failed is ClusterRefusedException { IsAway: true }, cancel);

    private const string TableName = "CountersignMembers";

    private static void Name(ClusterOptions options, ClusterSettings settings) => options.ClusterId = options.ServiceId = settings.Id;

    /// <summary>
    /// With the defaults of <see cref="MembershipTimes"/> a killed silo is given up after 3 s, a frozen one after 5 to 9 s. A process that
    /// is itself slow does not take longer to judge others: then nobody would ever be given up on a busy machine.
    /// </summary>
    private static void Watch(ClusterMembershipOptions options, MembershipTimes times)
    {
        options.ProbeTimeout = times.Probe;
        options.MinProbeTimeout = times.Probe / 2;
        options.MaxProbeTimeout = times.Probe * 1.25;
        options.NumMissedProbesLimit = times.MissedProbes;
        options.ExtendProbeTimeoutDuringDegradation = false;
        options.MaxJoinAttemptTime = TimeSpan.FromMinutes(1);   // then silos that were killed all at once are no longer waited for
        options.TableRefreshTimeout = times.Refresh;
        options.IAmAliveTablePublishTimeout = times.Refresh;
    }

    /// <summary>An address alone: the machine's managed identity. Otherwise a connection string.</summary>
    private static TableServiceClient Tables(string connection) =>
        Uri.TryCreate(connection, UriKind.Absolute, out var account) && account.Scheme == Uri.UriSchemeHttps
            ? new(account, new DefaultAzureCredential())
            : new(connection);
}

/// <summary>The cluster cannot be entered; the message says why, in a sentence.</summary>
public sealed class ClusterRefusedException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Nobody answered: the table of members may be there in a moment.</summary>
    public bool IsAway { get; init; }
}
