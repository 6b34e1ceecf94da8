using Countersign.Gateway.Admin;
using Countersign.SignIn;

namespace Countersign.Gateway.Remote;

/// <summary>A tenant as a service has it.</summary>
/// <param name="Configuration">With <see cref="Blueprint.Secret"/> where there is a secret.</param>
/// <param name="PolicyVersion">0: none was saved.</param>
/// <param name="WithoutSecret">Clients that are to have a secret and have none yet.</param>
internal sealed record TenantReading(
    string Tenant, TenantConfigurationBody Configuration, long PolicyVersion, IReadOnlyList<string> WithoutSecret)
{
    /// <summary>Null: there is no such tenant, or the token is not for it.</summary>
    public static async Task<TenantReading?> Read(AdminConnection service, string name, CancellationToken cancel)
    {
        var path = "tenants/" + name;
        if (!TenantId.TryParse(name, out _)) return null;   // it would be another address
        if (await service.Find(path, AdminJson.Default.TenantBody, cancel) is not { } tenant) return null;
        var providers = await service.Get(path + "/providers", AdminJson.Default.ProvidersAnswer, cancel);
        var passwords = await service.Get(path + "/passwords", AdminJson.Default.PasswordsBody, cancel);
        var clients = await service.Get(path + "/clients", AdminJson.Default.ClientsAnswer, cancel);
        var policy = tenant.Policy.Version == 0 ? null : new PolicyBody(tenant.Policy.Enabled, tenant.Policy.Target);
        return new(
            name,
            new(
                tenant.Prerequisites, tenant.Settings,
                TenantConfigurationBody.Sorted(providers.Providers.Select(one => (one.Id, Marked(one)))), Marked(passwords),
                tenant.Domains, TenantConfigurationBody.Sorted(clients.Clients.Select(one => (one.ClientId, one.Client))),
                tenant.LegacyPolicy, policy),
            tenant.Policy.Version,
            [.. clients.Clients.Where(NeedsSecret).Select(one => one.ClientId)]);
    }

    /// <summary>All that the token may list.</summary>
    public static async Task<IReadOnlyList<string>> All(AdminConnection service, CancellationToken cancel)
    {
        List<string> all = [];
        string? after = null;
        do
        {
            var path = "tenants?limit=1000" + (after is null ? "" : "&after=" + after);
            var page = await service.Get(path, AdminJson.Default.TenantsAnswer, cancel);
            all.AddRange(page.Tenants);
            after = page.Next;
        }
        while (after is not null);
        return all;
    }

    private static bool NeedsSecret(ClientAnswer client) =>
        client is { Secrets: 0, Client.TokenEndpointAuthMethod: "client_secret_basic" or "client_secret_post" };

    private static ProviderBody Marked(ProviderAnswer provider) =>
        provider.HasSecret ? provider.Provider with { ClientSecret = Blueprint.Secret } : provider.Provider;

    private static PasswordsBody Marked(PasswordsBody passwords) => passwords with
    {
        Directory = passwords.Directory is { BindName: not null } directory
            ? directory with { BindPassword = Blueprint.Secret }
            : passwords.Directory,
        Verifier = passwords.Verifier is { } verifier ? verifier with { Secret = Blueprint.Secret } : null,
    };
}
