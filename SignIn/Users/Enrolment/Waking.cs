using System.Collections.Immutable;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users.SigningIn;
using static Countersign.SignIn.Users.Refusing;

namespace Countersign.SignIn.Users.Enrolment;

/// <summary>Which phones are woken for a challenge, and where (PHO-4, T33).</summary>
internal static class Waking
{
    /// <summary>The phone says where it is woken, or that it is not any more.</summary>
    public static UserRuling Set(UserState.Present user, SetPush set, DateTimeOffset now)
    {
        if (DeviceStanding.Proved(user, set.Device, set.SignedBy) is not { } authenticator) return Refuse(Refusal.DeviceProofRefused);
        return authenticator.Push == set.Subscription
            ? new(UserAnswer.Done.It)
            : new(UserAnswer.Done.It, new PushChanged(set.Device, set.Subscription, now));
    }

    /// <summary>
    /// Those that may answer this challenge as it stands now. Asked before each message: what was removed meanwhile is not woken (I7).
    /// </summary>
    public static UserRuling Find(UserState.Present user, FindWakeUps find, TenantState.Present tenant, DateTimeOffset now) =>
        new(user.Slot is Slot.Waiting waiting && waiting.Id == find.Challenge && waiting.IsLive(now) && tenant.Prerequisites.PushAllowed
            ? new WakeUps(waiting.ExpiresAt, [.. user.Authenticators.Where(phone => MayBeWoken(phone, waiting, tenant)).Select(ToWake)])
            : WakeUps.None);

    /// <summary>The push service knows the phone no more. A subscription that the phone has replaced since stays.</summary>
    public static UserRuling Drop(UserState.Present user, DropPush drop, DateTimeOffset now) =>
        user.Find(drop.Device) is { Push: { GoneAt: null } known } && known == drop.Subscription
            ? new(UserAnswer.Done.It, new PushChanged(drop.Device, known.Dropped(now), now))
            : new(UserAnswer.Done.It);

    public static PushStanding StandingOf(Authenticator authenticator) => authenticator.Push switch
    {
        null => PushStanding.None,
        { GoneAt: null } => PushStanding.On,
        _ => PushStanding.Gone,
    };

    private static bool MayBeWoken(Authenticator phone, Slot.Waiting waiting, TenantState.Present tenant) =>
        phone is { Push.GoneAt: null } && SecondFactors.MayAnswer(phone, waiting)
        && DeviceStanding.TooOld(phone.Report, tenant.Prerequisites) is null;

    private static PhoneToWake ToWake(Authenticator authenticator) => new(authenticator.Device, authenticator.Push!);
}
