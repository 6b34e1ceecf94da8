using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Outbound;

namespace Countersign.Gateway.Admin;

/// <summary>Administration (docs/api.md).</summary>
internal static class AdminEndpoints
{
    /// <param name="gate">Lets administrators in, and nobody else.</param>
    /// <param name="outbound">Which notification endpoints a client may register.</param>
    /// <param name="secrets">Seals providers' secrets.</param>
    public static void Map(
        IEndpointRouteBuilder routes, UseCases engine, AdminGate gate, UserCodes codes, ProviderSecrets secrets, OutboundSettings outbound)
    {
        var administration = engine.Administration;
        var admin = routes.MapGroup("/admin/v1").AddEndpointFilter(gate).Needs(SecurityScheme.AdminToken);
        TenantEndpoint.Map(admin.MapGroup("").WithTags("Tenants"), administration);
        var tenant = admin.MapGroup("/tenants/{tenant}").WithTags("Tenants");
        PolicyEndpoint.Map(tenant, administration);
        LegacyPolicyEndpoint.Map(tenant, administration);
        PrerequisitesEndpoint.Map(tenant, administration);
        SettingsEndpoint.Map(tenant, administration);
        DomainsEndpoint.Map(tenant, administration);
        ClientsEndpoint.Map(admin.MapGroup("/tenants/{tenant}").WithTags("Clients"), administration, outbound);

        new ProvidersEndpoint(administration, engine.Proofs, secrets, outbound)
            .Map(admin.MapGroup("/tenants/{tenant}").WithTags("Providers"));

        var users = admin.MapGroup("/tenants/{tenant}").WithTags("Users");
        UsersEndpoint.Map(users, administration);
        UserEndpoint.Map(users, administration);
        UserHelpEndpoint.Map(users, administration);
        UserCodeEndpoint.Map(users, administration, codes);
        UserLinkEndpoint.Map(users, administration);
        GroupsEndpoint.Map(users, administration);
        AuditEndpoint.Map(admin.MapGroup("/tenants/{tenant}").WithTags("Audit"), administration);
    }
}
