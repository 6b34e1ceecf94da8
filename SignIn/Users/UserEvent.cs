using Countersign.SignIn.Devices;
using Countersign.SignIn.Grants;

namespace Countersign.SignIn.Users;

/// <summary>What happened to a user. Applying one asks no question and looks at no clock but its own <paramref name="At"/>.</summary>
public abstract record UserEvent(DateTimeOffset At)
{
    // a challenge
    public sealed record ChallengeStarted(Slot.Waiting Challenge, BackchannelRequest? Backchannel = null) : UserEvent(Challenge.StartedAt);
    public sealed record ChallengeRebound(Slot.Waiting Challenge, SecretHash Browser, DateTimeOffset At) : UserEvent(At);
    public sealed record ChallengeSettled(Slot.Waiting Challenge, Ending Ending, string? Statement, DateTimeOffset At) : UserEvent(At);
    public sealed record Locked(DateTimeOffset Until, DateTimeOffset At) : UserEvent(At);
    public sealed record Unlocked(DateTimeOffset At) : UserEvent(At);
    public sealed record Redeemed(Settled Challenge, Redemption Redemption, GrantOpening? Opening = null) : UserEvent(Redemption.At);
    public sealed record RedemptionRevoked(Settled Challenge, SecretHash? Session, DateTimeOffset At) : UserEvent(At);

    // a device
    public sealed record Activated(Authenticator Authenticator, DateTimeOffset At) : UserEvent(At);
    public sealed record CodeTriedWrongly(DateTimeOffset At) : UserEvent(At);
    public sealed record Reported(DeviceId Device, AppReport Report, DateTimeOffset At) : UserEvent(At);
    public sealed record ProofSeen(SecretHash Jti, DateTimeOffset At) : UserEvent(At);
    public sealed record PhoneSignInEnabled(DeviceId Device, AppReport Report, long Registration, DateTimeOffset At) : UserEvent(At);
    public sealed record PhoneSignInDisabled(DeviceId Device, long Registration, DateTimeOffset At) : UserEvent(At);
    public sealed record MethodRemoved(Authenticator Authenticator, bool ByAdministrator, DateTimeOffset At) : UserEvent(At);

    // sessions and what leads to them
    public sealed record CodeIssued(SecretHash Code, DateTimeOffset At) : UserEvent(At);
    public sealed record PassIssued(SecretHash Pass, DateTimeOffset At) : UserEvent(At);
    public sealed record PassUsed(Session Session, DateTimeOffset At) : UserEvent(At);
    public sealed record SessionEnded(SecretHash Session, DateTimeOffset At) : UserEvent(At);

    // administration
    public sealed record Provisioned(bool Enabled, bool OnPremisesMfa, bool New, DateTimeOffset At) : UserEvent(At);
    public sealed record Removed(DateTimeOffset At) : UserEvent(At);
    public sealed record UserCodeSet(SecretHash? Code, DateTimeOffset At) : UserEvent(At);
    public sealed record GroupChanged(string Group, bool Member, DateTimeOffset At) : UserEvent(At);
}
