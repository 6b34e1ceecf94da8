using System.Globalization;
using Countersign.SignIn.Audit;

namespace Countersign.SignIn.Users.Administration;

/// <summary>T31: one fact for each change by an administrator.</summary>
internal static class AdministrationAudit
{
    public static AuditFact Fact(AdministrationEvent happened, AuditFact about) => happened switch
    {
        UserProvisioned provisioned => about with
        {
            Kind = provisioned.New ? "user.created" : "user.changed",
            Reason = !provisioned.Switched ? null : provisioned.Enabled ? "enabled" : "disabled",
            Detail = $"enabled={provisioned.Enabled} on_premises_mfa={provisioned.OnPremisesMfa}",
        },
        UserRemoved => about with { Kind = "user.removed" },
        SignedOutEverywhere signedOut => about with
        {
            Kind = "user.signed_out_everywhere",
            Reason = signedOut.ByAdministrator ? "by_administrator" : "by_user",
        },
        UserUnlocked => about with { Kind = "user.unlocked" },
        EndedForRestore => about with { Kind = "user.ended", Reason = "restored" },
        ProviderUnlinked unlinked => about with { Kind = "provider.unlinked", Detail = unlinked.Provider },
        UserCodeSet set => about with { Kind = set.Code is null ? "user_code.removed" : "user_code.set" },
        GroupMembershipChanged changed => about with { Kind = changed.Member ? "group.joined" : "group.left", Detail = changed.Group },
        TemporaryPassIssued issued => about with
        {
            Kind = "pass.issued",
            Detail = string.Create(
                CultureInfo.InvariantCulture,
                $"minutes={(long)(issued.Pass.ExpiresAt - issued.At).TotalMinutes} one_time={!issued.Pass.Reusable}"),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name),
    };
}
