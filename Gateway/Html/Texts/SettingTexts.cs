namespace Countersign.Gateway.Html.Texts;

/// <summary>The words for one setting.</summary>
/// <param name="About">One sentence: what it does.</param>
public sealed record SettingText(string Label, string About);

/// <summary>Everything the console says of settings, in one language.</summary>
public sealed record SettingTexts
{
    public required string Title { get; init; }
    public required string About { get; init; }
    public required string Changed { get; init; }
    public required string Default { get; init; }   // {0} a value
    public required string Bounds { get; init; }   // {0} and {1} numbers
    public required string Nothing { get; init; }
    public required string All { get; init; }
    public required string Limited { get; init; }
    public required string On { get; init; }
    public required string Off { get; init; }
    public required string Change { get; init; }
    public required string Save { get; init; }
    public required string Saved { get; init; }
    public required string Refused { get; init; }
    public required string Sure { get; init; }
    public required string LoseAccess { get; init; }   // {0} a number
    public required string SignInsEnd { get; init; }   // {0} a number
    public required string WebhookSecret { get; init; }
    public required string WebhookSecretShown { get; init; }
    public required string DrawSecret { get; init; }
    public required string DrawSecretAbout { get; init; }
    public required string After { get; init; }   // {0} a reason
    public required string InFace { get; init; }

    public required SettingText NumberGroup { get; init; }
    public required SettingText PromptsGroup { get; init; }
    public required SettingText OtherWaysGroup { get; init; }
    public required SettingText PhonesGroup { get; init; }
    public required SettingText PhonesNeedGroup { get; init; }
    public required SettingText RecordsGroup { get; init; }
    public required SettingText FaceGroup { get; init; }
    public required SettingText NumberMode { get; init; }
    public required SettingText ChallengeSeconds { get; init; }
    public required SettingText SecondAttempt { get; init; }
    public required SettingText PolicyCheck { get; init; }
    public required SettingText Decoys { get; init; }
    public required SettingText Prompts5 { get; init; }
    public required SettingText PromptsHour { get; init; }
    public required SettingText PromptsDay { get; init; }
    public required SettingText WrongNumbers { get; init; }
    public required SettingText NotMeHours { get; init; }
    public required SettingText TrustedNetworks { get; init; }
    public required SettingText PhoneOnly { get; init; }
    public required SettingText SecondFactor { get; init; }
    public required SettingText RecoveryCodes { get; init; }
    public required SettingText Passkeys { get; init; }
    public required SettingText Ways { get; init; }
    public required SettingText PinKeys { get; init; }
    public required SettingText SyncedKeys { get; init; }
    public required SettingText AccountsPerPhone { get; init; }
    public required SettingText InstallationLimit { get; init; }
    public required SettingText PushAllowed { get; init; }
    public required SettingText CombinedRegistration { get; init; }
    public required SettingText MinimumIos { get; init; }
    public required SettingText MinimumAndroid { get; init; }
    public required SettingText MinimumApp { get; init; }
    public required SettingText SignInLogDays { get; init; }
    public required SettingText SecurityWebhook { get; init; }
    public required SettingText SecondPerson { get; init; }
    public required SettingText SecurityEvents { get; init; }
    public required SettingText HelpUrl { get; init; }
    public required SettingText Branding { get; init; }

    public required string WordSelect { get; init; }
    public required string WordEnter2 { get; init; }
    public required string WordEnter6 { get; init; }
    public required string WordFallBack { get; init; }
    public required string WordRefuse { get; init; }
    public required string WordAfterCompletion { get; init; }
    public required string WordBeforePrompt { get; init; }
    public required string WordDeviceBound { get; init; }
    public required string WordFederated { get; init; }
    public required string WordPassword { get; init; }
    public required string WordRecovery { get; init; }
    public required string WordPasskey { get; init; }
    public required string WordNotAvailable { get; init; }
    public required string WordPending { get; init; }
    public required string WordLocked { get; init; }
    public required string WordTooManyPrompts { get; init; }
    public required string WordNotAllowed { get; init; }
    public required string WordRequested { get; init; }
    public required string WordSwitchedOff { get; init; }
    public required string WordPushNotAllowed { get; init; }
    public required string WordPhoneTooOld { get; init; }
}
