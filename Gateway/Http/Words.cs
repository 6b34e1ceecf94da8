using Countersign.SignIn.Challenges;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Http;

/// <summary>The wire's words for what the rules answer, each in one place.</summary>
public static class Words
{
    public static string Of(NumberMode mode) => mode switch
    {
        NumberMode.Enter2 => "enter2",
        NumberMode.Enter6 => "enter6",
        _ => "select",
    };

    /// <summary>Null for what is no mode; so the two below.</summary>
    public static NumberMode? NumberModeOf(string word) => word switch
    {
        "select" => NumberMode.Select,
        "enter2" => NumberMode.Enter2,
        "enter6" => NumberMode.Enter6,
        _ => null,
    };

    public static string Of(SecondAttempt second) =>
        second == SecondAttempt.Refuse ? "refuse" : "fall_back";

    public static SecondAttempt? SecondAttemptOf(string word) => word switch
    {
        "fall_back" => SecondAttempt.FallBack,
        "refuse" => SecondAttempt.Refuse,
        _ => null,
    };

    public static string Of(PolicyCheck check) =>
        check == PolicyCheck.BeforePrompt ? "before_prompt" : "after_completion";

    public static PolicyCheck? PolicyCheckOf(string word) => word switch
    {
        "after_completion" => PolicyCheck.AfterCompletion,
        "before_prompt" => PolicyCheck.BeforePrompt,
        _ => null,
    };

    public static string Of(FallbackReason reason) => reason switch
    {
        FallbackReason.Pending => "pending",
        FallbackReason.Locked => "locked",
        FallbackReason.TooManyPrompts => "too_many_prompts",
        FallbackReason.NotAllowedByPolicy => "not_allowed_by_policy",
        FallbackReason.Requested => "requested",
        _ => "not_available",
    };

    public static string Of(Outcome outcome) => outcome switch
    {
        Outcome.Approved => "approved",
        Outcome.Denied => "denied",
        Outcome.WrongNumber => "wrong_number",
        Outcome.NotAllowed => "not_allowed",
        Outcome.Expired => "expired",
        _ => "cancelled",
    };

    public static string Of(SessionMethod method) => method == SessionMethod.PhoneSignIn ? "phone_sign_in" : "temporary_access_pass";

    /// <summary>
    /// What may honestly be claimed of a sign-in with this mode (N14): an authentication context of our own, since no registered one says
    /// "number matching"; never one that says phishing-resistant.
    /// </summary>
    public static string AuthenticationContext(NumberMode mode) => mode switch
    {
        NumberMode.Enter2 => "urn:countersign:number:enter2",
        NumberMode.Enter6 => "urn:countersign:number:enter6",
        _ => "urn:countersign:number:select",
    };

    /// <summary>
    /// RFC 8176: a key was proved, with something known or inherent; which of the two, and whether in hardware, is not known here.
    /// </summary>
    public static readonly string[] PhoneSignInMethods = ["mfa", "pop"];
}
