using System.Security.Cryptography;
using System.Text;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Audit;
using Microsoft.OpenApi;

namespace Countersign.Gateway.Admin;

/// <summary>Whether whoever was let in would be still: for an answer that goes on for long.</summary>
internal sealed record AdminStanding(Func<ValueTask<bool>> Holds);

/// <summary>
/// Lets in whoever shows the configured token or one of the store's, as far as its scope reaches (T31). Changes are limited per source, and
/// nobody's parameter is passed over.
/// </summary>
/// <param name="token">The configured one, an owner's; null: there is none.</param>
internal sealed class AdminGate(string? token, AdminAccess access, AdminThrottle throttle, Telemetry telemetry) : IGate
{
    private const string Scheme = "Bearer ";
    private readonly byte[]? _token = token is null ? null : Hash(token);

    public async Task<IResult> Pass(HttpContext http, Func<HttpContext, Task<IResult>> next)
    {
        if (await Prove(http) is not { } holder)
            return throttle.Secret(http) is { } later
                ? new Problem(HttpErrors.RateLimited, later)
                : new Problem(AdminErrors.AdminTokenRequired);
        if (!KnowsItsQuery(http)) return new Problem(AdminErrors.UnknownParameter);
        var (actor, unfit) = Acting.Of(http, holder.Name);
        if (unfit is not null) return unfit;
        var isChange = !HttpMethods.IsGet(http.Request.Method);
        var forbidden = await Forbidden(http, holder.Scope, isChange);
        if ((isChange || forbidden is not null) && Limit(http, forbidden) is { } wait) return new Problem(HttpErrors.RateLimited, wait);
        if (forbidden is not null)
        {
            await access.NoteRefusal(holder.Name, AdminDoors.NameOf(http), actor!, http.RequestAborted);
            return forbidden;
        }

        Acting.Begin(actor!);
        http.Features.Set(new AdminHolder(holder.Name, holder.Scope));
        if (isChange) http.Features.Set(new SecondLook(() => JudgeAgain(http, actor!)));
        else http.Features.Set(new AdminStanding(() => Stands(http)));
        var result = await next(http);
        if (isChange && result is not Problem) telemetry.Administered(http, holder.Name);
        return result;
    }

    /// <summary>
    /// When the body is there: a token that was revoked meanwhile makes no other token, and no pass is given to whoever has come by a role
    /// meanwhile (T31).
    /// </summary>
    private async ValueTask<Problem?> JudgeAgain(HttpContext http, Actor actor)
    {
        if (await Prove(http) is not { } holder) return new(AdminErrors.AdminTokenRequired);
        if (await Forbidden(http, holder.Scope, isChange: true) is not { } forbidden) return null;
        await access.NoteRefusal(holder.Name, AdminDoors.NameOf(http), actor, http.RequestAborted);
        return forbidden;
    }

    private async ValueTask<bool> Stands(HttpContext http) =>
        await Prove(http) is var (_, scope) && Forbidden(http, scope) is null;

    /// <summary>People whom somebody may write come by the thousand; every other change, and a refusal, one by one.</summary>
    private TimeSpan? Limit(HttpContext http, Problem? forbidden) =>
        forbidden is null && AdminDoors.WritesPeople(AdminDoors.NameOf(http)) && Tenants.FromPath(http) is { } tenant
            ? throttle.Person(http, tenant)
            : throttle.Change(http);

    private async ValueTask<Problem?> Forbidden(HttpContext http, AdminScope scope, bool isChange) => Forbidden(http, scope)
        ?? (isChange && await IsAboutMore(http, AdminDoors.NameOf(http), scope, access) ? new(AdminErrors.RoleRequired) : null);

    /// <summary>
    /// First the role, which says nothing of any tenant; then another's tenant, which is to it as if it were not there (T30).
    /// </summary>
    private static Problem? Forbidden(HttpContext http, AdminScope scope)
    {
        if (!scope.Has(AdminDoors.RightOf(AdminDoors.NameOf(http)))) return new(AdminErrors.RoleRequired);
        return Tenants.FromPath(http) is { } tenant && !scope.Reaches(tenant) ? Problem.FromRefusal(Refusal.TenantNotFound) : null;
    }

    /// <summary>
    /// Whether the request is about an administrator who may do more than whoever asks, or about who vouches for one (T31).
    /// </summary>
    /// <param name="door">A row of <see cref="AdminDoors"/>.</param>
    public static async ValueTask<bool> IsAboutMore(HttpContext http, string door, AdminScope scope, AdminAccess access)
    {
        if (Tenants.FromPath(http) is not { } tenant) return false;
        if (AdminDoors.SaysWhoVouches(door)) return await access.IsBeyond(tenant, scope, http.RequestAborted);
        return http.Request.RouteValues["user"] is string typed
            && UserName.TryParse(typed.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), out var user)
            && await access.IsBeyond(new UserKey(tenant, user), scope, http.RequestAborted);
    }

    /// <summary>
    /// Whether the endpoint takes every parameter of the query. A filter that is misspelt must not give the whole, nor a preview save.
    /// </summary>
    private static bool KnowsItsQuery(HttpContext http)
    {
        if (!http.Request.QueryString.HasValue) return true;
        var taken = http.GetEndpoint()?.Metadata.GetOrderedMetadata<TakenParameter>() ?? [];
        return http.Request.Query.Keys.All(
            name => taken.Any(parameter => parameter.In == ParameterLocation.Query && parameter.Name == name));
    }

    /// <summary>Whose token the request shows; null: nobody's.</summary>
    private async ValueTask<(string Name, AdminScope Scope)?> Prove(HttpContext http)
    {
        if (http.Request.Headers.Authorization is not [{ } only]) return null;
        if (!only.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;
        var shown = only[Scheme.Length..];
        if (IsConfigured(shown)) return (AdminTokensRules.Configuration, AdminScope.Everything);
        if (await access.Find(shown, http.RequestAborted) is not { } found) return null;
        await access.NoteUse(found, http.RequestAborted);
        return (found.Name, found.Scope);
    }

    /// <summary>Hashes are compared, so that the time it takes says nothing about the token, not even its length (A14).</summary>
    private bool IsConfigured(string shown) => _token is not null && CryptographicOperations.FixedTimeEquals(_token, Hash(shown));

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
