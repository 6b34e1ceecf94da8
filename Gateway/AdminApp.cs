using Countersign.Gateway.Admin;
using Countersign.Gateway.Admin.Console;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Passwords;
using Countersign.Gateway.Sealing;
using Countersign.Gateway.Throttling;

namespace Countersign.Gateway;

/// <summary>The administration listener: operators and their tools.</summary>
internal static partial class AdminApp
{
    public static WebApplication Build(
        GatewaySettings settings, EngineHost host, Observation observation, WebApplication publicApp, Sealer sealer,
        PasswordTools passwords, Readiness readiness, SharedCounts? shared)
    {
        var app = Listener.Build(settings.AdminUrls, settings.Origins, settings.AdminConnections, services =>
        {
            OpenApiDocuments.Add(services, OpenApiDocuments.Admin);
            observation.AddTelemetry(services, publicApp, settings.OtlpEndpoint);
        });
        var telemetry = observation.TelemetryFor(app.Services.GetRequiredService<ILoggerFactory>());
        // The console's forms come from this listener's own pages; whoever calls the public one has no business here.
        var origins = settings.AdminTenant is null ? settings.Origins : new(settings.AdminOrigin, settings.AllowedOrigins);
        Listener.Guard(app, origins, settings.TrustedProxies, host.UseCases.Clock, telemetry.Refused);
        if (settings.AdminToken is null) Log.Closed(app.Logger);

        var throttle = new AdminThrottle(settings.Unthrottled, host.UseCases.Clock, shared);
        var gate = new AdminGate(settings.AdminToken, host.UseCases.AdminAccess, throttle, telemetry);
        var secrets = new ProviderSecrets(sealer, host.UseCases.Clock);
        var keys = new KeyRing(host.UseCases.SigningKeys, sealer, host.UseCases.Clock);
        AdminEndpoints.Map(
            app, host.UseCases, gate, new UserCodes(sealer), secrets, passwords, settings.Outbound, settings.Operators, keys);
        if (settings.Operators is { } operators)
        {
            ConsoleEndpoints.Map(
                app, host.UseCases, new(operators, settings.PublicOrigin, origins), sealer, throttle, telemetry,
                new(secrets, settings.Outbound, host.UseCases.Proofs, keys, host.UseCases.EventFeeds));
        }

        var health = app.MapGroup("").WithTags("Health");
        Health.Map(health, host.UseCases.Engine, readiness);
        Metrics.Map(app, health);
        OpenApiDocuments.Map(app, OpenApiDocuments.Admin);
        return app;
    }

    private static partial class Log
    {
        [LoggerMessage(3, LogLevel.Warning, "admin.closed: no Countersign:Admin:Token is configured, so administration takes "
            + "the tokens of the store alone (countersign token create)")]
        public static partial void Closed(ILogger logger);
    }
}
