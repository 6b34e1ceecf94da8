using System.Globalization;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Users.Passwords;

/// <summary>I18: one fact for each sign-in with a secret of one's own and each change of one. That somebody tried is none (I17).</summary>
internal static class SecretAudit
{
    public static AuditFact? Fact(SecretEvent happened, AuditFact about) => happened switch
    {
        SecretSessionOpened { Session.Secret: { } how } opened => about with
        {
            Kind = how.Way == OtherWay.Recovery ? "sign_in.recovery_code" : "sign_in.password",
            Client = opened.Client,
            Reason = WayTable.WordFor(how.Reason),
            Detail = (how.Way == OtherWay.Recovery ? "a recovery code" : "checked by " + opened.Place)
                + (opened.Unlocks ? "; unlocked" : ""),
        },
        PasswordSet set => about with
        {
            Kind = "password.set",
            Reason = set.ByAdministrator ? "by_administrator" : "by_user",
            Detail = set.Password.MustChange ? "must be changed" : null,
        },
        PasswordRemoved => about with { Kind = "password.removed" },
        RecoveryCodesIssued issued => about with
        {
            Kind = "recovery_codes.issued",
            Detail = string.Create(CultureInfo.InvariantCulture, $"{issued.Codes.Codes.Length} codes"),
        },
        RecoveryCodesRemoved => about with { Kind = "recovery_codes.removed" },
        _ => null,
    };
}
