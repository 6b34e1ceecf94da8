using System.Text.Json.Serialization;

namespace Countersign.SignIn.Grants;

/// <summary>
/// What a sign-in stands on, and with it whatever came of it: a session, a grant, an activation code. Each number is raised in the commit
/// that takes something away, so that what comes back later is something else and revives nothing (I7).
/// </summary>
/// <param name="Epoch">The person's; raised by what ends everything of a person.</param>
/// <param name="Device">The phone that approved; null when none did.</param>
/// <param name="Enabling">Which enabling of phone sign-in on that phone.</param>
/// <param name="Link">The link to a provider, when the person came from one.</param>
/// <param name="Secret">The password or the recovery codes, when the person typed one of them.</param>
/// <param name="Phone">The phone that approved as a second factor; null when none did.</param>
/// <param name="Challenge">The challenge whose result a browser collected: what was taken back of it gives nothing more (I5).</param>
/// <param name="Passkey">The passkey that the person signed in with, by its number.</param>
public sealed record StandsOn(
    long Epoch, DeviceId? Device = null, long Enabling = 0, LinkedTo? Link = null, SecretOn? Secret = null, ChallengeId? Challenge = null,
    PhoneOn? Phone = null, long? Passkey = null);

/// <summary>A phone that was set up, enabled for phone sign-in or not, as a second factor stands on it.</summary>
/// <param name="Since">When it was set up, in milliseconds since 1970: set up anew, it is another (I7).</param>
public sealed record PhoneOn(DeviceId Device, long Since);

/// <summary>A password or a set of recovery codes, as something stands on it.</summary>
/// <param name="Since">The tenant's change since which passwords are checked where this one was (I7); 0 for recovery codes.</param>
/// <param name="Number">Which of the person's; 0 for a password that is not kept here.</param>
/// <param name="IsChanging">It must be changed, and will be by the second factor that is to follow (S-58).</param>
public sealed record SecretOn(long Since, long Number, bool IsChanging = false)
{
    [JsonIgnore]
    public bool IsRecovery => Since == 0;

    public static SecretOn OfRecovery(long number) => new(0, number);
}

/// <summary>A link to a provider, as something stands on it.</summary>
/// <param name="Since">The tenant's change since which the user's domain signs in with this provider (I7).</param>
/// <param name="Number">Which of the user's linkings.</param>
public sealed record LinkedTo(string Provider, long Since, long Number);
