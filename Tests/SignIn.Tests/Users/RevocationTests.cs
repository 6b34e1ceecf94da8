namespace Countersign.SignIn.Tests.Users;

/// <summary>I5, I7: what was revoked stays revoked.</summary>
public sealed class RevocationTests
{
    private static readonly Phone Mine = Phone.Number(0);

    public static TheoryData<string> Ways => ["disable the phone", "remove the method", "activate again", "disable the user"];

    private static void Revoke(Person person, string way)
    {
        if (way == "disable the phone") person.Disable(Mine);
        if (way == "remove the method") person.RemoveMethod(Mine);
        if (way == "activate again") person.Adds(Mine);
        if (way == "disable the user") person.Ask(new ProvisionUser(false, null));
    }

    private static void Restore(Person person)
    {
        person.Ask(new ProvisionUser(true, null));
        if (person.Present.Find(Mine.Device) is null) person.Adds(Mine);
        Assert.IsType<UserAnswer.Done>(person.Enable(Mine));
    }

    [Theory, MemberData(nameof(Ways))]
    public void A_decision_after_the_revocation_has_no_effect(string way)
    {
        var alice = new World().Ready();
        var challenge = alice.Prompted().Challenge;
        var approval = alice.Approval(Mine);
        Revoke(alice, way);
        Assert.IsType<UserAnswer.Refused>(alice.Say(approval, Mine.Decides));
        Expect.Refused(Refusal.NotApproved, alice.Redeem(challenge));
    }

    [Theory, MemberData(nameof(Ways))]
    public void A_result_approved_before_the_revocation_is_not_collected_after_it_nor_when_the_right_comes_back(string way)
    {
        var alice = new World().Ready();
        var challenge = alice.Approved(Mine);
        Revoke(alice, way);
        Expect.Refused(Refusal.PhoneSignInNotEnabled, alice.Redeem(challenge));
        Restore(alice);
        Expect.Refused(Refusal.PhoneSignInNotEnabled, alice.Redeem(challenge));
        Expect.Ended(Outcome.Approved, alice.Observe(challenge));
        Assert.IsType<SignedIn>(alice.Redeem(alice.Approved(Mine)));
    }

    [Theory]
    [InlineData("disable the phone")]
    [InlineData("remove the method")]
    [InlineData("activate again")]
    public void Taking_the_last_credential_ends_what_nobody_could_answer(string way)
    {
        var alice = new World().Ready();
        var challenge = alice.Prompted().Challenge;
        Revoke(alice, way);
        Expect.Ended(Outcome.Cancelled, alice.Observe(challenge));
        Assert.Equal(FallbackReason.NotAvailable, alice.FallsBack("another browser"));
    }

    [Fact]
    public void A_key_that_comes_back_answers_nothing_that_was_pending_before()
    {
        var alice = new World().Ready().Has(Phone.Number(1));
        alice.Prompted();
        var approval = alice.Approval(Mine);
        alice.Disable(Mine);
        Restore(alice);
        Expect.Refused(Refusal.ChallengeNotFound, alice.Say(approval, Mine.Decides));
        Assert.Equal(new Decided(Outcome.Approved), alice.Approve(Phone.Number(1)));
    }

    /// <summary>I19: the same request, late, is neither a second prompt nor a second attempt.</summary>
    [Fact]
    public void A_start_asked_again_after_its_challenge_ended_is_not_a_second_prompt()
    {
        var alice = new World().Ready();
        Assert.IsType<Prompted>(alice.Start(request: "once"));
        alice.Deny(Mine);
        Expect.Refused(Refusal.AlreadyDecided, alice.Start(request: "once"));
        Assert.IsType<Prompted>(alice.Start(request: "twice"));
    }

    [Fact]
    public void Disabling_the_user_ends_the_challenge_and_every_session()
    {
        var alice = new World().Ready();
        var session = alice.SignsIn();
        var challenge = alice.Prompted().Challenge;
        alice.Ask(new ProvisionUser(false, null));
        Expect.Ended(Outcome.Cancelled, alice.Observe(challenge));
        alice.Ask(new ProvisionUser(true, null));
        Expect.Refused(Refusal.SessionRequired, alice.Ask(new CheckSession(session)));
    }

    [Fact]
    public void Removing_the_user_leaves_nothing_that_a_new_one_of_the_name_inherits()
    {
        var alice = new World().Ready();
        var challenge = alice.Approved(Mine);
        alice.Ask(new RemoveUser());
        Expect.Refused(Refusal.ChallengeNotFound, alice.Redeem(challenge));
        alice.Ask(new ProvisionUser(null, null));
        Assert.Empty(alice.Present.Authenticators);
        Expect.Refused(Refusal.ChallengeNotFound, alice.Redeem(challenge));
    }

    [Fact]
    public void A_second_redemption_is_refused_and_takes_back_what_the_first_opened_for_good()
    {
        var alice = new World().Ready();
        var challenge = alice.Approved(Mine);
        Assert.IsType<SignedIn>(alice.Redeem(challenge));
        Assert.IsType<CurrentSession>(alice.Ask(new CheckSession(Sample.Session("signed in"))));
        Expect.Refused(Refusal.AlreadyRedeemed, alice.Redeem(challenge, request: "thief", session: "thief"));
        Expect.Refused(Refusal.SessionRequired, alice.Ask(new CheckSession(Sample.Session("signed in"))));
        foreach (var request in new[] { "redeem", "thief" })
        {
            Expect.Refused(Refusal.AlreadyRedeemed, alice.Redeem(challenge, request: request, session: "once more"));
            Assert.Empty(alice.Happened);
        }

        Assert.Equal("already_redeemed", Assert.Single(alice.Facts, f => f.Kind == "sign_in.revoked").Reason);
    }

    [Fact]
    public void A_second_redemption_is_recorded_also_when_the_session_has_ended()
    {
        var alice = new World().Ready();
        var challenge = alice.Approved(Mine);
        alice.Redeem(challenge);
        alice.Ask(new EndSession(Sample.Session("signed in")));
        Expect.Refused(Refusal.AlreadyRedeemed, alice.Redeem(challenge, request: "thief", session: "thief"));
        Assert.Single(alice.Facts, f => f.Kind == "sign_in.revoked");
    }

    /// <summary>F23: what a backup that was put back would let in that was used since.</summary>
    [Fact, Trait("Rule", "F23")]
    public void A_restore_ends_first_factors_and_passwords_that_were_to_be_changed()
    {
        var alice = new World().Person().Adds(Phone.Number(0));
        SecondFactorTests.TypesRightly(alice);
        alice.Ask(new EndForRestore());
        Expect.Refused(Refusal.ChallengeNotFound, SecondFactorTests.Ask(alice));
        Assert.NotNull(alice.Present.Secrets!.Password);

        var bob = new World().Person().GetsPassword("one-time", mustChange: true);
        Assert.IsType<UserAnswer.Done>(bob.Ask(new EndForRestore()));
        Assert.Equal("user.ended", bob.Facts[^1].Kind);
        Expect.Refused(Refusal.SecretRefused, bob.TypesPassword(hash: "chosen by a thief", number: 1));
    }
}
