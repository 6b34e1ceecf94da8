using System.Text;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Groups;

namespace Countersign.Gateway.Admin;

/// <summary>Names in administration's paths, queries and header fields, in canonical form.</summary>
internal static class Names
{
    /// <summary>Runs the endpoint for the user its path names.</summary>
    public static Func<HttpContext, Task<IResult>> OfUser(Func<HttpContext, UserKey, Task<IResult>> handle) => Tenants.In((http, tenant) =>
        UserName.TryParse(InPath(http, "user"), out var user)
            ? handle(http, new UserKey(tenant, user))
            : Task.FromResult<IResult>(Problem.NoUserName(InPath(http, "user"))));

    /// <summary>Runs the endpoint for the group its path names.</summary>
    public static Func<HttpContext, Task<IResult>> OfGroup(Func<HttpContext, TenantId, string, Task<IResult>> handle) =>
        Tenants.In((http, tenant) =>
        Group(InPath(http, "group")) is { } group
            ? handle(http, tenant, group)
            : Task.FromResult<IResult>(new Problem(AdminErrors.InvalidGroupName)));

    /// <summary>Runs the endpoint for the domain its path names.</summary>
    public static Func<HttpContext, Task<IResult>> OfDomain(Func<HttpContext, TenantId, string, Task<IResult>> handle) =>
        Tenants.In((http, tenant) =>
        Fold(InPath(http, "domain")) is { } domain && UserName.IsDomain(domain)
            ? handle(http, tenant, domain)
            : Task.FromResult<IResult>(new Problem(AdminErrors.InvalidDomainName)));

    /// <summary>A group's name, letter case folded away; null for what is none.</summary>
    public static string? Group(string? typed) => Fold(typed) is { } group && GroupsRules.IsName(group) ? group : null;

    /// <summary>I19: the caller's name for the change, or a fresh one.</summary>
    public static (RequestId Request, Problem? Refused) Request(HttpContext http)
    {
        var (key, refused) = RequestBody.IdempotencyKey(http);
        return (key ?? new RequestId(RandomValues.Handle()), refused);
    }

    /// <summary>
    /// The number of rows on a page: the query's <c>limit</c>, 1 to 1,000, 100 when it is absent; null when it is anything else.
    /// </summary>
    public static int? Limit(HttpContext http)
    {
        var values = http.Request.Query["limit"];
        if (values.Count == 0) return 100;
        return values.Count == 1 && WholeNumber.TryParse(values[0], out var limit)
            && limit is >= 1 and <= ISignInEngine.MostListed ? (int)limit : null;
    }

    /// <summary>Whether a change is only to be looked at: the query's <c>preview</c>; null when it is neither true nor false.</summary>
    public static bool? Preview(HttpContext http)
    {
        var values = http.Request.Query["preview"];
        if (values.Count == 0) return false;
        return values is [{ } only] && only is "true" or "false" ? values[0] == "true" : null;
    }

    /// <summary>The user name after which a page begins.</summary>
    public static (UserName? After, Problem? Refused) After(HttpContext http)
    {
        var values = http.Request.Query["after"];
        if (values.Count == 0 || (values.Count == 1 && values[0] == "")) return (null, null);
        return values.Count == 1 && UserName.TryParse(values[0], out var after) ? (after, null) : (null, Problem.NoUserName(values[0]));
    }

    /// <summary>
    /// The server leaves an escaped slash in a path as it is, everything else it has unescaped; a user name may hold one.
    /// </summary>
    private static string? InPath(HttpContext http, string name) =>
        (http.Request.RouteValues[name] as string)?.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static string? Fold(string? typed) => typed is not null && Ascii.IsValid(typed) ? typed.ToLowerInvariant() : null;
}
