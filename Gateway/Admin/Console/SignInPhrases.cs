using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.SignIn.Users.SigningIn;
using Countersign.SignIn.Users.SignInLog;
using Countersign.SignIn.Ways;

namespace Countersign.Gateway.Admin.Console;

/// <summary>What the console says of sign-ins and of the rules of a start, where the API has words.</summary>
internal static class SignInPhrases
{
    public static string Of(SignInLogTexts texts, SignInOutcome outcome) => outcome switch
    {
        SignInOutcome.Approved => texts.Approved,
        SignInOutcome.Denied => texts.Denied,
        SignInOutcome.NotMe => texts.NotMe,
        SignInOutcome.WrongNumber => texts.WrongNumber,
        SignInOutcome.NotAllowed => texts.NotAllowed,
        SignInOutcome.Expired => texts.Expired,
        SignInOutcome.Cancelled => texts.Cancelled,
        SignInOutcome.FellBack => texts.FellBack,
        SignInOutcome.ComesBack => texts.ComesBack,
        SignInOutcome.SignedIn => texts.SignedIn,
        SignInOutcome.FirstFactor => texts.FirstFactor,
        SignInOutcome.Refused => texts.Refused,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not an outcome."),
    };

    public static string Of(SignInLogTexts texts, SignInWay way) => way switch
    {
        SignInWay.Phone => texts.Phone,
        SignInWay.Federated => texts.Federated,
        SignInWay.Password => texts.Password,
        SignInWay.Recovery => texts.Recovery,
        SignInWay.Passkey => texts.Passkey,
        SignInWay.Pass => texts.Pass,
        _ => throw new ArgumentOutOfRangeException(nameof(way), way, "Not a way."),
    };

    public static string Of(SignInLogTexts texts, FallbackReason reason) => reason switch
    {
        FallbackReason.NotAvailable => texts.NotAvailable,
        FallbackReason.Pending => texts.Pending,
        FallbackReason.Locked => texts.LockedReason,
        FallbackReason.TooManyPrompts => texts.TooManyPrompts,
        FallbackReason.NotAllowedByPolicy => texts.NotAllowedByPolicy,
        FallbackReason.Requested => texts.Requested,
        FallbackReason.SwitchedOff => texts.SwitchedOff,
        FallbackReason.PushNotAllowed => texts.PushNotAllowed,
        FallbackReason.PhoneTooOld => texts.PhoneTooOld,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a reason."),
    };

    public static string Of(SignInLogTexts texts, SignInRefusal refusal) => refusal switch
    {
        SignInRefusal.NotRight => texts.NotRight,
        SignInRefusal.TooManyTries => texts.TooManyTries,
        SignInRefusal.WayNotAllowed => texts.WayNotAllowed,
        SignInRefusal.PasswordMustChange => texts.PasswordMustChange,
        SignInRefusal.NotVouchedFor => texts.NotVouchedFor,
        SignInRefusal.SecondFactorRequired => texts.SecondFactorRequired,
        SignInRefusal.Other => texts.OtherRefusal,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Not a refusal."),
    };

    public static string Of(ConsoleTexts texts, StartRule rule) => rule switch
    {
        StartRule.NothingWaits => texts.RuleNothingWaits,
        StartRule.SwitchedOn => texts.RuleSwitchedOn,
        StartRule.PushAllowed => texts.RulePushAllowed,
        StartRule.PersonThere => texts.RulePersonThere,
        StartRule.PersonEnabled => texts.RulePersonEnabled,
        StartRule.PhoneEnabled => texts.RulePhoneEnabled,
        StartRule.PhoneNewEnough => texts.RulePhoneNewEnough,
        StartRule.Targeted => texts.RuleTargeted,
        StartRule.NotLocked => texts.RuleNotLocked,
        StartRule.TurnFree => texts.RuleTurnFree,
        StartRule.CommonBudget => texts.RuleCommonBudget,
        StartRule.FamiliarBudget => texts.RuleFamiliarBudget,
        StartRule.PartOfOne => texts.RulePartOfOne,
        StartRule.OwnBudget => texts.RuleOwnBudget,
        StartRule.NobodyBarred => texts.RuleNobodyBarred,
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Not a rule."),
    };

    public static string Of(ConsoleTexts texts, Finding finding) => finding switch
    {
        Finding.Passed => texts.FoundPassed,
        Finding.FallsBack => texts.FoundFallsBack,
        Finding.ComesBack => texts.FoundComesBack,
        Finding.RefusedAtTheEnd => texts.FoundRefused,
        Finding.FallsBackForSome => texts.FoundForSome,
        _ => throw new ArgumentOutOfRangeException(nameof(finding), finding, "Not a finding."),
    };

    public static string Of(ConsoleTexts texts, EntryFinding finding) => finding switch
    {
        EntryFinding.Kept => texts.FoundPassed,
        EntryFinding.Broken => texts.FoundFallsBack,
        EntryFinding.RefusedAtTheEnd => texts.FoundRefused,
        EntryFinding.NotReached => texts.SignIns.NotReached,
        _ => throw new ArgumentOutOfRangeException(nameof(finding), finding, "Not a finding."),
    };

    /// <summary>The colour of an outcome: somebody is in, somebody had doubts, or neither.</summary>
    public static string ToneOf(SignInOutcome outcome) => outcome switch
    {
        SignInOutcome.Approved or SignInOutcome.SignedIn or SignInOutcome.FirstFactor => "kept",
        SignInOutcome.Denied or SignInOutcome.NotMe or SignInOutcome.WrongNumber or SignInOutcome.NotAllowed => "broken",
        _ => "plain",
    };

    /// <summary>Why it did not go by the phone, or at all; nothing where it did.</summary>
    public static string? WhyOf(SignInLogTexts texts, SignInEntry entry) =>
        entry.Refused is { } refused ? Of(texts, refused) : entry.Reason is { } reason ? Of(texts, reason) : null;

    /// <summary>The rules of a start in order, each with what it came to.</summary>
    public static Markup Rules(IEnumerable<(string Finding, string Tone, string Rule)> rules) => Markup.Html($"""
        <ol class="rules">
        {Markup.Join(rules.Select(rule => Markup.Html($"""
            <li><span class="{rule.Tone}">{rule.Finding}</span>
            {rule.Rule}</li>

            """)))}</ol>
        """);
}
