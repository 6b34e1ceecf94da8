namespace Countersign.SignIn.Users.SigningIn;

/// <summary>
/// Which waiting browsers, clients and devices should look again after an event: what they see comes from the stored truth.
/// </summary>
public static class SigningInNotifications
{
    /// <summary>The challenge that changed; null when none did.</summary>
    public static ChallengeId? ChangedChallenge(UserEvent happened) => happened switch
    {
        ChallengeSettled settled => settled.Challenge.Id,
        ChallengeRebound rebound => rebound.Challenge.Id,   // another tab of its browser has it now
        ChallengeRedeemed redeemed => redeemed.Challenge.Id,
        _ => null,
    };

    /// <summary>There is something for the user's devices to answer, or there no longer is.</summary>
    public static bool ConcernsDevices(UserEvent happened) => happened is ChallengeStarted or ChallengeSettled;
}
