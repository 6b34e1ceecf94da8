using Countersign.SignIn.Users.SignInLog;

namespace Countersign.SignIn.Tests.Users;

/// <summary>ADM-4: every end, fallback and refusal is in the sign-in log, with its reason and the rule that was broken.</summary>
public sealed class SignInLogTests
{
    private static readonly Phone Mine = Phone.Number(0);
    private static readonly ShownContext Shown = new("", "Bergen, Norway", "2001:db8:1:2:3:4:5:6", "Firefox on Linux");

    /// <summary>How somebody comes to an entry, and what it says.</summary>
    private static readonly Dictionary<string, (Func<Person> Happens, SignInWay Way, SignInOutcome Outcome)> Ends = new()
    {
        ["approved"] = (() => After(p => p.Approve(Mine)), SignInWay.Phone, SignInOutcome.Approved),
        ["denied"] = (() => After(p => p.Deny(Mine)), SignInWay.Phone, SignInOutcome.Denied),
        ["wrong number"] = (() => After(p => p.TapsWrongly(Mine)), SignInWay.Phone, SignInOutcome.WrongNumber),
        ["it wasn't me, on the phone"] =
            (() => After(p => p.Say(p.Denial(Mine) with { NotMe = true }, Mine.Asks), Known), SignInWay.Phone, SignInOutcome.NotMe),
        ["it wasn't me, at My Security Info"] =
            (() => After(p => p.Ask(new DisownChallenge(p.Waiting.Id, p.SignsIn()))), SignInWay.Phone, SignInOutcome.NotMe),
        ["not allowed"] = (() =>
        {
            var alice = new World().Ready();
            alice.World.SaveFor("bob@contoso.example");
            alice.Prompted();
            alice.Approve(Mine);
            return alice;
        }, SignInWay.Phone, SignInOutcome.NotAllowed),
        ["expired"] = (() => After(p =>
        {
            p.World.Later(Limits.ChallengeLife);
            p.Ask(new RecordExpiry());
        }), SignInWay.Phone, SignInOutcome.Expired),
        ["cancelled"] = (() => After(p => p.Ask(new CancelChallenge(p.Waiting.Id, Sample.Browser(Person.Browser)))), SignInWay.Phone,
            SignInOutcome.Cancelled),
        ["the password instead"] = (() => After(p => p.Ask(new UsePasswordInstead(p.Waiting.Id, Sample.Browser(Person.Browser)))),
            SignInWay.Phone, SignInOutcome.Cancelled),
        ["come back later"] = (() => After(p =>
        {
            p.World.Set(s => s with { SecondAttempt = SecondAttempt.Refuse });
            p.Start("another");
        }), SignInWay.Phone, SignInOutcome.ComesBack),
        ["a password"] =
            (() => Did(new World().Ready().GetsPassword(), p => p.TypesPassword()), SignInWay.Password, SignInOutcome.SignedIn),
        ["a password that must change"] = (
            () => Did(new World().Ready().GetsPassword(mustChange: true), p => p.TypesPassword()), SignInWay.Password,
            SignInOutcome.Refused),
        ["a wrong password"] = (() => Did(
            new World().Ready(), p => p.Ask(new NoteWrongPassword(FallbackReason.Locked, Sample.Client) { Shown = Shown })),
            SignInWay.Password, SignInOutcome.Refused),
        ["too many passwords"] = (() => Did(new World().Ready().GetsPassword(), p =>
        {
            for (var n = 0; n <= Limits.SecretTriesInAnHour; n++) p.Ask(new TakeSecretTry(null));
        }), SignInWay.Password, SignInOutcome.Refused),
        ["a recovery code"] =
            (() => Did(new World().Ready().GetsRecoveryCodes(), p => p.TypesRecoveryCode(1)), SignInWay.Recovery, SignInOutcome.SignedIn),
        ["a wrong recovery code"] =
            (() => Did(new World().Ready().GetsRecoveryCodes(), p => p.TypesRecoveryCode(99)), SignInWay.Recovery, SignInOutcome.Refused),
        ["a passkey"] = (() => Did(new World().Ready().GetsPasskey(), p => p.Ask(Person.Passkey(Sample.Session("with a passkey")))),
            SignInWay.Passkey, SignInOutcome.SignedIn),
        ["a passkey that is not left"] = (() => Did(new World().Ready().GetsPasskey(), p =>
        {
            p.World.Set(s => s with { PhoneOnly = true });
            p.Ask(Person.Passkey(Sample.Session("with a passkey")));
        }), SignInWay.Passkey, SignInOutcome.Refused),
        ["a pass"] = (() => Did(new World().Ready(), p => p.SignsIn()), SignInWay.Pass, SignInOutcome.SignedIn),
        ["a wrong pass"] = (() => Did(
            new World().Ready(), p => p.Ask(new UseTemporaryPass(Sample.Hash("no pass"), Sample.Hash("session")))), SignInWay.Pass,
            SignInOutcome.Refused),
        ["a first factor"] =
            (() => Did(new World().Ready(), SecondFactorTests.TypesRightly), SignInWay.Password, SignInOutcome.FirstFactor),
        ["a second factor"] = (() =>
        {
            var alice = new World().Ready();
            SecondFactorTests.TypesRightly(alice);
            SecondFactorTests.IsAsked(alice);
            alice.Approve(Mine);
            return alice;
        }, SignInWay.Phone, SignInOutcome.Approved),
        ["a provider"] = (() => Did(Federated(), p => FederatedSignInTests.Redeem(p)), SignInWay.Federated, SignInOutcome.SignedIn),
        ["a provider that says another"] = (() => Did(Federated(), p => FederatedSignInTests.Redeem(
            p, FederatedSignInTests.Vouched(p) with { Name = Sample.Name("eve@fabrikam.example") })), SignInWay.Federated,
            SignInOutcome.Refused),
    };

    public static TheoryData<string> Every => new(Ends.Keys);

    private static Person Federated() =>
        new World().Federate(provider: Registered.Partner with { Linking = LinkRule.ByUserName }).Person("fran@fabrikam.example");

    private static Person After(Func<Person, UserAnswer> ends, Initiator? by = null) => After(p => { ends(p); }, by);

    private static Person After(Action<Person> ends, Initiator? by = null)
    {
        var alice = new World().Ready();
        Assert.IsType<Prompted>(alice.Ask(alice.Starting(Person.Browser) with { Initiator = by }));
        ends(alice);
        return alice;
    }

    private static readonly Initiator Known = new(null, Sample.Hash("a place"));

    private static Person Did(Person person, Action<Person> what)
    {
        what(person);
        return person;
    }

    private static Person Did(Person person, Func<Person, UserAnswer> what) => Did(person, p => { what(p); });

    private static Person Did(Person person, Func<Person, SecretHash> what) => Did(person, p => { what(p); });

    [Theory, MemberData(nameof(Every))]
    public void Every_end_is_one_entry_and_says_which(string what)
    {
        var (happens, way, outcome) = Ends[what];
        var person = happens();
        var entry = person.Log.Last();
        Assert.Equal((way, outcome, person.Name, person.World.Now), (entry.Way, entry.Outcome, entry.User, entry.At));
        Assert.Equal(outcome == SignInOutcome.Refused, entry.Refused is not null);
        var isPrompted = outcome < SignInOutcome.FellBack;
        Assert.Equal(isPrompted, entry.StartedAt is not null);
        Assert.Equal(outcome is SignInOutcome.Approved or SignInOutcome.WrongNumber or SignInOutcome.NotAllowed ? 1 : 0, entry.Numbers);
        if (isPrompted) Assert.Equal((Sample.Client, Sample.Context.Application), (entry.Client, entry.Application));
        Assert.Equal(what == "a second factor" ? SignInWay.Password : null, entry.First);
    }

    [Fact]
    public void The_table_has_every_outcome_and_every_way()
    {
        var outcomes = Ends.Values.Select(end => end.Outcome).Append(SignInOutcome.FellBack).ToHashSet();
        Assert.Equal(Enum.GetValues<SignInOutcome>().Skip(1), outcomes.Order());
        Assert.Equal(Enum.GetValues<SignInWay>().Skip(1), Ends.Values.Select(end => end.Way).Distinct().Order());
    }

    [Fact]
    public void A_wrong_number_that_locks_says_so_and_the_next_start_has_the_rule()
    {
        var alice = new World().Set(s => s with { WrongNumbersToLock = 1 }).Ready();
        alice.Prompted();
        alice.TapsWrongly(Mine);
        Assert.True(alice.Log[^1].Locks);
        alice.FallsBack();
        Assert.Equal(
            (SignInOutcome.FellBack, FallbackReason.Locked, StartRule.NotLocked),
            (alice.Log[^1].Outcome, alice.Log[^1].Reason, alice.Log[^1].Rule));
    }

    /// <summary>It is counted where the phone was asked, and no entry has it.</summary>
    [Fact]
    public void Where_the_phone_was_asked_it_is_noted_whether_one_could_be_woken()
    {
        var alice = new World().Ready();
        Assert.Equal((SignInOutcome.Denied, false), Asked());
        alice.Ask(new SetPush(Mine.Device, Mine.Asks, WakingTests.Browser));
        Assert.Equal((SignInOutcome.Denied, true), Asked());
        alice.World.Save(new Target.AllUsers(), enabled: false);
        alice.FallsBack();
        Assert.Equal((SignInOutcome.FellBack, false), (alice.Log[^1].Outcome, alice.Noted!.CanWake));
        alice.World.Save(new Target.AllUsers());
        alice.Ask(new DropPush(Mine.Device, WakingTests.Browser));   // its push service knows it no more
        Assert.Equal((SignInOutcome.Denied, false), Asked());

        (SignInOutcome Outcome, bool CanWake) Asked()
        {
            alice.Prompted();
            alice.Deny(Mine);
            return (alice.Log[^1].Outcome, alice.Noted!.CanWake);
        }
    }

    [Fact]
    public void It_has_the_network_and_not_the_address()
    {
        var alice = new World().Ready();
        alice.Ask(new NoteWrongPassword(FallbackReason.Locked, Sample.Client) { Shown = Shown });
        Assert.Equal(("2001:db8:1::/48", Shown.Place, Shown.Browser), (alice.Log[^1].Network, alice.Log[^1].Place, alice.Log[^1].Browser));
        alice.Ask(new NoteWrongPassword(FallbackReason.Locked, Sample.Client) { Shown = Shown with { Address = "192.0.2.77" } });
        Assert.Equal("192.0.2.0/24", alice.Log[^1].Network);
        alice.Ask(new NoteWrongPassword(FallbackReason.Locked, Sample.Client) { Shown = Shown with { Address = "no address" } });
        Assert.Equal("", alice.Log[^1].Network);
    }

    /// <summary>Of a start in a browser that nobody knows, in every state and with everything that may be set.</summary>
    [Theory, MemberData(nameof(ExplainingTests.Every), MemberType = typeof(ExplainingTests))]
    public void A_start_that_is_not_prompted_has_the_rule_that_is_said_to_stand_in_its_way(string state, string besides)
    {
        var person = ExplainingTests.In(state, besides);
        var explained = Assert.IsType<StartExplained>(person.Ask(new ExplainStart(Sample.Client)));
        Assert.Empty(person.Noted?.Entries.Where(entry => entry.StartedAt is null) ?? []);   // looking is no sign-in
        var answer = person.Ask(person.Starting("a browser that nobody knows"));
        if (answer is not (FellBack or StartThrottled))
        {
            Assert.DoesNotContain(person.Noted?.Entries ?? [], entry => entry.IsTurnedAway);
            return;
        }

        if (person.State is not UserState.Present)
        {
            Assert.True(person.Noted is { IsOfNobody: true, Entries.Count: 0 });   // counted, never kept
            return;
        }

        var entry = Assert.Single(person.Noted!.Entries, entry => entry.IsTurnedAway);
        var broken = explained.Rules.First(rule => rule.Finding is Finding.FallsBack or Finding.ComesBack);
        Assert.Equal((broken.Rule, broken.Reason), (entry.Rule, entry.Reason));
        AgreesWith(explained, EntryRules.Of(entry));
        Assert.Equal(explained.IsHidden, entry.IsDecoy);
    }

    /// <summary>What an entry says of the rules is what was true of them then; it may say less.</summary>
    private static void AgreesWith(StartExplained explained, IReadOnlyList<(StartRule Rule, EntryFinding Finding)> told)
    {
        var order = explained.Rules.Select(rule => rule.Rule).ToList();
        Assert.Equal(order.Where(rule => told.Any(one => one.Rule == rule)), told.Select(one => one.Rule));   // in order of precedence
        foreach (var (rule, finding) in told)
        {
            var found = explained.Rules.Single(one => one.Rule == rule).Finding;
            if (finding == EntryFinding.Kept) Assert.Equal((rule, Finding.Passed), (rule, found));
            if (finding == EntryFinding.RefusedAtTheEnd) Assert.Equal(Finding.RefusedAtTheEnd, found);
            if (finding == EntryFinding.Broken) Assert.True(found is Finding.FallsBack or Finding.ComesBack, $"{rule}: {found}");
        }
    }

    [Theory, MemberData(nameof(Every))]
    public void Of_what_was_asked_on_the_phone_every_rule_was_kept_but_one_at_the_most(string what)
    {
        var entry = Ends[what].Happens().Log.Last();
        var rules = EntryRules.Of(entry);
        Assert.Equal(entry is { Way: SignInWay.Phone, StartedAt: not null, First: null } || entry.Rule is not null, !rules.IsEmpty);
        if (entry.StartedAt is null) return;
        var other = rules.Where(one => one.Finding != EntryFinding.Kept);
        if (entry.Outcome == SignInOutcome.NotAllowed)
            Assert.Equal([(StartRule.Targeted, EntryFinding.RefusedAtTheEnd)], other);
        else Assert.Empty(other);
    }

    [Theory, MemberData(nameof(Every))]
    public void An_entry_has_an_id_that_is_its_own_and_stays(string what)
    {
        var entry = Ends[what].Happens().Log.Last();
        var id = SignInEntryId.Of(entry);
        Assert.Equal(id, SignInEntryId.Of(entry.Again(entry.At.AddSeconds(3))));
        Assert.True(SignInEntryId.TryParse(id.ToString(), out var read));
        Assert.Equal(id, read);
        Assert.True(id.Filter.Takes(entry));
        SignInEntry[] others =
        [
            entry with { At = entry.At.AddMilliseconds(1) }, entry with { User = Sample.Name("bob@contoso.example") },
            entry with { Network = "198.51.100.0/24" }, entry with { By = Sample.Hash("another") }, entry with { Browser = "another" },
            entry with { Rule = StartRule.OwnBudget }, entry with { Locks = !entry.Locks }, entry with { Numbers = 7 },
        ];
        Assert.All(others, other => Assert.NotEqual(id, SignInEntryId.Of(other)));
        Assert.False(id.Filter.Takes(others[0]));
    }

    [Theory]
    [InlineData(""), InlineData("-AAAAAAAAAAAAAAAA"), InlineData("1-AAAAAAAAAAAAAAA"), InlineData("1-AAAAAAAAAAAAAAA+")]
    [InlineData("99999999999999999-AAAAAAAAAAAAAAAA"), InlineData("+1-AAAAAAAAAAAAAAAA"), InlineData(null)]
    public void What_is_no_id_of_an_entry_is_none(string? text) => Assert.False(SignInEntryId.TryParse(text, out _));

    [Fact]
    public void Rules_that_hold_for_some_are_named_to_those()
    {
        var (own, far) = (new Initiator(Sample.Hash("own"), Sample.Hash("home")), new Initiator(null, Sample.Hash("far")));
        var alice = new World().Ready();
        for (var n = 0; n < Limits.PromptsIn5Minutes; n++)
        {
            alice.Ask(alice.Starting("own " + n) with { Initiator = own });
            alice.Deny(Mine);
        }

        alice.Ask(alice.Starting("own") with { Initiator = own });
        Assert.Equal(StartRule.OwnBudget, alice.Log[^1].Rule);

        alice = After(p => p.Say(p.Denial(Mine) with { NotMe = true }, Mine.Asks), far);
        alice.Ask(alice.Starting("far") with { Initiator = far });
        Assert.Equal((StartRule.NobodyBarred, FallbackReason.TooManyPrompts), (alice.Log[^1].Rule, alice.Log[^1].Reason));
        Assert.Equal(Sample.Hash("far"), alice.Log[^1].By);
    }

    [Fact]
    public void It_wasnt_me_of_a_sign_in_that_is_over_keeps_whoever_began_it_away_for_a_while()
    {
        var far = new Initiator(null, Sample.Hash("far"));
        var alice = After(p => p.Deny(Mine), far);
        var by = alice.Log[^1].By!.Value;
        Expect.Refused(Refusal.SessionRequired, alice.Ask(new ReportSignIn(by, Sample.Hash("no session"))));
        Assert.IsType<UserAnswer.Done>(alice.Ask(new ReportSignIn(by, alice.SignsIn())));
        Assert.Equal("initiator.barred", alice.Facts[^1].Kind);
        Assert.IsType<FellBack>(alice.Ask(alice.Starting("far") with { Initiator = far }));
        Assert.Equal(StartRule.NobodyBarred, alice.Log[^1].Rule);
        Assert.IsType<Prompted>(alice.Ask(alice.Starting("near") with { Initiator = Known }));
    }

    [Fact]
    public void A_browser_left_open_keeps_nobody_away_and_no_browser_keeps_itself_away()
    {
        var alice = After(p => p.Deny(Mine), Known);
        var by = alice.Log[^1].By!.Value;
        Assert.IsType<SignedIn>(alice.Redeem(alice.Approved(Mine)));
        var session = Sample.Session("signed in");
        var facts = alice.Facts.Count;
        Assert.IsType<UserAnswer.Done>(alice.Ask(new ReportSignIn(by, session, by)));
        Assert.Equal(facts, alice.Facts.Count);
        alice.World.Later(Limits.FreshSignIn + TimeSpan.FromSeconds(1));
        Expect.Refused(Refusal.FreshSignInRequired, alice.Ask(new ReportSignIn(by, session)));
        Assert.IsType<Prompted>(alice.Ask(alice.Starting("near") with { Initiator = Known }));
    }

    [Fact]
    public void What_is_asked_again_is_no_other_sign_in()
    {
        var alice = new World().Ready();
        var challenge = alice.Approved(Mine);
        var entries = alice.Log.Count;
        alice.Redeem(challenge);
        alice.Redeem(challenge);
        alice.Observe(challenge);
        alice.Fetch(Mine);
        Assert.Equal(entries, alice.Log.Count);
    }

    [Fact]
    public void The_same_turned_away_again_is_one_entry_that_counts()
    {
        var alice = new World().Person();
        alice.FallsBack();
        var first = alice.Log[^1];
        alice.World.Later(5);
        alice.FallsBack();
        var again = alice.Log[^1];
        Assert.True(again.IsAgain(first));
        Assert.Equal((2, alice.World.Now, first.At), (first.Again(again.At).Times, first.Again(again.At).LastAt, first.Again(again.At).At));
        Assert.False((again with { Browser = "another" }).IsAgain(first));
        alice.Has(Mine).Prompted();
        alice.Approve(Mine);
        var approved = alice.Log[^1];
        Assert.False((approved with { At = approved.At.AddSeconds(1) }).IsAgain(approved));   // what a person did stays
    }

    [Theory]
    [InlineData("user"), InlineData("outcome"), InlineData("reason"), InlineData("client"), InlineData("from"), InlineData("to")]
    [InlineData("application"), InlineData("network")]
    public void A_filter_takes_what_agrees_with_it_and_nothing_else(string member)
    {
        var alice = new World().Person();
        alice.FallsBack();
        var entry = alice.Log[^1] with { Application = "The Portal", Network = "192.0.2.0/24" };
        var (right, wrong) = member switch
        {
            "user" => (new SignInFilter(User: alice.Name), new SignInFilter(User: Sample.Name("bob@contoso.example"))),
            "outcome" => (new(Outcome: SignInOutcome.FellBack), new(Outcome: SignInOutcome.Approved)),
            "reason" => (new(Reason: FallbackReason.NotAvailable), new(Reason: FallbackReason.Locked)),
            "client" => (new(Client: Sample.Client), new(Client: "another")),
            "application" => (new(Application: "portal"), new(Application: "mail")),
            "network" => (new(Network: "192.0.2.0/24"), new(Network: "192.0.3.0/24")),
            "from" => (new(From: entry.At), new(From: entry.At.AddMilliseconds(1))),
            _ => (new SignInFilter(To: entry.At.AddMilliseconds(1)), new SignInFilter(To: entry.At)),
        };
        Assert.True(right.Takes(entry));
        Assert.False(wrong.Takes(entry));
        Assert.True(new SignInFilter().Takes(entry));
    }
}
