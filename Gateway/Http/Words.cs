using System.Collections.Immutable;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Http;

/// <summary>The wire's words for what the rules answer, each in one place.</summary>
public static class Words
{
    public static readonly ImmutableArray<(SecondAttempt Value, string Word)> SecondAttempts =
        [(SecondAttempt.FallBack, "fall_back"), (SecondAttempt.Refuse, "refuse")];

    public static readonly ImmutableArray<(PolicyCheck Value, string Word)> PolicyChecks =
        [(PolicyCheck.AfterCompletion, "after_completion"), (PolicyCheck.BeforePrompt, "before_prompt")];

    public static readonly ImmutableArray<(bool Value, string Word)> Switches = [(true, "on"), (false, "off")];

    public static readonly ImmutableArray<(PasskeyPolicy Value, string Word)> PasskeyPolicies =
        [(PasskeyPolicy.Off, "off"), (PasskeyPolicy.DeviceBound, "device_bound"), (PasskeyPolicy.Any, "on")];

    public static string WordFor(SecondAttempt second) =>
        second == SecondAttempt.Refuse ? "refuse" : "fall_back";

    /// <summary>Null for what is none; so those below.</summary>
    public static SecondAttempt? ParseSecondAttempt(string word) => Parse(SecondAttempts, word);

    public static string WordFor(PolicyCheck check) =>
        check == PolicyCheck.BeforePrompt ? "before_prompt" : "after_completion";

    public static PolicyCheck? ParsePolicyCheck(string word) => Parse(PolicyChecks, word);

    public static string WordForSwitch(bool isOn) => isOn ? "on" : "off";

    public static bool? ParseSwitch(string word) => Parse(Switches, word);

    public static string WordFor(PasskeyPolicy passkeys) => passkeys switch
    {
        PasskeyPolicy.Any => "on",
        PasskeyPolicy.DeviceBound => "device_bound",
        _ => "off",
    };

    public static PasskeyPolicy? ParsePasskeys(string word) => Parse(PasskeyPolicies, word);

    private static T? Parse<T>(ImmutableArray<(T Value, string Word)> table, string word) where T : struct
    {
        foreach (var row in table)
        {
            if (row.Word == word) return row.Value;
        }

        return null;
    }

    /// <param name="isSynced">Null of a key that is no WebAuthn credential's.</param>
    public static string WordForKey(bool? isSynced) => isSynced switch
    {
        null => "own",
        true => "webauthn_synced",
        false => "webauthn",
    };

    public static string WordFor(PushStanding standing) => standing switch
    {
        PushStanding.None => "none",
        PushStanding.On => "on",
        PushStanding.Gone => "gone",
        _ => throw new ArgumentOutOfRangeException(nameof(standing), standing, "Not a standing."),
    };

    public static string WordFor(FallbackReason reason) => WayTable.WordFor(reason);

    public static string WordFor(Outcome outcome) => outcome switch
    {
        Outcome.Approved => "approved",
        Outcome.Denied => "denied",
        Outcome.WrongNumber => "wrong_number",
        Outcome.NotAllowed => "not_allowed",
        Outcome.Expired => "expired",
        _ => "cancelled",
    };

    public static string WordFor(NoticeKind kind) => kind switch
    {
        NoticeKind.PhoneAdded => "phone_added",
        NoticeKind.PhoneRemoved => "phone_removed",
        NoticeKind.PhoneSignInEnabled => "phone_sign_in_enabled",
        NoticeKind.PhoneSignInDisabled => "phone_sign_in_disabled",
        NoticeKind.PassUsed => "pass_used",
        NoticeKind.PasswordSet => "password_set",
        NoticeKind.RecoveryCodesIssued => "recovery_codes_issued",
        NoticeKind.RecoveryCodeUsed => "recovery_code_used",
        NoticeKind.PasskeyAdded => "passkey_added",
        NoticeKind.PasskeyRemoved => "passkey_removed",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of notice."),
    };

    public static string WordFor(SessionMethod method) => method switch
    {
        SessionMethod.PhoneSignIn => "phone_sign_in",
        SessionMethod.Federated => "federated",
        SessionMethod.Password => "password",
        SessionMethod.RecoveryCode => "recovery_code",
        SessionMethod.Passkey => "passkey",
        _ => "temporary_access_pass",
    };

    /// <summary>
    /// RFC 8176: a key was proved, with something known or inherent; which of the two, and whether in hardware, is not known here.
    /// </summary>
    public static readonly string[] PhoneSignInMethods = [.. NumberModes.AuthenticationMethods];
}
