using System.Collections.Immutable;

namespace Countersign.SignIn.AdminTokens;

/// <summary>The rules of the service's administration tokens (ADM-3, T31): few, named, each with an end, gone when revoked.</summary>
public static class AdminTokensRules
{
    /// <summary>Names of actors that are no token of the store.</summary>
    public const string Configuration = "configuration", Command = "command";

    /// <summary>The audit chain of what is the service's own. The name is reserved, so it is never a tenant's (T30).</summary>
    public static readonly TenantId Chain = new("admin");

    public static AdminTokensRuling Decide(AdminTokensState state, AdminTokensQuestion question, DateTimeOffset now) =>
        Ask(state, question, now).WithFacts(Chain, AdminTokensAudit.Fact).By(question.By);

    private static AdminTokensRuling Ask(AdminTokensState state, AdminTokensQuestion question, DateTimeOffset now) => question switch
    {
        AdminTokensQuestion.Read => Unchanged(state),
        AdminTokensQuestion.Create create => Create(state, create, now),
        AdminTokensQuestion.Revoke revoke => state.Named(revoke.Name) is null
            ? Refuse(Refusal.AdminTokenNotFound)
            : Changed(state, [new AdminTokensEvent.Revoked(revoke.Name, now)]),
        AdminTokensQuestion.Use use => state.Named(use.Name)?.IsNewDay(now) == true
            ? Changed(state, [new AdminTokensEvent.Used(use.Name, now)])
            : Unchanged(state),
        AdminTokensQuestion.Refuse refuse => Refused(state, refuse, now),
        AdminTokensQuestion.EndForRestore =>
            Changed(state, [.. state.Tokens.Select(token => new AdminTokensEvent.EndedForRestore(token.Name, now))]),
        _ => throw new ArgumentOutOfRangeException(nameof(question), question.GetType().Name),
    };

    private static AdminTokensRuling Create(AdminTokensState state, AdminTokensQuestion.Create create, DateTimeOffset now)
    {
        if (!IsName(create.Name) || !IsScope(create.Scope)
            || create.Life < Limits.ShortestAdminTokenLife || create.Life > Limits.LongestAdminTokenLife)
            return Refuse(Refusal.AdminTokenRefused);
        var sameName = state.Named(create.Name);
        if (sameName is { } taken && !taken.HasEnded(now)) return Refuse(Refusal.AdminTokenNameTaken);
        var goes = sameName ?? (state.Tokens.Length < Limits.AdminTokens ? null : LongestEnded(state, now));
        if (goes is null && state.Tokens.Length >= Limits.AdminTokens) return Refuse(Refusal.TooManyAdminTokens);
        var token = new AdminToken(
            create.Name, create.Scope, create.Hash, now, create.By?.Name ?? Command, now + create.Life);
        return Changed(state, [new AdminTokensEvent.Created(token, goes?.Name)]);
    }

    private static AdminTokensRuling Refused(AdminTokensState state, AdminTokensQuestion.Refuse refuse, DateTimeOffset now)
    {
        if (state.Named(refuse.Name) is not { } token) return Unchanged(state);
        var goesOn = token.RefusedSince is { } since && now < since + TimeSpan.FromHours(1);
        if (goesOn && token.Refused >= Limits.AdminRefusalsPerHour) return Unchanged(state);
        var (begun, count) = goesOn ? (token.RefusedSince!.Value, token.Refused + 1) : (now, 1);
        return Changed(state, [new AdminTokensEvent.Refused(refuse.Name, refuse.Request, begun, count, now)]);
    }

    /// <summary>1 to 64 of <c>a-z 0-9 . - _</c>, and no other actor's.</summary>
    public static bool IsName(string name) =>
        name is { Length: >= 1 and <= Limits.AdminTokenNameLength } && name.AsSpan().IndexOfAnyExcept(Alphabets.GroupName) < 0
        && name is not (Configuration or Command);

    private static bool IsScope(AdminScope scope) =>
        AdminRoles.Rows.Any(row => row.Role == scope.Role)
        && (scope.Tenants is not { } some
            || (!some.IsDefault && some.Length is >= 1 and <= Limits.TenantsPerAdminToken && some.Distinct().Count() == some.Length
                && some.All(tenant => TenantId.TryParse(tenant.Value, out _) && tenant != Chain)));

    private static AdminToken? LongestEnded(AdminTokensState state, DateTimeOffset now) =>
        state.Tokens.Where(token => token.HasEnded(now)).MinBy(token => token.EndsAt);

    public static AdminTokensState Apply(AdminTokensState state, AdminTokensEvent happened) => happened switch
    {
        AdminTokensEvent.Created created => new(Without(state, created.Replaced).Add(created.Token)),
        AdminTokensEvent.Revoked revoked => new(Without(state, revoked.Name)),
        AdminTokensEvent.EndedForRestore ended => new(Without(state, ended.Name)),
        AdminTokensEvent.Used used => With(state, used.Name, token => token with { LastUsed = used.At }),
        AdminTokensEvent.Refused refused =>
            With(state, refused.Name, token => token with { RefusedSince = refused.Since, Refused = refused.Count }),
        _ => state,
    };

    private static ImmutableArray<AdminToken> Without(AdminTokensState state, string? name) =>
        [.. state.Tokens.Where(token => token.Name != name)];

    private static AdminTokensState With(AdminTokensState state, string name, Func<AdminToken, AdminToken> change) =>
        new([.. state.Tokens.Select(token => token.Name == name ? change(token) : token)]);

    private static AdminTokensRuling Unchanged(AdminTokensState state) => new(new AdminTokensAnswer.Are(state));

    private static AdminTokensRuling Changed(AdminTokensState state, ImmutableArray<AdminTokensEvent> events) =>
        new(new AdminTokensAnswer.Are(events.Aggregate(state, Apply)), events);

    private static AdminTokensRuling Refuse(Refusal why) => new(new AdminTokensAnswer.Refused(why));
}
