using Countersign.SignIn.Jose;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users.Sessions;
using Countersign.SignIn.WebAuthn;
using static Countersign.SignIn.Users.Refusing;

namespace Countersign.SignIn.Users.SigningIn;

/// <summary>S-05 to S-10, S-35, I2, I4: what a device's signed statement does to the challenge it names.</summary>
internal static class Answering
{
    public static UserRuling Decide(UserState.Present user, AnswerChallenge answer, TenantState.Present tenant, UserSituation situation)
    {
        var statement = answer.Statement;
        if (KeyRefused(user, answer, tenant) is { } refused) return Refuse(refused);
        if (user.Settled.LastOrDefault(s => s.Id == statement.Challenge) is { } settled) return Again(settled, answer);
        if (IsCountedDown(user, answer)) return Refuse(Refusal.DeviceProofRefused);
        if (user.Slot is not Slot.Waiting waiting || waiting.Id != statement.Challenge
            || user.Find(statement.Device) is not { } phone || !SecondFactors.MayAnswer(phone, waiting))
            return Refuse(Refusal.ChallengeNotFound);
        if (!Matches(statement, waiting, situation)) return Refuse(Refusal.StatementMismatch);
        if (statement.Decision == Jose.Decision.Deny) return Deny(waiting, answer, tenant, situation);
        return Missing(answer, waiting.Number.Mode) is { } missing
            ? Refuse(missing)
            : Approve(user, waiting, answer, tenant, situation);
    }

    /// <summary>S-10, I7: the key must be this user's, now.</summary>
    private static Refusal? KeyRefused(UserState.Present user, AnswerChallenge answer, TenantState.Present tenant)
    {
        var authenticator = user.Enabled ? user.Find(answer.Statement.Device) : null;
        if (authenticator is null || !IsSigned(authenticator, answer)) return Refusal.DeviceProofRefused;
        if (DeviceStanding.TooOld(authenticator.Report, tenant.Prerequisites) is { } tooOld) return tooOld;
        return authenticator.PhoneSignIn is PhoneSignIn.On || SecondFactors.Is(user, answer.Statement.Challenge)
            ? null
            : Refusal.PhoneSignInNotEnabled;
    }

    /// <summary>
    /// An approval needs the key behind the PIN; where that is a WebAuthn credential's, the request key has signed the statement and the
    /// credential has answered to it (PHO-2). A denial takes either key, and no credential is asked for it.
    /// </summary>
    private static bool IsSigned(Authenticator authenticator, AnswerChallenge answer)
    {
        var isRequestKey = authenticator.RequestKey.Thumbprint == answer.SignedBy;
        var isDecisionKey = authenticator.Credential is null && authenticator.DecisionKey.Thumbprint == answer.SignedBy;
        if (answer.Statement.Decision == Jose.Decision.Deny) return (isRequestKey || isDecisionKey) && answer.Assertion is null;
        return authenticator.Credential is { } credential
            ? isRequestKey && answer.Assertion is { } assertion && IsOf(credential, authenticator, assertion)
            : isDecisionKey && answer.Assertion is null;
    }

    /// <summary>Whether the key may leave the device was settled when it was made.</summary>
    private static bool IsOf(WebAuthnCredential credential, Authenticator authenticator, VerifiedAssertion assertion) =>
        assertion.Credential == credential.Id
        && assertion.Key == authenticator.DecisionKey.Thumbprint
        && assertion.IsBackupEligible == credential.IsBackupEligible;

    private static bool IsCountedDown(UserState.Present user, AnswerChallenge answer) =>
        answer.Assertion is { } assertion && user.Find(answer.Statement.Device)?.Credential?.IsCountedDownBy(assertion) == true;

    /// <summary>T8: the same statement is a retry and gets the same answer; another one comes too late.</summary>
    private static UserRuling Again(Settled settled, AnswerChallenge answer)
    {
        if (settled.Ending.ByDevice is { } answered && answered.Statement == answer.Identity) return new(Say(settled.Ending));
        return Refuse(settled.Ending switch
        {
            Ending.Expired => Refusal.ChallengeExpired,
            Ending.Cancelled => Refusal.SignInCancelled,
            _ => Refusal.AlreadyDecided,
        });
    }

    /// <summary>A2, T9: everything the statement says about the challenge is true of it.</summary>
    private static bool Matches(DecisionStatement statement, Slot.Waiting waiting, UserSituation situation) =>
        statement.Decision is Jose.Decision.Approve or Jose.Decision.Deny
        && statement.Tenant == situation.User.Tenant
        && statement.User == situation.User.Name
        && statement.Nonce == waiting.Nonce
        && statement.Client == waiting.Client
        && statement.Context == waiting.Context.Hash()
        && (statement.IssuedAt - situation.Now).Duration() <= Limits.ClockSkew;

    /// <summary>
    /// S-07, T3. Whoever began what the person says was not theirs is not asked for again for a while, in the same commit.
    /// </summary>
    private static UserRuling Deny(Slot.Waiting waiting, AnswerChallenge answer, TenantState.Present tenant, UserSituation situation)
    {
        var ruling = End(waiting, new Ending.Denied(Of(answer)), answer, situation);
        return answer.Statement.NotMe ? Bar(ruling, waiting, tenant, situation) : ruling;
    }

    /// <summary>
    /// The same, said in a browser where the person is signed in. No device has signed it, so it is no decision: the challenge is
    /// cancelled.
    /// </summary>
    public static UserRuling Disown(UserState.Present user, DisownChallenge disown, TenantState.Present tenant, UserSituation situation)
    {
        if (SessionRules.Find(user, disown.Session, tenant, situation) is null) return Refuse(Refusal.SessionRequired);
        if (user.Slot is Slot.Waiting waiting && waiting.Id == disown.Challenge)
        {
            var cancelled = new ChallengeSettled(waiting, new Ending.Cancelled(), null, situation.Now, Disowned: true);
            return Bar(new(UserAnswer.Done.It, cancelled), waiting, tenant, situation);
        }

        return user.Settled.LastOrDefault(s => s.Id == disown.Challenge)?.Ending switch
        {
            null => Refuse(Refusal.ChallengeNotFound),
            Ending.Cancelled or Ending.Expired or Ending.Denied => new(UserAnswer.Done.It),
            _ => Refuse(Refusal.AlreadyDecided),
        };
    }

    /// <summary>
    /// The same of a sign-in that is over. It ends nothing, and unlike what waits it does not hurry: since it can keep the person's own
    /// browser away for a while, it takes a sign-in of the last minutes (T29). The browser that says it is not kept away by it.
    /// </summary>
    public static UserRuling Report(UserState.Present user, ReportSignIn report, TenantState.Present tenant, UserSituation situation)
    {
        if (SessionRules.FindFresh(user, report.Session, tenant, situation) is (null, var why)) return Refuse(why);
        var ruling = new UserRuling(UserAnswer.Done.It);
        return report.Browser == report.Who ? ruling : Bar(ruling, report.Who, tenant, situation);
    }

    private static UserRuling Bar(UserRuling ruling, Slot.Waiting waiting, TenantState.Present tenant, UserSituation situation) =>
        Budgets.NameOf(waiting) is { } who ? Bar(ruling, who, tenant, situation) : ruling;

    private static UserRuling Bar(UserRuling ruling, SecretHash who, TenantState.Present tenant, UserSituation situation)
    {
        var until = situation.Now + TimeSpan.FromHours(tenant.Settings.BarHours);
        return ruling with { Events = ruling.Events.Add(new InitiatorBarred(who, until, situation.Now)) };
    }

    /// <summary>S-05: the step that was left out of an approval, if one was.</summary>
    private static Refusal? Missing(AnswerChallenge answer, NumberMode mode)
    {
        if (!answer.Statement.UserVerified || answer.Assertion is { IsUserVerified: false }) return Refusal.UserVerificationRequired;
        return answer.Statement.Number.Length == mode.Meaning().Digits ? null : Refusal.NumberRequired;
    }

    private static UserRuling Approve(
        UserState.Present user, Slot.Waiting waiting, AnswerChallenge answer, TenantState.Present tenant, UserSituation situation)
    {
        if (answer.Statement.Number != waiting.Number.Digits) return WrongNumber(user, waiting, answer, tenant, situation);
        var allowed = waiting.First is not null ? tenant.Prerequisites.PushAllowed : tenant.Allows(situation.User.Name, user.Groups);
        return End(waiting, allowed ? new Ending.Approved(Of(answer), null) : new Ending.NotAllowed(Of(answer)), answer, situation);
    }

    /// <summary>S-06: it ends the challenge and counts; enough of them in a day lock phone sign-in (I15, N4).</summary>
    private static UserRuling WrongNumber(
        UserState.Present user, Slot.Waiting waiting, AnswerChallenge answer, TenantState.Present tenant, UserSituation situation)
    {
        var ruling = End(waiting, new Ending.WrongNumber(Of(answer)), answer, situation);
        var earlier = user.Prompts.WrongNumbers.Count(at => at > situation.Now - Limits.WrongNumberWindow);
        return earlier + 1 < tenant.Settings.WrongNumbersToLock
            ? ruling
            : ruling with { Events = ruling.Events.Add(new PhoneSignInLocked(situation.Now + Limits.LockLife, situation.Now)) };
    }

    private static UserRuling End(Slot.Waiting waiting, Ending ending, AnswerChallenge answer, UserSituation situation)
    {
        var said = Say(ending, waiting.Backchannel is { IsOwedNotification: true });
        var settled = new ChallengeSettled(waiting, ending, answer.Jws, situation.Now, answer.Assertion?.Text);
        return answer.Assertion is { Count: > 0 and var count }
            ? new(said, [new CredentialCounted(answer.Statement.Device, count, situation.Now), settled])
            : new(said, settled);
    }

    private static UserAnswer Say(Ending ending, bool owesNotification = false) => ending switch
    {
        Ending.WrongNumber => new UserAnswer.Refused(Refusal.NumberMismatch),
        Ending.NotAllowed => new UserAnswer.Refused(Refusal.MethodNotAllowedByPolicy),
        _ => new Decided(Observing.OutcomeOf(ending), owesNotification),
    };

    private static Answered Of(AnswerChallenge answer) =>
        new(answer.Statement.Device, answer.Assertion?.Key ?? answer.SignedBy, answer.Identity);
}
