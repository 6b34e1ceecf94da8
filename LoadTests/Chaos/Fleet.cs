using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Countersign.Engine.Ports;
using Countersign.Stores.Registry;
using Countersign.TestServers;

namespace Countersign.LoadTests.Chaos;

/// <summary>What a run is made of.</summary>
/// <param name="Store">As <c>Countersign:Store</c> has it.</param>
/// <param name="Silos">0: the engine is embedded in the gateways.</param>
/// <param name="Port">Of the first gateway; its administration is on the next one, the second gateway two further.</param>
internal sealed record FleetChoice(
    string Store, int Silos, int Gateways, string Folder, int Port, string GatewayBinary, string SiloBinary)
{
    /// <summary>To be measured and not to be broken: on the servers' core, nothing between the processes, the system's own clock.</summary>
    public bool IsMeasured { get; init; }

    /// <summary>Whether clocks are stepped. What makes that possible makes a process start and run more slowly.</summary>
    public bool HasClocks { get; init; }

    /// <summary>
    /// Programs of another release that silos and gateways begin with, and take turns with (F10). Null: this release alone.
    /// </summary>
    public (string? Silo, string? Gateway) Before { get; init; }
}

/// <summary>Silos, gateways, the database and the proxies between them, all on this machine's loopback addresses.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(120);

    private readonly FleetChoice _choice;
    private readonly StoreServer _server;
    private readonly string _adminToken = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
    private readonly string _keys = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly string _secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
    private readonly Dictionary<Node, Proxy> _toStore = [];
    private readonly Dictionary<Node, Crossing[]> _toSilo = [];
    private readonly int _aloneAt = FreePort.Find();   // where gateways reach the one silo of a store for one process

    private Fleet(FleetChoice choice, StoreServer server) => (_choice, _server) = (choice, server);

    public List<Node> Gateways { get; } = [];

    public List<Node> Silos { get; } = [];

    public IEnumerable<Node> Nodes => Silos.Concat(Gateways);

    /// <summary>The database, where it is a process of its own.</summary>
    public StoreServer Server => _server;

    /// <summary>Past the proxies.</summary>
    public StoreSettings StoreSettings => new(DataFolder) { Connection = _server.Connection(null) };

    public IStoreKind StoreKind => StoreRegistry.Find(_choice.Store);

    public string DataFolder => Path.Combine(_choice.Folder, "data");

    public bool IsClustered => _choice.Silos > 0;

    public ServiceAddress Address => new(
        [.. Enumerable.Range(0, _choice.Gateways).Select(number => new IPEndPoint(IPAddress.Loopback, PortOf(number)))], Origin, _secret,
        _adminToken);

    /// <summary>On a store of one process there is one silo at most, and no table of members.</summary>
    private bool IsAlone => _choice.Store is "sqlite" or "memory";

    private string Origin => $"http://127.0.0.1:{_choice.Port}";

    /// <summary>Starts the database alone, to be filled.</summary>
    public static async Task<Fleet> Begin(FleetChoice choice)
    {
        if (choice.Store is "sqlite" or "memory" && choice.Silos + choice.Gateways > (choice.Silos > 0 ? 2 : 1))
            throw new FormatException($"The store {choice.Store} is for one process: --silos 0 --gateways 1.");
        List<string> binaries = [choice.GatewayBinary];
        if (choice.Silos > 0) binaries.Add(choice.SiloBinary);
        foreach (var before in new[] { choice.Before.Silo, choice.Before.Gateway }.OfType<string>()) binaries.Add(before);
        if (binaries.Find(binary => !File.Exists(binary)) is { } missing)
            throw new FileNotFoundException($"There is no program {missing}. Build it first: dotnet build -c Release");

        Directory.CreateDirectory(Path.Combine(choice.Folder, "data"));
        return new(choice, await StoreServer.Start(choice.Store));
    }

    /// <summary>Starts all processes and waits until they are ready.</summary>
    public async Task Start(CancellationToken cancel)
    {
        for (var number = 0; number < _choice.Silos; number++) Silos.Add(Silo(number));
        foreach (var silo in Silos) await StartOf(silo, cancel);
        for (var number = 0; number < _choice.Gateways; number++)
            Gateways.Add(Gateway(number, PortOf(number), PortOf(number) + 1, $"gateway {number + 1}"));
        foreach (var gateway in Gateways) await StartOf(gateway, cancel);
    }

    /// <summary>The way of a node to the store; null where the store is a file, or the node does not speak to it.</summary>
    public Proxy? WayToStore(Node node) => _toStore.GetValueOrDefault(node);

    public IEnumerable<Proxy> WaysToStore => _toStore.Values;

    public bool HasCrossings => _toSilo.Count > 0;

    /// <summary>The ways by which one node reaches a silo.</summary>
    public IEnumerable<Proxy> Ways(Node from, Node silo) => _toSilo[silo].Select(crossing => crossing.From(from.Name));

    /// <summary>Nodes that write.</summary>
    public IReadOnlyList<Node> Writers => IsClustered ? Silos : Gateways;

    public async Task StopNodes()
    {
        foreach (var node in Gateways.Concat(Silos)) await node.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopNodes();
        foreach (var proxy in _toStore.Values) await proxy.DisposeAsync();
        foreach (var crossing in _toSilo.Values.SelectMany(crossings => crossings)) await crossing.DisposeAsync();
        _server.Dispose();
    }

    /// <summary>Another process with the settings of a gateway, but for its ports.</summary>
    public Node Double(Node gateway)
    {
        var port = FreePort.Find();
        return Gateway(Gateways.IndexOf(gateway), port, FreePort.Find(), "second");
    }

    private static Task StartOf(Node node, CancellationToken cancel)
    {
        node.Start();
        return node.ReadyAgain(StartPatience, cancel);
    }

    private int PortOf(int gateway) => _choice.Port + 2 * gateway;

    private Node Gateway(int number, int port, int adminPort, string name)
    {
        var settings = Common(number, "gateway");
        settings["Countersign__Urls"] = $"http://127.0.0.1:{port}";
        settings["Countersign__AdminUrls"] = $"http://127.0.0.1:{adminPort}";
        settings["Countersign__Origin"] = Origin;
        settings["Countersign__Unthrottled"] = "127.0.0.0/8";
        settings["Countersign__Admin__Token"] = _adminToken;
        settings["Countersign__Keys__Secret"] = _keys;
        if (IsClustered && IsAlone) settings["Countersign__Silos"] = $"127.0.0.1:{_aloneAt}";
        settings["Countersign__Engine"] = IsClustered ? "cluster" : "embedded";
        foreach (var (member, value) in Client()) settings["Countersign__Clients__0__" + member] = value;
        return New(name, _choice.GatewayBinary, settings, port);
    }

    private Dictionary<string, string> Client() => new()
    {
        ["Tenant"] = Population.Person.Tenant, ["Id"] = ServiceAddress.ClientId, ["Name"] = "Contoso Portal", ["Secret"] = _secret,
        ["Grants"] = "urn:openid:params:grant-type:ciba,refresh_token", ["IdTokenAlgorithm"] = "ES256",
        ["RefreshTokenRotation"] = "true", ["Backchannel__KnowsUsers"] = "true",
    };

    private Node Silo(int number)
    {
        var health = FreePort.Find();
        var settings = Common(number, "silo");
        settings["Countersign__Silo__Address"] = "127.0.0.1";
        settings["Countersign__Silo__HealthUrls"] = $"http://127.0.0.1:{health}";
        Crossing[] crossings = [];
        if (_choice.IsMeasured || IsAlone || _choice.Before.Silo is not null)   // another release may know of no port behind a port
        {
            settings["Countersign__Silo__Port"] = Text(FreePort.Find());
            settings["Countersign__Silo__GatewayPort"] = Text(IsAlone ? _aloneAt : FreePort.Find());
        }
        else
        {
            crossings = [Cross(settings, "Port", "ListenPort"), Cross(settings, "GatewayPort", "ListenGatewayPort")];
        }

        var silo = New($"silo {number + 1}", _choice.SiloBinary, settings, health);
        if (crossings.Length > 0) _toSilo[silo] = crossings;
        return silo;
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Others are told of a port behind which the silo listens at another.</summary>
    private Crossing Cross(Dictionary<string, string> settings, string told, string listens)
    {
        var (port, behind) = (FreePort.Find(), FreePort.Find());
        settings["Countersign__Silo__" + told] = Text(port);
        settings["Countersign__Silo__" + listens] = Text(behind);
        return new(port, behind, () => Nodes.Where(node => node.Id is not null).Select(node => (node.Name, node.Id!.Value)).ToArray());
    }

    private Dictionary<string, string> Common(int number, string kind)
    {
        var folder = IsAlone ? DataFolder : Path.Combine(_choice.Folder, $"{kind}{number + 1}");
        var settings = new Dictionary<string, string>
        {
            ["Countersign__Data"] = folder, ["Countersign__Store"] = _choice.Store,
        };
        // What is measured writes them, as services do.
        if (!_choice.IsMeasured) settings["Logging__LogLevel__Countersign.Security"] = "Error";
        if (IsClustered) settings["Countersign__Clustering"] = IsAlone ? "localhost" : _choice.Store;
        return settings;
    }

    private Node New(string name, string binary, Dictionary<string, string> settings, int health)
    {
        Proxy? proxy = null;
        if (_server.Port is not null && _choice.IsMeasured) settings["Countersign__StoreConnection"] = _server.Connection(null)!;
        else if (_server.Port is { } port)
        {
            proxy = Proxy.InFrontOf(port, FreePort.Find());
            settings["Countersign__StoreConnection"] = _server.Connection(proxy.Port)!;
        }

        var folder = Path.Combine(_choice.Folder, name.Replace(' ', '-'));
        var node = new Node(new(name, binary, settings, new(IPAddress.Loopback, health), folder)
        {
            IsMeasured = _choice.IsMeasured, HasClock = _choice.HasClocks,
            Before = binary == _choice.SiloBinary ? _choice.Before.Silo : _choice.Before.Gateway,
        });
        if (proxy is not null) _toStore[node] = proxy;
        return node;
    }
}
