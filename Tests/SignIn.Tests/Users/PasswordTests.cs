namespace Countersign.SignIn.Tests.Users;

/// <summary>WAY-4: who is signed in by a password, for how long that stands, and how often anybody may try.</summary>
public sealed class PasswordTests
{
    private static readonly Phone Mine = Phone.Number(0);
    private static readonly PasswordPlace.Directory Directory = new("ldap.contoso.example", 636, true, "dc=contoso", "mail");

    [Fact]
    public void A_right_password_signs_in_and_says_how_and_why_and_that_is_no_phone()
    {
        var alice = new World().Ready().GetsPassword();
        var answer = Assert.IsType<SignedInWithSecret>(alice.TypesPassword(reason: FallbackReason.Pending));
        Assert.Equal(new(OtherWay.Password, FallbackReason.Pending), answer.How);
        Assert.Equal(
            ("urn:countersign:password", "pwd"), (answer.How.AuthenticationContext, Assert.Single(answer.How.AuthenticationMethods)));
        var session = Assert.IsType<CurrentSession>(alice.Ask(new CheckSession(Sample.Session("with a password"))));
        Assert.Equal((SessionMethod.Password, answer.How), (session.Method, session.Secret));
        var fact = alice.Facts.Last(fact => fact.Kind == "sign_in.password");
        Assert.Equal(("pending", Sample.Client, "checked by here"), (fact.Reason, fact.Client, fact.Detail));
    }

    [Fact]
    public void Asked_again_it_opens_no_second_session()
    {
        var alice = new World().Ready().GetsPassword();
        var first = alice.TypesPassword();
        Assert.Equal(first, alice.TypesPassword());
        Assert.Single(alice.Present.Sessions);
        Assert.Empty(alice.Happened);
    }

    [Theory]
    [InlineData("another number"), InlineData("another place"), InlineData("no place"), InlineData("disabled"), InlineData("removed")]
    [InlineData("no password"), InlineData("a client that is gone")]
    public void Whatever_is_wrong_with_the_person_or_the_password_is_one_word(string wrong)
    {
        var alice = new World().Ready().GetsPassword();
        var (since, number) = (alice.World.Contoso.Passwords!.Since, alice.Present.Secrets!.Password!.Number);
        switch (wrong)
        {
            case "another place": alice.World.TakePasswords(Directory); break;
            case "no place": alice.World.Ask(new TenantQuestion.SetPasswords(new(alice.World.Next("set")), null)); break;
            case "disabled": alice.Ask(new ProvisionUser(false, null)); break;
            case "removed": alice.Ask(new RemoveUser()); break;
            case "no password": alice.Ask(new RemovePassword()); break;
        }

        Expect.Refused(Refusal.SecretRefused, alice.Ask(new RedeemPassword(
            Sample.Session("new"), since, wrong == "another number" ? number + 1 : number, FallbackReason.NotAvailable, Sample.Client,
            wrong == "a client that is gone" ? 99 : 0)));
    }

    [Theory, Trait("Rule", "T4")]
    [InlineData("pending=", false), InlineData("pending=federated", false), InlineData("", true)]
    public void Where_tenant_or_client_leave_no_password_a_right_one_signs_nobody_in(string ways, bool isPhoneOnly)
    {
        var alice = new World().Ready().GetsPassword();
        alice.World.Set(s => s with { Ways = ways, PhoneOnly = isPhoneOnly });
        Expect.Refused(Refusal.WayNotAllowed, alice.TypesPassword(reason: FallbackReason.Pending));
        alice.Prompted();
        Assert.True(Assert.IsType<FellBack>(alice.Start("another")) is { PhoneOnly: true, TakesPassword: false });
    }

    /// <summary>C8: a sign-in by another way ends a lock; prompts that nobody approved stay counted (I15).</summary>
    [Fact]
    public void It_ends_a_lock_and_gives_strangers_no_more_prompts()
    {
        var alice = new World().Set(s => s with { WrongNumbersToLock = 1 }).Ready().GetsPassword();
        alice.Prompted();
        alice.Deny(Mine);
        alice.Prompted();
        alice.TapsWrongly(Mine);
        Assert.Equal(FallbackReason.Locked, alice.FallsBack());
        Assert.IsType<SignedInWithSecret>(alice.TypesPassword());
        Assert.Contains("unlocked", alice.Facts[^1].Detail, StringComparison.Ordinal);
        Assert.Equal(2, alice.Present.Prompts.Unapproved.Length);
        alice.Prompted();
    }

    [Fact]
    public void An_administrators_password_is_good_for_choosing_another_for_a_week()
    {
        var alice = new World().Ready().GetsPassword(mustChange: true);
        Expect.Refused(Refusal.PasswordMustChange, alice.TypesPassword());
        Assert.IsType<SignedInWithSecret>(alice.TypesPassword(hash: "own", session: "after choosing"));
        Assert.False(alice.Present.Secrets!.Password!.MustChange);
        Assert.IsType<CurrentSession>(alice.Ask(new CheckSession(Sample.Session("after choosing"))));
        Assert.Equal(["password.set", "sign_in.password"], alice.Facts.TakeLast(2).Select(fact => fact.Kind));

        alice.GetsPassword("of an administrator", mustChange: true);
        Expect.Refused(Refusal.SessionRequired, alice.Ask(new CheckSession(Sample.Session("after choosing"))));
        alice.World.Later(Limits.OneTimePasswordLife);
        Expect.Refused(Refusal.SecretRefused, alice.TypesPassword(hash: "too late", session: "late"));
    }

    /// <summary>I7: a session is good no longer than what it stands on.</summary>
    [Theory]
    [InlineData("changed"), InlineData("removed"), InlineData("another place"), InlineData("no place"), InlineData("not left")]
    [InlineData("disabled")]
    public void What_a_password_opened_ends_with_it(string change)
    {
        var alice = new World().Person().GetsPassword();
        alice.TypesPassword();
        var grant = new Grant(
            alice.World.Id, alice.Name, Sample.Client, "openid", default, alice.World.Now,
            StandsOn: alice.Present.Sessions[0].StandsOn, Secret: alice.Present.Sessions[0].Secret);
        Assert.IsType<UserAnswer.Done>(alice.Stands(grant));
        switch (change)
        {
            case "changed": alice.GetsPassword("another", mustChange: true); break;
            case "removed": alice.Ask(new RemovePassword()); break;
            case "another place": alice.World.TakePasswords(Directory); break;
            case "no place": alice.World.Ask(new TenantQuestion.SetPasswords(new(alice.World.Next("set")), null)); break;
            case "not left": alice.World.Set(s => s with { PhoneOnly = true }); break;
            default: alice.Ask(new ProvisionUser(false, null)); break;
        }

        Expect.Refused(Refusal.SessionRequired, alice.Ask(new CheckSession(Sample.Session("with a password"))));
        Assert.IsType<UserAnswer.Refused>(alice.Stands(grant));
        if (change == "disabled") alice.Ask(new ProvisionUser(true, null));
        if (change == "another place") alice.World.TakePasswords();
        if (change is "disabled" or "another place") Assert.IsType<UserAnswer.Refused>(alice.Stands(grant));
    }

    [Fact]
    public void The_session_that_changes_the_password_goes_on_and_no_other()
    {
        var alice = new World().Person().GetsPassword();
        alice.TypesPassword(session: "here");
        alice.TypesPassword(session: "elsewhere");
        Assert.IsType<UserAnswer.Done>(alice.Ask(new SetPassword("another", Sample.Session("here"))));
        Assert.IsType<CurrentSession>(alice.Ask(new CheckSession(Sample.Session("here"))));
        Expect.Refused(Refusal.SessionRequired, alice.Ask(new CheckSession(Sample.Session("elsewhere"))));
    }

    [Fact]
    public void A_password_is_changed_by_who_was_there_a_moment_ago()
    {
        var alice = new World().Ready().GetsPassword();
        alice.TypesPassword();
        alice.World.Later(Limits.FreshSignIn + TimeSpan.FromSeconds(1));
        Expect.Refused(Refusal.FreshSignInRequired, alice.Ask(new SetPassword("another", Sample.Session("with a password"))));
        Assert.IsType<UserAnswer.Done>(alice.Ask(new SetPassword("another", alice.SignsIn())));
    }

    /// <summary>T29, N17: the password of somebody who has a phone takes it away from nobody, and gives out no codes.</summary>
    [Fact]
    public void A_password_alone_changes_no_phone_and_issues_no_recovery_codes()
    {
        var alice = new World().Ready().GetsPassword();
        alice.World.Set(s => s with { RecoveryCodes = true });
        alice.TypesPassword();
        var session = Sample.Session("with a password");
        Expect.Refused(Refusal.FreshSignInRequired, alice.Ask(new RemoveMethod(Mine.Device, session)));
        Expect.Refused(Refusal.FreshSignInRequired, alice.Ask(new IssueActivationCode(session, Sample.Hash("code"))));
        var codes = new IssueRecoveryCodes(session, [.. Enumerable.Range(0, Limits.RecoveryCodes).Select(Person.RecoveryCode)]);
        Expect.Refused(Refusal.FreshSignInRequired, alice.Ask(codes));
        alice.RemoveMethod(Mine);
        Expect.Refused(Refusal.FreshSignInRequired, alice.Ask(codes));
    }

    /// <summary>What is said of a session beforehand is what the rules do when it asks.</summary>
    [Theory]
    [InlineData("pass", true, true, false)]
    [InlineData("phone", true, true, false)]
    [InlineData("phone, a while ago", false, false, false)]
    [InlineData("password", true, false, true)]
    [InlineData("password, a while ago", false, false, true)]
    public void A_session_is_told_what_it_may_change(string how, bool mayChoose, bool mayIssue, bool isByPassword)
    {
        var alice = new World().Ready().GetsPassword();
        alice.World.Set(s => s with { RecoveryCodes = true });
        var session = Sample.Session("with a password");
        if (how == "pass") session = alice.SignsIn();
        else if (how.StartsWith("password", StringComparison.Ordinal)) alice.TypesPassword();
        else alice.Redeem(alice.Approved(Mine), session: "with a password");
        if (how.EndsWith("ago", StringComparison.Ordinal)) alice.World.Later(Limits.FreshSignIn + TimeSpan.FromSeconds(1));
        var listed = Assert.IsType<SecretsListed>(alice.Ask(new ListSecrets(session)));
        Assert.Equal((mayChoose, mayIssue, isByPassword), (listed.MayChoose, listed.MayIssue, listed.IsByPassword));
        var codes = new IssueRecoveryCodes(session, [.. Enumerable.Range(0, Limits.RecoveryCodes).Select(Person.RecoveryCode)]);
        Assert.Equal(mayIssue, alice.Ask(codes) is UserAnswer.Done);
        Assert.Equal(mayChoose, alice.Ask(new SetPassword("another hash", session)) is UserAnswer.Done);
    }

    [Theory]
    [InlineData("", false, true, true)]
    [InlineData("pending=recovery", false, true, true)]
    [InlineData("not_available= pending= locked= too_many_prompts= not_allowed_by_policy= requested= switched_off= push_not_allowed= "
        + "phone_too_old=recovery", false, false, true)]
    [InlineData("", true, false, false)]
    public void WAY_7_What_a_tenant_never_leaves_is_offered_to_nobody(string ways, bool phoneOnly, bool password, bool codes)
    {
        var alice = new World().Ready().GetsPassword();
        alice.World.Set(s => s with { RecoveryCodes = true, Ways = ways, PhoneOnly = phoneOnly });
        var session = alice.SignsIn();
        var listed = Assert.IsType<SecretsListed>(alice.Ask(new ListSecrets(session)));
        Assert.Equal((password, codes), (listed.CanSetPassword, listed.CanHaveCodes));
        var issue = new IssueRecoveryCodes(session, [.. Enumerable.Range(0, Limits.RecoveryCodes).Select(Person.RecoveryCode)]);
        if (codes) Assert.IsType<UserAnswer.Done>(alice.Ask(issue));
        else Expect.Refused(Refusal.WayNotAllowed, alice.Ask(issue));
    }

    /// <summary>A place that is set again as it was keeps what was signed in; without its secret it keeps that, too.</summary>
    [Fact]
    public void A_place_that_is_set_again_is_the_same_place()
    {
        var world = new World();
        var verifier = new PasswordPlace.Verifier("https://verifier.contoso.example/check", "sealed");
        world.TakePasswords(verifier);
        var since = world.Contoso.Passwords!.Since;
        world.TakePasswords(verifier with { SealedSecret = null });
        Assert.Equal((since, verifier), (world.Contoso.Passwords.Since, world.Contoso.Passwords.Place));
        world.TakePasswords(verifier with { Url = "https://elsewhere.contoso.example/" });
        Assert.NotEqual(since, world.Contoso.Passwords.Since);
    }

    public static TheoryData<string> Unfit =>
        ["http", "no secret", "no base", "port", "attribute", "bind without password", "group", "host"];

    [Theory, MemberData(nameof(Unfit))]
    public void A_place_that_cannot_be_asked_is_not_set(string flaw)
    {
        var verifier = new PasswordPlace.Verifier("https://verifier.contoso.example/", "sealed");
        PasswordPlace place = flaw switch
        {
            "http" => verifier with { Url = "http://verifier.contoso.example/" },
            "no secret" => verifier with { SealedSecret = null },
            "no base" => Directory with { Base = "" },
            "port" => Directory with { Port = 0 },
            "attribute" => Directory with { Attribute = "mail)(uid=*" },
            "bind without password" => Directory with { BindName = "cn=reader" },
            "group" => Directory with { Group = "" },
            _ => Directory with { Host = "ldap host" },
        };
        var world = new World();
        Expect.Refused(Refusal.SettingOutOfRange, world.Ask(new TenantQuestion.SetPasswords(new(world.Next("set")), new(place))));
    }

    // --- how often ------------------------------------------------------------------------------------------------------------

    private static readonly Initiator Known = new(Sample.Hash("own browser"), Sample.Hash("home"));

    private static DateTimeOffset? Tries(Person person, Initiator? initiator = null) =>
        Assert.IsType<SecretTryTaken>(person.Ask(new TakeSecretTry(initiator))).RetryAt;

    [Fact, Trait("Rule", "T3")]
    public void Strangers_have_a_few_guesses_together_and_keep_nobody_out_of_their_own_browser()
    {
        var alice = new World().Ready().GetsPassword();
        for (var n = 0; n < Limits.SecretTriesInAnHour; n++) Assert.Null(Tries(alice, new(null, Sample.Hash($"source {n}"))));
        Assert.Equal(alice.World.Now + TimeSpan.FromHours(1), Tries(alice));
        Assert.Null(Tries(alice, Known));
        Assert.IsType<SignedInWithSecret>(alice.Ask(Right(alice, Known)));
        Assert.NotNull(Tries(alice));   // the owner's success gives strangers no more guesses
    }

    private static RedeemPassword Right(Person person, Initiator? initiator) => new(
        Sample.Session(person.World.Next("session")), person.World.Contoso.Passwords!.Since, person.Present.Secrets!.Password!.Number,
        FallbackReason.Requested, Sample.Client, Initiator: initiator);

    [Fact, Trait("Rule", "N6")]
    public void In_a_day_there_are_thirty_guesses_however_they_are_spread()
    {
        var alice = new World().Ready().GetsPassword();
        var looked = 0;
        for (var minute = 0; minute < 24 * 60; minute++)
        {
            if (Tries(alice) is null) looked++;
            alice.World.Later(60);
        }

        Assert.Equal(Limits.SecretTriesInADay, looked);
        Assert.True(alice.Present.Secrets!.Tries.Length <= Limits.SecretTriesKept);
    }

    [Fact]
    public void A_familiar_place_and_each_known_browser_have_guesses_of_their_own()
    {
        var alice = new World().Ready().GetsPassword();
        alice.Ask(alice.Starting(Person.Browser) with { Initiator = new(null, Sample.Hash("home")) });
        alice.Approve(Mine);
        while (Tries(alice) is null) { }
        Assert.Null(Tries(alice, new(null, Sample.Hash("home"))));
        Assert.NotNull(Tries(alice, new(null, Sample.Hash("hotel"))));
        while (Tries(alice, Known) is null) { }
        Assert.Null(Tries(alice, Known with { Browser = Sample.Hash("another own browser") }));
    }

    /// <summary>
    /// T3: when the strangers of a tenant have spent what they may try together, people go on in their own browsers and places, and nobody
    /// else does; for a name that nobody has, nobody.
    /// </summary>
    [Theory, Trait("Rule", "T3")]
    [InlineData("a stranger", false), InlineData("a known browser", true), InlineData("a familiar place", true)]
    [InlineData("a browser from before everything was ended", false)]
    public void Where_strangers_may_try_no_more_people_go_on_from_where_they_sign_in(string who, bool isTaken)
    {
        var alice = new World().Ready().GetsPassword();
        var home = Sample.Hash("home");
        var challenge = Assert.IsType<Prompted>(alice.Ask(alice.Starting("x") with { Initiator = new(null, home) })).Challenge;
        alice.Approve(Mine);
        alice.Redeem(challenge, "x");
        var now = alice.World.Now;
        alice.World.Later(1);
        if (who.StartsWith("a browser", StringComparison.Ordinal)) alice.Ask(new SignOutEverywhere(null));
        Initiator initiator = who switch
        {
            "a stranger" => new(null, Sample.Hash("elsewhere")),
            "a familiar place" => new(null, home),
            _ => new(Sample.Hash("browser"), Sample.Hash("elsewhere"), now),
        };
        var taken = Assert.IsType<SecretTryTaken>(alice.Ask(new TakeSecretTry(initiator, IsForFamiliar: true)));
        Assert.Equal((isTaken, !isTaken), (taken.Password is not null, taken.IsForFamiliar));
        Assert.Equal(isTaken, !alice.Happened.IsEmpty);
        Assert.NotNull(Assert.IsType<SecretTryTaken>(alice.Ask(new TakeSecretTry(initiator))).Password);
    }

    [Fact]
    public void A_success_and_a_change_reset_and_what_nobody_could_check_does_not_count()
    {
        var alice = new World().Ready().GetsPassword();
        for (var n = 0; n < Limits.SecretTriesInAnHour - 1; n++) Tries(alice);
        alice.Ask(Right(alice, null));
        for (var n = 0; n < Limits.SecretTriesInAnHour; n++) Assert.Null(Tries(alice));
        Assert.NotNull(Tries(alice));
        alice.Ask(new TakeSecretTry(null, GivesBack: true));
        Assert.Null(Tries(alice));
        Assert.NotNull(Tries(alice));
        alice.GetsPassword("another");
        Assert.Null(Tries(alice));
    }

    [Fact, Trait("Rule", "I16")]
    public void A_name_nobody_has_is_counted_alike_and_in_no_row()
    {
        var nobody = new Person(new World().TakePasswords(), Sample.Name("nobody@contoso.example"));
        Assert.True(Assert.IsType<SecretTryTaken>(nobody.Ask(new TakeSecretTry(null))).IsHidden);
        Assert.Empty(nobody.Happened);
        DecoyMemory? memory = null;
        for (var n = 0; n <= Limits.SecretTriesInAnHour; n++)
        {
            var (before, ruling, _) = Decoys.Decide(memory, new TakeSecretTry(null), nobody.World.Situation(nobody.Name));
            var person = ruling.Events.Aggregate<UserEvent, UserState>(before.Person, UserRules.Apply);
            memory = before with { Person = (UserState.Present)person };
            var taken = Assert.IsType<SecretTryTaken>(ruling.Answer);
            Assert.Equal(n == Limits.SecretTriesInAnHour, taken.RetryAt is not null);
            Assert.Null(taken.Password);
        }
    }

    // --- recovery codes -------------------------------------------------------------------------------------------------------

    [Fact, Trait("Rule", "WAY-6")]
    public void A_recovery_code_signs_in_once_and_may_change_phones()
    {
        var alice = new World().Ready().GetsRecoveryCodes();
        var answer = Assert.IsType<SignedInWithSecret>(alice.TypesRecoveryCode(3));
        Assert.Equal(("urn:countersign:recovery", "otp"), (answer.How.AuthenticationContext, answer.How.AuthenticationMethods[0]));
        Assert.Equal("sign_in.recovery_code", alice.Facts[^1].Kind);
        Expect.Refused(Refusal.SecretRefused, alice.TypesRecoveryCode(3, "a thief's"));
        Assert.IsType<SignedInWithSecret>(alice.TypesRecoveryCode(4, "another"));
        Assert.Equal(8, Assert.IsType<SecretsListed>(alice.Ask(new ListSecrets(Sample.Session("another")))).RecoveryCodesLeft);
        Assert.IsType<RegistrationFreed>(alice.RemoveMethod(Mine, Sample.Session("another")));
    }

    [Fact]
    public void Codes_are_good_where_the_tenant_has_them_and_until_others_are_issued()
    {
        var alice = new World().Ready().GetsRecoveryCodes();
        alice.World.Set(s => s with { RecoveryCodes = false });
        Expect.Refused(Refusal.WayNotAllowed, alice.TypesRecoveryCode(0));
        alice.World.Set(s => s with { RecoveryCodes = true, Ways = "requested=password" });
        Expect.Refused(Refusal.WayNotAllowed, alice.TypesRecoveryCode(0));
        alice.World.Set(s => s with { Ways = "" });
        alice.Ask(new IssueRecoveryCodes(alice.SignsIn(), [.. Enumerable.Range(50, Limits.RecoveryCodes).Select(Person.RecoveryCode)]));
        Expect.Refused(Refusal.SecretRefused, alice.TypesRecoveryCode(0));
        Assert.IsType<SignedInWithSecret>(alice.TypesRecoveryCode(50));
    }

    /// <summary>I7: whoever had the old sheet is out; the session that has the codes issued goes on.</summary>
    [Theory]
    [InlineData("by a pass"), InlineData("by a code of its own"), InlineData("taken away")]
    public void What_a_recovery_code_opened_ends_with_the_codes(string how)
    {
        var alice = new World().Ready().GetsRecoveryCodes();
        alice.TypesRecoveryCode(0, "a thief's");
        alice.TypesRecoveryCode(1, "own");
        var thief = alice.Present.Sessions.Single(session => session.Hash == Sample.Session("a thief's"));
        var grant = alice.Grants(Mine) with { Mode = default, StandsOn = thief.StandsOn, Secret = thief.Secret };
        alice.Ask(new IssueActivationCode(thief.Hash, Sample.Hash("code")));
        alice.State = Stored.Again(alice.State);
        Assert.IsType<UserAnswer.Done>(alice.Stands(grant));
        var own = how == "by a code of its own" ? Sample.Session("own") : alice.SignsIn();
        Assert.IsType<UserAnswer.Done>(alice.Ask(how == "taken away"
            ? new RemoveRecoveryCodes()
            : new IssueRecoveryCodes(own, [.. Enumerable.Range(50, Limits.RecoveryCodes).Select(Person.RecoveryCode)])));
        Expect.Refused(Refusal.SessionRequired, alice.Ask(new CheckSession(thief.Hash)));
        Expect.Refused(Refusal.ChallengeExpired, alice.Stands(grant));
        Expect.Refused(Refusal.CodeRefused, alice.Activate(Phone.Number(1), Sample.Hash("code")));
        Assert.IsType<CurrentSession>(alice.Ask(new CheckSession(own)));
    }

    [Fact, Trait("Rule", "I7")]
    public void Codes_that_were_taken_away_are_good_no_more()
    {
        var alice = new World().Ready().GetsRecoveryCodes();
        AreLeft(Limits.RecoveryCodes);
        Assert.IsType<UserAnswer.Done>(alice.Ask(new RemoveRecoveryCodes()));
        Assert.Equal("recovery_codes.removed", alice.Facts[^1].Kind);
        AreLeft(0);
        for (var n = 0; n < Limits.RecoveryCodes; n++) Expect.Refused(Refusal.SecretRefused, alice.TypesRecoveryCode(n));
        Assert.IsType<UserAnswer.Done>(alice.Ask(new RemoveRecoveryCodes()));
        Assert.Empty(alice.Happened);
        alice.GetsRecoveryCodes();
        Assert.IsType<SignedInWithSecret>(alice.TypesRecoveryCode(0));

        void AreLeft(int left) =>
            Assert.Equal(left, Assert.IsType<UserDescribed>(alice.Ask(new DescribeUser())).User.RecoveryCodesLeft);
    }

    /// <summary>N17: codes are for good, so a provider's word that is no more than a password gives out none.</summary>
    [Theory]
    [InlineData("", false), InlineData("pwd", false), InlineData("pwd mfa", true)]
    public void Codes_are_issued_by_a_provider_that_says_that_there_was_a_second_factor(string methods, bool mayIssue)
    {
        var fran = new World().Federate().Person("fran@fabrikam.example");
        fran.World.Set(s => s with { RecoveryCodes = true });
        var vouched = new FederatedAssertion(
            "fabrikam", fran.World.Contoso.FederationOf(fran.Name)!.Value.Since, Sample.Hash("subject"), fran.Name, fran.World.Now,
            Methods: methods);
        var session = Sample.Session("federated");
        fran.Ask(new RedeemFederated(vouched, session, FallbackReason.NotAvailable, Sample.Client));
        var listed = Assert.IsType<SecretsListed>(fran.Ask(new ListSecrets(session)));
        Assert.Equal((mayIssue, !mayIssue), (listed.MayIssue, listed.IsByPassword));
        var issue = new IssueRecoveryCodes(session, [.. Enumerable.Range(0, Limits.RecoveryCodes).Select(Person.RecoveryCode)]);
        Assert.Equal(mayIssue, fran.Ask(issue) is UserAnswer.Done);
    }

    // --- where a start leads ----------------------------------------------------------------------------------------------------

    [Theory, Trait("Rule", "S-45")]
    [InlineData(true, true), InlineData(false, false)]
    public void A_second_attempt_is_taken_to_the_password_page_where_the_tenant_says_so(bool takes, bool isTaken)
    {
        var alice = new World().Ready();
        alice.World.Ask(new TenantQuestion.SetPasswords(
            new(alice.World.Next("set")), new(PasswordPlace.Here.It, TakesSecondAttempts: takes)));
        alice.Prompted();
        var fellBack = Assert.IsType<FellBack>(alice.Start("another"));
        Assert.Equal((FallbackReason.Pending, true, isTaken), (fellBack.Reason, fellBack.TakesPassword, fellBack.IsTaken));
        Assert.True(alice.World.Contoso.TakesPasswordOf(alice.Name, Sample.Client));
    }

    [Fact]
    public void A_federated_persons_password_is_not_taken_here()
    {
        var world = new World().TakePasswords().Federate();
        var fran = world.Ready("fran@fabrikam.example");
        fran.Prompted();
        Assert.False(Assert.IsType<FellBack>(fran.Start("another")).TakesPassword);
        Expect.Refused(Refusal.PasswordsNotKept, fran.Ask(new SetPassword("hash", null)));
        Expect.Refused(Refusal.SecretRefused, fran.Ask(new RedeemPassword(
            Sample.Session("s"), world.Contoso.Passwords!.Since, 0, FallbackReason.Pending, Sample.Client)));
    }
}
