namespace Countersign.Gateway.Html.Texts;

/// <summary>Everything the console says of a tenant's receiver of security events, in one language.</summary>
public sealed record SecurityEventTexts
{
    public required string Title { get; init; }
    public required string About { get; init; }
    public required string State { get; init; }
    public required string Off { get; init; }
    public required string Idle { get; init; }
    public required string Telling { get; init; }
    public required string Waits { get; init; }
    public required string Waiting { get; init; }
    public required string WaitingMany { get; init; }      // {0} a number
    public required string LastDelivered { get; init; }
    public required string Never { get; init; }
    public required string Delivered { get; init; }
    public required string Refused { get; init; }
    public required string GivenUp { get; init; }
    public required string Trouble { get; init; }
    public required string NextTry { get; init; }
    public required string Receiver { get; init; }
    public required string Address { get; init; }
    public required string AddressHint { get; init; }
    public required string AddressWrong { get; init; }
    public required string Audience { get; init; }
    public required string AudienceHint { get; init; }
    public required string AudienceWrong { get; init; }
    public required string Events { get; init; }
    public required string EventsWrong { get; init; }
    public required string SessionRevoked { get; init; }
    public required string CredentialChange { get; init; }
    public required string AccountDisabled { get; init; }
    public required string AccountEnabled { get; init; }
    public required string AccountPurged { get; init; }
    public required string SignIn { get; init; }
    public required string Save { get; init; }
    public required string Saved { get; init; }

    // what was in the way
    public required string Unreachable { get; init; }
    public required string AddressRefused { get; init; }
    public required string Redirected { get; init; }
    public required string Busy { get; init; }
    public required string Failed { get; init; }
    public required string NotTaken { get; init; }
    public required string NoKey { get; init; }
}
