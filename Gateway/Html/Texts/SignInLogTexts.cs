namespace Countersign.Gateway.Html.Texts;

/// <summary>Everything the console says of the sign-in log, in one language.</summary>
public sealed record SignInLogTexts
{
    public required string Title { get; init; }
    public required string One { get; init; }
    public required string All { get; init; }
    public required string None { get; init; }
    public required string Outcome { get; init; }
    public required string Way { get; init; }
    public required string WhyNoPhone { get; init; }
    public required string WhyRefused { get; init; }
    public required string Application { get; init; }
    public required string ApplicationHint { get; init; }
    public required string Address { get; init; }
    public required string AddressHint { get; init; }
    public required string Place { get; init; }
    public required string Browser { get; init; }
    public required string From { get; init; }
    public required string To { get; init; }
    public required string TimeHint { get; init; }
    public required string Unreadable { get; init; }
    public required string Csv { get; init; }
    public required string Lines { get; init; }
    public required string ExportAbout { get; init; }      // {0} a number
    public required string UnknownNames { get; init; }     // {0} a number
    public required string OverLimit { get; init; }        // {0} a number
    public required string Lost { get; init; }             // {0} a number
    public required string Ended { get; init; }
    public required string Asked { get; init; }
    public required string Took { get; init; }
    public required string Seconds { get; init; }          // {0} a number
    public required string Numbers { get; init; }
    public required string After { get; init; }
    public required string Locked { get; init; }
    public required string Decoy { get; init; }
    public required string Again { get; init; }
    public required string Times { get; init; }            // {0} a number
    public required string LastTime { get; init; }
    public required string Rules { get; init; }
    public required string NotReached { get; init; }
    public required string LastDay { get; init; }
    public required string LastDayNone { get; init; }
    public required string LastDayMore { get; init; }
    public required string AllOfPerson { get; init; }

    // how it ended
    public required string Approved { get; init; }
    public required string Denied { get; init; }
    public required string NotMe { get; init; }
    public required string WrongNumber { get; init; }
    public required string NotAllowed { get; init; }
    public required string Expired { get; init; }
    public required string Cancelled { get; init; }
    public required string FellBack { get; init; }
    public required string ComesBack { get; init; }
    public required string SignedIn { get; init; }
    public required string FirstFactor { get; init; }
    public required string Refused { get; init; }

    // by which way
    public required string Phone { get; init; }
    public required string Federated { get; init; }
    public required string Password { get; init; }
    public required string Recovery { get; init; }
    public required string Passkey { get; init; }
    public required string Pass { get; init; }

    // why no phone was asked
    public required string NotAvailable { get; init; }
    public required string Pending { get; init; }
    public required string LockedReason { get; init; }
    public required string TooManyPrompts { get; init; }
    public required string NotAllowedByPolicy { get; init; }
    public required string Requested { get; init; }
    public required string SwitchedOff { get; init; }
    public required string PushNotAllowed { get; init; }
    public required string PhoneTooOld { get; init; }

    // why another way was refused
    public required string NotRight { get; init; }
    public required string TooManyTries { get; init; }
    public required string WayNotAllowed { get; init; }
    public required string PasswordMustChange { get; init; }
    public required string NotVouchedFor { get; init; }
    public required string SecondFactorRequired { get; init; }
    public required string OtherRefusal { get; init; }
}
