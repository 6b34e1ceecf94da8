namespace Countersign.SignIn.Tests.Users;

/// <summary>WAY-4: who is signed in by a password, for how long that stands, and where a second attempt is taken to one.</summary>
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
