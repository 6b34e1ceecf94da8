using System.Net.Sockets;
using Countersign.Engine;
using Countersign.Engine.Ports;
using Countersign.Grains;
using Countersign.Grains.Interfaces;
using Countersign.Grains.Interfaces.Clustering;
using Countersign.Stores.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Versions.Selector;

namespace Countersign.Silo;

/// <summary>A running silo: the store, the grains, and a listener for its health.</summary>
internal sealed class SiloHost : IAsyncDisposable
{
    /// <summary>
    /// The time for a silo that is told to stop: it takes no more questions, lets those under way end, and gives its grains up, so that the
    /// others have them at once.
    /// </summary>
    private static readonly TimeSpan LastCall = TimeSpan.FromSeconds(10);

    private readonly WebApplication _app;
    private readonly IStore _store;
    private readonly IReplayJournal? _journal;

    private SiloHost(WebApplication app, IStore store, IReplayJournal? journal) => (_app, _store, _journal) = (app, store, journal);

    public string HealthUrl => _app.Urls.First();

    /// <summary>Comes back when the silo is a member of its cluster.</summary>
    /// <exception cref="StoreRefusedException">The store cannot be opened; the message says why.</exception>
    /// <exception cref="ClusterRefusedException">The cluster cannot be entered; the message says why.</exception>
    /// <exception cref="IOException">A listener cannot bind.</exception>
    /// <exception cref="ToldToStopException">It was told to stop meanwhile.</exception>
    public static async Task<SiloHost> Start(SiloSettings settings, TimeProvider clock, CancellationToken cancel)
    {
        var kind = StoreRegistry.Find(settings.Store);
        if (kind.Caution is { } caution) Console.Error.WriteLine(caution);
        if (settings.Rehearses) await RehearsalStage.Run(clock, Console.Error.WriteLine, cancel);
        var patience = new StartPatience(clock, Console.Error.WriteLine);
        await Membership.Prepare(settings.Cluster, patience, cancel);
        var store = await kind.OpenWhenThere(settings.StoreSettings, clock, patience, cancel);
        var journal = kind.OpenJournal(settings.StoreSettings, isOld: false);
        SiloHost? host = null;
        var isReady = false;
        try
        {
            if (settings.Rehearses) await RehearsalStage.Reach(store, clock, Console.Error.WriteLine, cancel);
            host = new(Build(settings, store, journal, clock), store, journal);
            await host._app.StartAsync(cancel);
            isReady = true;
            return host;
        }
        catch (Exception) when (host is { Stopping.IsCancellationRequested: true })
        {
            throw new ToldToStopException();
        }
        catch (SocketException taken)
        {
            throw new IOException($"A port of the silo cannot be used: {taken.Message}", taken);
        }
        catch (OrleansException refused)
        {
            throw new ClusterRefusedException($"The cluster cannot be entered: {refused.Message}", refused);
        }
        finally
        {
            if (!isReady) await (host ?? (IAsyncDisposable)store).DisposeAsync();
        }
    }

    /// <summary>The silo is told to stop.</summary>
    public CancellationToken Stopping => _app.Lifetime.ApplicationStopping;

    public Task WaitForShutdown() => _app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _store.DisposeAsync();
        _journal?.Dispose();
    }

    private static WebApplication Build(SiloSettings settings, IStore store, IReplayJournal? journal, TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"] });
        builder.WebHost.UseUrls(settings.HealthUrls.Split(';')).UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = 100;   // probes, Prometheus, an operator
        });
        Logs.Write(builder.Logging);
        builder.Services
            .Configure<HostOptions>(options => options.ShutdownTimeout = LastCall)
            .AddSingleton(settings)
            .AddSingleton(services => new SiloReadiness(
                store, services.GetRequiredService<SiloServices>().Lists, services.GetRequiredService<ISiloStatusOracle>(), clock,
                services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping))
            .AddHostedService<LoggingSignIns>()
            .AddHostedService<Keeping>()
            .AddHostedService<Probing>();
        var shared = new SiloServices(store, clock, journal)
        {
            MostUnderWay = settings.MostUnderWay, LogsSignIns = settings.LogsSignIns,
        };
        builder.UseOrleans(silo => Compose(silo, settings, shared));
        Telemetry.Add(builder.Services, settings.OtlpEndpoint);
        (store as IStoreDiagnostics)?.Measure(shared.Counters.Meter);
        shared.SignInLog.Measure(shared.Counters.Meter);

        var app = builder.Build();
        Health.Map(app);
        Telemetry.Map(app);
        if (settings.HasDashboard) DashboardDoor.Map(app, settings.AdminToken!);
        if (settings.Cluster.Tls is { } files) files.Refused += why => Logs.CertificatesRefused(app.Logger, why);
        return app;
    }

    private static void Compose(ISiloBuilder silo, SiloSettings settings, SiloServices shared)
    {
        silo.UseCluster(settings.Cluster, settings.Place).AddCountersign(shared)
            .Configure<GrainVersioningOptions>(options => options.DefaultVersionSelectorStrategy = settings.VersionSelector switch
            {
                "minimum" => nameof(MinimumVersion),
                "latest" => nameof(LatestVersion),
                _ => nameof(AllCompatibleVersions),
            });
        if (settings.Cluster.AsksKubernetes) silo.UseKubernetesHosting();   // its name is the pod's
        if (settings.HasDashboard) silo.AddDashboard(dashboard => dashboard.HideTrace = true);   // it would show the log to whoever looks
    }
}
