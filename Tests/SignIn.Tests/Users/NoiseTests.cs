namespace Countersign.SignIn.Tests.Users;

/// <summary>T1, T3, T37: what strangers do costs the stranger, not the person.</summary>
public sealed class NoiseTests
{
    private static readonly Phone Mine = Phone.Number(0);
    private static readonly Initiator
        Own = new(Sample.Hash("own browser"), Sample.Hash("home")), Home = new(null, Sample.Hash("home")),
        Stranger = new(null, Sample.Hash("stranger")), Other = new(null, Sample.Hash("other"));

    private readonly World _world = new World().Set(s => s with { ChallengeSeconds = 60 });
    private readonly Person _alice;

    public NoiseTests() => _alice = _world.Ready();

    public enum Way { Denies, Cancels, Ignores, TapsWrongly }

    [Theory, Trait("Rule", "settled: prompt budget")]
    [InlineData(Way.Denies), InlineData(Way.Cancels), InlineData(Way.Ignores)]
    public void A_browser_the_person_has_signed_in_with_is_prompted_for_however_many_strangers_asked(Way way)
    {
        for (var i = 0; i < Limits.PromptsIn5Minutes; i++) Ends(Prompted(Stranger), way);
        Assert.Equal(FallbackReason.TooManyPrompts, FallsBack(Other));
        Prompted(Own);
        Assert.Equal(new Decided(Outcome.Approved), _alice.Approve(Mine));
    }

    [Theory, Trait("Rule", "settled: prompt budget")]
    [InlineData("nothing", true)]
    [InlineData("signed out everywhere", false)]
    [InlineData("deleted and made again", false)]
    public void A_browser_from_before_everything_was_ended_is_a_strangers_until_the_person_signs_in_with_it_again(string what, bool isOwn)
    {
        var own = Own with { SignedInAt = _world.Now };
        _world.Later(60);
        if (what == "signed out everywhere") _alice.Ask(new SignOutEverywhere(null));
        if (what == "deleted and made again")
        {
            _alice.Ask(new RemoveUser());
            _alice.Ask(new ProvisionUser(true, false));
            _alice.Has(Phone.Number(3));
        }

        for (var i = 0; i < Limits.PromptsIn5Minutes; i++) Ends(Prompted(Stranger), Way.Cancels);
        if (isOwn) Ends(Prompted(own), Way.Cancels);
        else Assert.Equal(FallbackReason.TooManyPrompts, FallsBack(own));
        Ends(Prompted(own with { SignedInAt = _world.Now }), Way.Cancels);
    }

    [Fact, Trait("Rule", "settled: prompt budget")]
    public void A_source_the_person_has_signed_in_from_lately_keeps_one_prompt_in_five_minutes()
    {
        Prompted(Home);
        _alice.Approve(Mine);
        for (var i = 0; i < Limits.PromptsIn5Minutes; i++) Ends(Prompted(Stranger), Way.Denies);
        Ends(Prompted(Home), Way.Denies);
        Assert.Equal(FallbackReason.TooManyPrompts, FallsBack(Home));
        _world.Later(Limits.FamiliarLife);
        for (var i = 0; i < Limits.PromptsIn5Minutes; i++) Ends(Prompted(Stranger), Way.Denies);
        Assert.Equal(FallbackReason.TooManyPrompts, FallsBack(Home));
    }

    /// <summary>B, T3: what is ended for browsers is ended for places.</summary>
    [Theory, Trait("Rule", "settled: prompt budget")]
    [InlineData("nothing", true)]
    [InlineData("signed out everywhere", false)]
    [InlineData("disabled and enabled", false)]
    public void A_source_from_before_everything_was_ended_is_a_strangers(string what, bool isKept)
    {
        Prompted(Home);
        _alice.Approve(Mine);
        if (what == "signed out everywhere") _alice.Ask(new SignOutEverywhere(null));
        if (what == "disabled and enabled")
        {
            _alice.Ask(new ProvisionUser(false, false));
            _alice.Ask(new ProvisionUser(true, false));
        }

        for (var i = 0; i < Limits.PromptsIn5Minutes; i++) Ends(Prompted(Stranger), Way.Denies);
        if (isKept) Prompted(Home);
        else Assert.Equal(FallbackReason.TooManyPrompts, FallsBack(Home));
    }

    [Fact, Trait("Rule", "settled: prompt budget")]
    public void The_persons_own_cancelling_costs_nothing_and_anybody_elses_costs()
    {
        for (var i = 0; i < 20; i++) Ends(Prompted(Own), Way.Cancels);
        for (var i = 0; i < Limits.PromptsIn5Minutes; i++) Ends(Prompted(Own), Way.Denies);
        Assert.Equal(FallbackReason.TooManyPrompts, FallsBack(Own));
    }

    /// <summary>T1: a browser that the person has signed in with may be in a stranger's hands.</summary>
    [Theory, Trait("Rule", "settled: prompt budget")]
    [InlineData(5, Limits.CancelledIn5Minutes)]
    [InlineData(60, Limits.CancelledInAnHour)]
    [InlineData(1440, Limits.CancelledInADay)]
    public void Even_a_known_browser_begins_and_cancels_no_more_often_than_a_person_would(int minutes, int most)
    {
        var (began, until, count) = (_world.Now, _world.Now.AddMinutes(minutes), 0);
        while (_world.Now < until)
        {
            if (Start(Own) is FellBack { Reason: var reason })
            {
                Assert.Equal(FallbackReason.TooManyPrompts, reason);
                _world.Later(15);
                continue;
            }

            Ends(Own, Way.Cancels);
            count++;
        }

        Assert.Equal(most, count);
        Ends(Prompted(Own with { Browser = Sample.Hash("another own browser") }), Way.Cancels);   // each has its own
        Assert.True(_world.Now >= began.AddMinutes(minutes));
    }

    [Fact, Trait("Rule", "settled: prompt budget")]
    public void A_success_forgets_what_the_persons_own_browsers_cancelled()
    {
        for (var i = 0; i < Limits.CancelledIn5Minutes; i++) Ends(Prompted(Own), Way.Cancels);
        Assert.Equal(FallbackReason.TooManyPrompts, FallsBack(Own));
        Prompted(Own with { Browser = Sample.Hash("another own browser") });
        _alice.Approve(Mine);
        Ends(Prompted(Own), Way.Cancels);
    }

    /// <summary>I5: endings that somebody makes by beginning and cancelling take nobody's sign-in away.</summary>
    [Fact, Trait("Rule", "I5")]
    public void An_approval_that_waits_to_be_collected_is_not_forgotten_for_other_endings()
    {
        Prompted(Own);
        var approved = _alice.Waiting;
        _alice.Approve(Mine);
        for (var i = 0; i < 2 * Limits.SettledKept; i++) Ends(Prompted(Own), Way.Cancels);
        Assert.Equal(Limits.SettledKept, _alice.Present.Settled.Length);
        Assert.IsType<SignedIn>(_alice.Ask(
            new RedeemChallenge(approved.Id, approved.Browser, Sample.Request("collects"), Sample.Hash("session"))));
    }

    [Fact, Trait("Rule", "settled: prompt budget")]
    public void A_success_in_the_persons_own_browser_gives_strangers_no_more_prompts()
    {
        for (var i = 0; i < Limits.PromptsIn5Minutes; i++) Ends(Prompted(Stranger), Way.Denies);
        Ends(Prompted(Own), Way.Denies);
        Prompted(Own);
        _alice.Approve(Mine);
        Assert.Equal(FallbackReason.TooManyPrompts, FallsBack(Other));
        Assert.DoesNotContain(_alice.Present.Prompts.Initiators!.Prompts, prompt => prompt.Share == PromptShare.Own);
    }

    [Fact, Trait("Rule", "settled: prompt budget")]
    public void One_source_has_half_a_day_at_most()
    {
        for (var i = 0; i < Limits.PromptsInADay / 2; i++)
        {
            Ends(Prompted(Stranger), Way.Denies);
            _world.Later(TimeSpan.FromHours(1));
        }

        Assert.Equal(FallbackReason.TooManyPrompts, FallsBack(Stranger));
        Prompted(Other);
    }

    [Fact, Trait("Rule", "S-07")]
    public void Not_me_bars_whoever_began_it_for_a_day_in_the_same_commit_and_nobody_else()
    {
        Prompted(Stranger);
        Assert.Equal(new Decided(Outcome.Denied), NotMe());
        Assert.Equal(["challenge.denied", "initiator.barred"], _alice.Facts.TakeLast(2).Select(fact => fact.Kind));
        Assert.Equal(FallbackReason.TooManyPrompts, FallsBack(Stranger));
        Ends(Prompted(Other), Way.Denies);
        _world.Later(TimeSpan.FromHours(Limits.BarHours) - TimeSpan.FromTicks(1));
        Assert.Equal(new FellBack(FallbackReason.TooManyPrompts, null, _world.Now + TimeSpan.FromTicks(1)), Start(Stranger));
        _world.Later(TimeSpan.FromTicks(1));
        Prompted(Stranger);
    }

    [Fact, Trait("Rule", "S-07")]
    public void Not_me_bars_a_client_on_the_backchannel_and_the_time_is_a_setting()
    {
        _world.Set(s => s with { BarHours = 2 });
        var asked = _alice.Starting("client") with { Backchannel = new("till", "openid") };
        Assert.IsType<Prompted>(_alice.Ask(asked));
        NotMe();
        _world.Later(TimeSpan.FromHours(2) - TimeSpan.FromSeconds(1));
        Assert.IsType<FellBack>(_alice.Ask(_alice.Starting("client") with { Backchannel = asked.Backchannel }));
        Prompted(Stranger);
        _alice.Deny(Mine);
        _world.Later(1);
        Assert.IsType<Prompted>(_alice.Ask(_alice.Starting("client") with { Backchannel = asked.Backchannel }));
    }

    [Fact, Trait("Rule", "S-07")]
    public void A_plain_denial_bars_nobody_and_bars_are_few()
    {
        Ends(Prompted(Stranger), Way.Denies);
        Prompted(Stranger);
        NotMe();
        for (var i = 0; i < 30; i++)
        {
            _world.Later(TimeSpan.FromHours(5));
            Prompted(new(null, Sample.Hash($"source {i}")));
            NotMe();
        }

        Assert.InRange(_alice.Present.Prompts.Initiators!.Barred.Length, 1, Limits.BarredInitiators);
    }

    [Fact, Trait("Rule", "settled: second attempt")]
    public void A_browser_of_the_persons_own_that_found_the_slot_taken_has_the_next_turn()
    {
        Prompted(Stranger);
        Assert.Equal(FallbackReason.Pending, FallsBack(Own));
        _world.Now = _alice.Waiting.ExpiresAt;
        Assert.Equal(new FellBack(FallbackReason.Pending, null, _world.Now + Limits.OwnTurn), Start(Other));
        Ends(Prompted(Own), Way.Denies);
        Prompted(Other);
    }

    [Fact, Trait("Rule", "settled: second attempt")]
    public void A_turn_that_is_not_taken_passes()
    {
        Prompted(Stranger);
        FallsBack(Own);
        _alice.Deny(Mine);
        Assert.Equal(FallbackReason.Pending, FallsBack(Other));
        _world.Later(Limits.OwnTurn);
        Prompted(Other);
    }

    [Fact, Trait("Rule", "settled: wrong number")]
    public void A_pass_ends_the_lock_and_bars_stay()
    {
        Prompted(Stranger);
        NotMe();
        for (var i = 0; i < Limits.WrongNumbersToLock; i++) Ends(Prompted(Own), Way.TapsWrongly);
        Assert.Equal(FallbackReason.Locked, FallsBack(Own));
        _alice.SignsIn();
        Assert.Equal(("pass.used", "unlocked"), (_alice.Facts[^1].Kind, _alice.Facts[^1].Reason));
        Prompted(Own);
        _alice.Deny(Mine);
        Assert.Equal(FallbackReason.TooManyPrompts, FallsBack(Stranger));
    }

    [Fact, Trait("Rule", "I17")]
    public void What_is_remembered_of_initiators_is_bounded_and_read_again()
    {
        _world.Set(s => s with { Budget = new(100, 100, 100) });
        for (var i = 0; i < 100; i++) Ends(Prompted(new(null, Sample.Hash($"source {i}"))), Way.Denies);
        var known = _alice.Present.Prompts.Initiators!;
        Assert.Equal(Limits.InitiatorsCounted, known.Prompts.Length);
        Assert.Equal(Stored.Text(_alice.State), Stored.Text(Stored.Again(_alice.State)));
    }

    private UserAnswer Start(Initiator initiator) => _alice.Ask(_alice.Starting("browser of " + initiator) with { Initiator = initiator });

    private Initiator Prompted(Initiator initiator)
    {
        Assert.IsType<Prompted>(Start(initiator));
        return initiator;
    }

    private FallbackReason FallsBack(Initiator initiator) => Assert.IsType<FellBack>(Start(initiator)).Reason;

    private UserAnswer NotMe() => _alice.Say(_alice.Denial(Mine) with { NotMe = true }, Mine.Asks);

    private void Ends(Initiator initiator, Way way)
    {
        var waiting = _alice.Waiting;
        Assert.Equal(initiator, waiting.Initiator);
        if (way == Way.Ignores) _world.Now = waiting.ExpiresAt;
        _ = way switch
        {
            Way.Denies => _alice.Deny(Mine),
            Way.TapsWrongly => _alice.TapsWrongly(Mine),
            Way.Cancels => _alice.Ask(new CancelChallenge(waiting.Id, waiting.Browser)),
            _ => _alice.Ask(new RecordExpiry()),
        };
        Assert.IsType<Slot.Free>(_alice.Present.Slot);
    }
}
