namespace Countersign.Gateway.Html.Texts;

/// <summary>The settings in English.</summary>
internal static class EnglishSettings
{
    public static readonly SettingTexts Texts = new()
    {
        Title = "Settings",
        About = "What this tenant has settled. What differs from the product is marked.",
        Changed = "Changed",
        Default = "Default: {0}.",
        Bounds = "{0} to {1}.",
        Nothing = "none",
        All = "all",
        Limited = "limited",
        On = "on",
        Off = "off",
        Change = "Change",
        Save = "Save",
        Saved = "Saved.",
        Refused = "This is outside its bounds. Nothing was saved.",
        Sure = "Save this all the same?",
        LoseAccess = "People who can sign in by phone now and could not any more: {0}.",
        SignInsEnd = "People whose present sign-ins by phone end, as the number was weaker: {0}.",
        WebhookSecret = "Secret of the security webhook",
        WebhookSecretShown = "Take the secret now: it is shown this once. Messages are signed with it.",
        DrawSecret = "Draw another secret",
        DrawSecretAbout = "The secret before signs nothing more from now on.",
        After = "After: {0}",
        InFace = "Name, colour, logo, contact and help stand under “Branding”.",

        NumberGroup = new("The number", "What people see and do when they sign in by phone."),
        PromptsGroup = new("Prompts and wrong numbers", "How much a stranger may disturb somebody."),
        OtherWaysGroup = new("Other ways to sign in", "What may take the place of the phone, and when."),
        PhonesGroup = new("Phones that are set up", "Which phones and keys are taken from now on; those that are there stay."),
        PhonesNeedGroup = new("What a phone needs", "What must hold before somebody can set up or use a phone."),
        RecordsGroup = new("Log and messages", "What is kept of sign-ins, and who is told of changes."),
        FaceGroup = new("Face", "How the pages look."),
        NumberMode = new("How the number is used", "Tapping one of three is easiest; typing is harder to get right by chance."),
        ChallengeSeconds = new("Seconds to answer", "So long the number is good; after that the sign-in begins anew."),
        SecondAttempt = new("A second attempt while one waits", "It is led to another way to sign in, or told to wait."),
        PolicyCheck = new(
            "When the policy is checked", "After the approval nobody learns who is allowed; before it people are spared a prompt in vain."),
        Decoys = new(
            "A number for every name",
            "Browsers are shown a number even where no phone can be asked, so that nobody learns whose names are good."),
        Prompts5 = new("Prompts in 5 minutes", "Prompts that nobody approved; after that the phone is left in peace for a while."),
        PromptsHour = new("Prompts in an hour", "The same for an hour; not fewer than in 5 minutes."),
        PromptsDay = new("Prompts in a day", "The same for a day; not fewer than in an hour."),
        WrongNumbers = new("Wrong numbers until the lock", "So many wrong numbers in a day lock phone sign-in of that person for a day."),
        NotMeHours = new("Hours after “it wasn’t me”", "So long nobody is asked again for whom they turned away."),
        TrustedNetworks = new(
            "Networks of many people",
            "From these, such as 192.0.2.0/24, many people may sign in at once; at most 50, with spaces between."),
        PhoneOnly = new("The phone or nothing", "Nobody is led to another way: without a phone at hand nobody gets in."),
        SecondFactor = new(
            "The phone after a password",
            "Whoever signs in with a password or at the organisation’s own server is asked for a number on the phone, too."),
        RecoveryCodes = new("Recovery codes", "People may have ten codes on paper, each good once, for the day without a phone."),
        Passkeys = new("Passkeys", "People may sign in with a passkey instead of the phone."),
        Ways = new("Which way may follow which reason", "Where no phone can be asked, people are offered these ways and no others."),
        PinKeys = new(
            "Phones with a PIN of their own",
            "The app keeps its key itself, behind a PIN. Off: only phones whose screen lock, fingerprint or face approves."),
        SyncedKeys = new(
            "Keys that can be copied", "Keys that a person’s other devices may get, too. Off: only keys that stay in one device."),
        AccountsPerPhone = new(
            "Accounts on one phone", "So many accounts of one phone may have phone sign-in. Fewer than before takes none away."),
        InstallationLimit = new(
            "Phones of users of an on-premises MFA server", "Whoever has so many cannot enable phone sign-in on another."),
        PushAllowed = new("Messages to phones", "Off: nobody can be asked on the phone."),
        CombinedRegistration = new("People set up phones themselves", "Off: nobody can set up another phone."),
        MinimumIos = new("Oldest iOS", "Older phones are not asked. At least 8.0."),
        MinimumAndroid = new("Oldest Android", "Older phones are not asked. At least 6.0."),
        MinimumApp = new("Oldest app", "Phones with an older app are not asked; such as 1.0."),
        SignInLogDays = new("Days of the sign-in log", "So long an entry is kept; 0: there is no log."),
        SecondPerson = new(
            "A second administrator",
            "What decides who gets in, and how, is changed once another administrator agrees. Ending this takes one, too."),
        SecurityWebhook = new(
            "Security webhook", "An https address that is told when somebody’s way to sign in changes. Empty: nobody is told."),
        SecurityEvents = new("Receiver of security events", "Hears of what happens, as signed tokens. It has a page of its own."),
        HelpUrl = new("Help", "An https address behind the word “Help” at the foot of every page. Empty: none."),
        Branding = new("Branding", "Name, colour, logo and contact on the tenant’s pages."),

        WordSelect = "Tap one of three",
        WordEnter2 = "Type two digits",
        WordEnter6 = "Type six digits",
        WordFallBack = "Another way",
        WordRefuse = "Wait",
        WordAfterCompletion = "After the approval",
        WordBeforePrompt = "Before the prompt",
        WordDeviceBound = "Only those that stay in one device",
        WordFederated = "The organisation’s own server",
        WordPassword = "A password",
        WordRecovery = "A recovery code",
        WordPasskey = "A passkey",
        WordNotAvailable = "no phone can be asked",
        WordPending = "another sign-in waits",
        WordLocked = "locked after wrong numbers",
        WordTooManyPrompts = "too many prompts",
        WordNotAllowed = "the policy does not allow it",
        WordRequested = "the person asked",
        WordSwitchedOff = "phone sign-in is off",
        WordPushNotAllowed = "messages are not allowed",
        WordPhoneTooOld = "the phone is too old",
    };
}
