using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users.Sessions;
using Countersign.SignIn.Users.SigningIn;
using Countersign.SignIn.WebAuthn;
using static Countersign.SignIn.Users.Refusing;

namespace Countersign.SignIn.Users.Enrolment;

/// <summary>The two stages of registration and the ways back (S-15 to S-18, S-29 to S-32, S-38, S-39, S-48 to S-52).</summary>
internal static class Enrolling
{
    /// <summary>S-30: only a signed-in user; refused early when the method could not be registered anyway.</summary>
    public static UserRuling IssueCode(
        UserState.Present user, IssueActivationCode issue, TenantState.Present tenant, UserSituation situation)
    {
        var now = situation.Now;
        var (session, why) = SessionRules.FindFresh(user, issue.Session, tenant, situation);
        if (session is null) return Refuse(why);
        if (NotRegistrable(tenant) is { } refusal) return Refuse(refusal);
        if (user.Enrolment.Code?.Hash == issue.Code) return new(UserAnswer.Done.It);
        return user.Enrolment.CodesIssued.Count(at => at > now - TimeSpan.FromHours(1)) >= Limits.ActivationCodesPerHour
            ? Refuse(Refusal.TooManyCodes)
            : new(UserAnswer.Done.It, new ActivationCodeIssued(issue.Code, now, session.StandsOn ?? new(0)));
    }

    /// <summary>Stage 1: the code is right, the prerequisites hold, the phone is new enough.</summary>
    public static UserRuling Activate(
        UserState.Present user, ActivateDevice activate, TenantState.Present tenant, UserSituation situation)
    {
        var now = situation.Now;
        if (CodeRefused(user, activate, tenant, situation) is { } refused) return refused;
        if (IsDone(user, activate)) return new(UserAnswer.Done.It);
        if (NotRegistrable(tenant) is { } refusal) return Refuse(refusal);
        if (DeviceStanding.TooOld(activate.Report, tenant.Prerequisites) is { } tooOld) return Refuse(tooOld);
        if (user.Find(activate.Device) is null && user.Authenticators.Length >= Limits.DevicesPerUser)
            return Refuse(Refusal.TooManyDevices);
        if (KeyNotTaken(activate.Credential, tenant.Settings) is { } notTaken) return Refuse(notTaken);
        var authenticator = new Authenticator(
            activate.Device, activate.Name, activate.RequestKey, activate.DecisionKey, activate.Report, now,
            OffAgain(user, activate.Device), Credential: activate.Credential);
        return TakeAway(user, UserAnswer.Done.It, new DeviceActivated(authenticator, now));
    }

    /// <summary>
    /// Ends, with the last credential, a pending challenge that nobody could answer any more (S-38: next comes the password).
    /// </summary>
    private static UserRuling TakeAway(UserState.Present user, UserAnswer answer, EnrolmentEvent happened)
    {
        var ruling = new UserRuling(answer, happened);
        if (user.Slot is not Slot.Waiting waiting) return ruling;
        var after = EnrolmentChanges.Apply(user, happened);
        if (after.HasCredential || after.Authenticators.Any(phone => SecondFactors.MayAnswer(phone, waiting))) return ruling;
        return ruling with { Events = ruling.Events.Add(new ChallengeSettled(waiting, new Ending.Cancelled(), null, happened.At)) };
    }

    /// <summary>
    /// T29: a wrong code changes nothing, or a stranger could take the right one away: 128 bits need no burning, and whoever guesses is
    /// counted where the guess came from (T37). A used one serves its device once more (I19). A
    /// code ends with what the session stood on that asked for it (I7).
    /// </summary>
    private static UserRuling? CodeRefused(
        UserState.Present user, ActivateDevice activate, TenantState.Present tenant, UserSituation situation)
    {
        var code = user.Enabled ? user.Enrolment.Code : null;
        if (code is null || situation.Now >= code.ExpiresAt || code.StandsOn is not { } on
            || Standing.OfPerson(user, on, tenant, situation) is not null)
            return Refuse(Refusal.CodeRefused);
        if (code.UsedBy is not null)
            return code.Hash == activate.Code && IsDone(user, activate) ? null : Refuse(Refusal.CodeRefused);
        if (code.Hash == activate.Code) return null;
        return Refuse(Refusal.CodeRefused);
    }

    /// <summary>Stage 2 begins anew. A standing registration still serves; what was given back before stays given back (S-52).</summary>
    private static PhoneSignIn.Off OffAgain(UserState.Present user, DeviceId device) => user.Find(device)?.PhoneSignIn switch
    {
        PhoneSignIn.Off off => off,
        PhoneSignIn.On on => new(on.Registration - 1),
        _ => PhoneSignIn.Off.Never,
    };

    /// <summary>The code has been used for just this: this device with these keys.</summary>
    private static bool IsDone(UserState.Present user, ActivateDevice activate) =>
        user.Enrolment.Code?.UsedBy == activate.Device
        && user.Find(activate.Device) is { } authenticator
        && authenticator.RequestKey == activate.RequestKey && authenticator.DecisionKey == activate.DecisionKey;

    /// <summary>S-15, S-18.</summary>
    private static Refusal? NotRegistrable(TenantState.Present tenant)
    {
        if (!tenant.Prerequisites.PushAllowed) return Refusal.PushNotAllowed;
        return tenant.Prerequisites.CombinedRegistration ? null : Refusal.CombinedRegistrationRequired;
    }

    /// <summary>PHO-2: which decision keys the tenant takes of phones that come now.</summary>
    private static Refusal? KeyNotTaken(WebAuthnCredential? credential, TenantSettings settings)
    {
        if (credential is null) return settings.PinKeys ? null : Refusal.PinKeyNotAllowed;
        return credential.IsBackupEligible && !settings.SyncedKeys ? Refusal.SyncedKeyNotAllowed : null;
    }

    /// <summary>Stage 2. Whether the user is targeted does not matter here (S-28).</summary>
    public static UserRuling Enable(UserState.Present user, EnablePhoneSignIn enable, TenantState.Present tenant, DateTimeOffset now)
    {
        if (DeviceStanding.Proved(user, enable.Device, enable.SignedBy) is not { } authenticator)
            return Refuse(Refusal.DeviceProofRefused);
        if (!tenant.Prerequisites.PushAllowed) return Refuse(Refusal.PushNotAllowed);
        if (DeviceStanding.TooOld(enable.Report, tenant.Prerequisites) is { } tooOld) return Refuse(tooOld);
        if (enable.Registration is not { } registration) return Refuse(Refusal.DeviceNotRegistered);
        if (authenticator.PhoneSignIn is PhoneSignIn.On) return new(UserAnswer.Done.It);
        if (authenticator.PhoneSignIn is PhoneSignIn.Off off && registration <= off.ReleasedThrough)
            return Refuse(Refusal.DeviceNotRegistered);
        return OnPremisesLimit(user, tenant) is { } limit
            ? Refuse(limit)
            : new(UserAnswer.Done.It, new PhoneSignInEnabled(enable.Device, enable.Report, registration, now));
    }

    /// <summary>S-48, S-49: a user of an on-premises MFA server has one credential, and none can be made of many installations.</summary>
    private static Refusal? OnPremisesLimit(UserState.Present user, TenantState.Present tenant)
    {
        if (!user.OnPremisesMfa) return null;
        if (user.Authenticators.Length >= tenant.Settings.InstallationLimit) return Refusal.TooManyInstallations;
        return user.HasCredential ? Refusal.SingleCredentialOnly : null;
    }

    /// <summary>S-39: phone sign-in goes, the authenticator stays.</summary>
    public static UserRuling Disable(UserState.Present user, DisablePhoneSignIn disable, DateTimeOffset now)
    {
        if (DeviceStanding.Proved(user, disable.Device, disable.SignedBy) is not { } authenticator)
            return Refuse(Refusal.DeviceProofRefused);
        return authenticator.PhoneSignIn is PhoneSignIn.On on
            ? TakeAway(user, new RegistrationFreed(on.Registration), new PhoneSignInDisabled(disable.Device, on.Registration, now))
            : new(new RegistrationFreed(Released(authenticator)));
    }

    public static UserRuling SeeNotices(UserState.Present user, SeeNotices see, DateTimeOffset now)
    {
        if (DeviceStanding.Proved(user, see.Device, see.SignedBy) is null) return Refuse(Refusal.DeviceProofRefused);
        var isNew = (user.Notices ?? []).Any(notice => notice.Number <= see.Through && notice.IsFor(see.Device, now));
        return isNew ? new(UserAnswer.Done.It, new NoticesSeen(see.Device, see.Through, now)) : new(UserAnswer.Done.It);
    }

    /// <summary>
    /// As fresh as for removing: whoever found a browser left open could give a phone of their own the name of one that is known.
    /// </summary>
    public static UserRuling RenameMethod(UserState.Present user, RenameMethod rename, TenantState.Present tenant, UserSituation situation)
    {
        if (SessionRules.FindFresh(user, rename.Session, tenant, situation) is (null, var why)) return Refuse(why);
        return user.Find(rename.Device) is { } authenticator
            ? Rename(authenticator, rename.Name, situation.Now)
            : Refuse(Refusal.MethodNotFound);
    }

    /// <summary>A phone chose its name when it was activated, and may choose another for itself and for no other phone.</summary>
    public static UserRuling RenameDevice(UserState.Present user, RenameDevice rename, DateTimeOffset now) =>
        DeviceStanding.Proved(user, rename.Device, rename.SignedBy) is { } authenticator
            ? Rename(authenticator, rename.Name, now)
            : Refuse(Refusal.DeviceProofRefused);

    private static UserRuling Rename(Authenticator authenticator, string name, DateTimeOffset now) => authenticator.Name == name
        ? new(UserAnswer.Done.It)
        : new(UserAnswer.Done.It, new MethodRenamed(authenticator.Device, name, now));

    /// <summary>S-38: from My Security Info or by an administrator; the device is not asked.</summary>
    public static UserRuling RemoveMethod(UserState.Present user, RemoveMethod remove, TenantState.Present tenant, UserSituation situation)
    {
        if (remove.Session is { } session && SessionRules.FindFresh(user, session, tenant, situation) is (null, var why))
            return Refuse(why);
        if (user.Find(remove.Device) is not { } authenticator) return Refuse(Refusal.MethodNotFound);
        var registration = (authenticator.PhoneSignIn as PhoneSignIn.On)?.Registration ?? Released(authenticator);
        return TakeAway(user, new RegistrationFreed(registration), new MethodRemoved(authenticator, remove.Session is null, situation.Now));
    }

    /// <summary>
    /// The last registration given back: asked to disable again, its release is asked for again too, should the first have been lost.
    /// </summary>
    private static long? Released(Authenticator authenticator) =>
        authenticator.PhoneSignIn is PhoneSignIn.Off { ReleasedThrough: > 0 and var registration } ? registration : null;

    /// <summary>
    /// S-51, S-52: a registration belongs to its user from the moment it is made, enabled or not, until it is given back.
    /// </summary>
    public static UserRuling Check(UserState.Present user, CheckRegistration check) =>
        new(new RegistrationChecked(user.Find(check.Device)?.PhoneSignIn switch
    {
        null => false,
        PhoneSignIn.Off off => off.ReleasedThrough < check.Registration,
        _ => true,
    }));
}
