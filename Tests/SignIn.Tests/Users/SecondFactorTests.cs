namespace Countersign.SignIn.Tests.Users;

/// <summary>
/// S-58, WAY-5: a number on the phone after a password or a provider's word: whom it is asked of, and by which phones it is answered.
/// </summary>
public sealed class SecondFactorTests
{
    private const string Fran = "fran@fabrikam.example";
    private static readonly Phone Mine = Phone.Number(0), Other = Phone.Number(1);

    /// <summary>What the browser holds that gave the first factor.</summary>
    internal static readonly SecretHash Held = Sample.Hash("first factor");

    /// <summary>The password is right, in a tenant that asks for the phone as well.</summary>
    internal static void TypesRightly(Person person)
    {
        person.GetsPassword();
        person.World.Set(s => s with { SecondFactor = true });
        Assert.True(Assert.IsType<SignedInWithSecret>(person.TypesPassword(first: Held)).IsFirst);
    }

    internal static UserAnswer Ask(Person person, SecretHash? first = null, string browser = Person.Browser) =>
        person.Ask(person.Starting(browser) with { First = first ?? Held });

    internal static void IsAsked(Person person) => Assert.IsType<Prompted>(Ask(person));

    internal static void SignsIn(Person person, Phone phone)
    {
        IsAsked(person);
        var challenge = person.Waiting.Id;
        Assert.Equal(new Decided(Outcome.Approved), person.Approve(phone));
        Assert.IsType<SignedIn>(person.Redeem(challenge));
    }

    internal static CurrentSession? Served(Person person, string session = "signed in") =>
        person.Ask(new CheckSession(Sample.Session(session))) as CurrentSession;

    internal static Person Stage1()
    {
        var alice = new World().Person().Adds(Mine);
        TypesRightly(alice);
        return alice;
    }

    [Theory, Trait("Rule", "S-58")]
    [InlineData(false), InlineData(true)]
    public void A_password_and_the_number_sign_in_together_and_say_both(bool isEnabled)
    {
        var alice = isEnabled ? new World().Ready() : new World().Person().Adds(Mine);
        TypesRightly(alice);
        Assert.Empty(alice.Present.Sessions.Where(session => session.Method == SessionMethod.Password));
        IsAsked(alice);
        var challenge = alice.Waiting.Id;
        Assert.True(Assert.IsType<ChallengePending>(alice.Observe(challenge)).IsSecond);
        Assert.Equal(challenge, Assert.IsType<WaitingChallenge>(alice.Fetch(Mine)).Challenge);
        Assert.Equal(new Decided(Outcome.Approved), alice.Approve(Mine));
        var signedIn = Assert.IsType<SignedIn>(alice.Redeem(challenge));
        Assert.Equal(
            ("urn:countersign:second:select", "pwd mfa pop"),
            (signedIn.AuthenticationContext, string.Join(' ', signedIn.AuthenticationMethods)));
        var how = Served(alice)!.Secret!;
        Assert.Equal(new(OtherWay.Password, FallbackReason.NotAvailable, NumberMode.Select), how);
        var fact = alice.Facts.Last(fact => fact.Kind == "sign_in.password");
        Assert.Equal(
            ("checked by here; and by the phone, select", "not_available", challenge, Mine.Device),
            (fact.Detail, fact.Reason, fact.Challenge, fact.Device));
        Assert.Equal("a second factor after a password", alice.Facts.Last(one => one.Kind == "challenge.approved").Detail);
        Assert.Equal("checked by here", alice.Facts.Last(one => one.Kind == "first_factor.password").Detail);
    }

    [Fact, Trait("Rule", "S-58")]
    public void A_providers_word_and_the_number_sign_in_together_and_bypass_nothing()
    {
        var fran = new World().Federate().Person(Fran).Adds(Mine);
        fran.World.Set(s => s with { SecondFactor = true });
        var vouched = new FederatedAssertion(
            "fabrikam", fran.World.Contoso.FederationOf(fran.Name)!.Value.Since, Sample.Hash("subject"), fran.Name, fran.World.Now,
            null, "pwd");
        var redeem = new RedeemFederated(
            vouched, Sample.Session("federated"), FallbackReason.NotAvailable, Sample.Client, SealedToken: "sealed", First: Held);
        var first = Assert.IsType<SignedInFederated>(fran.Ask(redeem));
        Assert.True(first.IsFirst);
        Assert.Equal(first, fran.Ask(redeem));
        Assert.Empty(fran.Happened);
        Assert.Null(Served(fran, "federated"));
        IsAsked(fran);
        var challenge = fran.Waiting.Id;
        fran.Approve(Mine);
        Assert.Null(fran.Facts[^1].Bypassed);
        var signedIn = Assert.IsType<SignedIn>(fran.Redeem(challenge));
        Assert.Equal(["fed", "pwd", "mfa", "pop"], signedIn.AuthenticationMethods);
        Assert.Empty(signedIn.Bypassed);
        var session = Served(fran)!;
        Assert.Equal((SessionMethod.Federated, "sealed"), (session.Method, session.ProviderToken));
        Assert.EndsWith("; and by the phone, select", fran.Facts.Last(f => f.Kind == "sign_in.federated").Detail, StringComparison.Ordinal);
    }

    /// <summary>A front end or an old gateway that cannot go on to the phone gets nothing for the password alone.</summary>
    [Fact]
    public void Without_a_browser_that_can_go_on_the_first_factor_is_refused()
    {
        var alice = new World().Ready().GetsPassword();
        alice.World.Set(s => s with { SecondFactor = true });
        Expect.Refused(Refusal.SecondFactorRequired, alice.TypesPassword());
        Assert.Null(Served(alice, "with a password"));
    }

    [Theory]
    [InlineData("tenant"), InlineData("client"), InlineData("configured client")]
    public void Tenant_or_client_may_ask_for_it(string who)
    {
        var alice = new World().Ready().GetsPassword();
        Assert.IsType<SignedInWithSecret>(alice.TypesPassword(session: "before"));
        if (who == "tenant") alice.World.Set(s => s with { SecondFactor = true });
        if (who == "client") alice.World.Register(Registered.Portal with { AsksSecond = true });
        var ways = who == "configured client"
            ? ImmutableDictionary<string, ClientWays>.Empty.Add(Registered.Portal.Id, new(AsksSecond: true))
            : null;
        UserAnswer Type(string client) => alice.Ask(new RedeemPassword(
            Sample.Session(alice.World.Next("session")), alice.World.Contoso.Passwords!.Since, alice.Present.Secrets!.Password!.Number,
            FallbackReason.Requested, client, First: Sample.Hash(alice.World.Next("first"))) { Configured = ways });
        Assert.True(Assert.IsType<SignedInWithSecret>(Type(Registered.Portal.Id)).IsFirst);
        Assert.Equal(who == "tenant", Assert.IsType<SignedInWithSecret>(Type("another")).IsFirst);
        Assert.Equal(who != "tenant", Served(alice, "before") is not null);   // what came by a password alone is served no longer
    }

    [Fact]
    public void What_came_by_a_password_alone_gives_no_tokens_to_a_client_that_asks_for_both()
    {
        var alice = new World().Ready().GetsPassword();
        alice.TypesPassword(session: "alone");
        var session = Served(alice, "alone")!;
        var grant = alice.Grants(Mine) with
        {
            Mode = default, StandsOn = session.StandsOn, Secret = session.Secret, Client = Registered.Portal.Id,
        };
        Assert.IsType<UserAnswer.Done>(alice.Stands(grant));
        alice.World.Register(Registered.Portal with { AsksSecond = true });
        Expect.Refused(Refusal.SecondFactorRequired, alice.Stands(grant));
        Assert.IsType<UserAnswer.Done>(alice.Stands(grant with { Secret = session.Secret! with { Second = NumberMode.Select } }));
        alice.World.Set(s => s with { NumberMode = NumberMode.Enter6 });
        Expect.Refused(Refusal.ChallengeExpired, alice.Stands(grant with { Secret = session.Secret! with { Second = NumberMode.Select } }));
    }

    [Theory]
    [InlineData("no phone", FallbackReason.NotAvailable), InlineData("too old", FallbackReason.PhoneTooOld)]
    [InlineData("no push", FallbackReason.PushNotAllowed), InlineData("spent", FallbackReason.TooManyPrompts)]
    [InlineData("pending", FallbackReason.Pending)]
    public void Where_no_phone_can_be_asked_the_truth_is_said_and_there_is_no_other_way(string why, FallbackReason reason)
    {
        var alice = why == "no phone" ? new World().Person() : new World().Ready();
        TypesRightly(alice);
        switch (why)
        {
            case "too old": alice.World.Require(r => r with { MinimumIos = new(99, 0) }); break;
            case "no push": alice.World.Require(r => r with { PushAllowed = false }); break;
            case "pending": alice.Prompted("another"); break;
            case "spent":
                for (var i = 0; i < Limits.PromptsIn5Minutes; i++) { alice.Prompted("another"); alice.Deny(Mine); }
                break;
        }

        var answer = Assert.IsType<FellBack>(Ask(alice));
        Assert.Equal((reason, true, null), (answer.Reason, answer.PhoneOnly, answer.SignInUrl));
    }

    /// <summary>I1: one verification a person, whatever it is for; the one that waits stays answerable (S-46).</summary>
    [Fact, Trait("Rule", "S-44")]
    public void While_another_waits_there_is_no_second_and_the_first_ends_by_the_phone()
    {
        var alice = new World().Ready();
        var first = alice.Prompted("another").Challenge;
        TypesRightly(alice);
        Assert.Equal(FallbackReason.Pending, Assert.IsType<FellBack>(Ask(alice)).Reason);
        Assert.Equal(first, alice.Waiting.Id);
        alice.Approve(Mine);
        Assert.IsType<SignedIn>(alice.Redeem(first, "another", session: "by the phone"));
        IsAsked(alice);
        Assert.Equal(FallbackReason.Pending, alice.FallsBack("third"));
    }

    [Fact]
    public void Asked_again_its_browser_sees_the_same_number_and_another_browser_none()
    {
        var alice = Stage1();
        var shown = Assert.IsType<Prompted>(Ask(alice));
        Assert.Equal(shown, Ask(alice));
        Assert.Single(alice.Present.Prompts.Unapproved);
        Expect.Refused(Refusal.ChallengeNotFound, Ask(alice, Sample.Hash("made up"), "thief"));
    }

    [Theory]
    [InlineData("over"), InlineData("password changed"), InlineData("disabled"), InlineData("ended"), InlineData("client gone")]
    [InlineData("way closed"), InlineData("removed")]
    public void A_first_factor_that_does_not_stand_any_more_sends_no_number(string what)
    {
        var alice = Stage1();
        switch (what)
        {
            case "over": alice.World.Later(Limits.FirstFactorLife); break;
            case "password changed": alice.Ask(new RemovePassword()); break;
            case "disabled": alice.Ask(new ProvisionUser(false, null)); break;
            case "ended": alice.Ask(new SignOutEverywhere(null)); break;
            case "way closed": alice.World.Set(s => s with { Ways = "not_available=" }); break;
            case "removed": alice.Ask(new RemoveUser()); break;
            case "client gone":
                alice.World.Register(Registered.Portal);
                var generation = alice.World.Contoso.ClientOf(Registered.Portal.Id)!.Generation;
                alice.Ask(new RedeemPassword(
                    Sample.Session("x"), alice.World.Contoso.Passwords!.Since, alice.Present.Secrets!.Password!.Number,
                    FallbackReason.NotAvailable, Registered.Portal.Id, generation, First: Sample.Hash("of the portal")));
                alice.World.Ask(new TenantQuestion.RemoveClient(new(alice.World.Next("remove")), Registered.Portal.Id));
                Expect.Refused(Refusal.ChallengeNotFound, Ask(alice, Sample.Hash("of the portal")));
                return;
        }

        Expect.Refused(Refusal.ChallengeNotFound, Ask(alice));
    }

    [Theory]
    [InlineData("approved", false), InlineData("denied", false), InlineData("wrong number", true), InlineData("expired", true)]
    [InlineData("cancelled", true), InlineData("disowned", false)]
    public void A_first_factor_is_good_for_one_approval_and_ends_with_a_no(string end, bool isGood)
    {
        var alice = Stage1();
        IsAsked(alice);
        var challenge = alice.Waiting.Id;
        switch (end)
        {
            case "approved": alice.Approve(Mine); break;
            case "denied": alice.Deny(Mine); break;
            case "wrong number": alice.TapsWrongly(Mine); break;
            case "expired": alice.World.Later(Limits.ChallengeLife); break;
            case "cancelled": alice.Ask(new CancelChallenge(challenge, Sample.Browser(Person.Browser))); break;
            case "disowned": Assert.IsType<UserAnswer.Done>(alice.Ask(new DisownChallenge(challenge, alice.SignsIn()))); break;
        }

        if (isGood) IsAsked(alice);
        else Expect.Refused(Refusal.ChallengeNotFound, Ask(alice));
        if (end != "approved") Expect.Refused(Refusal.NotApproved, alice.Redeem(challenge));
    }

    [Fact]
    public void Wrong_numbers_lock_as_those_of_any_sign_in_and_then_nothing_is_sent()
    {
        var alice = new World().Set(s => s with { WrongNumbersToLock = 1 }).Person().Adds(Mine);
        TypesRightly(alice);
        IsAsked(alice);
        Expect.Refused(Refusal.NumberMismatch, alice.TapsWrongly(Mine));
        Expect.Refused(Refusal.ChallengeNotFound, Ask(alice));   // a lock ends everything of the person
        Assert.True(Assert.IsType<SignedInWithSecret>(alice.TypesPassword(session: "again", first: Held)).IsFirst);
        Assert.Equal(FallbackReason.Locked, Assert.IsType<FellBack>(Ask(alice)).Reason);
        Assert.True(alice.Present.Prompts.IsLocked(alice.World.Now));   // a password alone ends no lock
    }

    // --- the phone --------------------------------------------------------------------------------------------------------------

    [Fact, Trait("Rule", "S-32")]
    public void A_phone_that_is_not_enabled_sees_and_answers_second_factors_alone()
    {
        var alice = new World().Ready();
        alice.Adds(Other);
        Expect.Refused(Refusal.PhoneSignInNotEnabled, alice.Fetch(Other));
        TypesRightly(alice);
        Assert.IsType<NothingWaiting>(alice.Fetch(Other));
        alice.Prompted("by phone");
        Assert.IsType<NothingWaiting>(alice.Fetch(Other));
        Expect.Refused(Refusal.PhoneSignInNotEnabled, alice.Approve(Other));
        Assert.Equal(new Decided(Outcome.Approved), alice.Approve(Mine));
        IsAsked(alice);
        Assert.IsType<WaitingChallenge>(alice.Fetch(Other));
        Assert.Equal(new Decided(Outcome.Approved), alice.Approve(Other));
    }

    [Fact, Trait("Rule", "S-39")]
    public void Disabling_phone_sign_in_keeps_the_second_factor()
    {
        var alice = new World().Ready();
        TypesRightly(alice);
        IsAsked(alice);
        alice.Disable(Mine);
        Assert.IsType<WaitingChallenge>(alice.Fetch(Mine));
        var challenge = alice.Waiting.Id;
        alice.Approve(Mine);
        Assert.IsType<SignedIn>(alice.Redeem(challenge));
        alice.World.Save(new Target.AllUsers(), enabled: false);   // phone sign-in off for everybody, and nobody targeted
        Assert.NotNull(Served(alice));
        Assert.False(Assert.IsType<NothingWaiting>(alice.Fetch(Mine)).SwitchedOff);
    }

    /// <summary>I7: what its removal took from a key does not come back with it.</summary>
    [Fact]
    public void A_phone_that_is_set_up_while_it_waits_does_not_answer_it()
    {
        var alice = new World().Person().Adds(Mine).Adds(Other);
        TypesRightly(alice);
        IsAsked(alice);
        alice.RemoveMethod(Other);
        alice.World.Later(1);
        alice.Adds(Other);
        Assert.IsType<NothingWaiting>(alice.Fetch(Other));
        Expect.Refused(Refusal.ChallengeNotFound, alice.Approve(Other));
    }

    [Fact]
    public void Removing_the_only_phone_ends_what_waits()
    {
        var alice = Stage1();
        IsAsked(alice);
        alice.RemoveMethod(Mine);
        Assert.IsType<Slot.Free>(alice.Present.Slot);
        Assert.Equal(FallbackReason.NotAvailable, Assert.IsType<FellBack>(Ask(alice)).Reason);
    }

    [Fact]
    public void A_person_has_a_few_first_factors_at_once_and_no_more()
    {
        var alice = Stage1();
        for (var n = 0; n < 2 * Limits.FirstFactorsKept; n++)
            alice.TypesPassword(session: "s" + n, first: Sample.Hash("first " + n));
        Assert.Equal(Limits.FirstFactorsKept, alice.Present.FirstFactors!.Value.Length);
        Expect.Refused(Refusal.ChallengeNotFound, Ask(alice));
    }
}
