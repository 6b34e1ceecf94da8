using Countersign.SignIn.Audit;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Users.Passkeys;

/// <summary>I18: one fact for each sign-in with a passkey and each change of one.</summary>
internal static class PasskeyAudit
{
    public static AuditFact? Fact(PasskeyEvent happened, AuditFact about) => happened switch
    {
        PasskeyAdded added => about with { Kind = "passkey.added", Detail = Name(added.Passkey) },
        PasskeyRemoved removed => about with
        {
            Kind = "passkey.removed",
            Reason = removed.ByAdministrator ? "by_administrator" : "by_user",
            Detail = Name(removed.Passkey),
        },
        PasskeySessionOpened { Session.Secret: { } how } opened => about with
        {
            Kind = "sign_in.passkey",
            Client = opened.Client,
            Reason = WayTable.WordFor(how.Reason),
            Assertion = opened.Assertion,
            Detail = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"passkey {opened.Number}")
                + (opened.Unlocks ? "; unlocked" : ""),
        },
        _ => null,
    };

    private static string Name(Passkey passkey) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"passkey {passkey.Number}{(passkey.Credential.IsBackupEligible ? ", can be copied" : "")}");
}
