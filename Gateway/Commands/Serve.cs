using System.CommandLine;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Grains;

namespace Countersign.Gateway.Commands;

/// <summary><c>serve</c>: the gateway, until it is told to stop.</summary>
internal static class Serve
{
    /// <summary>Each falls back to the configuration's <c>Countersign:*</c>, and that to the default.</summary>
    private static readonly (Option<string?> Option, string Setting)[] Options =
    [
        (Take("--data", "Folder of the database and the keys. Default: data."), "Data"),
        (Take("--urls", "Where browsers and devices connect; several with semicolons. Default: http://127.0.0.1:5080."), "Urls"),
        (Take("--admin-urls", "Where administrators connect. Default: http://127.0.0.1:5081."), "AdminUrls"),
        (Take("--origin", "The public scheme and authority, such as https://sign-in.example.com. Default: the first of --urls."), "Origin"),
        (Take("--engine", "embedded, cluster, or cohosted: a silo in this process. Default: embedded."), "Engine"),
        (Take("--store", "Where the embedded engine keeps its rows: sqlite, or memory for a trial. Default: sqlite."), "Store"),
        (Take("--store-connection-file", "File that holds how the store is reached, when it is a server."), "StoreConnectionFile"),
        (Take("--mark", "File that notices a backup put back. Default: beside the data folder, with .mark behind its name."), "Mark"),
        (Take("--threads", "server, for the least work a request, or system. Default: server."), "Threads"),
        (Take("--clustering", "How silos are found: localhost, postgres, azure-storage or kubernetes. Default: localhost."), "Clustering"),
        (Take("--clustering-connection-file", "File that holds how the table of members is reached."), "ClusteringConnectionFile"),
        (Take("--cluster-id", "The name of the cluster. Default: countersign."), "ClusterId"),
        (Take("--silos", "With localhost: where silos take gateways. Default: 127.0.0.1:30000."), "Silos"),
    ];

    private static readonly Option<bool> Restored = new("--restored")
    {
        Description = "For one start: a backup was put back. Everything it has under way ends (docs/operations.md).",
    };

    public static Command Command()
    {
        var command = new Command("serve", "Serve sign-ins. Settings not given here come from Countersign__* in the environment.");
        OnItsOwn(command);
        return command;
    }

    /// <summary>Makes a command do what <c>serve</c> does.</summary>
    public static void OnItsOwn(Command command)
    {
        foreach (var (option, _) in Options) command.Add(option);
        command.Add(Restored);
        command.SetAction((ParseResult parsed, CancellationToken _) => Run(parsed));
    }

    private static Task<int> Run(ParseResult parsed) => Serving.Run(
        async () =>
        {
            var given = Serving.Configuration(Options.Select(known => (known.Setting, parsed.GetValue(known.Option))));
            var settings = GatewaySettings.From(given) with { IsRestored = parsed.GetValue(Restored) };
            if (Descriptors.Objection is { } tooFew) throw new FormatException(tooFew);
            Threads.Prepare(settings);
            await using var host = await GatewayHost.Start(settings, new SteadyClock(TimeProvider.System));
            Console.WriteLine($"Countersign is ready on {host.PublicUrl}");
            if (await host.InviteFirstOwner(CancellationToken.None) is { } words) Console.WriteLine(words);
            await host.WaitForShutdown();
        },
        ExitCode.BadSetting, ExitCode.DatabaseRefused, ExitCode.Because);

    private static Option<string?> Take(string name, string description) => new(name) { Description = description };
}
