using Countersign.SignIn.Users.SignInLog;
using Countersign.SignIn.Users.SigningIn;

namespace Countersign.Gateway.Admin;

/// <summary>The words of the sign-in log, and of the rules of a start.</summary>
internal static class SignInWords
{
    public static readonly IReadOnlyList<(string Word, SignInOutcome Outcome)> Outcomes =
    [
        ("approved", SignInOutcome.Approved), ("denied", SignInOutcome.Denied), ("not_me", SignInOutcome.NotMe),
        ("wrong_number", SignInOutcome.WrongNumber), ("not_allowed", SignInOutcome.NotAllowed), ("expired", SignInOutcome.Expired),
        ("cancelled", SignInOutcome.Cancelled), ("fell_back", SignInOutcome.FellBack), ("comes_back_later", SignInOutcome.ComesBack),
        ("signed_in", SignInOutcome.SignedIn), ("first_factor", SignInOutcome.FirstFactor), ("refused", SignInOutcome.Refused),
    ];

    public static string WordFor(SignInOutcome outcome) => Outcomes.First(row => row.Outcome == outcome).Word;

    public static string WordFor(SignInWay way) => way switch
    {
        SignInWay.Phone => "phone",
        SignInWay.Federated => "federated",
        SignInWay.Password => "password",
        SignInWay.Recovery => "recovery",
        SignInWay.Passkey => "passkey",
        SignInWay.Pass => "pass",
        _ => throw new ArgumentOutOfRangeException(nameof(way), way, "Not a way."),
    };

    public static string WordFor(SignInRefusal refusal) => refusal switch
    {
        SignInRefusal.NotRight => "not_right",
        SignInRefusal.TooManyTries => "too_many_tries",
        SignInRefusal.WayNotAllowed => "way_not_allowed",
        SignInRefusal.PasswordMustChange => "password_must_change",
        SignInRefusal.NotVouchedFor => "not_vouched_for",
        SignInRefusal.SecondFactorRequired => "second_factor_required",
        SignInRefusal.Other => "other",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Not a refusal."),
    };

    public static string WordFor(StartRule rule) => rule switch
    {
        StartRule.NothingWaits => "nothing_waits",
        StartRule.SwitchedOn => "switched_on",
        StartRule.PushAllowed => "push_allowed",
        StartRule.PersonThere => "user_exists",
        StartRule.PersonEnabled => "user_enabled",
        StartRule.PhoneEnabled => "phone_enabled",
        StartRule.PhoneNewEnough => "phone_new_enough",
        StartRule.Targeted => "targeted",
        StartRule.NotLocked => "not_locked",
        StartRule.TurnFree => "turn_free",
        StartRule.CommonBudget => "prompts_left",
        StartRule.FamiliarBudget => "prompts_left_at_usual_places",
        StartRule.PartOfOne => "prompts_left_for_each_place",
        StartRule.OwnBudget => "prompts_left_in_own_browsers",
        StartRule.NobodyBarred => "nobody_kept_away",
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Not a rule."),
    };
}
