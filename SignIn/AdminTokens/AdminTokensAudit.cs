using System.Globalization;
using Countersign.SignIn.Audit;

namespace Countersign.SignIn.AdminTokens;

/// <summary>T31: the life of administration tokens, in the service's own chain. Never the secret, nor its hash.</summary>
internal static class AdminTokensAudit
{
    public static AuditFact? Fact(AdminTokensEvent happened, TenantId chain)
    {
        var fact = new AuditFact("", happened.At, chain);
        return happened switch
        {
            AdminTokensEvent.Created created => fact with { Kind = "admin_token.created", Detail = Describe(created.Token) },
            AdminTokensEvent.Revoked revoked => fact with { Kind = "admin_token.revoked", Detail = revoked.Name },
            AdminTokensEvent.EndedForRestore ended => fact with { Kind = "admin_token.ended", Detail = ended.Name, Reason = "restored" },
            AdminTokensEvent.Refused refused => fact with
            {
                Kind = "admin.refused",
                Detail = refused.Count < Limits.AdminRefusalsPerHour
                    ? refused.Request
                    : refused.Request + "; no more are recorded of this token for an hour",
            },
            AdministratorEvent.Made made => fact with
            {
                Kind = "administrator.made", User = made.Administrator.User, Detail = Describe(made.Administrator),
                Reason = made.IsInvited ? "invited" : null,
            },
            AdministratorEvent.Removed removed => fact with { Kind = "administrator.removed", User = removed.User },
            AdministratorEvent.Invited invited => fact with
            {
                Kind = "administrator.invited",
                Detail = string.Create(CultureInfo.InvariantCulture, $"until {invited.Invitation.EndsAt:yyyy-MM-dd'T'HH:mm:ss'Z'}"),
            },
            AdministratorEvent.Ended ended => fact with
            {
                Kind = "administrator.ended", User = ended.User, Reason = "restored",
            },
            _ => null,
        };
    }

    private static string Describe(AdminToken token) => string.Create(
        CultureInfo.InvariantCulture,
        $"{token.Name}: {AdminRoles.WordOf(token.Scope.Role)} of {Describe(token.Scope)}, until {token.EndsAt:yyyy-MM-dd'T'HH:mm:ss'Z'}");

    private static string Describe(Administrator one) =>
        $"{one.User} of {one.Tenant}: {AdminRoles.WordOf(one.Scope.Role)} of {Describe(one.Scope)}";

    private static string Describe(AdminScope scope) =>
        scope.Tenants is { } some ? string.Join(' ', some.Select(tenant => tenant.Value)) : "all tenants";
}
