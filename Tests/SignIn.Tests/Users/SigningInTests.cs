namespace Countersign.SignIn.Tests.Users;

/// <summary>The sign-in: the number, the phone's three steps, and what cannot complete one.</summary>
public sealed class SigningInTests
{
    private static readonly Phone Mine = Phone.Number(0);
    private static readonly Phone Other = Phone.Number(1);

    [Fact, Trait("Rule", "S-02")]
    public void A_user_with_the_credential_sees_a_number()
    {
        var prompted = new World().Ready().Prompted();
        Assert.Equal(("42", NumberMode.Select), (prompted.Number, prompted.Mode));
    }

    [Fact, Trait("Rule", "S-03")]
    public void The_number_is_among_the_choices_of_the_users_phones_and_of_no_other()
    {
        var world = new World();
        var (alice, bob) = (world.Ready(), world.Ready("bob@contoso.example", phone: 1));
        var number = alice.Prompted().Number;
        Assert.Contains(number, Assert.IsType<WaitingChallenge>(alice.Fetch(Mine)).Choices);
        Assert.IsType<NothingWaiting>(bob.Fetch(Other));
        Expect.Refused(Refusal.DeviceProofRefused, alice.Fetch(Other));
    }

    [Fact, Trait("Rule", "S-05")]
    public void Match_approve_and_verify_complete_the_sign_in_in_this_order()
    {
        var alice = new World().Ready();
        var challenge = alice.Approved(Mine);
        Expect.Ended(Outcome.Approved, alice.Observe(challenge));
        Assert.IsType<SignedIn>(alice.Redeem(challenge));
    }

    [Theory, Trait("Rule", "S-05")]
    [InlineData(false, false, false)]
    [InlineData(false, false, true)]
    [InlineData(false, true, false)]
    [InlineData(false, true, true)]
    [InlineData(true, false, false)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    public void Leaving_out_any_of_the_three_steps_never_completes(bool match, bool approve, bool verify)
    {
        var alice = new World().Ready();
        var challenge = alice.Prompted().Challenge;
        if (approve) Assert.IsType<UserAnswer.Refused>(alice.Say(Partial(alice, match, verify), Mine.Decides));
        Assert.IsType<ChallengePending>(alice.Observe(challenge));
        Expect.Refused(Refusal.NotApproved, alice.Redeem(challenge));
        Assert.Empty(alice.Present.Sessions.Where(s => s.Method == SessionMethod.PhoneSignIn));
    }

    /// <summary>The step left out is missing from what is signed; without approval nothing is signed at all.</summary>
    private static DecisionStatement Partial(Person person, bool match, bool verify)
    {
        var whole = person.Approval(Mine);
        return whole with { Number = match ? whole.Number : "", UserVerified = verify };
    }

    [Fact, Trait("Rule", "S-06")]
    public void A_wrong_number_ends_the_challenge_and_is_counted()
    {
        var alice = new World().Ready();
        var challenge = alice.Prompted().Challenge;
        Expect.Refused(Refusal.NumberMismatch, alice.TapsWrongly(Mine));
        Expect.Ended(Outcome.WrongNumber, alice.Observe(challenge));
        Expect.Refused(Refusal.NotApproved, alice.Redeem(challenge));
        Assert.Single(alice.Present.Prompts.WrongNumbers);
    }

    [Fact, Trait("Rule", "S-06")]
    public void The_right_number_after_a_wrong_one_comes_too_late()
    {
        var alice = new World().Ready();
        alice.Prompted();
        var right = alice.Approval(Mine);
        alice.TapsWrongly(Mine);
        Expect.Refused(Refusal.AlreadyDecided, alice.Say(right, Mine.Decides));
    }

    [Fact, Trait("Rule", "S-07")]
    public void Deny_is_final()
    {
        var alice = new World().Ready();
        var challenge = alice.Prompted().Challenge;
        var approval = alice.Approval(Mine);
        Assert.Equal(new Decided(Outcome.Denied), alice.Deny(Mine));
        Expect.Refused(Refusal.AlreadyDecided, alice.Say(approval, Mine.Decides));
        Expect.Ended(Outcome.Denied, alice.Observe(challenge));
    }

    [Fact, Trait("Rule", "S-08")]
    public void An_approval_without_user_verification_is_refused()
    {
        var alice = new World().Ready();
        alice.Prompted();
        Expect.Refused(Refusal.UserVerificationRequired, alice.Say(alice.Approval(Mine) with { UserVerified = false }, Mine.Decides));
    }

    [Fact, Trait("Rule", "S-08")]
    public void An_approval_needs_the_key_behind_the_PIN_and_a_denial_takes_either()
    {
        var alice = new World().Ready();
        alice.Prompted();
        Expect.Refused(Refusal.DeviceProofRefused, alice.Say(alice.Approval(Mine), Mine.Asks));
        Assert.Equal(new Decided(Outcome.Denied), alice.Say(alice.Denial(Mine), Mine.Asks));
        alice.Prompted();
        Assert.Equal(new Decided(Outcome.Denied), alice.Say(alice.Denial(Mine), Mine.Decides));
    }

    [Fact, Trait("Rule", "S-09")]
    public void The_state_holds_public_keys_and_nothing_private()
    {
        var alice = new World().Ready();
        alice.Approved(Mine);
        var stored = System.Text.Encoding.UTF8.GetString(Engine.Storage.StateJson.Write(alice.State));
        using var json = System.Text.Json.JsonDocument.Parse(stored);
        var key = json.RootElement.GetProperty("authenticators")[0].GetProperty("decisionKey");
        Assert.Equal(["x", "y"], key.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
    }

    [Fact, Trait("Rule", "S-09")]
    public void A_key_that_is_none_of_the_users_signs_nothing()
    {
        var alice = new World().Ready();
        alice.Prompted();
        Expect.Refused(Refusal.DeviceProofRefused, alice.Say(alice.Approval(Mine), Other.Decides));
        Expect.Refused(Refusal.DeviceProofRefused, alice.Say(alice.Denial(Mine), Other.Decides));
    }

    [Fact, Trait("Rule", "S-10")]
    public void Another_devices_key_cannot_answer_unless_it_is_enrolled_for_that_user()
    {
        var alice = new World().Ready();
        alice.Prompted();
        Expect.Refused(Refusal.DeviceProofRefused, alice.Say(alice.Approval(Other), Other.Decides));
        alice.Has(Other);
        Expect.Refused(Refusal.DeviceProofRefused, alice.Say(alice.Approval(Mine), Other.Decides));
        Expect.Refused(Refusal.ChallengeNotFound, alice.Say(alice.Approval(Other), Other.Decides));   // I7: not what was pending before
        alice.Approve(Mine);
        alice.Prompted();
        Assert.Equal(new Decided(Outcome.Approved), alice.Approve(Other));
    }

    public static TheoryData<string> Splices => ["nonce", "client", "context", "tenant", "user", "early", "late", "no decision"];

    /// <summary>A2, I4, T9.</summary>
    [Theory, Trait("Rule", "S-09"), MemberData(nameof(Splices))]
    public void A_statement_about_anything_else_is_refused_and_changes_nothing(string splice)
    {
        var alice = new World().Ready();
        alice.Prompted();
        var before = alice.State;
        Expect.Refused(Refusal.StatementMismatch, alice.Say(Splice(alice.Approval(Mine), splice), Mine.Decides));
        Assert.Same(before, alice.State);
    }

    private static DecisionStatement Splice(DecisionStatement whole, string splice) => splice switch
    {
        "nonce" => whole with { Nonce = Sample.Handle("other") },
        "client" => whole with { Client = "other" },
        "context" => whole with { Context = (Sample.Context with { Place = "Elsewhere" }).Hash() },
        "tenant" => whole with { Tenant = new("fabrikam") },
        "user" => whole with { User = Sample.Name("bob@contoso.example") },
        "early" => whole with { IssuedAt = whole.IssuedAt - Limits.ClockSkew - TimeSpan.FromSeconds(1) },
        "late" => whole with { IssuedAt = whole.IssuedAt + Limits.ClockSkew + TimeSpan.FromSeconds(1) },
        _ => whole with { Decision = Decision.Malformed },
    };

    /// <summary>I6.</summary>
    [Fact, Trait("Rule", "S-03")]
    public void Another_browser_learns_nothing_and_collects_nothing()
    {
        var alice = new World().Ready();
        var challenge = alice.Prompted().Challenge;
        Expect.Refused(Refusal.ChallengeNotFound, alice.Observe(challenge, "stranger"));
        Assert.Equal(new Decided(Outcome.Approved), alice.Approve(Mine));
        Expect.Refused(Refusal.ChallengeNotFound, alice.Observe(challenge, "stranger"));
        Expect.Refused(Refusal.ChallengeNotFound, alice.Redeem(challenge, "stranger"));
        Expect.Refused(Refusal.ChallengeNotFound, alice.Ask(new CancelChallenge(challenge, Sample.Browser("stranger"))));
    }

    /// <summary>I9: not at its end, and not when the clock has stepped far before its beginning.</summary>
    [Theory, Trait("Rule", "S-47")]
    [InlineData(119.999, true)]
    [InlineData(120, false)]
    [InlineData(-60, true)]
    [InlineData(-60.001, false)]
    public void A_challenge_can_be_answered_from_its_beginning_to_its_end(double seconds, bool answerable)
    {
        var alice = new World().Ready();
        alice.Prompted();
        var statement = alice.Approval(Mine);
        alice.World.Later(TimeSpan.FromSeconds(seconds));
        var answer = alice.Say(statement with { IssuedAt = alice.World.Now }, Mine.Decides);
        Assert.Equal(answerable ? new Decided(Outcome.Approved) : new UserAnswer.Refused(Refusal.ChallengeExpired), answer);
    }
}
