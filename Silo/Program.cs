using System.CommandLine;
using System.Net;
using Countersign.Engine;
using Countersign.Grains;
using Countersign.Grains.Interfaces;
using Countersign.Silo;
using Countersign.Stores.Registry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;

// The process that hosts grains: one silo on this machine, and its store.
var data = new Option<string>("--data") { Description = "Folder of the database.", DefaultValueFactory = _ => "data" };
var store = new Option<string>("--store")
{
    Description = "Where rows are kept: sqlite, or memory for a trial.", DefaultValueFactory = _ => StoreRegistry.Default,
};
store.AcceptOnlyFromAmong([.. StoreRegistry.Names]);
var siloPort = new Option<int>("--silo-port") { Description = "Where other silos would reach this one.", DefaultValueFactory = _ => 11111 };
var gatewayPort = new Option<int>("--gateway-port") { Description = "Where gateways reach it.", DefaultValueFactory = _ => 30000 };
var command = new RootCommand("Hosts the sign-in machines in a cluster.") { data, store, siloPort, gatewayPort };
command.SetAction((parsed, cancel) =>
    Run(parsed.GetValue(store)!, parsed.GetValue(data)!, parsed.GetValue(siloPort), parsed.GetValue(gatewayPort), cancel));
return await command.Parse(args).InvokeAsync();

static async Task<int> Run(string kind, string folder, int siloPort, int gatewayPort, CancellationToken cancel)
{
    var clock = new SteadyClock(TimeProvider.System);
    await using var store = StoreRegistry.Find(kind).Open(new(folder), clock);

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
