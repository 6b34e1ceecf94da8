using System.Net;
using System.Runtime.CompilerServices;
using Countersign.Engine;
using Countersign.Engine.Ports;
using Countersign.Gateway.Html;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Observability;
using Countersign.SignIn;
using Countersign.SignIn.Users.SignInLog;
using Microsoft.AspNetCore.Builder;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>A gateway on real sockets of this machine, with a store and a clock of the test's.</summary>
internal sealed class RunningGateway : Site, IAsyncDisposable
{
    private GatewayHost _host;

    private RunningGateway(GatewayHost host, GatewaySettings settings, TestClock clock)
        : base(settings.Urls, settings.AdminUrls, clock)
    {
        (_host, Settings, Clock) = (host, settings, clock);
        Operator = new(this);
    }

    public GatewayHost Host => _host;
    public GatewaySettings Settings { get; }
    public IStore Store => EngineOf(_host).Store!;
    public TestClock Clock { get; }
    public Operator Operator { get; }
    public UseCases Engine => EngineOf(_host).UseCases;
    public Measures Measures => ObservationOf(_host).Measures;
    public ClientRegistry Clients => EngineOf(_host).Clients;

    /// <summary>The two listeners, to see which endpoints there are.</summary>
    public (WebApplication Public, WebApplication Admin) Apps => (PublicOf(_host), AdminOf(_host));

    public static async Task<RunningGateway> Start(
        Func<GatewaySettings, GatewaySettings>? change = null, IStore? store = null, TestClock? clock = null, IVisits? visits = null,
        bool onDisk = false)
    {
        store ??= InMemory.Store(isExclusive: true);
        clock ??= new();
        for (var attempt = 1; ; attempt++)
        {
            var settings = GatewaySettings.Default with
            {
                Urls = "http://127.0.0.1:" + FreePort.Find(),
                AdminUrls = "http://127.0.0.1:" + FreePort.Find(),
                AdminToken = Token,
                Unthrottled = [IPNetwork.Parse("127.0.0.0/8")],
                EvenAnswers = TimeSpan.Zero,   // the clock stands still
                LogsSignIns = false,   // written when it suits: a test that counts rows and commits would count those, too
                KeysSecret = Convert.ToBase64String("a secret that outlives a restart"u8),
            };
            if (change is not null) settings = change(settings);
            try
            {
                var host = onDisk
                    ? await GatewayHost.Start(settings, clock)
                    : await GatewayHost.Start(settings, clock, store, visits);
                return new(host, settings, clock);
            }
            catch (IOException) when (attempt < 10)
            {
                // Another process took the port between our look and our bind.
            }
        }
    }

    /// <summary>A gateway with one tenant, <c>contoso</c>, where phone sign-in is on for all.</summary>
    public static async Task<RunningGateway> Furnished(
        Func<GatewaySettings, GatewaySettings>? change = null, IStore? store = null, TestClock? clock = null, IVisits? visits = null)
    {
        var gateway = await Start(change, store, clock, visits);
        await gateway.Operator.CreateTenant("contoso");
        await gateway.Operator.AllowEveryone("contoso");
        return gateway;
    }

    /// <summary>In a data folder of its own, as <c>serve</c> would.</summary>
    public static Task<RunningGateway> OnDisk(string data, Func<GatewaySettings, GatewaySettings>? change = null) =>
        Start(settings => (change?.Invoke(settings) ?? settings) with { Data = data, KeysSecret = null }, onDisk: true);

    /// <summary>Each tells the others what it counted, and hears what they did.</summary>
    public static async Task Exchange(params IReadOnlyList<RunningGateway> gateways)
    {
        for (var round = 0; round < 2; round++)
        {
            foreach (var gateway in gateways) await gateway._host.Counts!.Exchange(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Tells the sign-in log of these.</summary>
    public void Log(TenantId tenant, params SignInEntry[] entries) => EngineOf(_host).SignInLog!.Add(tenant, new(entries));

    /// <summary>What the sign-in log was told is written.</summary>
    public async Task WriteLog() => await EngineOf(_host).SignInLog!.Flush(TestContext.Current.CancellationToken, withTallies: true);

    /// <summary>The process ends; what it had open can be copied.</summary>
    public ValueTask Stop() => _host.DisposeAsync();

    /// <summary>Another process begins in the same data folder.</summary>
    public async Task Begin(bool isRestored = false) => _host = await GatewayHost.Start(Settings with { IsRestored = isRestored }, Clock);

    /// <summary>The process ends and another takes its place on the same store and ports. Nothing in memory survives.</summary>
    /// <param name="between">Done while neither runs.</param>
    public async Task Restart(Action? between = null)
    {
        await _host.DisposeAsync();
        between?.Invoke();
        _host = await GatewayHost.Start(Settings, Clock, Store);
    }

    /// <summary>A new user whose phone is set up all the way.</summary>
    public async Task<Handset> Enrol(string user, string tenant = "contoso")
    {
        var handset = await Activate(user, tenant);
        (await handset.Register()).MustBe(204);
        (await handset.Enable()).MustBe(204);
        return handset;
    }

    /// <summary>A new user whose phone is set up for MFA only: stage 1.</summary>
    public async Task<Handset> Activate(string user, string tenant = "contoso", Handset? handset = null)
    {
        await Operator.CreateUser(tenant, user);
        handset ??= Handset(user, tenant);
        (await handset.Activate(await Operator.ActivationCode(tenant, user))).MustBe(200);
        return handset;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_engine")]
    private static extern ref EngineHost EngineOf(GatewayHost host);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_observation")]
    private static extern ref Observation ObservationOf(GatewayHost host);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_public")]
    private static extern ref WebApplication PublicOf(GatewayHost host);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_admin")]
    private static extern ref WebApplication AdminOf(GatewayHost host);
}
