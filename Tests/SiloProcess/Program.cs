using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Countersign.Engine.Ports;
using Countersign.Grains;
using Countersign.Grains.Interfaces.Clustering;
using Countersign.SiloProcess;
using Countersign.Stores.AzureStorage;
using Countersign.Stores.Postgres;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;

// A silo in a process of its own, as in production but for two things: its clock and the faults of its store are the test's.
//   SiloProcess KIND CLUSTER PORT GATEWAY-PORT TEST-PORT NOW
// The store's connection is in the environment, and for Azure Storage how its tables are called. It says "ready", and ends with the test.
var (kind, id) = (args[0], args[1]);
int[] ports = [.. args[2..5].Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
var connection = Environment.GetEnvironmentVariable("STORE_CONNECTION")!;
IStore store = kind == ClusterSettings.Postgres
    ? await PostgresStore.Open(connection, TimeProvider.System, limit: SlowMachine.StoreLimit)
    : await AzureStore.Open(
        connection, Environment.GetEnvironmentVariable("STORE_PREFIX")!, TimeProvider.System, limit: SlowMachine.StoreLimit);
var asked = new AskedStore(store, sealsAtOnce: kind == ClusterSettings.AzureStorage);
Line? line = null;
var now = new DateTimeOffset(long.Parse(args[5], CultureInfo.InvariantCulture), TimeSpan.Zero);
var clock = new ToldClock(now, due => _ = line?.Ask($"waits {due.Ticks}"));
var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
await socket.ConnectAsync(IPAddress.Loopback, ports[2]);
line = asked.Test = new(socket, Answer);

var cluster = new ClusterSettings(kind)
{
    Table = kind, Connection = connection, Id = id,
    Times = new()
    {
        Probe = TimeSpan.FromSeconds(10), MissedProbes = 10, Answer = TimeSpan.FromSeconds(30),   // a busy machine is only slow
    },
};
var builder = Host.CreateEmptyApplicationBuilder(null);
builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Error);
builder.UseOrleans(silo => silo
    .UseCluster(cluster, new(IPAddress.Loopback, ports[0], ports[1]))
    .AddCountersign(new SiloServices(asked, clock)));
var host = builder.Build();
await host.StartAsync();
Console.WriteLine("ready");
await line.Over;
Environment.Exit(0);

async ValueTask<string> Answer(Line test, string told)
{
    var (word, what) = (told[..told.IndexOf(' ')], told[(told.IndexOf(' ') + 1)..]);
    switch (word)
    {
        case "advance":
            clock.Advance(TimeSpan.FromTicks(long.Parse(what, CultureInfo.InvariantCulture)));
            return "done";
        case "set":
            clock.Set(TimeSpan.FromTicks(long.Parse(what, CultureInfo.InvariantCulture)));
            return "done";
        case "seal":
            await asked.Seal(new(what));
            return "done";
        default:
            return $"{await asked.Deliver(what)}";
    }
}
