using Countersign.SignIn;

namespace Countersign.Engine.Ports;

/// <summary>
/// Tells whoever waits for a challenge or a device that it may have changed. A notification may be lost or be wrong: what the waiting see
/// comes from the stored truth, so it delays, never breaks.
/// </summary>
public interface IChangeNotifier
{
    void Changed(ChallengeId challenge);

    void Changed(DeviceId device);
}
