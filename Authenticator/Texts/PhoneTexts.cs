using System.Globalization;

namespace Countersign.Authenticator.Texts;

/// <summary>
/// Everything the phone says to its person, in one language. <c>{0}</c> and so on stand for what the comment beside the text names. A text
/// that one language lacks does not compile. What commands and options are for (<c>--help</c>) is said in English.
/// </summary>
internal sealed record PhoneTexts
{
    /// <summary>Every language there is; the first is spoken where no other is asked for.</summary>
    public static IReadOnlyList<PhoneTexts> All => Found.Texts;

    /// <summary>BCP 47.</summary>
    public required string Language { get; init; }

    /// <summary>
    /// The language tags that this language answers to, with whatever follows them. A bare zh says nothing about the script, so it does not
    /// mean the one there is.
    /// </summary>
    public required IReadOnlyList<string> Ranges { get; init; }

    // the phone on the table
    public required string NowWatching { get; init; }            // {0} the user, {1} the issuer
    public required string TryingAgain { get; init; }
    public required string ConnectedAgain { get; init; }
    public required string SignInOver { get; init; }
    public required string NothingWaiting { get; init; }
    public required string NothingWaitingNow { get; init; }
    public required string Help { get; init; }
    public required string HelpNumber { get; init; }
    public required string HelpDeny { get; init; }
    public required string HelpNotMe { get; init; }
    public required string HelpQuit { get; init; }
    public required string HelpSeen { get; init; }
    public required string AskPinFor { get; init; }              // {0} the number
    public required string NothingSent { get; init; }

    // what waits
    public required string AreYouSigningIn { get; init; }
    public required string Application { get; init; }
    public required string Place { get; init; }
    public required string Address { get; init; }
    public required string Browser { get; init; }
    public required string TheyWrite { get; init; }
    public required string ExpiresIn { get; init; }
    public required string Seconds { get; init; }                // {0} a number
    public required string TimeLeft { get; init; }               // {0} such as 1:37
    public required string SecondsLeft { get; init; }            // {0} a number
    public required string NotKnown { get; init; }
    public required string WhichNumber { get; init; }
    public required string TypeChoice { get; init; }             // {0} how many there are
    public required string TypeDigits { get; init; }             // {0} how many there are
    public required string NotMe { get; init; }
    public required string EnterAlone { get; init; }
    public required string OneOf { get; init; }                  // {0} numbers
    public required string SoManyDigits { get; init; }           // {0} how many
    public required string Approved { get; init; }
    public required string Denied { get; init; }

    // news of the account
    public required string PhoneAdded { get; init; }             // {0} its name, {1} the user, {2} a time
    public required string PhoneRemoved { get; init; }           // the same
    public required string PhoneSignInEnabled { get; init; }     // the same
    public required string PhoneSignInDisabled { get; init; }    // the same
    public required string PassUsed { get; init; }               // the same, without {0}
    public required string PasswordSet { get; init; }            // the same, without {0}
    public required string RecoveryCodesIssued { get; init; }    // the same, without {0}
    public required string RecoveryCodeUsed { get; init; }       // the same, without {0}
    public required string SomethingChanged { get; init; }       // the same, without {0}
    public required string IfNotYou { get; init; }

    // setting up
    public required string SetUp { get; init; }                  // {0} the user, {1} the issuer, {2} the profile
    public required string NotUsedYet { get; init; }             // {0} a command
    public required string CodeUseUnknown { get; init; }
    public required string NotACode { get; init; }
    public required string NameLength { get; init; }             // {0} how many
    public required string ProfileThere { get; init; }           // {0} the profile, {1} the user, {2} the issuer
    public required string ChooseAnother { get; init; }
    public required string Enabled { get; init; }                // {0} the user, {1} a command
    public required string Ready { get; init; }
    public required string SwitchedOff { get; init; }
    public required string Disabled { get; init; }               // {0} the user

    // accounts on this machine
    public required string NoAccountYet { get; init; }
    public required string NoAccount { get; init; }
    public required string KeyErasedState { get; init; }
    public required string NotSetUpState { get; init; }
    public required string WrongPinsState { get; init; }         // {0} and {1} numbers
    public required string SetUpState { get; init; }
    public required string NameOne { get; init; }                // {0} names
    public required string Renamed { get; init; }                // {0} the name
    public required string Removed { get; init; }                // {0} the profile
    public required string StillListed { get; init; }
    public required string SeveralProfiles { get; init; }        // {0} names
    public required string NoProfileYet { get; init; }
    public required string NoSuchProfile { get; init; }          // {0} the name, {1} names
    public required string NotSetUp { get; init; }               // {0} the name
    public required string Damaged { get; init; }                // {0} the name
    public required string PlainHttp { get; init; }              // {0} the issuer
    public required string PlainHttpRefused { get; init; }

    // the PIN
    public required string AskPin { get; init; }
    public required string AskPinAgain { get; init; }
    public required string PinLength { get; init; }              // {0} and {1} numbers
    public required string PinsDiffer { get; init; }
    public required string WrongPin { get; init; }               // {0} a number
    public required string KeyErased { get; init; }              // {0} a number

    // what a server refuses
    public required string PhoneWasRemoved { get; init; }
    public required string SetUpAgain { get; init; }
    public required string CancelledInBrowser { get; init; }
    public required string AlreadyDecided { get; init; }
    public required string TooLate { get; init; }
    public required string WrongNumber { get; init; }
    public required string NotAllowed { get; init; }
    public required string NotEnabled { get; init; }
    public required string PhoneTooOld { get; init; }
    public required string Refused { get; init; }                // {0} the server’s words
    public required string ItSaid { get; init; }                 // {0} the server’s words
    public required string AskAgainIn { get; init; }             // {0} a number

    // no answer
    public required string CannotTell { get; init; }
    public required string UnknownServer { get; init; }
    public required string Unreachable { get; init; }
    public required string NotTrusted { get; init; }
    public required string NotCountersign { get; init; }
    public required string TooSlow { get; init; }
    public required string Broken { get; init; }
    public required string AskedTooOften { get; init; }

    /// <summary>The language of a tag such as <c>ko</c> or <c>zh-TW</c>; null for one that is not spoken here.</summary>
    public static PhoneTexts? Find(string? tag) =>
        tag is null ? null : All.FirstOrDefault(texts => texts.Ranges.Any(range => IsWithin(tag, range)));

    /// <summary>
    /// The language of the machine's environment: the first of <c>LC_ALL</c>, <c>LC_MESSAGES</c> and <c>LANG</c> that says something, such
    /// as <c>zh_TW.UTF-8</c>.
    /// </summary>
    public static PhoneTexts OfEnvironment(Func<string, string?> variable)
    {
        var said = new[] { "LC_ALL", "LC_MESSAGES", "LANG" }.Select(variable).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        return Find(said?.Split('.', '@')[0].Replace('_', '-')) ?? All[0];
    }

    /// <summary>A text with what it names put in.</summary>
    public static string Fill(string text, params ReadOnlySpan<object> values) => string.Format(CultureInfo.InvariantCulture, text, values);

    private static bool IsWithin(string tag, string range) =>
        tag.StartsWith(range, StringComparison.OrdinalIgnoreCase) && (tag.Length == range.Length || tag[range.Length] == '-');

    /// <summary>A class of its own, so that the texts are made before they are looked for.</summary>
    private static class Found
    {
        internal static readonly PhoneTexts[] Texts = [English.Texts, TraditionalChinese.Texts, Korean.Texts];
    }
}
