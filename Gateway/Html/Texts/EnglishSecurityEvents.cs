namespace Countersign.Gateway.Html.Texts;

/// <summary>The receiver of security events in English.</summary>
internal static class EnglishSecurityEvents
{
    public static readonly SecurityEventTexts Texts = new()
    {
        Title = "Security events",
        About = "A receiver of yours, such as a SIEM, hears of what happens as signed security event tokens.",
        State = "State",
        Off = "Nobody is told",
        Idle = "Everything is told",
        Telling = "Being told",
        Waits = "Waiting for the receiver",
        Waiting = "Waiting",
        WaitingMany = "{0} or more",
        LastDelivered = "Last delivered",
        Never = "Never",
        Delivered = "Delivered",
        Refused = "Refused for good",
        GivenUp = "Too late after a day",
        Trouble = "In the way",
        NextTry = "Next try",
        Receiver = "Receiver",
        Address = "Address",
        AddressHint = "https, as RFC 8935 has it. Empty: nobody is told.",
        AddressWrong = "This address may not be called.",
        Audience = "Audience",
        AudienceHint = "What the receiver expects as aud, such as its own address.",
        AudienceWrong = "Type the audience: 1 to 256 letters, digits and signs, no space.",
        Events = "Events",
        EventsWrong = "Choose one at least.",
        SessionRevoked = "Signed out everywhere",
        CredentialChange = "A way in was added, changed or removed",
        AccountDisabled = "Shut out",
        AccountEnabled = "Let in again",
        AccountPurged = "Person removed",
        SignIn = "How sign-ins ended",
        Save = "Save",
        Saved = "Saved. It hears of what happens from now on.",
        Unreachable = "No connection, no trusted certificate, or no answer in time",
        AddressRefused = "The address leads where nothing may be called",
        Redirected = "It sends us elsewhere, and we do not follow",
        Busy = "It asks for fewer at a time",
        Failed = "It answers with a fault of its own",
        NotTaken = "It refuses us: key, issuer, audience or right",
        NoKey = "Nothing can be signed here now",
    };
}
