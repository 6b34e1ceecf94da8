using System.CommandLine;
using System.Net;
using Countersign.Engine;
using Countersign.Engine.Storage.Sqlite;
using Countersign.Grains;
using Countersign.Grains.Interfaces;
using Countersign.Silo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;

// The process that hosts grains: one silo on this machine, its rows in one SQLite file.
var data = new Option<string>("--data") { Description = "Folder of the database.", DefaultValueFactory = _ => "data" };
var siloPort = new Option<int>("--silo-port") { Description = "Where other silos would reach this one.", DefaultValueFactory = _ => 11111 };
var gatewayPort = new Option<int>("--gateway-port") { Description = "Where gateways reach it.", DefaultValueFactory = _ => 30000 };
var command = new RootCommand("Hosts the sign-in machines in a cluster.") { data, siloPort, gatewayPort };
command.SetAction((parsed, cancel) => Run(parsed.GetValue(data)!, parsed.GetValue(siloPort), parsed.GetValue(gatewayPort), cancel));
return await command.Parse(args).InvokeAsync();

static async Task<int> Run(string folder, int siloPort, int gatewayPort, CancellationToken cancel)
{
    Directory.CreateDirectory(folder);
    var clock = new SteadyClock(TimeProvider.System);
    await using var store = SqliteStore.Open(Path.Combine(folder, "countersign.db"), clock);

    var builder = Host.CreateApplicationBuilder();
    builder.UseOrleans(silo => silo
        .UseLocalhostClustering(siloPort, gatewayPort, new IPEndPoint(IPAddress.Loopback, siloPort), Cluster.Name, Cluster.Name)
        .AddCountersign(store, clock));
    builder.Services
        .AddSingleton<ISignInEngine, ClusterEngine>()
        .AddSingleton(services => new Housekeeping(services.GetRequiredService<ISignInEngine>(), store, clock))
        .AddHostedService<Keeping>();
    await builder.Build().RunAsync(cancel);
    return 0;
}
