using Countersign.SignIn.Audit;
using Countersign.SignIn.Providers;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users.Administration;
using Countersign.SignIn.Users.Enrolment;
using Countersign.SignIn.Users.Passkeys;
using Countersign.SignIn.Users.Passwords;
using Countersign.SignIn.Users.Sessions;
using Countersign.SignIn.Users.SigningIn;
using static Countersign.SignIn.Users.Refusing;

namespace Countersign.SignIn.Users.Rules;

/// <summary>
/// The table of contents of a user's rules: every (state, question) pair goes to the file of its subject, and so does every event. Before
/// anything else, a pending challenge ends that nobody can approve any more; whoever comes first records it (I8, I9, I18, S-47).
/// </summary>
public static class UserRules
{
    public static UserRuling Decide(UserState state, UserQuestion question, UserSituation situation) =>
        AccountNotices.Owe(state, DecideInTime(state, question, situation), situation.Tenant)
            .WithFacts(situation, Fact).By(question.By, "challenge.expired");

    private static UserRuling DecideInTime(UserState state, UserQuestion question, UserSituation situation)
    {
        if (state is UserState.Present { Slot: Slot.Waiting waiting } && Observing.EndOf(waiting, situation) is { } ending)
        {
            var ended = new ChallengeSettled(waiting, ending, null, situation.Now);
            return DecideNow(Apply(state, ended), question, situation).After(ended);
        }

        return DecideNow(state, question, situation);
    }

    private static UserRuling DecideNow(UserState state, UserQuestion question, UserSituation situation)
    {
        if (situation.Tenant is not TenantState.Present known) return Refuse(Refusal.TenantNotFound);
        var tenant = question.Configured is { } clients ? known with { Configured = clients } : known;
        if (state is not UserState.Present user) return DecideAbsent(state, question, tenant, situation);
        var now = situation.Now;
        return question switch
        {
            StartSignIn start => Starting.Decide(user, start, tenant, situation),
            ObserveChallenge observe => Observing.Decide(user, observe, tenant, now),
            CancelChallenge cancel => Observing.Cancel(user, cancel, now),
            UsePasswordInstead use => Observing.UsePassword(user, use, tenant, situation),
            RedeemChallenge redeem => Redeeming.Decide(user, redeem, tenant, situation),
            RedeemFederated redeem => Federating.Decide(user, redeem, tenant, situation),
            TakeSecretTry take => SecretRules.Take(user, take, situation),
            NoteWrongPassword => new(UserAnswer.Done.It),
            RedeemPassword redeem => SecretRules.Redeem(user, redeem, tenant, situation),
            RedeemRecoveryCode redeem => SecretRules.Redeem(user, redeem, tenant, situation),
            SetPassword set => KeepingSecrets.Set(user, set, tenant, situation),
            RemovePassword => KeepingSecrets.Remove(user, now),
            RemoveRecoveryCodes => KeepingSecrets.RemoveCodes(user, now),
            IssueRecoveryCodes issue => KeepingSecrets.Issue(user, issue, tenant, situation),
            ListSecrets list => KeepingSecrets.List(user, list, tenant, situation),
            FindPasskey find => PasskeyRules.Find(user, find),
            RedeemPasskey redeem => PasskeyRules.Redeem(user, redeem, tenant, situation),
            AddPasskey add => KeepingPasskeys.Add(user, add, tenant, situation),
            RemovePasskey remove => KeepingPasskeys.Remove(user, remove, tenant, situation),
            ListPasskeys list => KeepingPasskeys.List(user, list, tenant, situation),
            CheckStanding check => Redeeming.CheckStanding(user, check, tenant, situation),
            AnswerChallenge answer => Answering.Decide(user, answer, tenant, situation),
            DisownChallenge disown => Answering.Disown(user, disown, tenant, situation),
            ReportSignIn report => Answering.Report(user, report, tenant, situation),
            SeeNotices see => Enrolling.SeeNotices(user, see, now),
            SetPush set => Waking.Set(user, set, now),
            FindWakeUps find => Waking.Find(user, find, tenant, now),
            DropPush drop => Waking.Drop(user, drop, now),
            FetchWaiting fetch => Fetching.Decide(user, fetch, tenant, now),
            FindDeviceKey find => DeviceProofs.FindKey(user, find),
            FindCredentialKey find => DeviceProofs.FindKey(user, find),
            RecordProof record => DeviceProofs.Record(user, record, tenant, now),
            EnablePhoneSignIn enable => Enrolling.Enable(user, enable, tenant, now),
            DisablePhoneSignIn disable => Enrolling.Disable(user, disable, now),
            CheckRegistration check => Enrolling.Check(user, check),
            IssueActivationCode issue => Enrolling.IssueCode(user, issue, tenant, situation),
            ActivateDevice activate => Enrolling.Activate(user, activate, tenant, situation),
            ListMethods list => OwnAccount.Show(user, list, tenant, situation),
            RenameMethod rename => Enrolling.RenameMethod(user, rename, tenant, situation),
            RenameDevice rename => Enrolling.RenameDevice(user, rename, now),
            RemoveMethod remove => Enrolling.RemoveMethod(user, remove, tenant, situation),
            UseTemporaryPass use => SessionRules.UsePass(user, use, tenant, situation),
            CheckSession check => SessionRules.Check(user, check, tenant, situation),
            ExplainSession explain => SessionRules.Explain(user, explain, tenant, situation),
            EndSession end => SessionRules.End(user, end, now),
            RecordExpiry => new(UserAnswer.Done.It),
            ExplainStart explain => new(Explaining.Of(user, explain, tenant, situation)),
            _ => Administering.Decide(user, question, tenant, situation),
        };
    }

    /// <summary>A name nobody has: the same answers as a user without the credential, a wrong pass or an unknown key (I16).</summary>
    private static UserRuling DecideAbsent(
        UserState state, UserQuestion question, TenantState.Present tenant, UserSituation situation) => question switch
    {
        StartSignIn start => Starting.Unknown(start, tenant, situation),
        RedeemFederated redeem => Invite(state, redeem, tenant, situation),
        ObserveChallenge or CancelChallenge or UsePasswordInstead or RedeemChallenge => Refuse(Refusal.ChallengeNotFound),
        AnswerChallenge or FetchWaiting or FindDeviceKey or FindCredentialKey or RecordProof or EnablePhoneSignIn
            or DisablePhoneSignIn or SeeNotices or RenameDevice or SetPush => Refuse(Refusal.DeviceProofRefused),
        CheckRegistration => new(new RegistrationChecked(false)),
        FindWakeUps => new(WakeUps.None),
        ActivateDevice => Refuse(Refusal.CodeRefused),
        UseTemporaryPass => Refuse(Refusal.PassRefused),
        TakeSecretTry => new(new SecretTryTaken(null, IsHidden: true)),
        RedeemPassword or RedeemRecoveryCode or FindPasskey or RedeemPasskey => Refuse(Refusal.SecretRefused),
        ListSecrets or IssueRecoveryCodes or SetPassword { Session: not null } or ListPasskeys or AddPasskey
            or RemovePasskey { Session: not null } => Refuse(Refusal.SessionRequired),
        IssueActivationCode or ListMethods or CheckSession or RenameMethod or RemoveMethod { Session: not null }
            or SignOutEverywhere { Session: not null } or DisownChallenge or ReportSignIn => Refuse(Refusal.SessionRequired),
        ExplainSession => new(new SessionExplained(null)),
        EndSession or RecordExpiry or RemoveUser or CheckUserCode or EndForRestore or DropPush
            or NoteWrongPassword => new(UserAnswer.Done.It),
        ProvisionUser provision => Administering.Provision(null, provision, situation.Now),
        ExplainStart explain => new(Explaining.Of(null, explain, tenant, situation)),
        _ => Refuse(Refusal.UserNotFound),
    };

    /// <summary>
    /// A name nobody has, and a provider that vouches for somebody of that name: the user is created where the provider's rule says so, in
    /// the same commit that signs them in.
    /// </summary>
    private static UserRuling Invite(UserState state, RedeemFederated redeem, TenantState.Present tenant, UserSituation situation)
    {
        if (tenant.FederationOf(situation.User.Name)?.Provider.Linking != LinkRule.Create) return Refuse(Refusal.FederationRefused);
        var created = new UserProvisioned(Enabled: true, OnPremisesMfa: false, New: true, situation.Now);
        var ruling = Federating.Decide((UserState.Present)Apply(state, created), redeem, tenant, situation);
        return ruling.Answer is UserAnswer.Refused ? ruling : ruling.After(created);
    }

    /// <summary>The next state of a user. Refuses nothing and looks at no clock; lets go what has outlived its use.</summary>
    public static UserState Apply(UserState state, UserEvent happened)
    {
        var user = state as UserState.Present ?? UserState.Present.New with { Epoch = state is UserState.Absent gone ? gone.Epoch + 1 : 1 };
        UserState after = happened switch
        {
            SigningInEvent signingIn => SigningInChanges.Apply(user, signingIn),
            EnrolmentEvent enrolment => EnrolmentChanges.Apply(user, enrolment),
            SessionEvent session => SessionChanges.Apply(user, session),
            SecretEvent secret => SecretChanges.Apply(user, secret),
            PasskeyEvent passkey => PasskeyChanges.Apply(user, passkey),
            AdministrationEvent administration => AdministrationChanges.Apply(user, administration),
            TenantIsOwed => user,
            _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name),
        };
        return after is UserState.Present present ? AccountNotices.Tell(user, present, happened) : after;
    }

    /// <summary>I18: one fact for each final transition and each change of a credential; null for what an auditor need not see.</summary>
    private static AuditFact? Fact(UserEvent happened, UserSituation situation)
    {
        var about = new AuditFact("", happened.At, situation.User.Tenant, situation.User.Name);
        return happened switch
        {
            SigningInEvent signingIn => SigningInAudit.Fact(signingIn, about, situation),
            EnrolmentEvent enrolment => EnrolmentAudit.Fact(enrolment, about),
            SessionEvent session => SessionAudit.Fact(session, about),
            SecretEvent secret => SecretAudit.Fact(secret, about),
            PasskeyEvent passkey => PasskeyAudit.Fact(passkey, about),
            AdministrationEvent administration => AdministrationAudit.Fact(administration, about),
            TenantIsOwed => null,
            _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name),
        };
    }
}
