using Countersign.SignIn;

namespace Countersign.Engine.Ports;

/// <summary>
/// Wakes a phone that does not look: a push transport (APNs, FCM, Web Push). Called once a start is durable, for each of the user's devices
/// with phone sign-in on.
/// </summary>
/// <remarks>
/// A wake-up may be lost, may come twice, and may come to a phone that is awake: the phone fetches, and what it is shown is the stored
/// truth. So it carries nothing of the sign-in: no number, no name, no place.
/// </remarks>
public interface IPhoneWaker
{
    /// <summary>Hands the wake-up over and comes back at once: the start's answer waits for it. Never throws.</summary>
    void Wake(UserKey user, DeviceId device);
}

/// <summary>No push transport: a phone learns of a sign-in when it looks, or by the stream it holds open.</summary>
public sealed class NoPhoneWaker : IPhoneWaker
{
    public static readonly NoPhoneWaker Instance = new();

    public void Wake(UserKey user, DeviceId device)
    {
    }
}
