using System.Collections.Frozen;
using Countersign.SignIn.AdminTokens;

namespace Countersign.Gateway.Admin;

/// <summary>
/// The one table of what each endpoint of administration asks of a role; <see cref="AdminRoles"/> says which role has it. An endpoint that
/// is not here lets nobody in.
/// </summary>
internal static class AdminDoors
{
    public const string Prefix = "/admin/v1";

    public static readonly IReadOnlyList<(string Method, string Path, AdminRight Right)> Rows =
    [
        ("GET",    "/tokens",                                            AdminRight.Service),
        ("POST",   "/tokens",                                            AdminRight.Service),
        ("DELETE", "/tokens/{token}",                                    AdminRight.Service),
        ("GET",    "/administrators",                                    AdminRight.Service),
        ("POST",   "/administrators",                                    AdminRight.Service),
        ("DELETE", "/administrators/{administrator}",                    AdminRight.Service),
        ("GET",    "/audit",                                             AdminRight.Service),
        ("GET",    "/tenants",                                           AdminRight.Service),
        ("PUT",    "/tenants/{tenant}",                                  AdminRight.Own),
        ("GET",    "/tenants/{tenant}",                                  AdminRight.Read),
        ("GET",    "/tenants/{tenant}/audit",                            AdminRight.Read),
        ("GET",    "/tenants/{tenant}/sign-ins",                         AdminRight.Read),
        ("GET",    "/tenants/{tenant}/sign-ins/counts",                  AdminRight.Read),

        ("GET",    "/tenants/{tenant}/policy",                           AdminRight.Read),
        ("PUT",    "/tenants/{tenant}/policy",                           AdminRight.Set),
        ("POST",   "/tenants/{tenant}/policy/what-if",                   AdminRight.Set),
        ("GET",    "/tenants/{tenant}/legacy-policy",                    AdminRight.Read),
        ("PUT",    "/tenants/{tenant}/legacy-policy",                    AdminRight.Set),
        ("GET",    "/tenants/{tenant}/prerequisites",                    AdminRight.Read),
        ("PUT",    "/tenants/{tenant}/prerequisites",                    AdminRight.Set),
        ("GET",    "/tenants/{tenant}/settings",                         AdminRight.Read),
        ("PUT",    "/tenants/{tenant}/settings",                         AdminRight.Set),
        ("POST",   "/tenants/{tenant}/settings/security-webhook/secret", AdminRight.Set),
        ("GET",    "/tenants/{tenant}/security-events",                  AdminRight.Read),
        ("GET",    "/tenants/{tenant}/domains",                          AdminRight.Read),
        ("PUT",    "/tenants/{tenant}/domains/{domain}",                 AdminRight.Set),
        ("DELETE", "/tenants/{tenant}/domains/{domain}",                 AdminRight.Set),
        ("GET",    "/tenants/{tenant}/passwords",                        AdminRight.Read),
        ("PUT",    "/tenants/{tenant}/passwords",                        AdminRight.Set),
        ("DELETE", "/tenants/{tenant}/passwords",                        AdminRight.Set),
        ("GET",    "/tenants/{tenant}/clients",                          AdminRight.Read),
        ("GET",    "/tenants/{tenant}/clients/{client}",                 AdminRight.Read),
        ("PUT",    "/tenants/{tenant}/clients/{client}",                 AdminRight.Set),
        ("DELETE", "/tenants/{tenant}/clients/{client}",                 AdminRight.Set),
        ("POST",   "/tenants/{tenant}/clients/{client}/secrets",         AdminRight.Set),
        ("POST",   "/tenants/{tenant}/clients/{client}/secrets/replace", AdminRight.Set),
        ("GET",    "/tenants/{tenant}/keys",                             AdminRight.Read),
        ("POST",   "/tenants/{tenant}/keys/rotate",                      AdminRight.Set),
        ("GET",    "/tenants/{tenant}/providers",                        AdminRight.Read),
        ("GET",    "/tenants/{tenant}/providers/{provider}",             AdminRight.Read),
        ("PUT",    "/tenants/{tenant}/providers/{provider}",             AdminRight.Set),
        ("DELETE", "/tenants/{tenant}/providers/{provider}",             AdminRight.Set),

        ("GET",    "/tenants/{tenant}/proposals",                        AdminRight.Read),
        ("POST",   "/tenants/{tenant}/proposals/{proposal}/agree",       AdminRight.Set),
        ("POST",   "/tenants/{tenant}/proposals/{proposal}/decline",     AdminRight.Set),

        ("GET",    "/tenants/{tenant}/users",                            AdminRight.Read),
        ("GET",    "/tenants/{tenant}/users/{user}",                     AdminRight.Read),
        ("GET",    "/tenants/{tenant}/users/{user}/why",                 AdminRight.Read),
        ("PUT",    "/tenants/{tenant}/users/{user}",                     AdminRight.Own),
        ("DELETE", "/tenants/{tenant}/users/{user}",                     AdminRight.Own),
        ("POST",   "/tenants/{tenant}/users/{user}/pass",                AdminRight.Help),
        ("POST",   "/tenants/{tenant}/users/{user}/unlock",              AdminRight.Help),
        ("POST",   "/tenants/{tenant}/users/{user}/sign-out-everywhere", AdminRight.Help),
        ("DELETE", "/tenants/{tenant}/users/{user}/methods/{device}",    AdminRight.Help),
        ("DELETE", "/tenants/{tenant}/users/{user}/passkeys/{number}",   AdminRight.Help),
        ("DELETE", "/tenants/{tenant}/users/{user}/recovery-codes",      AdminRight.Help),
        ("POST",   "/tenants/{tenant}/users/{user}/password",            AdminRight.Help),
        ("DELETE", "/tenants/{tenant}/users/{user}/password",            AdminRight.Help),
        ("PUT",    "/tenants/{tenant}/users/{user}/user-code",           AdminRight.Help),
        ("DELETE", "/tenants/{tenant}/users/{user}/user-code",           AdminRight.Help),
        ("PUT",    "/tenants/{tenant}/users/{user}/link",                AdminRight.Own),
        ("DELETE", "/tenants/{tenant}/users/{user}/link",                AdminRight.Own),
        ("GET",    "/tenants/{tenant}/groups",                           AdminRight.Read),
        ("POST",   "/tenants/{tenant}/groups",                           AdminRight.Own),
        ("GET",    "/tenants/{tenant}/groups/{group}",                   AdminRight.Read),
        ("DELETE", "/tenants/{tenant}/groups/{group}",                   AdminRight.Own),
        ("GET",    "/tenants/{tenant}/groups/{group}/members",           AdminRight.Read),
        ("PUT",    "/tenants/{tenant}/groups/{group}/members/{user}",    AdminRight.Own),
        ("DELETE", "/tenants/{tenant}/groups/{group}/members/{user}",    AdminRight.Own),

        ("GET",    "/scim/v2/{tenant}/ServiceProviderConfig",            AdminRight.Provision),
        ("GET",    "/scim/v2/{tenant}/ResourceTypes",                    AdminRight.Provision),
        ("GET",    "/scim/v2/{tenant}/ResourceTypes/{id}",               AdminRight.Provision),
        ("GET",    "/scim/v2/{tenant}/Schemas",                          AdminRight.Provision),
        ("GET",    "/scim/v2/{tenant}/Schemas/{id}",                     AdminRight.Provision),
        ("GET",    "/scim/v2/{tenant}/Users",                            AdminRight.Provision),
        ("POST",   "/scim/v2/{tenant}/Users",                            AdminRight.Provision),
        ("GET",    "/scim/v2/{tenant}/Users/{id}",                       AdminRight.Provision),
        ("PUT",    "/scim/v2/{tenant}/Users/{id}",                       AdminRight.Provision),
        ("PATCH",  "/scim/v2/{tenant}/Users/{id}",                       AdminRight.Provision),
        ("DELETE", "/scim/v2/{tenant}/Users/{id}",                       AdminRight.Provision),
        ("GET",    "/scim/v2/{tenant}/Groups",                           AdminRight.Provision),
        ("POST",   "/scim/v2/{tenant}/Groups",                           AdminRight.Provision),
        ("GET",    "/scim/v2/{tenant}/Groups/{id}",                      AdminRight.Provision),
        ("PUT",    "/scim/v2/{tenant}/Groups/{id}",                      AdminRight.Provision),
        ("PATCH",  "/scim/v2/{tenant}/Groups/{id}",                      AdminRight.Provision),
        ("DELETE", "/scim/v2/{tenant}/Groups/{id}",                      AdminRight.Provision),
        ("POST",   "/scim/v2/{tenant}/Bulk",                             AdminRight.Provision),
    ];

    /// <summary>Those by which people come in, beside SCIM: limited by tenant (ADM-5).</summary>
    private static readonly FrozenSet<string> People = FrozenSet.Create(
        StringComparer.Ordinal, "PUT /tenants/{tenant}/users/{user}", "PUT /tenants/{tenant}/groups/{group}/members/{user}");

    public static bool WritesPeople(string name) => People.Contains(name) || RightOf(name) == AdminRight.Provision;

    /// <summary>
    /// Those that say who vouches for a tenant's people: whoever has a say in that could come in as any of them (T31).
    /// </summary>
    private static readonly FrozenSet<string> Vouching = FrozenSet.Create(
        StringComparer.Ordinal,
        "PUT /tenants/{tenant}/domains/{domain}", "DELETE /tenants/{tenant}/domains/{domain}",
        "PUT /tenants/{tenant}/passwords", "DELETE /tenants/{tenant}/passwords",
        "PUT /tenants/{tenant}/providers/{provider}", "DELETE /tenants/{tenant}/providers/{provider}");

    public static bool SaysWhoVouches(string name) => Vouching.Contains(name);

    private static readonly FrozenDictionary<string, AdminRight> ByName =
        Rows.ToFrozenDictionary(row => row.Method + " " + row.Path, row => row.Right, StringComparer.Ordinal);

    /// <summary>Method and route of the request, as the table and the audit have them.</summary>
    public static string NameOf(HttpContext http)
    {
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
        var method = HttpMethods.IsHead(http.Request.Method) ? "GET" : http.Request.Method;
        return method + " " + (route.StartsWith(Prefix, StringComparison.Ordinal) ? route[Prefix.Length..] : route);
    }

    public static AdminRight RightOf(string name) => ByName.GetValueOrDefault(name);
}
