using Countersign.Gateway.Html.Texts;

namespace Countersign.Gateway.Admin.Console;

/// <summary>The console's words for the rows of <see cref="SettingsTable"/>.</summary>
internal static class SettingWords
{
    public static SettingText For(SettingTexts texts, SettingGroup group) => group switch
    {
        SettingGroup.Number => texts.NumberGroup,
        SettingGroup.Prompts => texts.PromptsGroup,
        SettingGroup.OtherWays => texts.OtherWaysGroup,
        SettingGroup.Phones => texts.PhonesGroup,
        SettingGroup.PhonesNeed => texts.PhonesNeedGroup,
        SettingGroup.Records => texts.RecordsGroup,
        SettingGroup.Face => texts.FaceGroup,
        _ => throw new ArgumentOutOfRangeException(nameof(group), group, "Not a group."),
    };

    public static SettingText For(SettingTexts texts, SettingRow row) => row.Name switch
    {
        "number_mode" => texts.NumberMode,
        "challenge_seconds" => texts.ChallengeSeconds,
        "second_attempt" => texts.SecondAttempt,
        "policy_check" => texts.PolicyCheck,
        "decoys" => texts.Decoys,
        "prompts_in_5_minutes" => texts.Prompts5,
        "prompts_in_an_hour" => texts.PromptsHour,
        "prompts_in_a_day" => texts.PromptsDay,
        "wrong_numbers_to_lock" => texts.WrongNumbers,
        "not_me_hours" => texts.NotMeHours,
        "trusted_networks" => texts.TrustedNetworks,
        "phone_only" => texts.PhoneOnly,
        "second_factor" => texts.SecondFactor,
        "recovery_codes" => texts.RecoveryCodes,
        "passkeys" => texts.Passkeys,
        "ways" => texts.Ways,
        "pin_keys" => texts.PinKeys,
        "synced_keys" => texts.SyncedKeys,
        "accounts_per_phone" => texts.AccountsPerPhone,
        "installation_limit" => texts.InstallationLimit,
        "push_allowed" => texts.PushAllowed,
        "combined_registration" => texts.CombinedRegistration,
        "minimum_ios" => texts.MinimumIos,
        "minimum_android" => texts.MinimumAndroid,
        "minimum_app" => texts.MinimumApp,
        "sign_in_log_days" => texts.SignInLogDays,
        "second_person" => texts.SecondPerson,
        "security_webhook" => texts.SecurityWebhook,
        "security_events" => texts.SecurityEvents,
        "help_url" => texts.HelpUrl,
        "branding" => texts.Branding,
        _ => throw new ArgumentOutOfRangeException(nameof(row), row.Name, "Not a setting."),
    };

    /// <summary>A word of a choice or a switch, as people read it.</summary>
    public static string For(SettingTexts texts, string word) => word switch
    {
        "on" => texts.On,
        "off" => texts.Off,
        "select" => texts.WordSelect,
        "enter2" => texts.WordEnter2,
        "enter6" => texts.WordEnter6,
        "fall_back" => texts.WordFallBack,
        "refuse" => texts.WordRefuse,
        "after_completion" => texts.WordAfterCompletion,
        "before_prompt" => texts.WordBeforePrompt,
        "device_bound" => texts.WordDeviceBound,
        _ => throw new ArgumentOutOfRangeException(nameof(word), word, "Not a word of a setting."),
    };

    public static string For(SettingTexts texts, OtherWay way) => way switch
    {
        OtherWay.Federated => texts.WordFederated,
        OtherWay.Password => texts.WordPassword,
        OtherWay.Recovery => texts.WordRecovery,
        OtherWay.Passkey => texts.WordPasskey,
        _ => throw new ArgumentOutOfRangeException(nameof(way), way, "Not a way."),
    };

    public static string For(SettingTexts texts, FallbackReason reason) => reason switch
    {
        FallbackReason.NotAvailable => texts.WordNotAvailable,
        FallbackReason.Pending => texts.WordPending,
        FallbackReason.Locked => texts.WordLocked,
        FallbackReason.TooManyPrompts => texts.WordTooManyPrompts,
        FallbackReason.NotAllowedByPolicy => texts.WordNotAllowed,
        FallbackReason.Requested => texts.WordRequested,
        FallbackReason.SwitchedOff => texts.WordSwitchedOff,
        FallbackReason.PushNotAllowed => texts.WordPushNotAllowed,
        FallbackReason.PhoneTooOld => texts.WordPhoneTooOld,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a reason."),
    };
}
