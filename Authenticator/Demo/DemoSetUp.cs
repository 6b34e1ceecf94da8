namespace Countersign.Authenticator.Demo;

/// <summary>The tenant, the domains and the users of the demonstration. May be done again at any time.</summary>
internal static class DemoSetUp
{
    public const string Tenant = "contoso";
    public const string ManagedUser = "alice@contoso.example";
    public const string FederatedUser = "bob@fabrikam.example";
    public const string FederationAddress = "https://adfs.fabrikam.example/adfs/ls";

    public static string AdminPath(string rest) => $"/admin/v1/tenants/{Tenant}{rest}";

    public static string UserPath(string user) => AdminPath("/users/" + Uri.EscapeDataString(user));

    /// <param name="partner">The provider that fabrikam.example signs in with; null: only an address is known of it.</param>
    public static async Task Run(Operator operates, DemoPartner? partner, CancellationToken cancel)
    {
        await operates.Send(HttpMethod.Put, AdminPath(""), null, cancel);
        await operates.Send(HttpMethod.Put, AdminPath("/policy"), new { enabled = true, target = new { type = "all" } }, cancel);
        await operates.Send(HttpMethod.Put, AdminPath("/domains/contoso.example"), new { type = "managed", pass_through = false }, cancel);
        await operates.Send(HttpMethod.Put, AdminPath("/passwords"), new { place = "here" }, cancel);
        await Federate(operates, partner, cancel);
        await operates.Send(HttpMethod.Put, UserPath(ManagedUser), new { enabled = true }, cancel);
        await operates.Send(HttpMethod.Put, UserPath(FederatedUser), new { enabled = true }, cancel);
    }

    private static async Task Federate(Operator operates, DemoPartner? partner, CancellationToken cancel)
    {
        if (partner is null)
        {
            var elsewhere = new { type = "federated", sign_in_url = FederationAddress };
            await operates.Send(HttpMethod.Put, AdminPath("/domains/fabrikam.example"), elsewhere, cancel);
            return;
        }

        var provider = new
        {
            name = "Fabrikam", issuer = partner.Issuer, client_id = "countersign", client_secret = partner.Secret,
            token_endpoint_auth_method = "client_secret_post", user_name_claim = "upn", trusted = true, sign_out = true,
        };
        await operates.Send(HttpMethod.Put, AdminPath("/providers/fabrikam"), provider, cancel);
        await operates.Send(
            HttpMethod.Put, AdminPath("/domains/fabrikam.example"), new { type = "federated", provider = "fabrikam" }, cancel);
    }
}

/// <summary>An OpenID provider that stands in for an organisation's own.</summary>
internal sealed record DemoPartner(string Issuer, string Secret);
