using System.Text.Json.Serialization;

namespace Countersign.SignIn.Tenants;

/// <summary>The security events that a receiver may want. Stored as a number.</summary>
[Flags]
public enum EventKinds
{
    None = 0,

    /// <summary>Everything that a person was signed in to has ended.</summary>
    SessionRevoked = 1,

    /// <summary>A way in was added, changed or taken away.</summary>
    CredentialChange = 2,

    AccountDisabled = 4,
    AccountEnabled = 8,
    AccountPurged = 16,

    /// <summary>How a sign-in ended.</summary>
    SignIn = 32,

    All = SessionRevoked | CredentialChange | AccountDisabled | AccountEnabled | AccountPurged | SignIn,
}

/// <summary>Where a tenant's security event tokens go (RFC 8935).</summary>
/// <param name="Address">https; or plain http on this very machine.</param>
/// <param name="Audience">Whom they are for: the <c>aud</c> of each, 1 to 256 visible characters of ASCII.</param>
public sealed record EventReceiver(string Address, string Audience, EventKinds Events)
{
    public const int MostOfAudience = 256;

    [JsonIgnore]
    public bool IsWell =>
        (WebAddress.IsHttps(Address) || WebAddress.IsOnThisMachine(Address))
        && Audience.Length is >= 1 and <= MostOfAudience && Audience.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0
        && Events != EventKinds.None && (Events & ~EventKinds.All) == 0;

    /// <summary>The host alone: what follows it may let in whoever knows it.</summary>
    public EventReceiver WithHostAlone() => this with { Address = new Uri(Address).GetLeftPart(UriPartial.Authority) };
}
