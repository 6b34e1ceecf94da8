using Countersign.Engine;
using Countersign.Engine.Embedded;
using Countersign.Engine.Ports;
using Countersign.Engine.SignInLog;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Restores;
using Countersign.Gateway.Waking;
using Countersign.Grains;
using Countersign.Grains.Interfaces;
using Countersign.Grains.Interfaces.Clustering;
using Countersign.Stores.Registry;

namespace Countersign.Gateway;

/// <summary>The engine behind this gateway and the use cases on it: embedded in this process, or a cluster's.</summary>
public sealed class EngineHost : IAsyncDisposable
{
    /// <summary>For what is left of the sign-in log when the process ends.</summary>
    private static readonly TimeSpan LastWrite = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stop = new();
    private readonly ISignInEngine _engine;
    private readonly List<IAsyncDisposable> _owned = [];
    private Housekeeping? _housekeeper;
    private IReplayJournal? _journal;
    private Task _housekeeping = Task.CompletedTask;
    private Task _logging = Task.CompletedTask;
    private ClusterConnection? _cluster;

    private EngineHost(ISignInEngine engine, OutsidePorts ports, GatewaySettings settings, TimeProvider clock, IStore? store = null)
    {
        _engine = engine;
        var punctual = new PunctualEngine(ConfiguredWays.Over(engine, settings.Clients), ports.Replays);
        Waker = new(settings.Waking, settings.Outbound, clock);
        UseCases = new(
            punctual, ports with { Replays = punctual, PhoneWaker = Waker }, clock, settings.PublicOrigin);
        Clients = new(settings.Clients, UseCases.Administration, clock, store is not { IsExclusive: true });
        Store = store;
    }

    public UseCases UseCases { get; }
    public ClientRegistry Clients { get; }

    /// <summary>Wakes phones, once it has begun; whoever begins it ends it.</summary>
    internal PhoneWaker Waker { get; }

    /// <summary>The embedded engine's store; null in front of a cluster.</summary>
    public IStore? Store { get; }

    /// <summary>Whether a backup was put back; null when the store ends with the process, or is not this process's.</summary>
    internal StoreEpoch? Epoch { get; private set; }

    /// <summary>The engine the settings name.</summary>
    /// <exception cref="StoreRefusedException">The database cannot be opened; the message says why.</exception>
    public static async Task<EngineHost> Open(GatewaySettings settings, TimeProvider clock, Action<Exception> report)
    {
        if (settings.Engine == "embedded") return await OpenMarked(settings, clock, report);
        if (settings.IsRestored)
            throw new FormatException("--restored is for an embedded process that has the database: start one with it, then the cluster.");
        if (settings.Engine == "cohosted") return await OpenCohosted(settings, settings.Place!, clock);
        var cluster = new ClusterConnection(settings.Cluster, clock);
        var host = InFrontOf(cluster.Engine, settings, clock, cluster);
        host._cluster = cluster;
        return host;
    }

    private static async Task<EngineHost> OpenMarked(GatewaySettings settings, TimeProvider clock, Action<Exception> report)
    {
        var host = await OpenEmbedded(settings, clock, report);
        if (StoreRegistry.Find(settings.Store).Caution is not null) return host;   // nothing of it can come back
        try
        {
            host.Epoch = await StoreEpoch.Enter(
                host.Store!, host.UseCases.Engine, settings.Data, settings.Mark, settings.IsRestored, clock);
            return host;
        }
        catch (StoreRefusedException)
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="StoreRefusedException">The database cannot be opened; the message says why.</exception>
    /// <exception cref="ClusterRefusedException">The cluster cannot be entered; the message says why.</exception>
    private static async Task<EngineHost> OpenCohosted(GatewaySettings settings, SiloPlace place, TimeProvider clock)
    {
        Directory.CreateDirectory(settings.Data);
        var store = await StoreRegistry.Find(settings.Store)
            .OpenWhenThere(settings.StoreSettings, clock, new(clock, Console.Error.WriteLine), default);
        var journal = StoreRegistry.Find(settings.Store).OpenJournal(settings.StoreSettings, isOld: false);
        try
        {
            var silo = await CohostedSilo.Start(settings.Cluster, place, store, clock, journal, settings.LogsSignIns);
            var host = new EngineHost(silo.Engine, PortsOf(silo.Engine), settings, clock, store) { _journal = journal };
            host._owned.AddRange([silo, store]);
            return host;
        }
        catch (ClusterRefusedException)
        {
            await store.DisposeAsync();
            journal?.Dispose();
            throw;
        }
    }

    /// <exception cref="StoreRefusedException">The database cannot be opened; the message says why.</exception>
    public static async Task<EngineHost> OpenEmbedded(GatewaySettings settings, TimeProvider clock, Action<Exception> report)
    {
        Directory.CreateDirectory(settings.Data);
        var kind = StoreRegistry.Find(settings.Store);
        if (kind.Caution is { } caution) Console.Error.WriteLine(caution);
        // First, for it keeps every other process out.
        var store = await kind.OpenWhenThere(settings.StoreSettings, clock, new(clock, Console.Error.WriteLine), default);
        return Embed(store, settings, clock, report, kind.OpenJournal(settings.StoreSettings, settings.IsRestored));
    }

    /// <summary>On a store of the caller's; it is disposed with the host, and so is the journal.</summary>
    /// <param name="journal">What replay memories before this one have seen; null: nothing is known of that.</param>
    public static EngineHost Embed(
        IStore store, GatewaySettings settings, TimeProvider clock, Action<Exception> report, IReplayJournal? journal = null)
    {
        var ports = PortsOf(clock, store, journal);
        var engine = new EmbeddedEngine(store, clock, store as IChangeRelay, settings.LogsSignIns);
        var host = new EngineHost(engine, ports, settings, clock, store) { _journal = journal };
        host._owned.Add(store);
        host._housekeeper = new Housekeeping(engine, store, clock);
        host._housekeeping = host._housekeeper.Run(report, host._stop.Token);
        host._logging = engine.SignInLog.Run(report, host._stop.Token);
        return host;
    }

    /// <summary>In front of a cluster that somebody else keeps.</summary>
    /// <param name="connection">The way there; given up with the host.</param>
    public static EngineHost InFrontOf(ClusterEngine engine, GatewaySettings settings, TimeProvider clock, IAsyncDisposable connection)
    {
        var host = new EngineHost(engine, PortsOf(engine), settings, clock);
        host._owned.Add(connection);
        return host;
    }

    /// <summary>Of this process; null in front of a cluster, or with a silo beside it: there the silos write it.</summary>
    public SignInLogWriter? SignInLog => (_engine as EmbeddedEngine)?.SignInLog;

    /// <summary>Begins to look for silos, where there are any.</summary>
    /// <param name="log">Hears when none can be reached, and when one can.</param>
    internal void Reach(ILogger log) => _cluster?.Begin(log);

    /// <summary>Engine metrics.</summary>
    internal void Measure(Measures measures)
    {
        if (_engine is EmbeddedEngine embedded) measures.Observe(embedded);
        SignInLog?.Measure(measures.Meter);
        if (Store is IStoreDiagnostics store) store.Measure(measures.Meter);
        if (_housekeeper is { } housekeeper) measures.Observe(() => housekeeper.Rounds);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Ended(_housekeeping);
        await Ended(_logging);
        if (SignInLog is { } log) await Ended(log.Flush(new CancellationTokenSource(LastWrite).Token, withTallies: true).AsTask());
        if (Epoch is not null) await Epoch.DisposeAsync();
        foreach (var owned in _owned) await owned.DisposeAsync();
        _journal?.Dispose();
        _stop.Dispose();
    }

    private static async Task Ended(Task background)
    {
        try
        {
            await background;
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
    }

    /// <summary>The outside world of this gateway.</summary>
    private static OutsidePorts PortsOf(TimeProvider clock, IStore store, IReplayJournal? journal) =>
        new(store is ISharedReplays shared ? shared.Replays : new InProcessReplayMemory(clock, journal))
        {
            Counts = store as ICountExchange,
        };

    private static OutsidePorts PortsOf(ClusterEngine cluster) => new(cluster) { Counts = cluster };
}
