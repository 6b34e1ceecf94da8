using Countersign.Gateway.Devices;
using Countersign.Gateway.Observability;
using Countersign.Gateway.SignIn;

namespace Countersign.Gateway;

/// <summary>The public listener: browsers and devices.</summary>
internal static class PublicApp
{
    public static WebApplication Build(GatewaySettings settings, EngineHost host)
    {
        var app = Listener.Build(settings, settings.Urls);
        var throttle = new SourceThrottle(settings, host.Clock);
        var devices = new DeviceThrottle(host.Clock);

        var tenant = app.MapGroup("/{tenant}/v1");
        Start.Map(tenant, host.SignIns, throttle, host.Clock);
        Observe.Map(tenant, host.SignIns, host.Clock);
        Leave.Map(tenant, host.SignIns, host.Clock);
        Redeem.Map(tenant, host.SignIns, host.Clock);

        Activate.Map(tenant, host.Phones, throttle);
        Enablement.Map(tenant, host.Phones);
        Waiting.Map(tenant, host.Phones, devices, host.Clock);
        Answer.Map(tenant, host.Phones);

        Health.Map(app, host);
        return app;
    }
}
