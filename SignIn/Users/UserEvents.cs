using System.Collections.Immutable;

namespace Countersign.SignIn.Users;

/// <summary>
/// What is true of a user after something happened. Refuses nothing and looks at no clock; what has outlived its use is let go here.
/// </summary>
public static class UserEvents
{
    public static UserState Apply(UserState state, UserEvent happened)
    {
        if (happened is UserEvent.Removed) return UserState.None;
        var user = state as UserState.Present ?? UserState.Present.New;
        return happened switch
        {
            UserEvent.ChallengeStarted started => Start(user, started),
            UserEvent.ChallengeRebound rebound => user with { Slot = rebound.Challenge with { Browser = rebound.Browser } },
            UserEvent.ChallengeSettled settled => Settle(user, settled),
            UserEvent.Locked locked => user with { Prompts = user.Prompts with { LockedUntil = locked.Until } },
            UserEvent.Unlocked => user with { Prompts = PromptHistory.Empty },
            UserEvent.Redeemed redeemed => Redeem(user, redeemed),
            UserEvent.RedemptionRevoked revoked => Revoke(user, revoked),
            UserEvent.SessionEnded ended => Without(user, ended.Session),
            UserEvent.Provisioned provisioned => Provision(user, provisioned),
            UserEvent.UserCodeSet set => user with { UserCode = set.Code },
            UserEvent.GroupChanged changed => user with { Groups = changed.Member ? user.Groups.Add(changed.Group) : user.Groups.Remove(changed.Group) },
            _ => ApplyEnrolment(user, happened),
        };
    }

    private static UserState.Present ApplyEnrolment(UserState.Present user, UserEvent happened) => happened switch
    {
        UserEvent.Activated activated => Activate(user, activated),
        UserEvent.CodeIssued issued => user with { Enrolment = Issue(user.Enrolment, issued) },
        UserEvent.CodeTriedWrongly => user with { Enrolment = user.Enrolment with { Code = TriedWrongly(user.Enrolment.Code) } },
        UserEvent.PassIssued issued => user with { Enrolment = user.Enrolment with { Pass = new(issued.Pass, issued.At + Limits.PassLife) } },
        UserEvent.PassUsed used => Open(user with { Enrolment = user.Enrolment with { Pass = null } }, used.Session, used.At),
        UserEvent.ProofSeen seen => user with { Proofs = [.. user.Proofs.Where(p => p.At > seen.At - Limits.ProofWindow), new(seen.Jti, seen.At)] },
        UserEvent.Reported reported => Change(user, reported.Device, a => a with { Report = reported.Report }),
        UserEvent.PhoneSignInEnabled enabled => Change(user, enabled.Device,
            a => a with
            {
                Report = enabled.Report,
                PhoneSignIn = new PhoneSignIn.On(enabled.Registration, enabled.At, (user.Slot as Slot.Waiting)?.Id),
            }),
        UserEvent.PhoneSignInDisabled disabled => Change(Withdraw(user, disabled.Device), disabled.Device,
            a => a with { PhoneSignIn = new PhoneSignIn.Off(disabled.Registration) }),
        UserEvent.MethodRemoved removed => Withdraw(user, removed.Authenticator.Device) with
        {
            Authenticators = user.Authenticators.RemoveAll(a => a.Device == removed.Authenticator.Device),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name),
    };

    private static UserState.Present Start(UserState.Present user, UserEvent.ChallengeStarted started) => user with
    {
        Slot = started.Challenge,
        Prompts = user.Prompts with { Unapproved = [.. user.Prompts.Unapproved.Where(at => at > started.At - TimeSpan.FromDays(1)), started.At] },
    };

    private static UserState.Present Settle(UserState.Present user, UserEvent.ChallengeSettled settled)
    {
        var challenge = settled.Challenge;
        var kept = user.Settled.Where(s => s.At > settled.At - Limits.ResultLife).TakeLast(Limits.SettledKept - 1);
        return user with
        {
            Slot = Slot.Free.Here,
            Settled = [.. kept, new(challenge.Id, challenge.Request, challenge.Browser, challenge.Number.Mode, challenge.Client, settled.At, settled.Ending)],
            Prompts = Count(user.Prompts, settled),
        };
    }

    /// <summary>I15: only success resets.</summary>
    private static PromptHistory Count(PromptHistory prompts, UserEvent.ChallengeSettled settled) => settled.Ending switch
    {
        Ending.Approved => PromptHistory.Empty,
        Ending.WrongNumber => prompts with { WrongNumbers = [.. prompts.WrongNumbers.Where(at => at > settled.At - Limits.WrongNumberWindow), settled.At] },
        _ => prompts,
    };

    private static UserState.Present Redeem(UserState.Present user, UserEvent.Redeemed redeemed)
    {
        var approved = (Ending.Approved)redeemed.Challenge.Ending;
        var collected = redeemed.Challenge with { Ending = approved with { Redemption = redeemed.Redemption } };
        if (approved.Redemption is { } undelivered) user = Without(user, undelivered.Session);
        user = user with { Settled = user.Settled.Replace(redeemed.Challenge, collected) };
        return redeemed.Redemption.Session is { } hash
            ? Open(user, new(hash, SessionMethod.PhoneSignIn, redeemed.At, redeemed.At + Limits.SessionLife, collected.Mode, collected.At), redeemed.At)
            : user;
    }

    /// <summary>I5: the session goes, and the result with it.</summary>
    private static UserState.Present Revoke(UserState.Present user, UserEvent.RedemptionRevoked revoked)
    {
        var approved = (Ending.Approved)revoked.Challenge.Ending;
        var spent = revoked.Challenge with { Ending = approved with { Redemption = approved.Redemption! with { Revoked = true } } };
        return Without(user, revoked.Session) with { Settled = user.Settled.Replace(revoked.Challenge, spent) };
    }

    /// <summary>I7: what this device has approved, or any when null, gives nobody anything any more.</summary>
    private static UserState.Present Withdraw(UserState.Present user, DeviceId? device) => user with
    {
        Settled = [.. user.Settled.Select(s =>
            s.Ending is Ending.Approved approved && (device is null || device == approved.Answered.Device)
                ? s with { Ending = approved with { Withdrawn = true } }
                : s)],
    };

    private static UserState.Present Open(UserState.Present user, Session session, DateTimeOffset at) => user with
    {
        Sessions = [.. user.Sessions.Where(s => s.ExpiresAt > at).TakeLast(Limits.SessionsPerUser - 1), session],
    };

    private static UserState.Present Without(UserState.Present user, SecretHash? session) =>
        user with { Sessions = user.Sessions.RemoveAll(s => s.Hash == session) };

    /// <summary>A disabled user keeps the authenticators and nothing that is under way.</summary>
    private static UserState.Present Provision(UserState.Present user, UserEvent.Provisioned provisioned)
    {
        user = user with { Enabled = provisioned.Enabled, OnPremisesMfa = provisioned.OnPremisesMfa };
        return provisioned.Enabled
            ? user
            : Withdraw(user, null) with { Sessions = [], Enrolment = user.Enrolment with { Pass = null, Code = null } };
    }

    private static UserState.Present Activate(UserState.Present user, UserEvent.Activated activated) =>
        Withdraw(user, activated.Authenticator.Device) with
    {
        Authenticators = user.Authenticators.RemoveAll(a => a.Device == activated.Authenticator.Device).Add(activated.Authenticator),
        Enrolment = user.Enrolment with { Code = user.Enrolment.Code! with { UsedBy = activated.Authenticator.Device } },
    };

    private static Enrolment Issue(Enrolment enrolment, UserEvent.CodeIssued issued) => enrolment with
    {
        Code = new(issued.Code, issued.At + Limits.ActivationCodeLife, 0, null),
        CodesIssued = [.. enrolment.CodesIssued.Where(at => at > issued.At - TimeSpan.FromHours(1)), issued.At],
    };

    private static ActivationCode? TriedWrongly(ActivationCode? code) =>
        code is null || code.WrongTries + 1 >= Limits.WrongCodesToBurn ? null : code with { WrongTries = code.WrongTries + 1 };

    private static UserState.Present Change(UserState.Present user, DeviceId device, Func<Authenticator, Authenticator> change) =>
        user with { Authenticators = [.. user.Authenticators.Select(a => a.Device == device ? change(a) : a)] };
}
