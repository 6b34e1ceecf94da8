namespace Countersign.Gateway.Html.Texts;

internal static class English
{
    public static readonly PageTexts Texts = new()
    {
        Language = "en",
        Place = 1,
        Ranges = ["en"],

        SignIn = "Sign in",
        SignInTo = "to continue to {0}",
        UserName = "User name",
        UserNameHint = "Your work or school account, like alex@example.com",
        UserNameWrong = "Enter the whole user name, like alex@example.com.",
        UserNameHolds = "A user name cannot have this character in it: {0}. Delete it, or type the name by hand.",
        Next = "Next",
        Help = "Get help",

        NumberTitle = "Check your phone",
        TapNumber = "Open your authenticator app and tap this number, then approve.",
        TypeNumber = "Open your authenticator app and enter this number, then approve.",
        KeepNumber = "Keep this number to yourself. Nobody who calls or writes to you needs it.",
        TimeLeft = "Time left: {0}",
        SecondsLeft = "{0} seconds left",
        Waiting = "Waiting for your phone",
        UsePassword = "Use your password instead",
        CannotUseApp = "I can’t use my app right now",
        Cancel = "Cancel",
        Account = "Account:",

        DeniedTitle = "Sign‑in denied",
        Denied = "The request was denied on your phone. If that was a slip, start again. "
            + "If it was not you who started this, there is nothing more to do.",
        WrongNumberTitle = "That wasn’t the number",
        WrongNumber = "A different number was chosen on your phone, so this sign-in has ended. Start again and match the new number. "
            + "Several wrong numbers lock phone sign-in for a day.",
        ExpiredTitle = "This sign‑in has expired",
        Expired = "It was not approved in time. Have your phone at hand and start again.",
        CancelledTitle = "Sign‑in cancelled",
        Cancelled = "Nothing was approved, and the request on your phone is gone.",
        NotAllowedTitle = "Your organisation doesn’t allow this",
        NotAllowed = "Your phone is set up, but your organisation’s policy does not let this account sign in with it. "
            + "You are not signed in.",
        NotAllowedRemedy = "Ask your administrator to allow phone sign-in for you. "
            + "Or sign in with your password and remove the phone at My Security Info.",
        SwitchedOffTitle = "This phone can’t sign you in any more",
        SwitchedOff = "Phone sign-in was switched off for it, or the account was changed, after you approved. You are not signed in.",
        UsedTitle = "This sign‑in was already used",
        Used = "Its result was collected twice, so we have closed what it opened. Start again. "
            + "If the other one was not you, tell your administrator.",
        Late = "Its result was not collected in time, so nobody was signed in by it. Have your phone at hand and start again.",
        ReplacedTitle = "This sign‑in has ended here",
        Replaced = "Another sign-in in this browser took its place, or it was cancelled. "
            + "Nobody was signed in from this window.",
        ReplacedTabs = "Another sign-in in this browser took its place, or it was finished in another window.",
        GoOnAs = "Go on as {0}",
        StartAgain = "Start again",
        BackTo = "Back to {0}",

        NotAvailableTitle = "We can’t ask a phone",
        NotAvailable = "For this user name there is no phone that we can ask. Check the spelling first.",
        PendingTitle = "Another sign‑in is waiting",
        Pending = "There is already a request on your phone for this account, so we have not sent a second one. "
            + "Answer it there if it is yours; deny it if it is not.",
        PhoneGone = "The phone you signed in with was removed, or phone sign-in was switched off on it. Sign in again.",
        EverythingEnded = "Everything that was signed in to this account was ended. Sign in again.",
        HarderNumber = "Your organisation now asks for a number that is harder to guess. Sign in again.",
        LockedTitle = "Phone sign‑in is locked",
        Locked = "Wrong numbers were chosen several times, so phone sign-in is locked for this account for now.",
        TooManyTitle = "Too many requests",
        TooMany = "Several requests were sent to your phone and none was approved, so we are not sending more for now.",
        OffTitle = "Phone sign‑in is off here",
        Off = "Your organisation has not switched on signing in with the phone.",
        PushOff = "Your organisation does not allow requests to the phone at the moment.",
        TooOldTitle = "Your phone needs an update",
        TooOld = "The authenticator app on your phone, or the phone’s system, is older than your organisation allows, "
            + "so it could not show you the request. Update it, open the app once, and start again.",
        PasswordTitle = "Sign in with your password",
        OtherWayTitle = "Sign in without your app",
        OrganisationPassword = "Your organisation checks your password on its own page.",
        ToOrganisation = "Continue to your organisation",
        PhoneOnlyTitle = "Only your phone signs you in here",
        PhoneOnly = "Your organisation allows no other way to sign in. Try again later.",
        NoPasswords = "This service keeps no passwords, so there is none to enter here.",
        AskAdministrator = "Without your phone, ask your administrator for a Temporary Access Pass. It lets you set up a phone again.",
        TryAgainIn = "You can try your phone again in {0}.",
        Hours = "{0} h",
        Minutes = "{0} min",
        Seconds = "{0} s",

        ProviderDownTitle = "Your organisation’s sign-in does not answer",
        ProviderDown = "The sign-in server of {0} is away or too slow. Nobody was signed in. Try again in a moment, or sign in with "
            + "your phone.",
        ProviderAnswerTitle = "That sign‑in can’t be completed",
        ProviderAnswer = "The answer does not belong to a sign-in that this browser began, or it came too late. Nobody was signed in. "
            + "Start again here.",
        ProviderDeclinedTitle = "You were not signed in there",
        ProviderDeclined = "{0} did not sign you in, or you turned back. Try again, or use your phone.",
        OtherAccountTitle = "That is another account",
        OtherAccount = "{0} signed you in, but not as the account you typed here, or that account may not sign in here. Nobody was "
            + "signed in. Start again, or ask your administrator.",
        SigningOutTitle = "Signing out",
        SigningOut = "You are signed out here. Your organisation signs you out there, too.",

        DoneTitle = "You’re signed in",
        DoneAs = "Signed in as {0}",
        Done = "You can close this page.",
        SignOut = "Sign out",
        SignOutTitle = "Sign out?",
        SignedOutTitle = "You’re signed out",
        SignedOut = "Close the browser if others use this computer.",

        DeviceTitle = "Connect a device",
        DeviceCode = "Code",
        DeviceHint = "Type the code that the device shows.",
        DeviceWrong = "No device shows this code now. Compare it with the device, or start again there.",
        DeviceAskTitle = "Is this you at that device?",
        DeviceAsk = "{0} wants to be signed in on a device that shows this code:",
        DeviceWarning = "Answer yes only if that device is in front of you and you began this yourself. "
            + "If somebody sent you the code, they would be signed in as you.",
        DeviceApprove = "Yes, connect it",
        DeviceDeny = "No, that is not me",
        DeviceDoneTitle = "The device is connected",
        DeviceDone = "Go on at the device.",
        DeviceDeniedTitle = "The device is not connected",
        DeviceDenied = "Nobody was signed in on it.",
        LinkTitle = "This link is no longer valid",
        Link = "The sign-in it belongs to is too old or was changed on the way. Go back to the application and sign in from there.",
        WrongTitle = "That didn’t work",
        WrongRequest = "We could not read what was sent. Go back and try once more.",
        WrongOrigin = "What was sent came from somewhere else than this page. "
            + "Open the sign-in page afresh, and do not go on if another site sent you here.",
        WrongTenant = "There is no sign-in at this address. Check it, or go back to the application and sign in from there.",
        WrongApplication = "The application that sent you here made a mistake. Try again from there. "
            + "If it happens again, tell its operator the number below.",
        BusyTitle = "One moment",
        Busy = "There were too many attempts from your network.",
        LaterTitle = "We can’t answer right now",
        Later = "Nothing was changed. Wait a few seconds and try again.",
        Bug = "Something is wrong at our end. Try again, and if it stays so, tell your administrator the number below.",
        ErrorNumber = "Error {0}",
    };
}
