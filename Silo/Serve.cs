using System.CommandLine;
using System.Diagnostics;
using Countersign.Engine;
using Countersign.Grains;

namespace Countersign.Silo;

/// <summary>The command line: runs a silo until it is told to stop.</summary>
internal static class Serve
{
    /// <summary>Each falls back to the configuration's <c>Countersign:*</c>, and that to the default.</summary>
    private static readonly (Option<string?> Option, string Setting)[] Options =
    [
        (Take("--clustering", "How silos find each other: localhost, postgres, azure-storage or kubernetes. Default: localhost."),
            "Clustering"),
        (Take("--store", "Where rows are kept: postgres or azure-storage; for one silo sqlite, or memory for a trial. Default: sqlite."),
            "Store"),
        (Take("--store-connection-file", "File that holds how the store is reached, when it is a server."), "StoreConnectionFile"),
        (Take("--clustering-connection-file", "The same for the table of members. Default: as the store is reached."),
            "ClusteringConnectionFile"),
        (Take("--data", "Folder of the database, with sqlite. Default: data."), "Data"),
        (Take("--cluster-id", "The name of the cluster. Default: countersign."), "ClusterId"),
        (Take("--address", "The address at which silos and gateways reach this one. Default: 127.0.0.1."), "Silo:Address"),
        (Take("--silo-port", "Where other silos reach this one. Default: 11111."), "Silo:Port"),
        (Take("--gateway-port", "Where gateways reach it. Default: 30000."), "Silo:GatewayPort"),
        (Take("--health-urls", "Where health and metrics are; several with semicolons. Default: http://127.0.0.1:5082."),
            "Silo:HealthUrls"),
    ];

    /// <summary>
    /// More than a silo needs to give its grains up and tell the others that it leaves. While their table of members is away it would try
    /// to tell them for minutes.
    /// </summary>
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(15);

    public static RootCommand Command()
    {
        var command = new RootCommand(
            "Countersign's silo: hosts the sign-in machines. Settings not given here come from Countersign__* in the environment.");
        foreach (var (option, _) in Options) command.Add(option);
        command.SetAction((ParseResult parsed, CancellationToken cancel) => Run(parsed, cancel));
        return command;
    }

    private static Task<int> Run(ParseResult parsed, CancellationToken cancel) => Serving.Run(
        async () =>
        {
            var given = Serving.Configuration(Options.Select(known => (known.Setting, parsed.GetValue(known.Option))));
            var settings = SiloSettings.From(given);
            await using var host = await SiloHost.Start(settings, new SteadyClock(TimeProvider.System), cancel);
            using var farewell = host.Stopping.Register(() => _ = EndAfter(LongestFarewell));
            var place = settings.Place;
            Console.WriteLine($"Countersign's silo is ready on {place.Address}:{place.GatewayPort}, its health on {host.HealthUrl}");
            await host.WaitForShutdown();
        },
        ExitCode.BadSetting, ExitCode.Refused, ExitCode.Because);

    /// <summary>
    /// What was acknowledged is in the store; the others give this silo up as the killed one that it is: whatever listens for the end of
    /// the process would try once more to tell them.
    /// </summary>
    private static async Task EndAfter(TimeSpan time)
    {
        await Task.Delay(time);
        await Console.Error.WriteLineAsync("The silo could not tell the others that it leaves, and ends without.");
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }

    private static Option<string?> Take(string name, string description) => new(name) { Description = description };
}
