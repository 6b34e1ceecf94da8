using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Outbound;
using Countersign.Gateway.Passwords;
using Countersign.SignIn;
using Microsoft.OpenApi;

namespace Countersign.Gateway.Admin;

/// <summary>Administration (docs/api.md).</summary>
internal static class AdminEndpoints
{
    /// <param name="gate">Lets administrators in, and nobody else.</param>
    /// <param name="outbound">Which addresses clients, providers and webhooks may have.</param>
    /// <param name="secrets">Seals the secrets of providers, webhooks, directories and verifiers.</param>
    /// <param name="keys">The tenants' signing keys.</param>
    /// <param name="operators">The tenant whose people may be made administrators; null: none is configured.</param>
    public static void Map(
        IEndpointRouteBuilder routes, UseCases engine, AdminGate gate, UserCodes codes, ProviderSecrets secrets, PasswordTools passwords,
        OutboundSettings outbound, TenantId? operators, KeyRing keys)
    {
        var administration = engine.Administration.By(() => Acting.Now);
        var admin = routes.MapGroup(AdminDoors.Prefix).Behind(gate).Needs(SecurityScheme.AdminToken);
        ((IEndpointConventionBuilder)admin).Finally(DescribeRoles);
        new TokensEndpoint(engine.AdminAccess, engine.Clock).Map(admin.MapGroup("").WithTags("Tokens"));
        new AdministratorsEndpoint(engine.Administrators, operators).Map(admin.MapGroup("").WithTags("Administrators"));
        TenantEndpoint.Map(admin.MapGroup("").WithTags("Tenants"), administration);
        var tenant = admin.MapGroup("/tenants/{tenant}").WithTags("Tenants");
        PolicyEndpoint.Map(tenant, administration);
        PolicyWhatIfEndpoint.Map(tenant, administration, engine.Clock);
        LegacyPolicyEndpoint.Map(tenant, administration);
        PrerequisitesEndpoint.Map(tenant, administration);
        new SettingsEndpoint(administration, new(administration, secrets, outbound, engine.EventFeeds)).Map(tenant);
        new SecurityEventsEndpoint(administration, engine.EventFeeds).Map(tenant);
        DomainsEndpoint.Map(tenant, administration);
        new PasswordsEndpoint(administration, secrets, outbound).Map(tenant);
        ProposalsEndpoint.Map(tenant, administration, engine.Clock);
        ClientsEndpoint.Map(admin.MapGroup("/tenants/{tenant}").WithTags("Clients"), administration, outbound);

        new KeysEndpoint(keys, engine.Clock).Map(admin.MapGroup("/tenants/{tenant}").WithTags("Keys"));
        new ProvidersEndpoint(administration, engine.Proofs, secrets, outbound)
            .Map(admin.MapGroup("/tenants/{tenant}").WithTags("Providers"));

        var users = admin.MapGroup("/tenants/{tenant}").WithTags("Users");
        UsersEndpoint.Map(users, administration);
        UserEndpoint.Map(users, administration);
        UserHelpEndpoint.Map(users, administration);
        UserWhyEndpoint.Map(users, administration, engine.Clock);
        UserCodeEndpoint.Map(users, administration, codes);
        new UserPasswordEndpoint(administration, passwords).Map(users);
        UserLinkEndpoint.Map(users, administration);
        new GroupsEndpoint(new(engine.Engine, () => Acting.Now), administration, engine.AdminAccess).Map(users);
        var log = admin.MapGroup("/tenants/{tenant}").WithTags("Sign-in log");
        SignInsEndpoint.Map(log, administration, new(administration, engine.Clock));
        SignInCountsEndpoint.Map(log, administration, engine.Clock);
        AuditEndpoint.Map(admin.MapGroup("/tenants/{tenant}").WithTags("Audit"), administration);
        AuditEndpoint.MapService(admin.MapGroup("").WithTags("Audit"), administration);
    }

    /// <summary>What the gate adds to every endpoint: a refusal, and for changes a reason.</summary>
    private static void DescribeRoles(EndpointBuilder endpoint)
    {
        endpoint.Metadata.Add(new ProducesResponseTypeMetadata(403, typeof(ProblemBody), ["application/problem+json"]));
        if (endpoint.Metadata.OfType<HttpMethodMetadata>().Any(methods => methods.HttpMethods.Any(HttpMethods.IsGet))) return;
        endpoint.Metadata.Add(new TakenParameter(
            ParameterLocation.Header, Acting.ReasonHeader, JsonSchemaType.String,
            "What the change is for: up to 200 characters of display text. It stands in the audit record."));
    }
}
