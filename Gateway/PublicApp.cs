using Countersign.Gateway.Ciba;
using Countersign.Gateway.DeviceGrant;
using Countersign.Gateway.Devices;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Oidc;
using Countersign.Gateway.Pages;
using Countersign.Gateway.SecurityInfo;
using Countersign.Gateway.SignIn;
using Countersign.Gateway.Throttling;

namespace Countersign.Gateway;

/// <summary>The public listener: browsers and devices.</summary>
internal static class PublicApp
{
    public static (WebApplication App, NoticePump Pump) Build(
        GatewaySettings settings, EngineHost host, Observation observation, Sealing sealing, IVisits? visits)
    {
        var (app, watch) = Listener.Build(settings, settings.Urls, OpenApiDocuments.Public, observation);
        var throttle = new SourceThrottle(settings, host.Clock);
        var devices = new DeviceThrottle(host.Clock);
        observation.Measures.Observe(devices);

        var requests = new SealedRequests(sealing, host.Clock);
        var pump = OidcEdge.Map(app, host, settings, sealing, requests, throttle, watch);
        var tenant = app.MapGroup("/{tenant}/v1");
        var browser = tenant.MapGroup("").WithTags("Signing in");
        Start.Map(browser, host.SignIns, throttle, watch, host.Clock);
        Observe.Map(browser, host.SignIns, watch, host.Clock);
        Leave.Map(browser, host.SignIns, watch, host.Clock);
        Redeem.Map(browser, host.SignIns, throttle, watch, host.Clock);

        var person = tenant.MapGroup("").WithTags("My Security Info");
        Session.Map(person, host.SecurityInfo, throttle, watch, host.Clock);
        Methods.Map(person, host.SecurityInfo);

        var device = tenant.MapGroup("").WithTags("Devices");
        Activate.Map(device, host.Phones, throttle, watch);
        Enablement.Map(device, host.Phones);
        Waiting.Map(device, host.Phones, devices, host.Clock);
        Answer.Map(device, host.Phones, watch, pump.Nudge);
        var people = new DeviceVisits(sealing, host.Clock, visits ?? new Visits(requests));
        SignInPages.Map(app, host, settings, throttle, watch, people);
        DevicePages.Map(app, host, settings, people, throttle);

        Health.Map(app.MapGroup("").WithTags("Health"), host);
        OpenApiDocuments.Map(app, OpenApiDocuments.Public);
        return (app, pump);
    }
}
