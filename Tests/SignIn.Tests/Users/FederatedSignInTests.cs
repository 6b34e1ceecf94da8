namespace Countersign.SignIn.Tests.Users;

/// <summary>
/// Who comes back from a provider, who may be linked, what comes of it and when it ends (WAY-2, WAY-3, WAY-7, WAY-8, A6).
/// </summary>
public sealed class FederatedSignInTests
{
    private const string Fran = "fran@fabrikam.example";
    private static readonly SecretHash Session = Sample.Session("federated");

    private static Person Somebody(LinkRule rule = LinkRule.ByUserName) =>
        new World().Federate(provider: Registered.Partner with { Linking = rule }).Person(Fran);

    internal static FederatedAssertion Vouched(
        Person person, string subject = "subject", string? name = Fran, string provider = "fabrikam", long? since = null) => new(
        provider, since ?? person.World.Contoso.FederationOf(person.Name)?.Since ?? 0, Sample.Hash(subject),
        name is null ? null : Sample.Name(name), person.World.Now, "urn:fabrikam:mfa", "pwd mfa");

    internal static UserAnswer Redeem(
        Person person, FederatedAssertion? assertion = null, FallbackReason reason = FallbackReason.Pending, string session = "federated",
        string client = Sample.Client) =>
        person.Ask(new RedeemFederated(assertion ?? Vouched(person), Sample.Session(session), reason, client));

    private static CurrentSession? IsServed(Person person, string session = "federated") =>
        person.Ask(new CheckSession(Sample.Session(session))) as CurrentSession;

    // --- who is linked ----------------------------------------------------------------------------------------------------------

    public static TheoryData<LinkRule, string?, string, bool> Firsts => new()
    {
        { LinkRule.ByUserName, Fran, "there", true }, { LinkRule.ByUserName, "gus@fabrikam.example", "there", false },
        { LinkRule.ByUserName, null, "there", false }, { LinkRule.ByUserName, Fran, "absent", false },
        { LinkRule.ByUserName, Fran, "disabled", false }, { LinkRule.None, Fran, "there", false }, { LinkRule.None, Fran, "absent", false },
        { LinkRule.Create, Fran, "there", true }, { LinkRule.Create, Fran, "absent", true }, { LinkRule.Create, Fran, "removed", true },
        { LinkRule.Create, "gus@fabrikam.example", "absent", false }, { LinkRule.Create, null, "absent", false },
        { LinkRule.Create, Fran, "disabled", false },
    };

    [Theory, Trait("Rule", "WAY-2"), MemberData(nameof(Firsts))]
    public void The_first_time_a_person_is_linked_as_the_providers_rule_says(LinkRule rule, string? name, string who, bool isLinked)
    {
        var world = new World().Federate(provider: Registered.Partner with { Linking = rule });
        var person = who == "absent" ? new Person(world, Sample.Name(Fran)) : world.Person(Fran);
        if (who == "disabled") person.Ask(new ProvisionUser(false, null));
        if (who == "removed") person.Ask(new RemoveUser());
        var before = person.State;
        var answer = Redeem(person, Vouched(person, name: name));
        if (!isLinked)
        {
            Expect.Refused(Refusal.FederationRefused, answer);
            Assert.Same(before, person.State);
            return;
        }

        Assert.Equal(Fran, Assert.IsType<SignedInFederated>(answer).User.Value);
        Assert.Equal((Sample.Hash("subject"), 1), (person.Present.Link!.Subject, person.Present.Link.Number));
        Assert.NotNull(IsServed(person));
    }

    [Fact, Trait("Rule", "A6")]
    public void Somebody_else_of_the_same_name_is_not_the_person()
    {
        var fran = Somebody();
        Assert.IsType<SignedInFederated>(Redeem(fran));
        Expect.Refused(Refusal.FederationRefused, Redeem(fran, Vouched(fran, subject: "another"), session: "another"));
        Assert.Null(IsServed(fran, "another"));
    }

    [Theory, Trait("Rule", "A6")]
    [InlineData("gus@fabrikam.example")]
    [InlineData(null)]
    public void Once_linked_the_subject_counts_and_the_name_does_not(string? name)
    {
        var fran = Somebody();
        Redeem(fran);
        Assert.IsType<SignedInFederated>(Redeem(fran, Vouched(fran, name: name), session: "another"));
    }

    [Fact, Trait("Rule", "A6")]
    public void Another_provider_vouches_for_nobody_of_this_domain()
    {
        var fran = Somebody();
        fran.World.Register(Registered.Partner with { Id = "evil", Issuer = "https://evil.example" })
            .Domain("evil.example", new Domain.AtProvider("evil"));
        Expect.Refused(Refusal.FederationRefused, Redeem(fran, Vouched(fran, provider: "evil")));
    }

    [Fact]
    public void An_administrator_links_where_nobody_is_linked_by_name()
    {
        var fran = Somebody(LinkRule.None);
        Expect.Refused(Refusal.ProviderNotFound, fran.Ask(new LinkProvider("evil", Sample.Hash("subject"))));
        Assert.IsType<UserAnswer.Done>(fran.Ask(new LinkProvider("fabrikam", Sample.Hash("subject"))));
        Assert.IsType<UserAnswer.Done>(fran.Ask(new LinkProvider("fabrikam", Sample.Hash("subject"))));
        Assert.Empty(fran.Happened);
        Assert.IsType<SignedInFederated>(Redeem(fran, Vouched(fran, name: null)));
    }

    // --- what it gives ----------------------------------------------------------------------------------------------------------

    [Fact, Trait("Rule", "I5"), Trait("Rule", "I19")]
    public void The_same_return_opens_one_session()
    {
        var fran = Somebody();
        var first = Redeem(fran);
        var links = fran.Present.Linkings;
        Assert.Equal(first, Redeem(fran));
        Assert.Empty(fran.Happened);
        Assert.Equal((1, links), (fran.Present.Sessions.Length, fran.Present.Linkings));
    }

    [Fact, Trait("Rule", "WAY-8")]
    public void The_session_and_the_audit_say_the_way_and_its_reason()
    {
        var fran = Somebody();
        var signedIn = Assert.IsType<SignedInFederated>(Redeem(fran, reason: FallbackReason.TooManyPrompts));
        Assert.Equal(new FederatedSignIn("fabrikam", FallbackReason.TooManyPrompts, "urn:fabrikam:mfa", "pwd mfa"), signedIn.How);
        Assert.Equal(["fed", "pwd", "mfa"], signedIn.How.AuthenticationMethods);
        Assert.Equal((SessionMethod.Federated, null), (IsServed(fran)!.Method, IsServed(fran)!.Mode));
        var fact = Assert.Single(fran.Facts, fact => fact.Kind == "sign_in.federated");
        Assert.Equal(("too_many_prompts", Sample.Client), (fact.Reason, fact.Client));
        Assert.Single(fran.Facts, fact => fact.Kind == "provider.linked");
    }

    /// <summary>I14: what is said of it is never the phone's.</summary>
    [Fact, Trait("Rule", "I14")]
    public void What_nothing_is_known_of_says_no_more_than_that_somebody_vouched()
    {
        var plain = new FederatedSignIn("fabrikam", FallbackReason.Pending);
        Assert.Equal(["fed"], plain.AuthenticationMethods);
        Assert.DoesNotContain(plain.AuthenticationContext, NumberModes.All.Select(mode => mode.AuthenticationContext));
        Assert.False(plain.HasSecondFactor);
    }

    [Fact, Trait("Rule", "settled: wrong number")]
    public void It_ends_a_lock_and_gives_strangers_no_further_prompts()
    {
        var fran = new World().Set(set => set with { WrongNumbersToLock = 1 }).Federate().Ready(Fran);
        fran.Prompted();
        fran.TapsWrongly(Phone.Number(0));
        Assert.Equal(FallbackReason.Locked, fran.FallsBack());
        var unapproved = fran.Present.Prompts.Unapproved;
        Assert.IsType<SignedInFederated>(Redeem(fran, reason: FallbackReason.Locked));
        Assert.False(fran.Present.Prompts.IsLocked(fran.World.Now));
        Assert.Equal(unapproved, fran.Present.Prompts.Unapproved);
        fran.Prompted();
    }

    [Fact, Trait("Rule", "S-46")]
    public void The_pending_sign_in_of_another_browser_stays_answerable()
    {
        var fran = new World().Federate().Ready(Fran);
        var challenge = fran.Prompted().Challenge;
        Assert.Equal(
            new FellBack(FallbackReason.Pending, null, fran.World.Now + Limits.ChallengeLife, Provider: "fabrikam", IsTaken: true),
            fran.Start("second"));
        Assert.IsType<SignedInFederated>(Redeem(fran));
        Assert.Equal(new Decided(Outcome.Approved), fran.Approve(Phone.Number(0)));
        Assert.IsType<SignedIn>(fran.Redeem(challenge));
        Assert.NotNull(IsServed(fran));
    }

    // --- where a start goes -----------------------------------------------------------------------------------------------------

    public static TheoryData<FallbackReason, bool, bool, bool, bool> Takings => new()
    {
        { FallbackReason.NotAvailable, true, true, false, true }, { FallbackReason.NotAvailable, false, true, false, false },
        { FallbackReason.NotAvailable, true, true, true, false }, { FallbackReason.Pending, true, true, false, true },
        { FallbackReason.Pending, true, false, false, false }, { FallbackReason.Pending, true, true, true, false },
        { FallbackReason.TooManyPrompts, true, true, false, false }, { FallbackReason.Locked, true, true, false, false },
        { FallbackReason.Requested, true, true, false, false },
    };

    /// <summary>S-41, S-45, WAY-1: switches of the domain and of the client; who has a phone to be asked is never taken first.</summary>
    [Theory, Trait("Rule", "S-41"), Trait("Rule", "S-45"), MemberData(nameof(Takings))]
    public void A_person_is_taken_to_the_provider_where_domain_and_client_say_so(
        FallbackReason reason, bool takesWithout, bool takesSecond, bool asksFirst, bool isTaken)
    {
        var world = new World().Federate().Domain("fabrikam.example", new Domain.AtProvider("fabrikam", takesWithout, takesSecond))
            .Register(Registered.Portal with { Id = Sample.Client, AsksFirst = asksFirst });
        world.Set(set => set with { Decoys = false });   // with them, whoever is not taken there sees a number first
        var fran = reason == FallbackReason.NotAvailable ? world.Person(Fran) : world.Ready(Fran);
        var fellBack = Assert.IsType<FellBack>(FallsBack(fran, reason));
        Assert.Equal((reason, "fabrikam", isTaken), (fellBack.Reason, fellBack.Provider, fellBack.IsTaken));
    }

    private static UserAnswer FallsBack(Person fran, FallbackReason reason)
    {
        if (reason == FallbackReason.NotAvailable) return fran.Start();
        if (reason == FallbackReason.Locked) fran.World.Set(set => set with { WrongNumbersToLock = 1 });
        var challenge = fran.Prompted().Challenge;
        if (reason == FallbackReason.Requested) return fran.Ask(new UsePasswordInstead(challenge, Sample.Browser(Person.Browser)));
        if (reason == FallbackReason.Locked) fran.TapsWrongly(Phone.Number(0));
        for (var i = 1; reason == FallbackReason.TooManyPrompts && i <= Limits.PromptsIn5Minutes; i++)
        {
            fran.Deny(Phone.Number(0));
            if (i < Limits.PromptsIn5Minutes) fran.Prompted();
        }

        return fran.Start("second");
    }

    /// <summary>T5: whom a domain takes straight to its provider sees no decoy; whom it does not, does.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_decoy_stands_where_nobody_is_taken_to_the_provider(bool takesWithout, bool isDecoy)
    {
        var world = new World().Federate().Domain("fabrikam.example", new Domain.AtProvider("fabrikam", takesWithout, true));
        world.Set(set => set with { Decoys = true });
        Assert.Equal(isDecoy, Assert.IsType<FellBack>(world.Person(Fran).Start()).IsHidden);
    }

    [Fact, Trait("Rule", "I16")]
    public void A_name_that_nobody_has_goes_where_one_without_a_phone_goes()
    {
        var fran = Somebody();
        Assert.Equal(fran.Start(), new Person(fran.World, Sample.Name("nobody@fabrikam.example")).Start());
    }

    // --- which way may follow which reason --------------------------------------------------------------------------------------

    [Theory, Trait("Rule", "WAY-7"), Trait("Rule", "T4")]
    [InlineData("pending=", "", false)]
    [InlineData("", "pending=", false)]
    [InlineData("pending=password", "", false)]
    [InlineData("locked=", "requested=", true)]
    public void Where_the_way_is_not_left_nothing_weaker_is_offered_or_taken(string tenant, string client, bool isLeft)
    {
        var fran = new World().Federate().Set(set => set with { Ways = tenant })
            .Register(Registered.Portal with { Id = Sample.Client, Ways = client }).Ready(Fran);
        fran.Prompted();
        var second = Assert.IsType<FellBack>(fran.Start("second"));
        Assert.Equal((!isLeft, isLeft ? "fabrikam" : null), (second.PhoneOnly, second.Provider));
        var answer = Redeem(fran);
        if (isLeft) Assert.IsType<SignedInFederated>(answer);
        else Expect.Refused(Refusal.WayNotAllowed, answer);
    }

    // --- when it ends -----------------------------------------------------------------------------------------------------------

    public static TheoryData<string, bool> Endings => new()
    {
        { "nothing", true }, { "provider renamed", true }, { "provider removed", false }, { "provider made again", false },
        { "issuer changed", false }, { "domain elsewhere", false }, { "domain elsewhere and back", false }, { "link removed", false },
        { "linked to another", false }, { "disabled", false }, { "disabled and enabled", false }, { "signed out everywhere", false },
        { "locked", false }, { "removed and made again", false }, { "way closed", false }, { "another way closed", true },
        { "phone only", false }, { "phone removed", true }, { "policy excludes", true }, { "restored", false }, { "an hour", false },
    };

    [Theory, Trait("Rule", "I7"), Trait("Rule", "I8"), MemberData(nameof(Endings))]
    public void What_a_provider_vouched_for_is_served_while_what_it_stands_on_stands(string change, bool isServed)
    {
        var fran = new World().Set(set => set with { WrongNumbersToLock = 1 }).Federate().Ready(Fran);
        Assert.IsType<SignedInFederated>(Redeem(fran));
        var grant = new Grant(
            fran.World.Id, fran.Name, Sample.Client, "openid offline_access", default, fran.World.Now, Session,
            StandsOn: IsServed(fran)!.StandsOn, Federated: IsServed(fran)!.Federated);
        Assert.IsType<UserAnswer.Done>(fran.Stands(grant));
        Change(fran, change);
        Assert.Equal(isServed, IsServed(fran) is not null);
        if (change != "an hour") Assert.Equal(isServed, fran.Stands(grant) is UserAnswer.Done);
    }

    private static void Change(Person fran, string change)
    {
        var world = fran.World;
        var at = new Domain.AtProvider("fabrikam");
        switch (change)
        {
            case "nothing": break;
            case "provider renamed": world.Register(Registered.Partner with { Name = "AD FS" }); break;
            case "provider removed": Remove(world); break;
            case "provider made again": Remove(world); world.Register(Registered.Partner); break;
            case "issuer changed": world.Register(Registered.Partner with { Issuer = "https://other.example" }); break;
            case "domain elsewhere": world.Domain("fabrikam.example", new Domain.Managed(false)); break;
            case "domain elsewhere and back":
                world.Domain("fabrikam.example", new Domain.Managed(false)).Domain("fabrikam.example", at);
                break;
            case "link removed": fran.Ask(new UnlinkProvider()); break;
            case "linked to another": fran.Ask(new LinkProvider("fabrikam", Sample.Hash("another"))); break;
            case "disabled": fran.Ask(new ProvisionUser(false, null)); break;
            case "disabled and enabled": fran.Ask(new ProvisionUser(false, null)); fran.Ask(new ProvisionUser(true, null)); break;
            case "signed out everywhere": fran.Ask(new SignOutEverywhere(null)); break;
            case "locked": fran.Prompted(); fran.TapsWrongly(Phone.Number(0)); break;
            case "removed and made again": fran.Ask(new RemoveUser()); fran.Ask(new ProvisionUser(true, null)); break;
            case "way closed": world.Set(set => set with { Ways = "pending=" }); break;
            case "another way closed": world.Set(set => set with { Ways = "locked=" }); break;
            case "phone only": world.Set(set => set with { PhoneOnly = true }); break;
            case "phone removed": fran.RemoveMethod(Phone.Number(0)); break;
            case "policy excludes": world.SaveFor("alice@contoso.example"); break;
            case "restored": fran.Ask(new EndForRestore()); break;
            case "an hour": world.Later(Limits.SessionLife); break;
            default: throw new ArgumentException(change);
        }
    }

    private static void Remove(World world) => world.Ask(new TenantQuestion.RemoveProvider(new(world.Next("remove")), "fabrikam"));

    [Theory, Trait("Rule", "I7")]
    [InlineData("provider removed")]
    [InlineData("provider made again")]
    [InlineData("issuer changed")]
    [InlineData("domain elsewhere")]
    [InlineData("domain elsewhere and back")]
    public void Who_was_under_way_when_the_provider_or_the_domain_changed_comes_back_to_nothing(string change)
    {
        var fran = Somebody();
        var assertion = Vouched(fran);
        Change(fran, change);
        Expect.Refused(Refusal.FederationRefused, Redeem(fran, assertion));
    }

    // --- what it may change -----------------------------------------------------------------------------------------------------

    [Theory, Trait("Rule", "T29")]
    [InlineData(false, "", true)]
    [InlineData(true, "", false)]
    [InlineData(true, "pwd", false)]
    [InlineData(true, "pwd mfa", true)]
    public void Methods_are_changed_by_a_password_only_while_there_is_no_phone(bool hasPhone, string methods, bool mayChange)
    {
        var world = new World().Federate();
        var fran = hasPhone ? world.Ready(Fran) : world.Person(Fran);
        Redeem(fran, Vouched(fran) with { Methods = methods });
        var answer = fran.Ask(new IssueActivationCode(Session, Sample.Hash("code")));
        if (mayChange) Assert.IsType<UserAnswer.Done>(answer);
        else Expect.Refused(Refusal.FreshSignInRequired, answer);
        if (hasPhone && !mayChange)
            Expect.Refused(Refusal.FreshSignInRequired, fran.Ask(new RemoveMethod(Phone.Number(0).Device, Session)));
    }

    [Fact, Trait("Rule", "T29")]
    public void A_sign_in_that_the_provider_says_is_old_changes_no_methods()
    {
        var fran = Somebody();
        Redeem(fran, Vouched(fran) with { AuthenticatedAt = fran.World.Now - Limits.FreshSignIn - TimeSpan.FromSeconds(1) });
        Expect.Refused(Refusal.FreshSignInRequired, fran.Ask(new IssueActivationCode(Session, Sample.Hash("code"))));
    }

    [Fact, Trait("Rule", "I7")]
    public void A_code_ends_with_the_link_whose_session_asked_for_it()
    {
        var fran = Somebody();
        Redeem(fran);
        Assert.IsType<UserAnswer.Done>(fran.Ask(new IssueActivationCode(Session, Sample.Hash("code"))));
        fran.Ask(new UnlinkProvider());
        Expect.Refused(Refusal.CodeRefused, fran.Activate(Phone.Number(0), Sample.Hash("code")));
    }

    [Fact, Trait("Rule", "S-43")]
    public void A_phone_sign_in_of_a_providers_person_names_what_it_stepped_past()
    {
        var fran = new World().Federate().Ready(Fran);
        fran.Approved(Phone.Number(0));
        Assert.Equal(["on_premises_conditional_access"], Assert.Single(fran.Facts, fact => fact.Kind == "challenge.approved").Bypassed!);
    }
}
