namespace Countersign.SignIn.Tests.Users;

/// <summary>The rules that the requirements settle where their source is silent, with every tenant switch.</summary>
public sealed class SettledHereTests
{
    private static readonly Phone Mine = Phone.Number(0);

    [Theory, Trait("Rule", "settled: number")]
    [InlineData(NumberMode.Select, "42", 3)]
    [InlineData(NumberMode.Enter2, "42", 0)]
    [InlineData(NumberMode.Enter6, "012345", 0)]
    public void The_number_is_tapped_or_typed_and_never_sent_to_a_phone_that_types(NumberMode mode, string number, int choices)
    {
        var alice = new World().Set(s => s with { NumberMode = mode }).Ready();
        Assert.Equal((number, mode), (alice.Prompted().Number, alice.Waiting.Number.Mode));
        Assert.Equal(choices, Assert.IsType<WaitingChallenge>(alice.Fetch(Mine)).Choices.Length);
        Assert.Equal(new Decided(Outcome.Approved), alice.Approve(Mine));
    }

    [Theory, Trait("Rule", "settled: number")]
    [InlineData(NumberMode.Select, "012345")]
    [InlineData(NumberMode.Enter2, "2")]
    [InlineData(NumberMode.Enter6, "42")]
    [InlineData(NumberMode.Enter6, "12345")]
    public void A_number_of_another_length_is_none_and_ends_nothing(NumberMode mode, string number)
    {
        var alice = new World().Set(s => s with { NumberMode = mode }).Ready();
        alice.Prompted();
        Expect.Refused(Refusal.NumberRequired, alice.Say(alice.Approval(Mine) with { Number = number }, Mine.Decides));
        Assert.IsType<Slot.Waiting>(alice.Present.Slot);
    }

    [Fact, Trait("Rule", "settled: number")]
    public void A_challenge_keeps_the_mode_it_began_with_as_long_as_the_tenant_asks_for_no_harder_one()
    {
        var alice = new World().Set(s => s with { NumberMode = NumberMode.Enter2 }).Ready();
        alice.Prompted();
        alice.World.Set(s => s with { NumberMode = NumberMode.Select });
        Assert.Equal(new Decided(Outcome.Approved), alice.Approve(Mine));
        var challenge = alice.Prompted().Challenge;
        alice.World.Set(s => s with { NumberMode = NumberMode.Enter6 });
        Expect.Refused(Refusal.ChallengeExpired, alice.Approve(Mine));
        Expect.Ended(Outcome.Expired, alice.Observe(challenge));
        Assert.Equal(NumberMode.Enter6, alice.Prompted("another browser").Mode);
    }

    private static Person Locked(World world)
    {
        var alice = world.Ready();
        for (var i = 0; i < Limits.WrongNumbersToLock; i++)
        {
            alice.Prompted();
            alice.TapsWrongly(Mine);
            world.Later(TimeSpan.FromHours(1));
        }

        return alice;
    }

    [Fact, Trait("Rule", "settled: wrong number")]
    public void Three_wrong_numbers_in_a_day_lock_phone_sign_in_for_a_day()
    {
        var alice = Locked(new World());
        var until = alice.Present.Prompts.LockedUntil;
        Assert.Equal(alice.World.Now - TimeSpan.FromHours(1) + Limits.LockLife, until);
        Assert.Equal(new FellBack(FallbackReason.Locked, null, until), alice.Start());
        alice.World.Now = until!.Value;
        alice.Prompted();
        alice.TapsWrongly(Mine);
        alice.Prompted();
    }

    [Fact, Trait("Rule", "settled: wrong number")]
    public void A_password_or_federated_sign_in_unlocks()
    {
        var alice = Locked(new World());
        Assert.IsType<UserAnswer.Done>(alice.Ask(new UnlockUser()));
        alice.Prompted();
    }

    [Fact, Trait("Rule", "settled: wrong number")]
    public void Two_wrong_numbers_and_a_success_begin_the_count_anew()
    {
        var alice = new World().Ready();
        foreach (var wrong in new[] { true, true, false, true, true })
        {
            alice.Prompted();
            _ = wrong ? alice.TapsWrongly(Mine) : alice.Approve(Mine);
            alice.World.Later(TimeSpan.FromHours(1));
        }

        Assert.Null(alice.Present.Prompts.LockedUntil);
    }

    [Fact, Trait("Rule", "settled: wrong number")]
    public void A_wrong_number_older_than_a_day_does_not_count()
    {
        var alice = new World().Ready();
        foreach (var hours in new[] { 12, 12, 1 })
        {
            alice.Prompted();
            alice.TapsWrongly(Mine);
            alice.World.Later(TimeSpan.FromHours(hours));
        }

        Assert.Null(alice.Present.Prompts.LockedUntil);
    }

    [Fact, Trait("Rule", "settled: wrong number")]
    public void The_count_is_a_setting()
    {
        var alice = new World().Set(s => s with { WrongNumbersToLock = 1 }).Ready();
        alice.Prompted();
        alice.TapsWrongly(Mine);
        Assert.Equal(FallbackReason.Locked, alice.FallsBack());
    }

    /// <summary>I8: a lock counts at every step, the last included.</summary>
    [Fact, Trait("Rule", "settled: wrong number")]
    public void A_result_approved_before_the_lock_is_not_collected_during_it()
    {
        var alice = new World().Set(s => s with { WrongNumbersToLock = 1 }).Ready();
        var challenge = alice.Approved(Mine);
        alice.Prompted("second");
        alice.TapsWrongly(Mine);
        Expect.Refused(Refusal.PhoneSignInNotEnabled, alice.Redeem(challenge));
    }

    [Theory, Trait("Rule", "settled: life")]
    [InlineData(30)]
    [InlineData(120)]
    [InlineData(600)]
    public void A_challenge_lives_as_long_as_the_tenant_says(int seconds)
    {
        var alice = new World().Set(s => s with { ChallengeSeconds = seconds }).Ready();
        Assert.Equal(alice.World.Now + TimeSpan.FromSeconds(seconds), alice.Prompted().ExpiresAt);
    }

    [Fact, Trait("Rule", "settled: second attempt")]
    public void A_tenant_may_make_a_second_attempt_wait()
    {
        var alice = new World().Set(s => s with { SecondAttempt = SecondAttempt.Refuse }).Ready();
        Assert.Equal(new StartThrottled(alice.Prompted().ExpiresAt), alice.Start("second"));
    }

    [Fact, Trait("Rule", "settled: second attempt")]
    public void Reloading_the_same_browser_shows_the_same_number_and_is_no_second_attempt()
    {
        var alice = new World().Ready();
        var first = alice.Prompted();
        alice.World.Later(5);
        Assert.Equal(first, alice.Start("reloaded", resume: Person.Browser));
        Assert.Single(alice.Present.Prompts.Unapproved);
        Assert.IsType<ChallengePending>(alice.Observe(first.Challenge, "reloaded"));
        Expect.Refused(Refusal.ChallengeNotFound, alice.Observe(first.Challenge));
    }

    [Fact, Trait("Rule", "settled: second attempt")]
    public void A_browser_that_resumes_something_else_is_a_second_attempt()
    {
        var alice = new World().Ready();
        alice.Prompted();
        Assert.Equal(FallbackReason.Pending, Assert.IsType<FellBack>(alice.Start("second", resume: "stranger")).Reason);
    }

    [Fact, Trait("Rule", "settled: policy check")]
    public void A_tenant_may_check_the_policy_before_prompting()
    {
        var world = new World().SaveFor("bob@contoso.example").Set(s => s with { PolicyCheck = PolicyCheck.BeforePrompt });
        Assert.Equal(FallbackReason.NotAllowedByPolicy, world.Ready().FallsBack());
        world.Ready("bob@contoso.example", phone: 1).Prompted();
    }

    /// <summary>Prompts that nobody approves, each over before the next; the spacing in seconds; how many fit into how many
    /// windows.</summary>
    [Theory, Trait("Rule", "settled: prompt budget")]
    [InlineData(10, 3, 300)]
    [InlineData(151, 5, 3600)]
    [InlineData(1000, 10, 86400)]
    public void Unapproved_prompts_are_limited_in_three_windows(int spacing, int most, int window)
    {
        var alice = new World().Set(s => s with { Budget = most == 10 ? new(10, 10, 10) : s.Budget }).Ready();
        var began = alice.World.Now;
        for (var i = 0; i < most; i++)
        {
            Assert.IsType<Prompted>(alice.Start());
            alice.Deny(Mine);
            alice.World.Later(spacing);
        }

        var free = began + TimeSpan.FromSeconds(window);
        Assert.Equal(new FellBack(FallbackReason.TooManyPrompts, null, free), alice.Start());
        alice.World.Now = free;
        alice.Prompted();
    }

    [Fact, Trait("Rule", "settled: prompt budget")]
    public void A_success_gives_the_whole_budget_back()
    {
        var alice = new World().Ready();
        for (var i = 0; i < 20; i++) alice.Approved(Mine);
        Assert.Empty(alice.Present.Prompts.Unapproved);
    }

    /// <summary>A clock that stepped back leaves the times out of order; what is promised still lies ahead.</summary>
    [Fact, Trait("Rule", "settled: prompt budget")]
    public void The_time_to_retry_lies_ahead_whatever_the_clock_has_done()
    {
        var now = World.Morning;
        ImmutableArray<DateTimeOffset> prompts = [now.AddSeconds(-240), now.AddSeconds(-301), now.AddSeconds(-239), now.AddSeconds(-238)];
        Assert.Equal(now.AddSeconds(60), PromptBudget.Default.BlockedUntil(prompts, now));
    }

    [Fact, Trait("Rule", "settled: unknown user")]
    public void Unknown_disabled_and_not_enrolled_are_one_and_the_same_answer()
    {
        var world = new World().Set(s => s with { Decoys = false });
        var unknown = new Person(world, Sample.Name("nobody@contoso.example"));
        var disabled = world.Ready("dora@contoso.example");
        disabled.Ask(new ProvisionUser(false, null));
        var answers = new[] { unknown.Start(), disabled.Start(), world.Person().Start() };
        Assert.All(answers, answer => Assert.Equal(new FellBack(FallbackReason.NotAvailable, null, null), answer));
        Assert.IsType<UserState.Absent>(unknown.State);
    }
}
