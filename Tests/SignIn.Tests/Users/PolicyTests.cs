namespace Countersign.SignIn.Tests.Users;

/// <summary>The users who get the prompt and who may complete it, under each policy.</summary>
public sealed class PolicyTests
{
    private const string A = "alice@contoso.example", B = "bob@contoso.example";
    private static readonly Phone Mine = Phone.Number(0);
    private static readonly Phone Other = Phone.Number(1);

    [Fact, Trait("Rule", "S-19")]
    public void Enable_no_means_nobody_gets_phone_sign_in()
    {
        var alice = new World().Ready();
        alice.World.Save(new Target.AllUsers(), enabled: false);
        Assert.Equal(FallbackReason.SwitchedOff, alice.FallsBack());
    }

    [Fact, Trait("Rule", "S-20")]
    public void All_users_targets_everyone_and_select_targets_users_and_the_members_of_groups()
    {
        var world = new World();
        var (alice, bob) = (world.Ready(A), world.Ready(B, phone: 1));
        Assert.Equal((true, true), (Targeted(alice), Targeted(bob)));
        world.SaveFor(A);
        Assert.Equal((true, false), (Targeted(alice), Targeted(bob)));
        world.Save(new Target.SelectUsers([], ["field"]));
        Assert.IsType<UserAnswer.Done>(bob.Ask(new ChangeGroupMembership("field", true)));
        Assert.Equal((false, true), (Targeted(alice), Targeted(bob)));
    }

    [Fact, Trait("Rule", "S-20")]
    public void Leaving_a_group_ends_what_it_allowed()
    {
        var alice = new World().Save(new Target.SelectUsers([], ["field"])).Ready();
        alice.Ask(new ChangeGroupMembership("field", true));
        Assert.True(Targeted(alice));
        alice.Ask(new ChangeGroupMembership("field", false));
        Assert.False(Targeted(alice));
    }

    private static bool Targeted(Person person) =>
        Assert.IsType<UserDescribed>(person.Ask(new DescribeUser())).User.Targeted;

    [Fact, Trait("Rule", "S-22")]
    public void A_legacy_policy_applies_to_the_whole_directory_while_no_new_one_was_saved()
    {
        var world = new World().WithoutPolicy();
        var alice = world.Ready();
        Assert.Equal(FallbackReason.SwitchedOff, alice.FallsBack());
        world.Legacy(true);
        Assert.True(Targeted(alice));
        Assert.IsType<SignedIn>(alice.Redeem(alice.Approved(Mine)));
    }

    [Fact, Trait("Rule", "S-23")]
    public void A_saved_policy_supersedes_the_legacy_one()
    {
        var world = new World().WithoutPolicy().Legacy(true);
        var (alice, bob) = (world.Ready(A), world.Ready(B, phone: 1));
        world.SaveFor(A);
        Assert.Equal((true, false), (Targeted(alice), Targeted(bob)));
        world.Save(new Target.AllUsers(), enabled: false);
        Assert.Equal(FallbackReason.SwitchedOff, alice.FallsBack());
    }

    [Fact, Trait("Rule", "S-24")]
    public void Whoever_the_new_policy_leaves_out_worked_before_the_save_and_no_longer_after_it()
    {
        var world = new World().WithoutPolicy().Legacy(true);
        var bob = world.Ready(B);
        Assert.IsType<SignedIn>(bob.Redeem(bob.Approved(Mine)));
        world.SaveFor(A);
        bob.Prompted("second");
        Expect.Refused(Refusal.MethodNotAllowedByPolicy, bob.Approve(Mine));
    }

    /// <summary>The count itself is the engine's; this is what it counts by.</summary>
    [Fact, Trait("Rule", "S-25")]
    public void Who_would_lose_access_follows_from_the_two_policies_and_the_credential()
    {
        var world = new World().WithoutPolicy().Legacy(true);
        var (alice, bob) = (world.Ready(A), world.Ready(B, phone: 1));
        var after = world.Contoso with { Policy = new(1, true, new Target.SelectUsers([alice.Name], [])) };
        Assert.True(world.Contoso.Targets(bob.Name, bob.Present.Groups) && bob.Present.HasCredential);
        Assert.False(after.Targets(bob.Name, bob.Present.Groups));
        Assert.True(after.Targets(alice.Name, alice.Present.Groups));
    }

    [Fact, Trait("Rule", "S-26")]
    public void No_administrators_command_creates_a_credential()
    {
        var alice = new World().Person();
        UserQuestion[] commands =
        [
            new DescribeUser(), new ProvisionUser(true, true), new ChangeGroupMembership("field", true),
            new IssueTemporaryPass(Sample.Hash("pass")), new UnlockUser(), new RecordExpiry(),
            new RemoveMethod(Mine.Device, null), new RemoveUser(),
        ];
        foreach (var command in commands)
        {
            alice.Ask(command);
            Assert.False(alice.State is UserState.Present { Authenticators.IsEmpty: false });
        }
    }

    [Theory, Trait("Rule", "S-27")]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_prompt_needs_the_tenants_policy_and_the_users_own_enabling(bool tenant, bool user)
    {
        var world = new World().Save(new Target.AllUsers(), enabled: tenant);
        var alice = world.Person().Adds(Mine);
        if (user) alice.Enable(Mine);
        Assert.Equal(tenant && user, alice.Start() is Prompted);
    }

    [Fact, Trait("Rule", "S-28")]
    public void A_credential_older_than_the_policy_prompts_as_soon_as_it_is_enabled()
    {
        var world = new World().WithoutPolicy();
        var alice = world.Ready();
        Assert.Equal(FallbackReason.SwitchedOff, alice.FallsBack());
        world.Save(new Target.AllUsers());
        alice.Prompted();
    }

    [Fact, Trait("Rule", "S-34")]
    public void Any_holder_of_a_credential_gets_the_prompt_targeted_or_not() => new World().SaveFor(A).Ready(B).Prompted();

    [Fact, Trait("Rule", "S-35")]
    public void An_untargeted_user_is_refused_only_after_completing()
    {
        var bob = new World().SaveFor(A).Ready(B);
        var challenge = bob.Prompted().Challenge;
        Expect.Refused(Refusal.UserVerificationRequired, bob.Say(bob.Approval(Mine) with { UserVerified = false }, Mine.Decides));
        Expect.Refused(Refusal.MethodNotAllowedByPolicy, bob.Approve(Mine));
        Expect.Ended(Outcome.NotAllowed, bob.Observe(challenge));
    }

    [Fact, Trait("Rule", "S-35")]
    public void An_untargeted_user_who_taps_the_wrong_number_learns_only_that()
    {
        var bob = new World().SaveFor(A).Ready(B);
        bob.Prompted();
        Expect.Refused(Refusal.NumberMismatch, bob.TapsWrongly(Mine));
    }

    [Fact, Trait("Rule", "S-36")]
    public void An_untargeted_user_gets_no_session_and_no_result()
    {
        var bob = new World().SaveFor(A).Ready(B);
        var challenge = bob.Prompted().Challenge;
        bob.Approve(Mine);
        Expect.Refused(Refusal.MethodNotAllowedByPolicy, bob.Redeem(challenge));
        Assert.DoesNotContain(bob.Present.Sessions, s => s.Method == SessionMethod.PhoneSignIn);
    }

    [Fact, Trait("Rule", "S-37")]
    public void Targeting_the_user_makes_it_work_next_time_without_registering_again()
    {
        var world = new World().SaveFor(A);
        var bob = world.Ready(B);
        bob.Prompted();
        bob.Approve(Mine);
        world.SaveFor(A, B);
        Assert.IsType<SignedIn>(bob.Redeem(bob.Approved(Mine)));
    }

    /// <summary>I8.</summary>
    [Fact, Trait("Rule", "S-36")]
    public void A_policy_that_changes_between_approval_and_collection_decides_the_collection()
    {
        var world = new World();
        var alice = world.Ready();
        var challenge = alice.Approved(Mine);
        world.SaveFor(B);
        Expect.Refused(Refusal.MethodNotAllowedByPolicy, alice.Redeem(challenge));
        world.SaveFor(A).Require(p => p with { PushAllowed = false });
        Expect.Refused(Refusal.MethodNotAllowedByPolicy, alice.Redeem(challenge));
    }

    [Fact, Trait("Rule", "S-34")]
    public void A_second_phone_of_the_same_user_is_prompted_too()
    {
        var alice = new World().Ready().Has(Other);
        var prompted = alice.Prompted();
        foreach (var phone in new[] { Mine, Other })
            Assert.Equal(prompted.Challenge, Assert.IsType<WaitingChallenge>(alice.Fetch(phone)).Challenge);
    }
}
