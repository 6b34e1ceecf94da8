namespace Countersign.Gateway.Html.Texts;

/// <summary>
/// Everything the pages say, in one language. <c>{0}</c> stands for what the comment beside the text names. A text that one language lacks
/// does not compile. A new language is one new file in this folder; all of them are found by <see cref="All"/>.
/// </summary>
public sealed record PageTexts
{
    /// <summary>Every language there is, in the order of <see cref="Place"/>.</summary>
    public static IReadOnlyList<PageTexts> All => Found.Texts;

    /// <summary>BCP 47, for <c>lang</c>.</summary>
    public required string Language { get; init; }

    /// <summary>The language's place among the others: in the order in which they came.</summary>
    public required int Place { get; init; }

    /// <summary>
    /// The language ranges (RFC 4647) that this language answers to. A bare zh says nothing about the script, so it does not mean the one
    /// there is.
    /// </summary>
    public required IReadOnlyList<string> Ranges { get; init; }

    // the form
    public required string SignIn { get; init; }
    public required string SignInTo { get; init; }          // {0} the application
    public required string UserName { get; init; }
    public required string UserNameHint { get; init; }
    public required string UserNameWrong { get; init; }
    public required string UserNameHolds { get; init; }     // {0} a character
    public required string Next { get; init; }
    public required string Help { get; init; }

    // the phone in the browser; the rest of its texts is in Phone/texts
    public required string WebPhoneTitle { get; init; }
    public required string WebPhoneAbout { get; init; }
    public required string WebPhoneScript { get; init; }

    // the number
    public required string NumberTitle { get; init; }
    public required string TapNumber { get; init; }
    public required string TypeNumber { get; init; }
    public required string KeepNumber { get; init; }
    public required string WebPhoneHere { get; init; }
    public required string TimeLeft { get; init; }          // {0} as 1:45
    public required string SecondsLeft { get; init; }       // {0} a number; said aloud
    public required string Waiting { get; init; }
    public required string UsePassword { get; init; }
    public required string OtherWays { get; init; }
    public required string CannotUseApp { get; init; }
    public required string Cancel { get; init; }

    public required string Account { get; init; }           // before the user name, said aloud

    // how it ended
    public required string DeniedTitle { get; init; }
    public required string Denied { get; init; }
    public required string WrongNumberTitle { get; init; }
    public required string WrongNumber { get; init; }
    public required string TriesLeft { get; init; }        // {0} a number
    public required string LastTry { get; init; }
    public required string NewNumber { get; init; }
    public required string ExpiredTitle { get; init; }
    public required string Expired { get; init; }
    public required string CancelledTitle { get; init; }
    public required string Cancelled { get; init; }
    public required string NotAllowedTitle { get; init; }
    public required string NotAllowed { get; init; }
    public required string NotAllowedRemedy { get; init; }
    public required string NotAllowedAsk { get; init; }     // the same, where there is no password
    public required string SwitchedOffTitle { get; init; }
    public required string SwitchedOff { get; init; }
    public required string UsedTitle { get; init; }
    public required string Used { get; init; }
    public required string Late { get; init; }
    public required string ReplacedTitle { get; init; }
    public required string Replaced { get; init; }
    public required string ReplacedTabs { get; init; }
    public required string GoOnAs { get; init; }            // {0} the user name
    public required string StartAgain { get; init; }
    public required string BackTo { get; init; }            // {0} the application

    // instead of a number
    public required string NotAvailableTitle { get; init; }
    public required string NotAvailable { get; init; }
    public required string PendingTitle { get; init; }
    public required string Pending { get; init; }
    public required string PhoneGone { get; init; }
    public required string EverythingEnded { get; init; }
    public required string HarderNumber { get; init; }
    /// <summary>A number on the phone is asked for after a password or the organisation's own server.</summary>
    public required string SecondTitle { get; init; }
    public required string SecondAsked { get; init; }
    public required string SecondNoPhone { get; init; }
    public required string SecondNobody { get; init; }
    public required string SecondPending { get; init; }
    public required string SecondSend { get; init; }
    public required string SecondOwed { get; init; }
    public required string LockedTitle { get; init; }
    public required string Locked { get; init; }
    public required string TooManyTitle { get; init; }
    public required string TooMany { get; init; }
    public required string OffTitle { get; init; }
    public required string Off { get; init; }
    public required string PushOff { get; init; }
    public required string TooOldTitle { get; init; }
    public required string TooOld { get; init; }
    public required string PasswordTitle { get; init; }
    public required string OtherWayTitle { get; init; }
    public required string OrganisationPassword { get; init; }
    public required string ToOrganisation { get; init; }
    public required string PhoneOnlyTitle { get; init; }
    public required string PhoneOnly { get; init; }
    public required string NoPasswords { get; init; }
    public required string AskAdministrator { get; init; }
    public required string TryAgainIn { get; init; }        // {0} a duration
    public required string TryAgainAt { get; init; }        // {0} a time, in one of the two forms below
    public required string TryAgainNow { get; init; }
    public required string ClockTime { get; init; }         // the time in UTC: a .NET format
    public required string DayAndTime { get; init; }
    public required string Hours { get; init; }             // {0} a number, and the two below
    public required string Minutes { get; init; }
    public required string Seconds { get; init; }

    // at the organisation's own server
    public required string ProviderAskTitle { get; init; }
    public required string ProviderAsk { get; init; }         // {0} its name
    public required string ProviderDownTitle { get; init; }
    public required string ProviderDown { get; init; }        // {0} its name
    public required string ProviderAnswerTitle { get; init; }
    public required string ProviderAnswer { get; init; }
    public required string ProviderDeclinedTitle { get; init; }
    public required string ProviderDeclined { get; init; }        // {0} its name
    public required string OtherAccountTitle { get; init; }
    public required string OtherAccount { get; init; }        // {0} its name
    public required string SigningOutTitle { get; init; }
    public required string SigningOut { get; init; }

    // a password, a recovery code
    public required string PasswordHere { get; init; }
    public required string ToPassword { get; init; }
    public required string Password { get; init; }
    public required string PasswordWrong { get; init; }
    public required string NewPasswordTitle { get; init; }
    public required string NewPasswordAbout { get; init; }
    public required string NewPassword { get; init; }
    public required string NewPasswordHint { get; init; }
    public required string NewPasswordLength { get; init; }
    public required string NewPasswordCommon { get; init; }
    public required string NewPasswordSame { get; init; }
    public required string PasswordDownTitle { get; init; }
    public required string PasswordDown { get; init; }
    public required string SecretTooManyTitle { get; init; }
    public required string SecretTooMany { get; init; }
    public required string RecoveryLink { get; init; }
    public required string RecoveryTitle { get; init; }
    public required string RecoveryAbout { get; init; }
    public required string RecoveryCode { get; init; }
    public required string RecoveryWrong { get; init; }
    public required string PasskeyLink { get; init; }
    public required string PasskeyTitle { get; init; }
    public required string PasskeyAbout { get; init; }
    public required string PasskeyUse { get; init; }
    public required string PasskeyWrong { get; init; }
    public required string PasskeySynced { get; init; }
    public required string PasskeyScript { get; init; }
    public required string PasskeyUnsupported { get; init; }
    public required string PasskeyDeclined { get; init; }
    public required string PasskeyFailed { get; init; }

    // a pass, and the phone it lets somebody set up
    public required string PassLink { get; init; }
    public required string EarlierPhone { get; init; }
    public required string PassTitle { get; init; }
    public required string PassAbout { get; init; }
    public required string Pass { get; init; }
    public required string PassHint { get; init; }
    public required string PassWrong { get; init; }
    public required string PassSheet { get; init; }         // on paper, beside an address and its code
    public required string PassSheetUntil { get; init; }    // {0} a day and time of UTC
    public required string PhoneTitle { get; init; }
    public required string PhoneAbout { get; init; }
    public required string PhoneShowCode { get; init; }
    public required string PhoneCodeTitle { get; init; }
    public required string PhoneCode { get; init; }         // {0} a duration
    public required string PhoneCodeText { get; init; }
    public required string PhoneSignIn { get; init; }
    public required string PhoneNotNow { get; init; }
    public required string PhoneTooManyCodes { get; init; }

    // signed in
    public required string DoneTitle { get; init; }
    public required string DoneAs { get; init; }            // {0} the user name
    public required string Done { get; init; }
    public required string SignOut { get; init; }
    public required string SignOutTitle { get; init; }
    public required string SignedOutTitle { get; init; }
    public required string SignedOut { get; init; }

    // My Security Info
    public required string MyTitle { get; init; }
    public required string MyPhones { get; init; }
    public required string MyPhone { get; init; }        // the title of one phone’s page
    public required string MyApp { get; init; }        // {0} a version
    public required string MyPhoneOn { get; init; }
    public required string MyPhoneOff { get; init; }
    public required string MyPushOn { get; init; }
    public required string MyPushGone { get; init; }
    public required string MyLastUsed { get; init; }        // {0} a time, and in the one below
    public required string MySince { get; init; }
    public required string MyApprovedHere { get; init; }
    public required string MyChange { get; init; }
    public required string MyAddPhone { get; init; }
    public required string MyStepOpen { get; init; }
    public required string MyStepScan { get; init; }
    public required string MyStepEnable { get; init; }
    public required string MyConnecting { get; init; }
    public required string MyConnected { get; init; }        // {0} the phone’s name, and in the one below
    public required string MyEnabled { get; init; }
    public required string MyCodeOver { get; init; }
    public required string MyDone { get; init; }
    public required string MyName { get; init; }
    public required string MyNameHint { get; init; }
    public required string MyNameWrong { get; init; }
    public required string MySaveName { get; init; }
    public required string MyRemove { get; init; }
    public required string MyRemoveAbout { get; init; }
    public required string MyRemovedTitle { get; init; }
    public required string MyRemoved { get; init; }
    public required string MyAgainTitle { get; init; }
    public required string MyAgain { get; init; }
    public required string MyAgainLink { get; init; }
    public required string MyByPasskey { get; init; }
    public required string MyPasskeys { get; init; }
    public required string MyPasskeysAbout { get; init; }
    public required string MyPasskeyAdd { get; init; }
    public required string MyPasskeyHint { get; init; }
    public required string MyPasskeyMake { get; init; }
    public required string MyPasskeyDeclined { get; init; }
    public required string MyPasskeyTwice { get; init; }
    public required string MyPasskeyWrong { get; init; }
    public required string MyPasskeysFull { get; init; }
    public required string MyPasskeyStronger { get; init; }
    public required string MyPasskeyDoneTitle { get; init; }
    public required string MyPasskeyDone { get; init; }
    public required string MyPasskeyBound { get; init; }
    public required string MyPasskeyCopies { get; init; }
    public required string MyPasskeyNotTaken { get; init; }
    public required string MyPasskeyRemove { get; init; }
    public required string MyPasskeyRemoveAbout { get; init; }
    public required string MyPasskeyRemovedTitle { get; init; }
    public required string MyPasskeyRemoved { get; init; }
    public required string MyPasswordNone { get; init; }
    public required string MyPasswordSince { get; init; }        // {0} a time
    public required string MyPasswordSet { get; init; }
    public required string MyPasswordChange { get; init; }
    public required string MyPasswordAbout { get; init; }
    public required string MyPasswordSave { get; init; }
    public required string MyPasswordDoneTitle { get; init; }
    public required string MyPasswordDone { get; init; }
    public required string MyCodes { get; init; }
    public required string MyCodesAbout { get; init; }
    public required string MyCodesLeft { get; init; }        // {0} a number
    public required string MyCodesSince { get; init; }        // {0} a time
    public required string MyCodesGet { get; init; }
    public required string MyCodesRenew { get; init; }
    public required string MyCodesKeep { get; init; }
    public required string MyCodesReplace { get; init; }
    public required string MyCodesShow { get; init; }
    public required string MyCodesShownTitle { get; init; }
    public required string MyCodesShown { get; init; }
    public required string MyCodesStronger { get; init; }
    public required string MySessions { get; init; }
    public required string MyThisBrowser { get; init; }
    public required string MyOtherBrowser { get; init; }
    public required string MySignedInAt { get; init; }        // {0} a time
    public required string MyByPhone { get; init; }        // {0} the phone’s name
    public required string MyByPass { get; init; }
    public required string MyByOrganisation { get; init; }
    public required string MyKnown { get; init; }
    public required string MyUnknown { get; init; }
    public required string MyEverywhere { get; init; }
    public required string MyEverywhereTitle { get; init; }
    public required string MyEverywhereAbout { get; init; }
    public required string MyEverywhereDoneTitle { get; init; }
    public required string MyEverywhereDone { get; init; }
    public required string MyWaitingTitle { get; init; }
    public required string MyWaiting { get; init; }
    public required string MyApplication { get; init; }
    public required string MyPlace { get; init; }
    public required string MyAddress { get; init; }
    public required string MyBrowser { get; init; }
    public required string MyTime { get; init; }
    public required string MyNotMe { get; init; }
    public required string MyNotMeTitle { get; init; }
    public required string MyNotMeDone { get; init; }
    public required string MyRecent { get; init; }
    public required string MyRecentAbout { get; init; }
    public required string MyRecentNone { get; init; }
    public required string MyRecentMore { get; init; }
    public required string MyRecentTimes { get; init; }
    public required string MyEndApproved { get; init; }
    public required string MyEndDenied { get; init; }
    public required string MyEndNotMe { get; init; }
    public required string MyEndWrongNumber { get; init; }
    public required string MyEndNotAllowed { get; init; }
    public required string MyEndExpired { get; init; }
    public required string MyEndCancelled { get; init; }
    public required string MyEndNotAsked { get; init; }
    public required string MyEndSignedIn { get; init; }
    public required string MyEndFirst { get; init; }
    public required string MyEndRefused { get; init; }
    public required string MyReported { get; init; }
    public required string MyReportedTitle { get; init; }

    // a device elsewhere
    public required string DeviceTitle { get; init; }
    public required string DeviceCode { get; init; }
    public required string DeviceHint { get; init; }
    public required string DeviceWrong { get; init; }
    public required string DeviceAskTitle { get; init; }
    public required string DeviceAsk { get; init; }         // {0} the application
    public required string DeviceWarning { get; init; }
    public required string DeviceApprove { get; init; }
    public required string DeviceDeny { get; init; }
    public required string DeviceDoneTitle { get; init; }
    public required string DeviceDone { get; init; }
    public required string DeviceDeniedTitle { get; init; }
    public required string DeviceDenied { get; init; }

    // what went wrong
    public required string LinkTitle { get; init; }
    public required string Link { get; init; }
    public required string WrongTitle { get; init; }
    public required string WrongRequest { get; init; }
    public required string WrongOrigin { get; init; }
    public required string WrongTenant { get; init; }
    public required string WrongApplication { get; init; }
    public required string BusyTitle { get; init; }
    public required string Busy { get; init; }
    public required string LaterTitle { get; init; }
    public required string Later { get; init; }
    public required string Bug { get; init; }
    public required string ErrorNumber { get; init; }       // {0} such as CS5001

    /// <summary>Of the console.</summary>
    public required ConsoleTexts Console { get; init; }

    /// <summary>
    /// The texts that the types of this folder hold. A class of its own, so that they are looked for after they were made.
    /// </summary>
    private static class Found
    {
        internal static readonly PageTexts[] Texts =
        [
            .. from type in typeof(PageTexts).Assembly.GetTypes()
               where type.Namespace == typeof(PageTexts).Namespace
               from field in type.GetFields()
               where field.IsStatic && field.FieldType == typeof(PageTexts)
               let texts = (PageTexts)field.GetValue(null)!
               orderby texts.Place
               select texts,
        ];
    }
}
