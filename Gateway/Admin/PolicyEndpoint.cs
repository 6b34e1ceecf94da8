using System.Collections.Immutable;
using System.Globalization;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin;

public sealed record PolicyBody(bool Enabled, TargetBody Target);

/// <param name="Type"><c>all</c>, or <c>select</c> with users, groups or both (S-20).</param>
public sealed record TargetBody(string Type, IReadOnlyList<string>? Users = null, IReadOnlyList<string>? Groups = null);

/// <param name="Version">0: none was saved yet, and what is said here is not in force: the legacy policy is (S-22).</param>
/// <param name="Forecast">What the change means for the users; only with an answer to a change.</param>
public sealed record PolicyAnswer(
    long Version, bool Enabled, TargetBody Target, IReadOnlyList<WarningBody> Warnings, ForecastBody? Forecast = null)
{
    public static PolicyAnswer From(TenantState.Present tenant, IReadOnlyList<WarningBody> warnings, ForecastBody? forecast = null) =>
        new(tenant.PolicyVersion, tenant.Policy?.Enabled ?? false, Describe(tenant.Policy?.Target), warnings, forecast);

    private static TargetBody Describe(Target? target) => target is Target.SelectUsers select
        ? new(
            "select", [.. select.Users.Select(user => user.Value).Order(StringComparer.Ordinal)],
            [.. select.Groups.Order(StringComparer.Ordinal)])
        : new("all");
}

/// <summary><c>GET</c> and <c>PUT …/policy</c>: S-19 to S-25.</summary>
internal static class PolicyEndpoint
{
    /// <summary>Room for the 5,000 targets a policy may name.</summary>
    public const int MaximumBytes = 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes, Administration administration)
    {
        routes.MapGet("/policy", Tenants.In((http, tenant) => Show(http, tenant, administration)))
            .Produces<PolicyAnswer>().ProducesProblems(400, 401, 404, 503)
            .WithSummary("The policy in force; its ETag is its version.");
        routes.MapPut("/policy", Tenants.In((http, tenant) => Save(http, tenant, administration)))
            .Accepts<PolicyBody>("application/json").Produces<PolicyAnswer>().MayWait()
            .ProducesProblems(400, 401, 404, 409, 412, 413, 429, 503)
            .TakesIdempotencyKey()
            .TakesHeader("If-Match", "The version seen, in quotes: saves only over that one; \"0\" only when none was saved.")
            .TakesQuery(
                "preview", "true: saves nothing, shows the policy as it stands, the warnings saving would give, and what it would mean.",
                Microsoft.OpenApi.JsonSchemaType.Boolean)
            .WithSummary("Replace the policy whole, and hear what that means for the users.");
    }

    private static async Task<IResult> Show(HttpContext http, TenantId tenant, Administration administration) =>
        Answers.ForTenant(
            await administration.Ask(tenant, new TenantQuestion.Read(), http.RequestAborted),
            present => Show(http, present, PolicyWarnings.Of(present), null));

    private static async Task<IResult> Save(HttpContext http, TenantId tenant, Administration administration)
    {
        var (body, refused) = await RequestBody.Read(http, AdminJson.Default.PolicyBody, MaximumBytes);
        if (refused is not null) return refused;
        var (target, unusable) = Read(body!.Target);
        if (unusable is not null) return unusable;
        if (!TryReadVersion(http, out var version) || Names.Preview(http) is not { } preview) return new Problem(HttpErrors.InvalidRequest);
        var (request, badKey) = Names.Request(http);
        if (badKey is not null) return badKey;

        var save = new TenantQuestion.SavePolicy(request, version, body.Enabled, target!);
        var saved = await administration.ChangeForeseen(tenant, save, preview, http.RequestAborted);
        return saved.Match(
            policy => Answers.Proposed(policy.Tenant, policy.Waits) ?? Show(
                http, policy.Tenant, PolicyWarnings.Of(policy.Forecast, save.Enabled ? target : null), ForecastBody.From(policy.Forecast)),
            why => Problem.FromRefusal(why));
    }

    private static IResult Show(
        HttpContext http, TenantState.Present tenant, IReadOnlyList<WarningBody> warnings, ForecastBody? forecast)
    {
        http.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{tenant.PolicyVersion}\"");
        return Json.Ok(PolicyAnswer.From(tenant, warnings, forecast), AdminJson.Default.PolicyAnswer);
    }

    internal static (Target? Target, Problem? Refused) Read(TargetBody body)
    {
        if (body is { Type: "all", Users: null, Groups: null }) return (new Target.AllUsers(), null);
        if (body.Type != "select") return (null, new(HttpErrors.InvalidRequest));
        var users = ImmutableHashSet.CreateBuilder<UserName>();
        foreach (var typed in body.Users ?? [])
        {
            if (!UserName.TryParse(typed, out var user)) return (null, Problem.NoUserName(typed));
            users.Add(user);
        }

        var groups = (body.Groups ?? []).Select(Names.Group).ToImmutableHashSet();
        return groups.Contains(null)
            ? (null, new(AdminErrors.InvalidGroupName))
            : (new Target.SelectUsers(users.ToImmutable(), groups!), null);
    }

    /// <summary>One strong entity tag with a version in it, or none at all.</summary>
    private static bool TryReadVersion(HttpContext http, out long? version)
    {
        version = null;
        var values = http.Request.Headers.IfMatch;
        if (values.Count == 0) return true;
        if (values is not [{ Length: > 2 } tag] || tag[0] != '"' || tag[^1] != '"') return false;
        if (!WholeNumber.TryParse(tag.AsSpan(1, tag.Length - 2), out var seen)) return false;
        version = seen;
        return true;
    }
}
