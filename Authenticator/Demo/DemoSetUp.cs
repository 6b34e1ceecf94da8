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

    public static async Task Run(Operator operates, CancellationToken cancel)
    {
        await operates.Send(HttpMethod.Put, AdminPath(""), null, cancel);
        await operates.Send(HttpMethod.Put, AdminPath("/policy"), new { enabled = true, target = new { type = "all" } }, cancel);
        await operates.Send(HttpMethod.Put, AdminPath("/domains/contoso.example"), new { type = "managed", pass_through = false }, cancel);
        await operates.Send(
            HttpMethod.Put, AdminPath("/domains/fabrikam.example"), new { type = "federated", sign_in_url = FederationAddress }, cancel);
        await operates.Send(HttpMethod.Put, UserPath(ManagedUser), new { enabled = true }, cancel);
        await operates.Send(HttpMethod.Put, UserPath(FederatedUser), new { enabled = true }, cancel);
    }
}
