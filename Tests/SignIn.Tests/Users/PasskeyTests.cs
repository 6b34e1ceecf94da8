using Countersign.SignIn.WebAuthn;

namespace Countersign.SignIn.Tests.Users;

/// <summary>WAY-6: passkeys, which sign their person in beside the phone.</summary>
public sealed class PasskeyTests
{
    private static readonly Phone Mine = Phone.Number(0);
    private static readonly WebAuthnRegistration Synced = new(Sample.Key(8), new("synced", true, 0));
    private static readonly SecretHash Session = Sample.Session("with a passkey");

    private static Person Holder(WebAuthnRegistration? made = null) => new World().Ready().GetsPasskey(made);

    private static CurrentSession? Current(Person alice) => alice.Ask(new CheckSession(Session)) as CurrentSession;

    [Theory, Trait("Rule", "WAY-6")]
    [InlineData(false, "hwk")]
    [InlineData(true, "swk")]
    public void A_passkey_signs_in_and_says_so(bool isSynced, string method)
    {
        var alice = Holder(isSynced ? Synced : null);
        var redeem = isSynced ? Of(Synced) : Person.Passkey(Session);
        var answer = Assert.IsType<SignedInWithSecret>(alice.Ask(redeem));
        Assert.Equal("urn:countersign:passkey", answer.How.AuthenticationContext);
        Assert.Equal([method, "user"], answer.How.AuthenticationMethods);
        var fact = alice.Facts[^1];
        Assert.Equal(
            ("sign_in.passkey", "requested", Sample.Client, "assertion"), (fact.Kind, fact.Reason, fact.Client, fact.Assertion));
        Assert.Equal((SessionMethod.Passkey, 1L), (Current(alice)!.Method, Current(alice)!.StandsOn!.Passkey!.Value));
        Assert.Equal(alice.World.Now, alice.Present.Passkeys!.All[0].LastUsedAt);
    }

    private static RedeemPasskey Of(WebAuthnRegistration made, long count = 0) => Person.Passkey(Session) with
    {
        Assertion = new(
            made.PublicKey.Thumbprint, made.Credential.Id, true, made.Credential.IsBackupEligible, count, "assertion"),
    };

    public static TheoryData<string> Altered => [.. Alterations.Keys];

    private static readonly Dictionary<string, Func<RedeemPasskey, RedeemPasskey>> Alterations = new()
    {
        ["another key"] = one => one with { Assertion = one.Assertion with { Key = Mine.Decides } },
        ["another credential"] = one => one with { Assertion = one.Assertion with { Credential = "another" } },
        ["a phone's credential"] = one => one with { Assertion = one.Assertion with { Credential = "credential", Key = Mine.Decides } },
        ["nobody verified"] = one => one with { Assertion = one.Assertion with { IsUserVerified = false } },
        ["a key that says it can be copied, and said otherwise"] =
            one => one with { Assertion = one.Assertion with { IsBackupEligible = true } },
    };

    [Theory, MemberData(nameof(Altered)), Trait("Rule", "WAY-6")]
    public void What_is_altered_signs_nobody_in(string what)
    {
        var alice = Holder();
        Expect.Refused(Refusal.SecretRefused, alice.Ask(Alterations[what](Person.Passkey(Session))));
        Assert.Empty(alice.Happened);
        Assert.IsType<SignedInWithSecret>(alice.Ask(Person.Passkey(Session)));
    }

    [Fact, Trait("Rule", "I5")]
    public void What_was_signed_opens_one_session_once()
    {
        var alice = Holder();
        Assert.IsType<SignedInWithSecret>(alice.Ask(Person.Passkey(Session)));
        Assert.IsType<SignedInWithSecret>(alice.Ask(Person.Passkey(Session)));
        Assert.Empty(alice.Happened);
        Expect.Refused(Refusal.SecretRefused, alice.Ask(Person.Passkey(Sample.Session("a thief's"))));
        alice.Ask(new EndSession(Session));
        Expect.Refused(Refusal.SecretRefused, alice.Ask(Person.Passkey(Session)));
        alice.World.Later(Limits.ProofWindow - TimeSpan.FromSeconds(1));
        Expect.Refused(Refusal.SecretRefused, alice.Ask(Person.Passkey(Session)));
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(0, 1, true)]
    [InlineData(5, 6, true)]
    [InlineData(5, 5, false)]
    [InlineData(5, 4, false)]
    [InlineData(5, 0, false)]
    public void A_passkey_that_counts_counts_on(long before, long now, bool isTaken)
    {
        var made = Person.MadePasskey with { Credential = Person.MadePasskey.Credential with { Count = before } };
        var alice = Holder(made);
        Assert.Equal(isTaken, alice.Ask(Of(made, now)) is SignedInWithSecret);
        Assert.Equal(isTaken ? now : before, alice.Present.Passkeys!.All[0].Credential.Count);
    }

    public static TheoryData<string> Ends => [.. Endings.Keys];

    private static readonly Dictionary<string, Action<Person>> Endings = new()
    {
        ["removed by its owner"] = p => Assert.IsType<UserAnswer.Done>(p.Ask(new RemovePasskey(1, Session))),
        ["removed by an administrator"] = p => Assert.IsType<UserAnswer.Done>(p.Ask(new RemovePasskey(1, null))),
        ["removed and added again"] = p => { p.Ask(new RemovePasskey(1, null)); p.GetsPasskey(); },
        ["disabled"] = p => p.Ask(new ProvisionUser(false, null)),
        ["disabled and enabled"] = p => { p.Ask(new ProvisionUser(false, null)); p.Ask(new ProvisionUser(true, null)); },
        ["signed out everywhere"] = p => p.Ask(new SignOutEverywhere(null)),
        ["passkeys off"] = p => p.World.Set(s => s with { Passkeys = PasskeyPolicy.Off }),
        ["the phone or nothing"] = p => p.World.Set(s => s with { PhoneOnly = true }),
        ["no passkey after this reason"] = p => p.World.Set(s => s with { Ways = "requested=password" }),
    };

    [Theory, MemberData(nameof(Ends)), Trait("Rule", "I7")]
    public void A_session_ends_with_what_it_stands_on_and_so_does_a_grant(string what)
    {
        var alice = Holder();
        Assert.IsType<SignedInWithSecret>(alice.Ask(Person.Passkey(Session)));
        var session = Current(alice)!;
        var grant = new World().Ready().Grants(Mine) with { StandsOn = session.StandsOn, Secret = session.Secret, Client = Sample.Client };
        Assert.IsType<UserAnswer.Done>(alice.Ask(new CheckStanding(grant, null, 0)));
        Endings[what](alice);
        Assert.Null(Current(alice));
        Assert.IsType<UserAnswer.Refused>(alice.Ask(new CheckStanding(grant, null, 0)));
    }

    [Fact, Trait("Rule", "I7")]
    public void A_code_for_a_phone_ends_with_the_passkey_that_asked_for_it()
    {
        var alice = Holder();
        alice.Ask(Person.Passkey(Session));
        var code = Sample.Hash("code");
        Assert.IsType<UserAnswer.Done>(alice.Ask(new IssueActivationCode(Session, code)));
        alice.Ask(new RemovePasskey(1, null));
        Expect.Refused(Refusal.CodeRefused, alice.Activate(Phone.Number(1), code));
    }

    [Fact]
    public void Copies_can_be_refused_and_then_those_that_are_there_are_good_no_more()
    {
        var alice = Holder(Synced);
        Assert.IsType<SignedInWithSecret>(alice.Ask(Of(Synced)));
        alice.World.Set(s => s with { Passkeys = PasskeyPolicy.DeviceBound });
        Assert.Null(Current(alice));
        Expect.Refused(
            Refusal.SyncedKeyNotAllowed, alice.Ask(Of(Synced) with { Session = Sample.Session("next"), Challenge = Sample.Hash("next") }));
        var again = new AddPasskey(alice.SignsIn(), new(Sample.Key(9), new("more", true, 0)), "More", Sample.Hash("made for it"));
        Expect.Refused(Refusal.SyncedKeyNotAllowed, alice.Ask(again));
        Assert.IsType<UserAnswer.Done>(alice.Ask(again with { Made = Person.MadePasskey }));
        var shown = Assert.IsType<UserDescribed>(alice.Ask(new DescribeUser())).User.Passkeys;
        Assert.Equal([(1L, true, false), (2L, false, true)], shown.Select(one => (one.Number, one.IsSynced, one.IsTaken)));
    }

    [Fact, Trait("Rule", "I15")]
    public void A_passkey_ends_a_lock_and_gives_strangers_no_more_prompts()
    {
        var alice = Holder();
        alice.World.Set(s => s with { WrongNumbersToLock = 1 });
        alice.Prompted();
        alice.TapsWrongly(Mine);
        var unapproved = alice.Present.Prompts.Unapproved;
        Assert.True(alice.Present.Prompts.IsLocked(alice.World.Now));
        Assert.IsType<SignedInWithSecret>(alice.Ask(Person.Passkey(Session, FallbackReason.Locked)));
        Assert.False(alice.Present.Prompts.IsLocked(alice.World.Now));
        Assert.Equal(unapproved, alice.Present.Prompts.Unapproved);
        Assert.EndsWith("; unlocked", alice.Facts[^1].Detail, StringComparison.Ordinal);
    }

    /// <summary>Otherwise it would be open in the row, and nobody would find it by its secret.</summary>
    [Fact]
    public void Every_event_that_brings_a_session_says_so() => Assert.All(
        typeof(UserEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(UserEvent))
            && type.GetProperties().Any(property => property.PropertyType == typeof(Session))),
        type => Assert.True(type.IsAssignableTo(typeof(IOpensSession)), type.Name));

    // --- adding and removing --------------------------------------------------------------------------------------------------

    private static AddPasskey Add(SecretHash session, int n = 0) => new(
        session, new(Sample.Key((byte)(20 + n)), new($"passkey {n}", false, 0)), $"Key {n}", Sample.Hash($"made {n}"));

    [Fact, Trait("Rule", "T29")]
    public void Adding_takes_a_fresh_sign_in_that_was_more_than_a_password()
    {
        var alice = new World().Ready().GetsPassword();
        alice.World.Set(s => s with { Passkeys = PasskeyPolicy.Any });
        alice.RemoveMethod(Mine);
        alice.TypesPassword();
        var session = Sample.Session("with a password");
        Expect.Refused(Refusal.FreshSignInRequired, alice.Ask(Add(session)));
        var listed = Assert.IsType<PasskeysListed>(alice.Ask(new ListPasskeys(session)));
        Assert.Equal((true, false, true), (listed.CanHave, listed.MayAdd, listed.IsByPassword));
        Expect.Refused(Refusal.SessionRequired, alice.Ask(Add(Sample.Session("nobody's"))));
        Assert.IsType<UserAnswer.Done>(alice.Ask(Add(alice.SignsIn())));
        Assert.Equal("passkey.added", alice.Facts[^1].Kind);

        Assert.IsType<SignedInWithSecret>(alice.Ask(Person.Passkey(Session) with
        {
            Assertion = new(Sample.Key(20).Thumbprint, "passkey 0", true, false, 0, "assertion"),
        }));
        Assert.IsType<UserAnswer.Done>(alice.Ask(Add(Session, 1)));
        alice.World.Later(Limits.FreshSignIn + TimeSpan.FromSeconds(1));
        Expect.Refused(Refusal.FreshSignInRequired, alice.Ask(Add(Session, 2)));
        Expect.Refused(Refusal.FreshSignInRequired, alice.Ask(new RemovePasskey(1, Session)));
    }

    /// <summary>
    /// T29, N17: a password would put a phone of whoever knows it beside the passkey, or take the passkey away; but not where the tenant
    /// takes the passkey no more, for then there is nothing stronger.
    /// </summary>
    [Theory, Trait("Rule", "N17")]
    [InlineData("taken", true), InlineData("off", false), InlineData("a copy where none is taken", false)]
    [InlineData("never left", false), InlineData("no passkey", false)]
    public void A_password_alone_changes_no_method_of_somebody_who_has_a_passkey(string what, bool isRefused)
    {
        var alice = new World().Person().GetsPassword();
        if (what != "no passkey") alice.GetsPasskey(what.StartsWith("a copy", StringComparison.Ordinal) ? Synced : null);
        alice.World.Set(s => s with
        {
            Passkeys = what switch
            {
                "off" => PasskeyPolicy.Off, "a copy where none is taken" => PasskeyPolicy.DeviceBound, _ => PasskeyPolicy.Any,
            },
            Ways = what == "never left" ? string.Join(' ', WayTable.Reasons.Select(row => row.Word + "=password")) : WayTable.Open,
        });
        var session = Sample.Session("with a password");
        Assert.IsType<SignedInWithSecret>(alice.TypesPassword());
        UserQuestion[] changes = what == "no passkey"
            ? [new IssueActivationCode(session, Sample.Hash("code"))]
            : [new IssueActivationCode(session, Sample.Hash("code")), new RemovePasskey(1, session)];
        foreach (var change in changes)
        {
            if (isRefused) Expect.Refused(Refusal.FreshSignInRequired, alice.Ask(change));
            else Assert.IsType<UserAnswer.Done>(alice.Ask(change));
        }

        Assert.IsType<UserAnswer.Done>(alice.Ask(new SetPassword("another", session)));
    }

    [Fact, Trait("Rule", "T22")]
    public void What_one_was_made_for_adds_it_once()
    {
        var alice = Holder();
        var add = Add(alice.SignsIn());
        Assert.IsType<UserAnswer.Done>(alice.Ask(add));
        Assert.IsType<UserAnswer.Done>(alice.Ask(add));
        Assert.Empty(alice.Happened);
        Expect.Refused(Refusal.PasskeyRefused, alice.Ask(add with { Made = add.Made with { PublicKey = Sample.Key(40) } }));
        Expect.Refused(Refusal.PasskeyRefused, alice.Ask(Add(add.Session, 1) with { Challenge = add.Challenge }));
        alice.Ask(new RemovePasskey(2, null));
        Expect.Refused(Refusal.PasskeyRefused, alice.Ask(add));
        Assert.Single(alice.Present.Passkeys!.All);
    }

    [Fact]
    public void A_person_has_ten_at_most_and_numbers_are_never_given_twice()
    {
        var alice = new World().Ready();
        alice.World.Set(s => s with { Passkeys = PasskeyPolicy.Any });
        for (var n = 0; n < Limits.PasskeysPerUser; n++)
        {
            Assert.IsType<UserAnswer.Done>(alice.Ask(Add(alice.SignsIn(), n)));
            alice.World.Later(60);
        }

        var session = alice.SignsIn();
        Expect.Refused(Refusal.TooManyPasskeys, alice.Ask(Add(session, 10)));
        Expect.Refused(Refusal.MethodNotFound, alice.Ask(new RemovePasskey(11, session)));
        Assert.IsType<UserAnswer.Done>(alice.Ask(new RemovePasskey(10, session)));
        Assert.IsType<UserAnswer.Done>(alice.Ask(Add(session, 10)));
        Assert.Equal([1L, 2, 3, 4, 5, 6, 7, 8, 9, 11], alice.Present.Passkeys!.All.Select(one => one.Number));
    }

    [Theory]
    [InlineData(PasskeyPolicy.Off, "", false)]
    [InlineData(PasskeyPolicy.Any, "", true)]
    [InlineData(PasskeyPolicy.DeviceBound, "", true)]
    [InlineData(PasskeyPolicy.Any, "not_available= pending= locked= too_many_prompts= not_allowed_by_policy= requested=recovery "
        + "switched_off= push_not_allowed= phone_too_old=password", false)]
    public void WAY_7_Where_the_tenant_has_none_none_is_added(PasskeyPolicy passkeys, string ways, bool canHave)
    {
        var alice = new World().Ready();
        alice.World.Set(s => s with { Passkeys = passkeys, Ways = ways });
        var session = alice.SignsIn();
        Assert.Equal(canHave, Assert.IsType<PasskeysListed>(alice.Ask(new ListPasskeys(session))).CanHave);
        if (canHave) Assert.IsType<UserAnswer.Done>(alice.Ask(Add(session)));
        else Expect.Refused(Refusal.WayNotAllowed, alice.Ask(Add(session)));
    }

    [Fact, Trait("Rule", "I16")]
    public void A_name_nobody_has_a_disabled_person_and_one_without_a_passkey_are_refused_alike()
    {
        var world = new World().Set(s => s with { Passkeys = PasskeyPolicy.Any });
        var nobody = new Person(world, Sample.Name("nobody@contoso.example"));
        Expect.Refused(Refusal.SecretRefused, nobody.Ask(Person.Passkey(Session)));
        Expect.Refused(Refusal.SecretRefused, nobody.Ask(new FindPasskey("a passkey")));
        Expect.Refused(Refusal.SecretRefused, world.Ready().Ask(Person.Passkey(Session)));
        var disabled = Holder();
        disabled.Ask(new ProvisionUser(false, null));
        Expect.Refused(Refusal.SecretRefused, disabled.Ask(Person.Passkey(Session)));
    }
}
