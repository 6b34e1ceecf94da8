namespace Countersign.SignIn.Tests.Users;

/// <summary>ADM-4: the rule that is said to stand in somebody's way is the one that does.</summary>
public sealed class ExplainingTests
{
    private static readonly Phone Mine = Phone.Number(0);
    private static readonly Initiator Own = new(Sample.Hash("own browser"), Sample.Hash("home")), Stranger = new(null, Sample.Hash("far"));

    /// <summary>What a tenant may have set, and what may have happened besides.</summary>
    private static readonly Dictionary<string, Action<Person>> Besides = new()
    {
        ["nothing"] = _ => { },
        ["the policy is off"] = p => p.World.Save(new Target.AllUsers(), enabled: false),
        ["no policy was saved"] = p => p.World.WithoutPolicy(),
        ["push is not allowed"] = p => p.World.Require(r => r with { PushAllowed = false }),
        ["phones are too old"] = p => p.World.Require(r => r with { MinimumApp = new(99, 0) }),
        ["others are targeted"] = p => p.World.SaveFor("bob@contoso.example"),
        ["others are targeted, checked before"] = p =>
            p.World.SaveFor("bob@contoso.example").Set(s => s with { PolicyCheck = PolicyCheck.BeforePrompt }),
        ["decoys"] = p => p.World.Set(s => s with { Decoys = true }),
        ["second attempts are refused"] = p => p.World.Set(s => s with { SecondAttempt = SecondAttempt.Refuse }),
        ["the phone or nothing"] = p => p.World.Set(s => s with { PhoneOnly = true }),
        ["the budget is spent"] = p => Spend(p, Stranger),
        ["a browser of one's own found the slot taken"] = p =>
        {
            if (p.Ask(p.Starting("stranger") with { Initiator = Stranger }) is not Prompted prompted) return;
            p.Ask(p.Starting("own") with { Initiator = Own });
            p.Ask(new CancelChallenge(prompted.Challenge, Sample.Browser("stranger")));
        },
        ["passwords are taken"] = p => p.World.TakePasswords(),
        ["a number follows passwords"] = p => p.World.Set(s => s with { SecondFactor = true }),
    };

    public static TheoryData<string, string> Every =>
        new(EveryPairTests.Every.SelectMany(state => Besides.Keys.Select(besides => (state.Data, besides))));

    internal static Person In(string state, string besides)
    {
        var person = EveryPairTests.In(state);
        Besides[besides](person);
        return person;
    }

    private static void Spend(Person person, Initiator initiator)
    {
        for (var n = 0; n < Limits.PromptsIn5Minutes; n++)
        {
            var browser = "spends " + n;
            if (person.Ask(person.Starting(browser) with { Initiator = initiator }) is Prompted prompted)
                person.Ask(new CancelChallenge(prompted.Challenge, Sample.Browser(browser)));
        }
    }

    private static StartExplained Explain(Person person) =>
        Assert.IsType<StartExplained>(person.Ask(new ExplainStart(Sample.Client)));

    private static RuleFound? Broken(StartExplained explained) =>
        explained.Rules.FirstOrDefault(rule => rule.Finding is Finding.FallsBack or Finding.ComesBack);

    [Theory, MemberData(nameof(Every))]
    public void The_first_broken_rule_is_the_reason_that_a_start_gets(string state, string besides)
    {
        var person = In(state, besides);
        var before = person.State;
        var explained = Explain(person);
        Assert.All(person.Happened, happened => Assert.IsType<ChallengeSettled>(happened));   // what time has ended, as with any question
        if (person.Happened.IsEmpty) Assert.Same(before, person.State);
        var broken = Broken(explained);
        Assert.Equal((broken?.Reason, broken?.Until), (explained.Reason, explained.Until));
        switch (person.Ask(person.Starting("a browser that nobody knows")))
        {
            case Prompted:
                Assert.Null(broken);
                Assert.Equal(explained.IsRefusedAtTheEnd, IsRefused(person));
                break;
            case FellBack fellBack:
                Assert.Equal(
                    (Finding.FallsBack, fellBack.Reason, fellBack.IsHidden), (broken?.Finding, broken?.Reason, explained.IsHidden));
                if (!fellBack.IsHidden) Assert.Equal((fellBack.RetryAt, LeadsTo(fellBack)), (broken?.Until, LeadsTo(explained)));
                break;
            case StartThrottled throttled:
                Assert.Equal((Finding.ComesBack, throttled.RetryAt), (broken?.Finding, broken?.Until));
                break;
            case var other:
                Assert.Fail(other.ToString());
                break;
        }
    }

    private static bool IsRefused(Person person) =>
        person.Approve(Mine) is UserAnswer.Refused { Why: Refusal.MethodNotAllowedByPolicy };

    private static (bool Federated, bool Password) LeadsTo(FellBack fellBack) =>
        (fellBack.Provider is not null || fellBack.SignInUrl is not null, fellBack.TakesPassword);

    private static (bool Federated, bool Password) LeadsTo(StartExplained explained) =>
        (explained.Ways.Contains(OtherWay.Federated), explained.Ways.Contains(OtherWay.Password));

    [Theory, MemberData(nameof(Every))]
    public void What_is_said_of_a_second_factor_is_what_one_gets(string state, string besides)
    {
        var person = In(state, besides);
        var second = Explain(person).Second;
        var answer = person.Ask(person.Starting("a browser with a first factor") with { First = SecondFactorTests.Held });
        if (person.State is UserState.Present { Slot: Slot.Waiting { First: { } waiting } } && waiting.Hash == SecondFactorTests.Held
            && second?.Reason == FallbackReason.Pending)
            return;   // the same browser's own, shown again
        switch (answer)
        {
            case Prompted:
                Assert.Equal(new SecondExplained(null), second);
                break;
            case FellBack fellBack:
                Assert.Equal(new SecondExplained(fellBack.Reason, fellBack.RetryAt), second);
                break;
            default:
                Expect.Refused(Refusal.ChallengeNotFound, answer);   // there was no first factor
                break;
        }
    }

    [Fact]
    public void Every_rule_is_broken_somewhere_and_listed_in_order()
    {
        HashSet<(StartRule, Finding)> seen = [];
        var listed = Enum.GetValues<StartRule>().Where(rule => rule != StartRule.Malformed).ToArray();
        foreach (var (state, besides) in Every.Select(row => row.Data).Append(("enabled", "nothing")))
        {
            var person = In(state, besides);
            if (person.State is UserState.Present) person.Ask(new EndForRestore());
            Note(person);
        }

        Note(OwnSpent());
        Note(Barred());
        Note(Familiar());
        Note(After(p => p.Prompted()));
        Assert.Equal(listed, seen.Where(one => one.Item2 is not Finding.Passed).Select(one => one.Item1).Distinct().Order());
        Assert.Equal(Enum.GetValues<Finding>().Where(f => f is not Finding.Malformed), seen.Select(one => one.Item2).Distinct().Order());

        void Note(Person person)
        {
            var rules = Explain(person).Rules;
            Assert.Equal(rules.Select(rule => rule.Rule).Order(), rules.Select(rule => rule.Rule));
            if (person.State is UserState.Present) Assert.Equal(listed, rules.Select(rule => rule.Rule));
            seen.UnionWith(rules.Select(rule => (rule.Rule, rule.Finding)));
        }
    }

    private static Person After(Action<Person> happened)
    {
        var alice = new World().Set(s => s with { SecondAttempt = SecondAttempt.Refuse }).Ready();
        happened(alice);
        return alice;
    }

    private static Person OwnSpent() => After(alice =>
    {
        for (var n = 0; n < Limits.PromptsIn5Minutes; n++)
        {
            Assert.IsType<Prompted>(alice.Ask(alice.Starting("own " + n) with { Initiator = Own }));
            alice.Deny(Mine);
        }
    });

    private static Person Barred() => After(alice =>
    {
        Assert.IsType<Prompted>(alice.Ask(alice.Starting("stranger") with { Initiator = Stranger }));
        Assert.IsType<Decided>(alice.Say(alice.Denial(Mine) with { NotMe = true }, Mine.Asks));
    });

    /// <summary>One source has spent its half of the day, and what is kept for the person's own is spent, too.</summary>
    private static Person Familiar() => After(alice =>
    {
        alice.World.Set(s => s with { Budget = new(2, 2, 2) });
        var home = Own with { Browser = null };
        Assert.IsType<Prompted>(alice.Ask(alice.Starting("home") with { Initiator = home }));
        alice.Approve(Mine);
        for (var n = 0; n < 2; n++)
        {
            Assert.IsType<Prompted>(alice.Ask(alice.Starting("again") with { Initiator = home }));
            alice.Deny(Mine);
        }
    });

    [Fact]
    public void What_holds_for_some_is_said_of_them_and_stops_nobody_else()
    {
        var alice = Barred();
        var explained = Explain(alice);
        Assert.Null(explained.Reason);
        var bar = explained.Rules.Single(rule => rule.Finding != Finding.Passed);
        Assert.Equal((StartRule.NobodyBarred, Finding.FallsBackForSome), (bar.Rule, bar.Finding));
        var barred = Assert.IsType<FellBack>(alice.Ask(alice.Starting("stranger") with { Initiator = Stranger }));
        Assert.Equal((bar.Reason, bar.Until), (barred.Reason, barred.RetryAt));
        Assert.IsType<Prompted>(alice.Ask(alice.Starting("own") with { Initiator = Own }));
    }

    [Fact]
    public void A_browser_of_ones_own_that_has_spent_its_prompts_is_named()
    {
        var alice = OwnSpent();
        var own = Explain(alice).Rules.Single(rule => rule.Finding != Finding.Passed);
        var fellBack = Assert.IsType<FellBack>(alice.Ask(alice.Starting("own") with { Initiator = Own }));
        Assert.Equal(new RuleFound(StartRule.OwnBudget, Finding.FallsBackForSome, fellBack.Reason, fellBack.RetryAt), own);
        Assert.IsType<Prompted>(alice.Start());
    }

    [Fact]
    public void Of_a_name_that_nobody_has_no_more_is_said_than_that()
    {
        var nobody = new Person(new World(), Sample.Name("nobody@contoso.example"));
        var explained = Explain(nobody);
        Assert.Equal([StartRule.SwitchedOn, StartRule.PushAllowed, StartRule.PersonThere], explained.Rules.Select(rule => rule.Rule));
        Assert.Equal((FallbackReason.NotAvailable, null), (explained.Reason, explained.Second));
        Assert.IsType<UserState.Absent>(nobody.State);
    }

    [Fact]
    public void A_client_that_leaves_less_leaves_less_here()
    {
        var alice = new World().TakePasswords().Person();
        alice.GetsRecoveryCodes();
        Assert.Equal([OtherWay.Password, OtherWay.Recovery], Explain(alice).Ways);
        var narrow = ImmutableDictionary<string, ClientWays>.Empty.Add("narrow", new(Table: "not_available=recovery", AsksSecond: true));
        var explained = Assert.IsType<StartExplained>(alice.Ask(new ExplainStart("narrow") { Configured = narrow }));
        Assert.Equal([OtherWay.Recovery], explained.Ways);
        Assert.Equal(new SecondExplained(FallbackReason.NotAvailable), explained.Second);
    }
}
