using System.Text;

namespace Countersign.SignIn.Tests.Users;

/// <summary>Every command is answered in every state: with an answer of its family, with events that apply, into a sound state.</summary>
public sealed class EveryPairTests
{
    private static readonly Phone Mine = Phone.Number(0);
    private static readonly SecretHash Browser = Sample.Browser(Person.Browser), Open = Sample.Session("open");

    private static readonly GrantOpening Opening = new(new(Sample.Handle("grant")), "openid", null, Sample.Hash("refresh"), null);

    private static readonly Dictionary<string, Func<Person>> States = new()
    {
        ["absent"] = () => new Person(new World(), Sample.Name("alice@contoso.example")),
        ["removed"] = () => After(p => p.Ask(new RemoveUser())),
        ["no authenticator"] = () => new World().Person(),
        ["stage 1 only"] = () => new World().Person().Adds(Mine),
        ["enabled"] = () => new World().Ready(),
        ["disabled"] = () => After(p => p.Ask(new ProvisionUser(false, null))),
        ["of an MFA server"] = () => new World().Person(onPremisesMfa: true).Has(Mine),
        ["waiting, select"] = () => Waiting(NumberMode.Select),
        ["waiting, enter2"] = () => Waiting(NumberMode.Enter2),
        ["waiting, enter6"] = () => Waiting(NumberMode.Enter6),
        ["waiting past its end"] = () => After(p => { p.Prompted(); p.World.Later(Limits.ChallengeLife); }),
        ["waiting from a future"] = () => After(p => { p.Prompted(); p.World.Later(-Limits.ClockSkew - TimeSpan.FromSeconds(1)); }),
        ["waiting, others wait too"] = () =>
            After(p => { p.World.Set(s => s with { SecondAttempt = SecondAttempt.Refuse }); p.Prompted(); }),
        ["waiting, one wrong number from a lock"] = () =>
            After(p => { p.World.Set(s => s with { WrongNumbersToLock = 1 }); p.Prompted(); }),
        ["waiting for an untargeted user"] = () => After(p => { p.Prompted(); p.World.SaveFor("bob@contoso.example"); }),
        ["waiting for a phone with a credential"] = () => CredentialTests.Holder(),
        ["waiting for a stranger"] = () => After(
            p => p.Ask(p.Starting("stranger") with { Initiator = new(null, Sample.Hash("stranger")) })),
        ["approved"] = () => After(p => p.Approved(Mine)),
        ["denied"] = () => After(p => { p.Prompted(); p.Deny(Mine); }),
        ["wrong number"] = () => After(p => { p.Prompted(); p.TapsWrongly(Mine); }),
        ["not allowed"] = () => After(p => { p.World.SaveFor("bob@contoso.example"); p.Prompted(); p.Approve(Mine); }),
        ["expired"] = () => After(p => { p.Prompted(); p.World.Later(Limits.ChallengeLife); p.Ask(new RecordExpiry()); }),
        ["cancelled"] = () => After(p => p.Ask(new CancelChallenge(p.Prompted().Challenge, Browser))),
        ["redeemed"] = () => After(p => p.Redeem(p.Approved(Mine))),
        ["redeemed twice"] = () => After(p => { var c = p.Approved(Mine); p.Redeem(c); p.Redeem(c, request: "thief"); }),
        ["collected by a client"] = () =>
            After(p => p.Ask(new RedeemChallenge(p.Approved(Mine), Browser, Sample.Request("collect"), null, Opening))),
        ["approved by a phone that is gone"] = () => After(p => { p.Approved(Mine); p.RemoveMethod(Mine); }),
        ["locked"] = () => After(p => { p.World.Set(s => s with { WrongNumbersToLock = 1 }); p.Prompted(); p.TapsWrongly(Mine); }),
        ["over budget"] = () => After(p => { for (var i = 0; i < Limits.PromptsIn5Minutes; i++) { p.Prompted(); p.Deny(Mine); } }),
        ["many settled"] = () => After(p => { for (var i = 0; i < 2 * Limits.SettledKept; i++) p.Approved(Mine); }),
        ["with a pass"] = () => After(p => p.Ask(new IssueTemporaryPass(Sample.Hash("pass")))),
        ["with a session"] = () => After(SignIn),
        ["with a code"] = () => After(p => { SignIn(p); p.Ask(new IssueActivationCode(Open, Sample.Hash("code"))); }),
        ["with a used code"] = () => After(p =>
            { SignIn(p); p.Ask(new IssueActivationCode(Open, Sample.Hash("code"))); p.Activate(Mine, Sample.Hash("code")); }),
        ["with a session that is over"] = () => After(p => { SignIn(p); p.World.Later(Limits.SessionLife); }),
        ["with proofs seen"] = () => After(p => p.Ask(new RecordProof(Mine.Device, Mine.Asks, Sample.Hash("jti")))),
        ["of a federated domain"] = () => After(p => p.World.Federate("contoso.example")),
        ["absent, of a domain whose provider creates"] = () => new Person(
            new World().Federate("contoso.example", Registered.Partner with { Linking = LinkRule.Create }),
            Sample.Name("alice@contoso.example")),
        ["linked to a provider"] = () => After(p => { p.World.Federate("contoso.example"); Federated(p); }),
        ["of a tenant with a webhook"] = () => After(p => p.World.Set(s => s with { SecurityWebhook = Sample.Webhook })),
        ["with a phone that is woken"] = () => After(p => p.Ask(new SetPush(Mine.Device, Mine.Asks, WakingTests.Browser))),
        ["with a phone whose push service knows it no more"] = () => After(p =>
        {
            p.Ask(new SetPush(Mine.Device, Mine.Asks, WakingTests.Browser));
            p.Ask(new DropPush(Mine.Device, WakingTests.Browser));
        }),
        ["with a password"] = () => After(p => p.GetsPassword()),
        ["with a password to change"] = () => After(p => p.GetsPassword(mustChange: true)),
        ["signed in with a password"] = () => After(p =>
        {
            p.GetsPassword();
            Assert.IsType<SignedInWithSecret>(p.Ask(new RedeemPassword(
                Open, p.World.Contoso.Passwords!.Since, p.Present.Secrets!.Password!.Number, FallbackReason.Requested, Sample.Client)));
        }),
        ["with a password that a directory checks"] = () => After(p => p.World.TakePasswords(
            new PasswordPlace.Directory("ldap.contoso.example", 636, true, "dc=contoso", "mail"))),
        ["with recovery codes"] = () => After(p => { p.GetsRecoveryCodes(); SignIn(p); }),
        ["with a passkey"] = () => After(p => { p.GetsPasskey(); SignIn(p); }),
        ["signed in with a passkey"] = () => After(p =>
        {
            p.GetsPasskey();
            Assert.IsType<SignedInWithSecret>(p.Ask(Person.Passkey(Open)));
        }),
        ["guessed at"] = () => After(p =>
        {
            p.GetsPassword();
            for (var n = 0; n < Limits.SecretTriesInAnHour; n++) p.Ask(new TakeSecretTry(null));
        }),
        ["after a first factor"] = () => After(SecondFactorTests.TypesRightly),
        ["after a first factor, stage 1 only"] = () => Second(new World().Person().Adds(Mine), _ => { }),
        ["after a first factor, without a phone"] = () => Second(new World().Person(), _ => { }),
        ["a second factor waits"] = () => Second(new World().Person().Adds(Mine), SecondFactorTests.IsAsked),
        ["a second factor was approved"] = () => Second(new World().Ready(), p => { SecondFactorTests.IsAsked(p); p.Approve(Mine); }),
        ["signed in with both"] = () => Second(new World().Person().Adds(Mine), p => SecondFactorTests.SignsIn(p, Mine)),
        ["in a tenant without push"] = () => After(p => { p.Prompted(); p.World.Require(r => r with { PushAllowed = false }); }),
    };

    /// <summary>A user in one of the states (<see cref="Every"/>).</summary>
    internal static Person In(string state) => States[state]();

    /// <summary>A user in each of the states.</summary>
    internal static IEnumerable<Person> Samples => States.Values.Select(make => make());

    private static Person Second(Person person, Action<Person> happened)
    {
        SecondFactorTests.TypesRightly(person);
        happened(person);
        return person;
    }

    private static Person After(Action<Person> happened)
    {
        var alice = new World().Ready();
        happened(alice);
        return alice;
    }

    private static void Federated(Person person) => Assert.IsType<SignedInFederated>(
        person.Ask(new RedeemFederated(Vouched(person), Open, FallbackReason.NotAvailable, Sample.Client)));

    /// <summary>What the provider of the person's domain says of them, if there is one.</summary>
    private static FederatedAssertion Vouched(Person person) => new(
        Registered.Partner.Id, person.World.Contoso.FederationOf(person.Name)?.Since ?? 0, Sample.Hash("subject"), person.Name,
        person.World.Now);

    private static Person Waiting(NumberMode mode) => After(p => { p.World.Set(s => s with { NumberMode = mode }); p.Prompted(); });

    private static void SignIn(Person person)
    {
        person.Ask(new IssueTemporaryPass(Sample.Hash("pass")));
        person.Ask(new UseTemporaryPass(Sample.Hash("pass"), Open));
    }

    /// <summary>Every command, about what there is in the state where something is, with the answers it may get besides a
    /// refusal.</summary>
    private static (UserQuestion Command, Type[] Answers)[] Commands(Person person)
    {
        var user = person.State as UserState.Present;
        var challenge = (user?.Slot as Slot.Waiting)?.Id ?? user?.Settled.LastOrDefault()?.Id ?? new ChallengeId(Sample.Handle("none"));
        return
        [
            (person.Starting("another"), [typeof(Prompted), typeof(FellBack), typeof(StartThrottled)]),
            (person.Starting("own") with { Initiator = new(Sample.Hash("own"), Sample.Hash("home")) },
                [typeof(Prompted), typeof(FellBack), typeof(StartThrottled)]),
            (person.Starting("another", resume: Person.Browser), [typeof(Prompted), typeof(FellBack)]),
            (person.Starting(Person.Browser) with { First = SecondFactorTests.Held }, [typeof(Prompted), typeof(FellBack)]),
            (new ObserveChallenge(challenge, Browser), [typeof(ChallengePending), typeof(ChallengeEnded)]),
            (new CancelChallenge(challenge, Browser), [typeof(UserAnswer.Done)]),
            (new UsePasswordInstead(challenge, Browser), [typeof(FellBack)]),
            (new RedeemChallenge(challenge, Browser, Sample.Request("redeem"), Sample.Session("new")), [typeof(SignedIn)]),
            (new RedeemChallenge(challenge, Browser, Sample.Request("thief"), Sample.Session("thief")), [typeof(SignedIn)]),
            (new RedeemChallenge(challenge, Browser, Sample.Request("collect"), null, Opening), [typeof(SignedIn)]),
            (new CheckStanding(Granted(person), null, 0, new(Opening.Id, true, Sample.Request("next"))), [typeof(UserAnswer.Done)]),
            (new CheckStanding(Granted(person), Open, 0), [typeof(UserAnswer.Done)]),
            (new RedeemFederated(Vouched(person), Sample.Session("federated"), FallbackReason.Pending, Sample.Client),
                [typeof(SignedInFederated)]),
            (new RedeemFederated(
                Vouched(person), Sample.Session("first"), FallbackReason.Pending, Sample.Client, First: Sample.Hash("another first")),
                [typeof(SignedInFederated)]),
            (Says(person, challenge, Decision.Approve), [typeof(Decided)]),
            (Says(person, challenge, Decision.Approve, Sample.WrongNumber), []),
            (Says(person, challenge, Decision.Deny), [typeof(Decided)]),
            (Says(person, challenge, Decision.Deny, notMe: true), [typeof(Decided)]),
            (new FetchWaiting(Mine.Device, Mine.Asks, Mine.Report with { App = "2.1" }),
                [typeof(WaitingChallenge), typeof(NothingWaiting)]),
            (new SeeNotices(Mine.Device, Mine.Asks, 1), [typeof(UserAnswer.Done)]),
            (new RenameDevice(Mine.Device, Mine.Asks, "Its own name"), [typeof(UserAnswer.Done)]),
            (new SetPush(Mine.Device, Mine.Asks, WakingTests.Browser), [typeof(UserAnswer.Done)]),
            (new FindWakeUps(challenge), [typeof(WakeUps)]),
            (new DropPush(Mine.Device, WakingTests.Browser), [typeof(UserAnswer.Done)]),
            (new FindDeviceKey(Mine.Asks), [typeof(DeviceKeyFound)]),
            (new FindCredentialKey(CredentialTests.Asserted().Credential), [typeof(DeviceKeyFound)]),
            (Says(person, challenge, Decision.Approve) with
                {
                    SignedBy = Mine.Asks, Assertion = CredentialTests.Asserted() with { Count = 1 },
                }, [typeof(Decided)]),
            (new RecordProof(Mine.Device, Mine.Asks, Sample.Hash("jti")), [typeof(ProofRecorded)]),
            (new EnablePhoneSignIn(Mine.Device, Mine.Asks, Mine.Report, 1), [typeof(UserAnswer.Done)]),
            (new DisablePhoneSignIn(Mine.Device, Mine.Asks), [typeof(RegistrationFreed)]),
            (new CheckRegistration(Mine.Device, 1), [typeof(RegistrationChecked)]),
            (new DisownChallenge(challenge, Open), [typeof(UserAnswer.Done)]),
            (new ReportSignIn(Sample.Hash("somebody"), Open), [typeof(UserAnswer.Done)]),
            .. WithSecrets(person), .. OnSessions(), .. OfAdministrators(),
        ];
    }

    private static (UserQuestion Command, Type[] Answers)[] WithSecrets(Person person) =>
    [
        (new TakeSecretTry(null), [typeof(SecretTryTaken)]),
        (new NoteWrongPassword(FallbackReason.NotAvailable, Sample.Client), [typeof(UserAnswer.Done)]),
        (new TakeSecretTry(new(Sample.Hash("own"), Sample.Hash("home"))), [typeof(SecretTryTaken)]),
        (new TakeSecretTry(null, GivesBack: true), [typeof(SecretTryTaken)]),
        (new RedeemPassword(
            Sample.Session("password"), person.World.Contoso.Passwords?.Since ?? 0,
            (person.State as UserState.Present)?.Secrets?.Password?.Number ?? 0, FallbackReason.Pending, Sample.Client),
            [typeof(SignedInWithSecret)]),
        (new RedeemPassword(
            Sample.Session("first"), person.World.Contoso.Passwords?.Since ?? 0,
            (person.State as UserState.Present)?.Secrets?.Password?.Number ?? 0, FallbackReason.Pending, Sample.Client,
            First: Sample.Hash("another first")),
            [typeof(SignedInWithSecret)]),
        (new RedeemPassword(
            Sample.Session("changed"), person.World.Contoso.Passwords?.Since ?? 0,
            (person.State as UserState.Present)?.Secrets?.Password?.Number ?? 0, FallbackReason.Pending, Sample.Client,
            Hash: "another hash"),
            [typeof(SignedInWithSecret)]),
        (new RedeemRecoveryCode(Person.RecoveryCode(0), Sample.Session("code"), FallbackReason.Requested, Sample.Client),
            [typeof(SignedInWithSecret)]),
        (new SetPassword("an administrator's hash", null), [typeof(UserAnswer.Done)]),
        (new SetPassword("an own hash", Open), [typeof(UserAnswer.Done)]),
        (new RemovePassword(), [typeof(UserAnswer.Done)]),
        (new IssueRecoveryCodes(Open, [.. Enumerable.Range(100, Limits.RecoveryCodes).Select(Person.RecoveryCode)]),
            [typeof(UserAnswer.Done)]),
        (new ListSecrets(Open), [typeof(SecretsListed)]),
        (new FindPasskey(Person.MadePasskey.Credential.Id), [typeof(PasskeyFound)]),
        (Person.Passkey(Sample.Session("passkey")), [typeof(SignedInWithSecret)]),
        (new AddPasskey(
            Open, new(Sample.Key(8), new("another passkey", true, 0)), "Another", Sample.Hash("made")), [typeof(UserAnswer.Done)]),
        (new RemovePasskey(1, Open), [typeof(UserAnswer.Done)]),
        (new RemovePasskey(1, null), [typeof(UserAnswer.Done)]),
        (new RemoveRecoveryCodes(), [typeof(UserAnswer.Done)]),
        (new ListPasskeys(Open), [typeof(PasskeysListed)]),
    ];

    private static (UserQuestion Command, Type[] Answers)[] OnSessions() =>
    [
        (new IssueActivationCode(Open, Sample.Hash("new code")), [typeof(UserAnswer.Done)]),
        (new ActivateDevice(Sample.Hash("code"), Mine.Device, "Mine", Mine.RequestKey, Mine.DecisionKey, Mine.Report),
            [typeof(UserAnswer.Done)]),
        (new ActivateDevice(Sample.Hash("guess"), Mine.Device, "Mine", Mine.RequestKey, Mine.DecisionKey, Mine.Report), []),
        (new ListMethods(Open), [typeof(MethodList)]),
        (new RenameMethod(Mine.Device, "Another name", Open), [typeof(UserAnswer.Done)]),
        (new RemoveMethod(Mine.Device, Open), [typeof(RegistrationFreed)]),
        (new RemoveMethod(Mine.Device, null), [typeof(RegistrationFreed)]),
        (new UseTemporaryPass(Sample.Hash("pass"), Sample.Session("new")), [typeof(CurrentSession)]),
        (new CheckSession(Open), [typeof(CurrentSession)]),
        (new ExplainSession(Open), [typeof(SessionExplained)]),
        (new EndSession(Open), [typeof(UserAnswer.Done)]),
        (new SignOutEverywhere(Open), [typeof(UserAnswer.Done)]),
        (new SignOutEverywhere(null), [typeof(UserAnswer.Done)]),
    ];

    private static (UserQuestion Command, Type[] Answers)[] OfAdministrators() =>
    [
        (new DescribeUser(), [typeof(UserDescribed)]),
        (new ExplainStart(Sample.Client), [typeof(StartExplained)]),
        (new ProvisionUser(true, null), [typeof(UserAnswer.Done)]),
        (new ProvisionUser(false, true), [typeof(UserAnswer.Done)]),
        (new RemoveUser(), [typeof(UserAnswer.Done)]),
        (new ChangeGroupMembership("field", true), [typeof(UserAnswer.Done)]),
        (new ChangeGroupMembership("field", false), [typeof(UserAnswer.Done)]),
        (new IssueTemporaryPass(Sample.Hash("new pass")), [typeof(UserAnswer.Done)]),
        (new UnlockUser(), [typeof(UserAnswer.Done)]),
        (new SetUserCode(Sample.Hash("user code")), [typeof(UserAnswer.Done)]),
        (new CheckUserCode(null), [typeof(UserAnswer.Done)]),
        (new LinkProvider(Registered.Partner.Id, Sample.Hash("another subject")), [typeof(UserAnswer.Done)]),
        (new UnlinkProvider(), [typeof(UserAnswer.Done)]),
        (new EndForRestore(), [typeof(UserAnswer.Done)]),
        (new RecordExpiry(), [typeof(UserAnswer.Done)]),
    ];

    private static Grant Granted(Person person) =>
        new World().Ready().Grants(Mine) with { StandsOn = person.State is UserState.Present user ? Standing.On(user, Mine.Device) : null };

    private static AnswerChallenge Says(Person person, ChallengeId challenge, Decision decision, string? tapped = null, bool notMe = false)
    {
        var waiting = (person.State as UserState.Present)?.Slot as Slot.Waiting;
        var number = decision == Decision.Approve ? tapped ?? waiting?.Number.Digits ?? "42" : "";
        var statement = new DecisionStatement(
            "https://signin.example/contoso", person.World.Id, person.Name, challenge, waiting?.Nonce ?? Sample.Handle("none"), decision,
                number,
            Mine.Device, Sample.Client, Sample.Context.Hash(), true, person.World.Now, notMe);
        return new AnswerChallenge(statement, Mine.Decides, Sample.Hash(statement.ToString()), "jws");
    }

    [Fact]
    public void There_is_a_sample_of_every_command() =>
        Assert.Equal(Family.Of(typeof(UserQuestion)).ToHashSet(),
            Commands(new World().Ready()).Select(c => c.Command.GetType()).ToHashSet());

    public static TheoryData<string> Every => [.. States.Keys];

    [Theory, MemberData(nameof(Every))]
    public void Every_command_is_answered(string state)
    {
        for (var i = 0; i < Commands(States[state]()).Length; i++)
        {
            var person = States[state]();
            var (command, expected) = Commands(person)[i];
            var (before, now) = (person.State, person.World.Now);
            var answer = person.Ask(command);
            Assert.True(answer is UserAnswer.Refused || expected.Contains(answer.GetType()), $"{state}, {command}: {answer}");
            Assert.True(
                answer is UserAnswer.Refused || AnswerOf(command).IsInstanceOfType(answer), $"{command} has no such answer: {answer}");
            Sound.Check(person.State);
            Sound.CheckStep(before, person.Happened, person.State, now);
            Assert.Equal(Stored.Text(person.State), Stored.Text(Stored.Again(person.State)));
            Assert.Equal(Encoding.UTF8.GetString(Stored.AsDescribed(person.State)), Stored.Text(person.State));
        }
    }

    /// <summary>The kind of answer that the question is declared to have.</summary>
    private static Type AnswerOf(UserQuestion question) => question.GetType().BaseType!.GetGenericArguments().Single();

    [Theory, MemberData(nameof(Every))]
    public void In_no_tenant_nothing_is_found(string state)
    {
        for (var i = 0; i < Commands(States[state]()).Length; i++)
        {
            var person = States[state]();
            var command = Commands(person)[i].Command;
            person.World.Tenant = TenantState.None;
            Expect.Refused(Refusal.TenantNotFound, person.Ask(command));
            Assert.All(person.Happened, happened =>
                Assert.IsType<Ending.Expired>(Assert.IsType<ChallengeSettled>(happened).Ending));
        }
    }

    /// <summary>A table that never answers anything but refusals would pass too: every answer and every event there is occurs.</summary>
    [Fact]
    public void Every_answer_and_every_event_occurs()
    {
        var (answers, events) = (new HashSet<Type>(), new HashSet<Type>());
        foreach (var build in States.Values)
        {
            for (var i = 0; i < Commands(build()).Length; i++)
            {
                var person = build();
                answers.Add(person.Ask(Commands(person)[i].Command).GetType());
                events.UnionWith(person.Happened.Select(happened => happened.GetType()));
            }
        }

        Assert.Equal(Family.Of(typeof(UserAnswer)).ToHashSet(), answers);
        Assert.Equal(Family.Of(typeof(UserEvent)).ToHashSet(), events);
    }
}
