using Countersign.Gateway.Observability;

namespace Countersign.Gateway;

/// <summary>The administration listener: operators and their tools.</summary>
internal static class AdminApp
{
    public static WebApplication Build(GatewaySettings settings, EngineHost host)
    {
        var app = Listener.Build(settings, settings.AdminUrls);
        Health.Map(app, host);
        return app;
    }
}
