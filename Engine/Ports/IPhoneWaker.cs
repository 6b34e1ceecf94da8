using Countersign.SignIn;

namespace Countersign.Engine.Ports;

/// <summary>
/// Wakes phones that do not look: push transports (Web Push, FCM, APNs). Called once a start is durable, where the person has a phone
/// that registered to be woken.
/// </summary>
/// <remarks>
/// A wake-up may be lost, may come twice, and may come to a phone that is awake: the phone fetches, and what it is shown is the stored
/// truth. So it carries nothing of the sign-in: no number, no name, no place (T33).
/// </remarks>
public interface IPhoneWaker
{
    /// <summary>Hands the wake-up over and comes back at once: the start's answer waits for it. Never throws.</summary>
    void Wake(UserKey user, ChallengeId challenge);

    /// <summary>A phone has fetched this challenge: nobody need be woken for it any more. Comes back at once and never throws.</summary>
    void Looked(ChallengeId challenge);
}

/// <summary>No push transport: a phone learns of a sign-in when it looks, or by the stream it holds open.</summary>
public sealed class NoPhoneWaker : IPhoneWaker
{
    public static readonly NoPhoneWaker Instance = new();

    public void Wake(UserKey user, ChallengeId challenge)
    {
    }

    public void Looked(ChallengeId challenge)
    {
    }
}
