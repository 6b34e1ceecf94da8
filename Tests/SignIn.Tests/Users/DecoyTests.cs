namespace Countersign.SignIn.Tests.Users;

/// <summary>T5, I16: the rules of decoys are those of somebody who does not look at the phone.</summary>
public sealed class DecoyTests
{
    private const string Window = "window";
    private readonly World _world = new();
    private DecoyMemory? _memory;

    private UserSituation Situation => new(new(_world.Id, Sample.Name("nobody@contoso.example")), _world.Tenant, _world.Now);

    private StartSignIn Start(string browser = Window, string? resume = null, params DecoyTicket[] decoys) => new(
        new(_world.Next("request")), new(_world.Next("challenge")), _world.Next("nonce"), Sample.Hash(browser),
        resume is null ? null : Sample.Hash(resume), Sample.Draw, "web", Sample.Context, Decoys: decoys);

    private UserAnswer Ask(UserQuestion question)
    {
        var (memory, ruling, isRestored) = Decoys.Decide(_memory, question, Situation);
        if (!ruling.Events.IsEmpty || isRestored)
            _memory = memory with { Person = (UserState.Present)ruling.Events.Aggregate((UserState)memory.Person, UserRules.Apply) };
        return ruling.Answer;
    }

    private Prompted Prompt(StartSignIn? start = null)
    {
        var prompted = Assert.IsType<Prompted>(Ask(start ?? Start()));
        Assert.True(prompted.IsDecoy);
        return prompted;
    }

    private static DecoyTicket TicketOf(Prompted prompted, string browser = Window) =>
        new(prompted.Challenge, Sample.Hash(browser), prompted.Mode, prompted.Number, prompted.ExpiresAt);

    private UserAnswer Observe(DecoyTicket ticket) => Ask(new ObserveChallenge(ticket.Challenge, ticket.Browser, ticket));

    public static TheoryData<string> Hidden => ["unknown", "disabled", "stage 1", "without a phone", "not targeted"];

    [Theory, MemberData(nameof(Hidden)), Trait("Rule", "I16")]
    public void Whoever_cannot_be_asked_is_hidden_from_strangers_and_from_clients_that_may_not_know(string who)
    {
        var person = Person(who);
        Assert.True(Assert.IsType<FellBack>(Decide(person, Start())).IsHidden);
        Assert.False(Assert.IsType<FellBack>(Decide(person, Start() with { MayKnow = true })).IsHidden);
        var known = new Initiator(Sample.Hash("known browser"), Sample.Hash("source"));
        Assert.False(Assert.IsType<FellBack>(Decide(person, Start() with { Initiator = known })).IsHidden);
        _world.Set(s => s with { Decoys = false });
        Assert.False(Assert.IsType<FellBack>(Decide(person, Start())).IsHidden);
    }

    [Fact, Trait("Rule", "I16")]
    public void Nothing_is_hidden_that_is_so_for_every_name()
    {
        _world.Save(new Target.AllUsers(), enabled: false);
        Assert.Equal(new FellBack(FallbackReason.SwitchedOff, null, null), Decide(Person("unknown"), Start()));
    }

    [Fact, Trait("Rule", "S-44"), Trait("Rule", "I16")]
    public void One_decoy_is_pending_and_a_second_attempt_falls_back()
    {
        var first = Prompt();
        _world.Later(20);
        Assert.Equal(new FellBack(FallbackReason.Pending, null, first.ExpiresAt), Ask(Start("another")));
        Assert.Equal(first, Prompt(Start("reloaded", resume: Window)));
        _world.Set(s => s with { SecondAttempt = SecondAttempt.Refuse });
        Assert.Equal(new StartThrottled(first.ExpiresAt), Ask(Start("another")));
    }

    [Fact, Trait("Rule", "I15"), Trait("Rule", "I16")]
    public void Decoys_have_the_budget_of_prompts()
    {
        var began = _world.Now;
        for (var prompt = 0; prompt < 3; prompt++)
        {
            var ticket = TicketOf(Prompt());
            Assert.IsType<UserAnswer.Done>(Ask(new CancelChallenge(ticket.Challenge, ticket.Browser, ticket)));
            _world.Later(10);
        }

        Assert.Equal(new FellBack(FallbackReason.TooManyPrompts, null, began.AddMinutes(5)), Ask(Start()));
    }

    [Fact, Trait("Rule", "I9"), Trait("Rule", "I16")]
    public void A_decoy_ends_in_time_and_its_end_is_kept_as_long_as_any()
    {
        var ticket = TicketOf(Prompt());
        _world.Later(119);
        Assert.Equal(new ChallengePending(ticket.Number, ticket.Mode, ticket.ExpiresAt), Observe(ticket));
        _world.Later(60);
        Assert.Equal(new ChallengeEnded(Outcome.Expired, false), Observe(ticket));
        _world.Now = ticket.ExpiresAt + Limits.ResultLife;
        Assert.Equal(new ChallengeEnded(Outcome.Expired, false), Observe(ticket));
        _world.Later(2);
        Expect.Refused(Refusal.ChallengeNotFound, Observe(ticket));
    }

    [Fact, Trait("Rule", "I17")]
    public void Where_nothing_is_remembered_the_browser_goes_on_with_what_it_carries()
    {
        var ticket = TicketOf(Prompt());
        _memory = null;
        _world.Later(30);
        Assert.Equal(new ChallengePending(ticket.Number, ticket.Mode, ticket.ExpiresAt), Observe(ticket));
        Assert.Equal(new FellBack(FallbackReason.Pending, null, ticket.ExpiresAt), Ask(Start("another")));
        _memory = null;
        Assert.Equal(ticket.Number, Prompt(Start("reloaded", Window, ticket)).Number);
        _memory = null;
        _world.Later(100);
        Assert.Equal(new ChallengeEnded(Outcome.Expired, false), Observe(ticket));
        _world.Later(TimeSpan.FromMinutes(6));
        _memory = null;
        Expect.Refused(Refusal.ChallengeNotFound, Observe(ticket));
    }

    [Fact, Trait("Rule", "I2")]
    public void What_was_cancelled_does_not_come_back_with_what_its_browser_carries()
    {
        _world.Set(s => s with { ChallengeSeconds = 600 });
        var ticket = TicketOf(Prompt());
        Ask(new CancelChallenge(ticket.Challenge, ticket.Browser, ticket));
        Assert.Equal(new ChallengeEnded(Outcome.Cancelled, false), Observe(ticket));
        _world.Later(Limits.ResultLife + TimeSpan.FromSeconds(1));
        Expect.Refused(Refusal.ChallengeNotFound, Observe(ticket));
        Expect.Refused(Refusal.ChallengeNotFound, Observe(ticket with { Browser = Sample.Hash("stranger") }));
    }

    private UserAnswer Decide(Person person, StartSignIn start) =>
        UserRules.Decide(person.State, start, new(new(_world.Id, person.Name), _world.Tenant, _world.Now)).Answer;

    private Person Person(string who)
    {
        var phone = Phone.Number(0);
        if (who == "unknown") return new(_world, Sample.Name("nobody@contoso.example"));
        if (who == "without a phone") return _world.Person();
        if (who == "stage 1") return _world.Person().Adds(phone);
        var ready = _world.Ready();
        if (who == "disabled") ready.Ask(new ProvisionUser(false, null));
        else _world.SaveFor("bob@contoso.example").Set(s => s with { PolicyCheck = PolicyCheck.BeforePrompt });
        return ready;
    }
}
