using System.Collections.Immutable;
using Countersign.SignIn.Audit;

namespace Countersign.SignIn.AdminTokens;

/// <summary>The rules of the service's administration tokens (ADM-3, T31): few, named, each with an end, gone when revoked.</summary>
public static class AdminTokensRules
{
    /// <summary>Names of actors that are no token of the store.</summary>
    public const string Configuration = "configuration", Command = Actor.Machine;

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
        AdminTokensQuestion.EndForRestore => Changed(state, [
            .. state.Tokens.Select(token => new AdminTokensEvent.EndedForRestore(token.Name, now)),
            .. state.Administrators.Select(one => new AdministratorEvent.Ended(one.Tenant, one.User, now)),
            .. state.Invitation is null ? ImmutableArray<AdminTokensEvent>.Empty : [new AdministratorEvent.InvitationEnded(now)],
        ]),
        AdministratorQuestion about => AdministratorRules.Decide(state, about, now),
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
            create.Name, create.Scope, create.Hash, now, create.By?.Name ?? Command, now + create.Life,
            Kin: state.KinOf(create.By?.Name ?? Command, now));
        return Changed(state, [new AdminTokensEvent.Created(token, goes?.Name)]);
    }

    private static AdminTokensRuling Refused(AdminTokensState state, AdminTokensQuestion.Refuse refuse, DateTimeOffset now)
    {
        if (RefusalsOf(state, refuse.Name) is not var (first, soFar)) return Unchanged(state);
        var goesOn = first is { } since && now < since + TimeSpan.FromHours(1);
        if (goesOn && soFar >= Limits.AdminRefusalsPerHour) return Unchanged(state);
        var (begun, count) = goesOn ? (first!.Value, soFar + 1) : (now, 1);
        return Changed(state, [new AdminTokensEvent.Refused(refuse.Name, refuse.Request, begun, count, now)]);
    }

    /// <summary>Recorded so far of a token or of a person, whose name has an at sign and so is no token's; null: of neither.</summary>
    private static (DateTimeOffset? Since, int Count)? RefusalsOf(AdminTokensState state, string name) =>
        state.Named(name) is { } token ? (token.RefusedSince, token.Refused)
        : state.Administrators.FirstOrDefault(one => one.User.Value == name) is { } person ? (person.RefusedSince, person.Refused)
        : null;

    /// <summary>1 to 64 of <c>a-z 0-9 . - _</c>, no step of a path, and no other actor's.</summary>
    public static bool IsName(string name) =>
        Alphabets.IsPathName(name, Alphabets.GroupName, Limits.AdminTokenNameLength) && name is not (Configuration or Command);

    internal static bool IsScope(AdminScope scope) =>
        AdminRoles.Rows.Any(row => row.Role == scope.Role)
        && (scope.Tenants is not { } some
            || (!some.IsDefault && some.Length is >= 1 and <= Limits.TenantsPerAdminToken && some.Distinct().Count() == some.Length
                && some.All(tenant => TenantId.TryParse(tenant.Value, out _) && tenant != Chain)));

    private static AdminToken? LongestEnded(AdminTokensState state, DateTimeOffset now) =>
        state.Tokens.Where(token => token.HasEnded(now)).MinBy(token => token.EndsAt);

    public static AdminTokensState Apply(AdminTokensState state, AdminTokensEvent happened) => happened switch
    {
        AdminTokensEvent.Created created => state with { Tokens = Without(state, created.Replaced).Add(created.Token) },
        AdminTokensEvent.Revoked revoked => state with { Tokens = Without(state, revoked.Name) },
        AdminTokensEvent.EndedForRestore ended => state with { Tokens = Without(state, ended.Name) },
        AdminTokensEvent.Used used => With(state, used.Name, token => token with { LastUsed = used.At }),
        AdminTokensEvent.Refused refused =>
            AdministratorRules.Counted(
                With(state, refused.Name, token => token with { RefusedSince = refused.Since, Refused = refused.Count }), refused),
        AdministratorEvent about => AdministratorRules.Apply(state, about),
        _ => state,
    };

    private static ImmutableArray<AdminToken> Without(AdminTokensState state, string? name) =>
        [.. state.Tokens.Where(token => token.Name != name)];

    private static AdminTokensState With(AdminTokensState state, string name, Func<AdminToken, AdminToken> change) =>
        state with { Tokens = [.. state.Tokens.Select(token => token.Name == name ? change(token) : token)] };

    private static AdminTokensRuling Unchanged(AdminTokensState state) => new(new AdminTokensAnswer.Are(state));

    internal static AdminTokensRuling Changed(AdminTokensState state, ImmutableArray<AdminTokensEvent> events) =>
        new(new AdminTokensAnswer.Are(events.Aggregate(state, Apply)), events);

    internal static AdminTokensRuling Refuse(Refusal why) => new(new AdminTokensAnswer.Refused(why));
}
