using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Ciba;
using Countersign.Gateway.DeviceGrant;
using Countersign.Gateway.Devices;
using Countersign.Gateway.Federation;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Oidc;
using Countersign.Gateway.Outbound;
using Countersign.Gateway.Pages;
using Countersign.Gateway.Passwords;
using Countersign.Gateway.Sealing;
using Countersign.Gateway.SecurityInfo;
using Countersign.Gateway.SignIn;
using Countersign.Gateway.Throttling;
using Countersign.Gateway.WebPhone;

namespace Countersign.Gateway;

/// <summary>The public listener: browsers, phones and clients. What the features need of each other is put together here.</summary>
internal static class PublicApp
{
    /// <returns>The listener, and what notifies clients of backchannel sign-ins; both have to be started.</returns>
    public static (WebApplication App, ClientNotificationDispatcher Dispatcher) Build(
        GatewaySettings settings, EngineHost host, Observation observation, Sealer sealer, IVisits? visits, PasswordTools passwords,
        Readiness readiness, SharedCounts? shared)
    {
        var app = Listener.Build(settings.Urls, settings.Origins, settings.PublicConnections,
            services => OpenApiDocuments.Add(services, OpenApiDocuments.Public));
        var telemetry = observation.TelemetryFor(app.Services.GetRequiredService<ILoggerFactory>());
        FrontDoor.Open(app);
        Listener.Guard(app, settings.Origins, settings.TrustedProxies, host.UseCases.Clock, telemetry.Refused);
        if (host.Epoch is { IsSuspected: true }) app.Use(RefuseButHealth);
        var (engine, clock) = (host.UseCases, host.UseCases.Clock);
        var sources = new SourceThrottle(settings.Unthrottled, clock, shared);
        var clients = new ClientThrottle(sources, clock, shared);
        var devices = new DeviceThrottle(clock, shared);
        var unproved = new UnprovedThrottle(settings.Unthrottled, clock, shared);
        observation.Measures.Observe(devices);
        var handles = new RequestHandles(engine.StoredRequests, sealer, sources, clients, clock);
        var account = new AccountVisits(sealer, clock);
        visits = new AnyVisits(new DeviceVisits(sealer, clock), account, visits ?? new ApplicationVisits(new(handles, clock)));
        var screens = new Screens(engine.Administration, settings.Origins, visits, new(sealer, clock), clock);

        var transactions = new Transactions(sealer);
        var even = new EvenAnswers(settings.EvenAnswers, clock);
        var gate = new StartGate(new(sealer, clock), sources, engine.Administration, even);

        var server = new AuthorizationServer(app, engine, host.Clients, sealer, sources, shared);
        var (ciba, dispatcher) = CibaEndpoints.Map(server, engine, sealer, settings.Outbound, clients, even, telemetry, app.Logger);
        var device = DeviceGrantEndpoints.Map(app, server, engine, sealer, sources, clients, screens);
        var federation = new FederationEndpoints(engine, server.Keys, sealer, settings.Outbound, app.Lifetime);
        var tickets = new ProviderTickets(sealer, engine.Proofs, clock);
        var browsers = new BrowserContext(engine.Ports.PlaceOfAddress);
        var second = new SecondStep(engine.SignIns, browsers, gate, transactions, telemetry, clock);
        federation.Map(app, screens, tickets, transactions, gate, second, sources, telemetry);
        OidcEndpoints.Map(server, engine, sealer, handles, transactions, federation.SignOut, even, telemetry, ciba, device);

        var log = new PasswordLog(app.Logger);
        var places = new PlaceGuard(clock, log);
        var placeSecrets = new ProviderSecrets(sealer, clock);
        var verifier = new VerifierPasswords(OutboundHttp.Handler(settings.Outbound), placeSecrets, settings.Outbound, places, clock);
        app.Lifetime.ApplicationStopped.Register(verifier.Dispose);
        var check = new TenantPasswordCheck(passwords.Hashes, new(placeSecrets, settings.Outbound, places), verifier);
        var recovery = new RecoveryTexts(sealer);
        var door = new SecretDoor(
            new SecretSignIns(engine.Engine, check), engine.PasskeySignIns, gate, browsers, passwords, recovery, sealer, telemetry,
            clock);

        var api = app.MapGroup("/{tenant}/v1");
        SignInEndpoints.Map(api, engine, gate, transactions, tickets, even, door, second, telemetry);
        var secrets = new OwnSecrets(engine.SecurityInfo, passwords, recovery, sources);
        SecurityInfoEndpoints.Map(app, api, engine, screens, account, secrets, sealer, sources, gate, federation.SignOut, even, telemetry,
            settings.Operators is { } operators ? new(operators, settings.ConsoleOrigin) : null);
        DeviceEndpoints.Map(api, engine, sources, devices, unproved, dispatcher, host.Waker, telemetry);
        Brand.Map(app, engine.Administration);
        PageEndpoints.Map(app, engine, screens, gate, transactions, tickets, federation.SignOut, even, door, second, telemetry);

        WebPhoneEndpoints.Map(app, screens);

        Health.Map(app.MapGroup("").WithTags("Health"), engine.Engine, readiness);
        OpenApiDocuments.Map(app, OpenApiDocuments.Public);
        return (app, dispatcher);
    }

    /// <summary>F23: nobody is served out of a store that may have forgotten what was ended.</summary>
    private static Task RefuseButHealth(HttpContext http, RequestDelegate next) =>
        http.Request.Path.StartsWithSegments("/health") ? next(http) : new Problem(HttpErrors.RestoreSuspected).ExecuteAsync(http);
}
