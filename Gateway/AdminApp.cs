using Countersign.Gateway.Admin;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Throttling;

namespace Countersign.Gateway;

/// <summary>The administration listener: operators and their tools.</summary>
internal static partial class AdminApp
{
    public static WebApplication Build(GatewaySettings settings, EngineHost host, Observation observation, WebApplication publicApp, Sealing sealing)
    {
        var (app, watch) = Listener.Build(
            settings, settings.AdminUrls, OpenApiDocuments.Admin, observation,
            services => observation.AddTelemetry(services, publicApp, settings.OtlpEndpoint));
        if (settings.AdminToken is null) Log.Closed(app.Logger);

        var gate = new AdminGate(settings, new SourceThrottle(settings, host.Clock), watch);
        var admin = app.MapGroup("/admin/v1").AddEndpointFilter(gate).Needs(SecurityScheme.AdminToken);
        TenantEndpoint.Map(admin.MapGroup("").WithTags("Tenants"), host.Administration);
        var tenant = admin.MapGroup("/tenants/{tenant}").WithTags("Tenants");
        PolicyEndpoint.Map(tenant, host.Administration);
        LegacyPolicyEndpoint.Map(tenant, host.Administration);
        PrerequisitesEndpoint.Map(tenant, host.Administration);
        SettingsEndpoint.Map(tenant, host.Administration);
        DomainsEndpoint.Map(tenant, host.Administration);
        ClientsEndpoint.Map(admin.MapGroup("/tenants/{tenant}").WithTags("Clients"), host.Administration, settings.Outbound);

        var users = admin.MapGroup("/tenants/{tenant}").WithTags("Users");
        UsersEndpoint.Map(users, host.Administration);
        UserEndpoint.Map(users, host.Administration);
        UserHelpEndpoint.Map(users, host.Administration);
        UserCodeEndpoint.Map(users, host.Administration, new(sealing));
        GroupsEndpoint.Map(users, host.Administration);
        AuditEndpoint.Map(admin.MapGroup("/tenants/{tenant}").WithTags("Audit"), host.Administration);

        var health = app.MapGroup("").WithTags("Health");
        Health.Map(health, host);
        Metrics.Map(app, health);
        OpenApiDocuments.Map(app, OpenApiDocuments.Admin);
        return app;
    }

    private static partial class Log
    {
        [LoggerMessage(3, LogLevel.Warning, "admin.closed: no Countersign:Admin:Token is configured, so administration refuses everyone")]
        public static partial void Closed(ILogger logger);
    }
}
