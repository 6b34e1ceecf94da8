using Countersign.Engine.Storage;

namespace Countersign.Gateway;

/// <summary>A running gateway: the engine and the two listeners. What <c>serve</c> runs and what tests talk to.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    private readonly EngineHost _engine;
    private readonly WebApplication _public, _admin;

    private GatewayHost(EngineHost engine, WebApplication publicApp, WebApplication adminApp) =>
        (_engine, _public, _admin) = (engine, publicApp, adminApp);

    public string PublicUrl => _public.Urls.First();

    public string AdminUrl => _admin.Urls.First();

    /// <summary>Starts with the engine the settings name.</summary>
    public static Task<GatewayHost> Start(GatewaySettings settings, TimeProvider clock) =>
        Start(settings, EngineHost.OpenEmbedded(settings, clock, Report));

    /// <summary>Starts on a store of the caller's.</summary>
    public static Task<GatewayHost> Start(GatewaySettings settings, TimeProvider clock, IStore store) =>
        Start(settings, EngineHost.Embed(store, settings, clock, Report));

    public async Task WaitForShutdown() => await _public.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await _public.DisposeAsync();
        await _admin.DisposeAsync();
        await _engine.DisposeAsync();
    }

    private static async Task<GatewayHost> Start(GatewaySettings settings, EngineHost engine)
    {
        var host = new GatewayHost(engine, PublicApp.Build(settings, engine), AdminApp.Build(settings, engine));
        await host._admin.StartAsync();
        await host._public.StartAsync();
        return host;
    }

    private static void Report(Exception failed) => Console.Error.WriteLine("housekeeping: " + failed.Message);
}
