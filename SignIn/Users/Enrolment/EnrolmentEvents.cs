using Countersign.SignIn.Devices;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Users.SigningIn;

namespace Countersign.SignIn.Users.Enrolment;

/// <summary>Events of a user's devices, and on the way to one.</summary>
public abstract record EnrolmentEvent(DateTimeOffset At) : UserEvent(At);

public sealed record ActivationCodeIssued(SecretHash Code, DateTimeOffset At, StandsOn? StandsOn = null) : EnrolmentEvent(At);

public sealed record DeviceActivated(Authenticator Authenticator, DateTimeOffset At) : EnrolmentEvent(At);

public sealed record ProofSeen(SecretHash Jti, DateTimeOffset At) : EnrolmentEvent(At);

public sealed record PhoneSignInEnabled(DeviceId Device, AppReport Report, long Registration, DateTimeOffset At) : EnrolmentEvent(At);

public sealed record PhoneSignInDisabled(DeviceId Device, long Registration, DateTimeOffset At) : EnrolmentEvent(At);

public sealed record NoticesSeen(DeviceId Device, long Through, DateTimeOffset At) : EnrolmentEvent(At);

/// <param name="Subscription">Null: it is not woken any more.</param>
public sealed record PushChanged(DeviceId Device, PushSubscription? Subscription, DateTimeOffset At) : EnrolmentEvent(At);

public sealed record MethodRenamed(DeviceId Device, string Name, DateTimeOffset At) : EnrolmentEvent(At);

public sealed record MethodRemoved(Authenticator Authenticator, bool ByAdministrator, DateTimeOffset At) : EnrolmentEvent(At);

/// <summary>Applies the events of devices to the state of a user.</summary>
internal static class EnrolmentChanges
{
    public static UserState.Present Apply(UserState.Present user, EnrolmentEvent happened) => happened switch
    {
        ActivationCodeIssued issued => user with { Enrolment = Issue(user.Enrolment, issued) },
        DeviceActivated activated => Activate(user, activated),
        ProofSeen seen => user with { Proofs = [.. user.Proofs.Where(p => p.At > seen.At - Limits.ProofWindow), new(seen.Jti, seen.At)] },
        PhoneSignInEnabled enabled => Enable(user with { Enablings = user.Enablings + 1 }, enabled),
        PhoneSignInDisabled disabled => SigningInChanges.Withdraw(user, disabled.Device)
            .With(disabled.Device, a => a with { PhoneSignIn = new PhoneSignIn.Off(disabled.Registration) }),
        NoticesSeen seen => user with
        {
            Notices = [.. (user.Notices ?? []).Select(
                notice => notice.Number <= seen.Through ? notice with { Unseen = notice.Unseen.Remove(seen.Device) } : notice)],
        },
        PushChanged changed => user.With(changed.Device, a => a with { Push = changed.Subscription }),
        MethodRenamed renamed => user.With(renamed.Device, a => a with { Name = renamed.Name }),
        MethodRemoved removed => SigningInChanges.Withdraw(user, removed.Authenticator.Device) with
        {
            Authenticators = user.Authenticators.RemoveAll(a => a.Device == removed.Authenticator.Device),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name),
    };

    private static UserState.Present Enable(UserState.Present user, PhoneSignInEnabled enabled) => user.With(enabled.Device, a => a with
    {
        Report = enabled.Report,
        PhoneSignIn = new PhoneSignIn.On(enabled.Registration, enabled.At, (user.Slot as Slot.Waiting)?.Id, user.Enablings),
    });

    private static UserState.Present Activate(UserState.Present user, DeviceActivated activated) =>
        SigningInChanges.Withdraw(user, activated.Authenticator.Device) with
    {
        Authenticators = user.Authenticators.RemoveAll(a => a.Device == activated.Authenticator.Device).Add(activated.Authenticator),
        Enrolment = user.Enrolment with { Code = user.Enrolment.Code! with { UsedBy = activated.Authenticator.Device } },
    };

    private static EnrolmentSecrets Issue(EnrolmentSecrets enrolment, ActivationCodeIssued issued) => enrolment with
    {
        Code = new(issued.Code, issued.At + Limits.ActivationCodeLife, 0, null, issued.StandsOn),
        CodesIssued = [.. enrolment.CodesIssued.Where(at => at > issued.At - TimeSpan.FromHours(1)), issued.At],
    };
}
