namespace Countersign.SignIn.Tests.Users;

/// <summary>I19: asked again, the same answer and no second effect.</summary>
public sealed class IdempotenceTests
{
    private static readonly Phone Mine = Phone.Number(0);
    private static readonly Phone Other = Phone.Number(1);
    private static readonly SecretHash Pass = Sample.Hash("pass"), Code = Sample.Hash("code"), Open = Sample.Session("open");

    /// <summary>Somebody with a session, a code, an approved challenge and a pending one.</summary>
    private static (Person Alice, ChallengeId Approved) Busy()
    {
        var alice = new World().Ready().Adds(Other);
        alice.Ask(new IssueTemporaryPass(Sample.Hash("used")));
        alice.Ask(new UseTemporaryPass(Sample.Hash("used"), Open));
        var approved = alice.Approved(Mine);
        alice.Prompted();
        return (alice, approved);
    }

    public static TheoryData<string> Commands =>
    [
        "observe", "cancel", "use password", "redeem", "approve", "deny", "wrong number", "fetch", "find key", "enable", "disable", "holds",
        "issue code", "list", "use pass", "check", "end session", "describe", "explain", "create", "disable user", "join", "leave",
        "issue pass", "unlock", "user code", "tick", "remove", "start", "activate",
    ];

    private static UserQuestion Command(string name, Person alice, ChallengeId approved)
    {
        var browser = Sample.Browser(Person.Browser);
        UserQuestion Say(DecisionStatement statement, KeyThumbprint key) => new AnswerChallenge(statement, key, Sample.Hash(name), "jws");
        return name switch
        {
            "observe" => new ObserveChallenge(alice.Waiting.Id, browser),
            "cancel" => new CancelChallenge(alice.Waiting.Id, browser),
            "use password" => new UsePasswordInstead(alice.Waiting.Id, browser),
            "redeem" => new RedeemChallenge(approved, browser, Sample.Request("r"), Sample.Session("s")),
            "approve" => Say(alice.Approval(Mine), Mine.Decides),
            "deny" => Say(alice.Denial(Mine), Mine.Asks),
            "wrong number" => Say(alice.Approval(Mine) with { Number = Sample.WrongNumber }, Mine.Decides),
            "fetch" => new FetchWaiting(Mine.Device, Mine.Asks, new(Platform.Ios, "18.0", "2.0")),
            "find key" => new FindDeviceKey(Mine.Decides),
            "enable" => new EnablePhoneSignIn(Other.Device, Other.Asks, Other.Report, 1),
            "disable" => new DisablePhoneSignIn(Mine.Device, Mine.Asks),
            "holds" => new CheckRegistration(Mine.Device, 1),
            "start" => alice.Starting("other browser"),
            _ => Administrative(name, alice),
        };
    }

    private static UserQuestion Administrative(string name, Person alice) => name switch
    {
        "issue code" => new IssueActivationCode(Open, Code),
        "list" => new ListMethods(Open),
        "use pass" => new UseTemporaryPass(Issued(alice), Sample.Session("new")),
        "check" => new CheckSession(Open),
        "end session" => new EndSession(Open),
        "describe" => new DescribeUser(),
        "explain" => new ExplainStart(),
        "create" => new ProvisionUser(true, true),
        "disable user" => new ProvisionUser(false, null),
        "join" => new ChangeGroupMembership("field", true),
        "leave" => new ChangeGroupMembership("field", false),
        "issue pass" => new IssueTemporaryPass(Pass),
        "unlock" => new UnlockUser(),
        "user code" => new SetUserCode(Sample.Hash("user code")),
        "tick" => new RecordExpiry(),
        "remove" => new RemoveUser(),
        _ => new ActivateDevice(alice.GetsCode(), Mine.Device, "Mine", Mine.RequestKey, Mine.DecisionKey, Mine.Report),
    };

    private static SecretHash Issued(Person alice)
    {
        alice.Ask(new IssueTemporaryPass(Pass));
        return Pass;
    }

    [Theory, MemberData(nameof(Commands))]
    public void The_same_command_twice_gives_the_same_answer_and_one_effect(string name)
    {
        var (alice, approved) = Busy();
        var command = Command(name, alice, approved);
        var answer = Stored.Text(alice.Ask(command));
        var state = Stored.Text(alice.State);
        alice.State = Stored.Again(alice.State);
        alice.World.Later(1);
        Assert.Equal(answer, Stored.Text(alice.Ask(command)));
        Assert.Empty(alice.Happened);
        Assert.Equal(state, Stored.Text(alice.State));
    }

    [Fact]
    public void A_start_that_is_repeated_shows_its_own_challenge_and_one_that_comes_late_is_nobodys()
    {
        var alice = new World().Ready();
        var start = alice.Starting("its secret", request: "R");
        var prompted = alice.Ask(start);
        Assert.Equal(prompted, alice.Ask(start));
        Assert.Empty(alice.Happened);
        var late = alice.Starting("another secret", request: "R") with { HasOneSecret = true };
        Assert.Equal(FallbackReason.Pending, Assert.IsType<FellBack>(alice.Ask(late)).Reason);
        Assert.IsType<ChallengePending>(alice.Observe(alice.Waiting.Id, "its secret"));
        Assert.Equal(prompted, alice.Start("a form sent twice", request: "R"));
        Assert.IsType<ChallengePending>(alice.Observe(alice.Waiting.Id, "a form sent twice"));
        Assert.Single(alice.Present.Prompts.Unapproved);
    }

    /// <summary>I22, I23: a start delivered late must not bring a decided challenge back to life.</summary>
    [Fact]
    public void A_start_repeated_after_its_challenge_was_decided_makes_no_second_one()
    {
        var alice = new World().Ready();
        var start = alice.Starting(Person.Browser);
        alice.Ask(start);
        alice.Approve(Mine);
        Expect.Refused(Refusal.AlreadyDecided, alice.Ask(start));
        Expect.Ended(Outcome.Approved, alice.Observe(start.Challenge));
        Assert.Single(alice.Present.Settled);
    }

    /// <summary>T8.</summary>
    [Fact]
    public void A_repeated_statement_gets_its_outcome_and_another_one_is_too_late()
    {
        var alice = new World().Ready();
        alice.Prompted();
        var (approval, denial) = (alice.Approval(Mine), alice.Denial(Mine));
        var first = alice.Say(approval, Mine.Decides);
        alice.World.Later(Limits.ResultLife);
        Assert.Equal(first, alice.Say(approval, Mine.Decides));
        Expect.Refused(Refusal.AlreadyDecided, alice.Say(denial, Mine.Asks));
        Expect.Refused(Refusal.AlreadyDecided, alice.Say(approval with { IssuedAt = alice.World.Now }, Mine.Decides));
    }

    [Fact]
    public void An_old_statement_says_nothing_about_a_new_challenge()
    {
        var alice = new World().Ready();
        alice.Prompted();
        var old = alice.Approval(Mine);
        alice.Deny(Mine);
        alice.Prompted();
        Expect.Refused(Refusal.AlreadyDecided, alice.Say(old, Mine.Decides));
        Expect.Refused(Refusal.StatementMismatch, alice.Say(old with { Challenge = alice.Waiting.Id }, Mine.Decides));
    }

    /// <summary>The result whose delivery failed: a new session in place of the undelivered one.</summary>
    [Fact]
    public void The_same_redemption_with_a_new_session_replaces_the_undelivered_one()
    {
        var alice = new World().Ready();
        var challenge = alice.Approved(Mine);
        alice.Redeem(challenge, session: "undelivered");
        Assert.IsType<SignedIn>(alice.Redeem(challenge, session: "delivered"));
        var session = Assert.Single(alice.Present.Sessions, s => s.Method == SessionMethod.PhoneSignIn);
        Assert.Equal(Sample.Session("delivered"), session.Hash);
    }

    [Fact]
    public void A_result_is_kept_five_minutes()
    {
        var alice = new World().Ready();
        var challenge = alice.Approved(Mine);
        alice.World.Later(Limits.ResultLife);
        Assert.IsType<SignedIn>(alice.Redeem(challenge));
        alice.World.Later(TimeSpan.FromMilliseconds(1));
        Expect.Refused(Refusal.ChallengeNotFound, alice.Redeem(challenge));
    }

    /// <summary>A code that was used answers its device once more, and a device that comes with other keys not.</summary>
    [Fact]
    public void A_used_code_confirms_the_keys_it_registered_and_no_others()
    {
        var alice = new World().Person();
        var code = alice.GetsCode();
        Assert.IsType<UserAnswer.Done>(alice.Activate(Mine, code));
        Assert.IsType<UserAnswer.Done>(alice.Activate(Mine, code));
        Expect.Refused(Refusal.CodeRefused, alice.Activate(Mine with { DecisionKey = Other.DecisionKey }, code));
        alice.RemoveMethod(Mine);
        Expect.Refused(Refusal.CodeRefused, alice.Activate(Mine, code));
        Assert.Empty(alice.Present.Authenticators);
    }

    /// <summary>T22: a proof is the exception, it is good once.</summary>
    [Fact]
    public void A_proof_is_good_once_within_its_window_and_only_so_many_are_taken()
    {
        var alice = new World().Ready();
        UserAnswer Prove(string jti) => alice.Ask(new RecordProof(Mine.Device, Mine.Asks, Sample.Hash(jti)));
        for (var i = 0; i < Limits.ProofsRemembered; i++) Assert.Equal(new ProofRecorded(0), Prove($"{i}"));
        Expect.Refused(Refusal.ProofReplayed, Prove("0"));
        Expect.Refused(Refusal.ProofReplayed, Prove("one more"));
        alice.World.Later(Limits.ProofWindow);
        Assert.IsType<ProofRecorded>(Prove("one more"));
        Assert.Single(alice.Present.Proofs);
    }
}
