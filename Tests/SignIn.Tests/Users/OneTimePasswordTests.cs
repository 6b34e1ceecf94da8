namespace Countersign.SignIn.Tests.Users;

/// <summary>S-26, S-58: a password that must be changed, where a number on the phone has to follow.</summary>
public sealed class OneTimePasswordTests
{
    private static readonly Phone Mine = Phone.Number(0);

    /// <summary>Another was chosen in the place of an administrator's, and a number is to follow.</summary>
    private static Person Chooses(World? world = null)
    {
        var alice = (world ?? new World()).Person().Adds(Mine).GetsPassword("one-time", mustChange: true);
        alice.World.Set(s => s with { SecondFactor = true });
        Expect.Refused(Refusal.PasswordMustChange, alice.TypesPassword(first: SecondFactorTests.Held));
        Assert.True(Assert.IsType<SignedInWithSecret>(alice.TypesPassword(hash: "chosen", first: SecondFactorTests.Held)).IsFirst);
        return alice;
    }

    private static UserAnswer Served(Person person) => person.Ask(new CheckSession(Sample.Session("signed in")));

    private static KeptPassword Password(Person person) => person.Present.Secrets!.Password!;

    /// <summary>Whoever has read the slip of paper, and has no phone, changes nothing.</summary>
    [Fact, Trait("Rule", "S-58")]
    public void A_password_that_must_be_changed_is_when_the_number_has_followed_and_not_before()
    {
        var alice = Chooses();
        Assert.Equal(("one-time", true), (Password(alice).Hash, Password(alice).MustChange));
        SecondFactorTests.IsAsked(alice);
        var challenge = alice.Waiting.Id;
        alice.Approve(Mine);
        Assert.Equal("one-time", Password(alice).Hash);
        alice.State = Stored.Again(alice.State);
        var signedIn = Assert.IsType<SignedIn>(alice.Redeem(challenge));
        Assert.Equal(("chosen", false), (Password(alice).Hash, Password(alice).MustChange));
        Assert.Equal(["sign_in.password", "password.set"], alice.Facts.TakeLast(2).Select(fact => fact.Kind));
        Assert.Equal("by_user", alice.Facts[^1].Reason);
        Assert.Contains(alice.Present.Notices!.Value, notice => notice.Kind == NoticeKind.PasswordSet);
        var session = Assert.IsType<CurrentSession>(Served(alice));
        Assert.IsType<UserAnswer.Done>(alice.Stands(alice.Grants(Mine) with
        {
            Mode = default, StandsOn = session.StandsOn, Secret = session.Secret, Client = Sample.Client,
        }));
        alice.State = Stored.Again(alice.State);
        Assert.Equal(signedIn, alice.Redeem(challenge));   // I19: the answer was lost on its way
        Assert.Empty(alice.Happened);
        Assert.True(Assert.IsType<SignedInWithSecret>(alice.TypesPassword(first: Sample.Hash("next"))).IsFirst);
    }

    [Theory]
    [InlineData("denied"), InlineData("expired"), InlineData("wrong number"), InlineData("no phone")]
    public void Where_no_number_follows_it_stays_as_it_was(string end)
    {
        var alice = Chooses();
        if (end == "no phone") alice.RemoveMethod(Mine);
        else SecondFactorTests.IsAsked(alice);
        switch (end)
        {
            case "denied": alice.Deny(Mine); break;
            case "expired": alice.World.Later(Limits.ChallengeLife); break;
            case "wrong number": alice.TapsWrongly(Mine); break;
            default: Assert.Equal(FallbackReason.NotAvailable, Assert.IsType<FellBack>(SecondFactorTests.Ask(alice)).Reason); break;
        }

        Assert.Equal(("one-time", true), (Password(alice).Hash, Password(alice).MustChange));
        Expect.Refused(Refusal.PasswordMustChange, alice.TypesPassword(session: "again", first: Sample.Hash("again")));
    }

    [Theory, Trait("Rule", "I7")]
    [InlineData("another by an administrator"), InlineData("taken away"), InlineData("over"), InlineData("chosen in another browser")]
    public void What_was_chosen_ends_with_the_password_that_it_was_to_replace(string what)
    {
        var alice = Chooses();
        if (what == "over")
        {
            alice.World.Later(Limits.OneTimePasswordLife - TimeSpan.FromMinutes(1));
            var typed = alice.TypesPassword("chosen", "x", first: SecondFactorTests.Held);
            Assert.True(Assert.IsType<SignedInWithSecret>(typed).IsFirst);
        }

        SecondFactorTests.IsAsked(alice);
        var challenge = alice.Waiting.Id;
        alice.Approve(Mine);
        switch (what)
        {
            case "another by an administrator": alice.Ask(new SetPassword("another", null)); break;
            case "taken away": alice.Ask(new RemovePassword()); break;
            case "over": alice.World.Later(60); break;
            default:
                Assert.True(Assert.IsType<SignedInWithSecret>(alice.TypesPassword("mine", "y", first: Sample.Hash("other"))).IsFirst);
                Assert.IsType<Prompted>(SecondFactorTests.Ask(alice, Sample.Hash("other"), "other"));
                var other = alice.Waiting.Id;
                alice.Approve(Mine);
                Assert.IsType<SignedIn>(alice.Redeem(other, "other", "other", "of the other"));
                break;
        }

        var before = alice.Present.Secrets!.Password;
        Assert.IsType<UserAnswer.Refused>(alice.Redeem(challenge));
        Assert.Equal(before, alice.Present.Secrets!.Password);
        Expect.Refused(Refusal.SessionRequired, Served(alice));
    }

    /// <summary>It was handed to somebody, like a pass, and like a pass it goes. One that was chosen stays.</summary>
    [Theory, Trait("Rule", "I7")]
    [InlineData("signed out everywhere"), InlineData("shut out"), InlineData("restored")]
    public void It_ends_with_all_that_is_under_way(string what)
    {
        foreach (var mustChange in new[] { true, false })
        {
            var alice = new World().Person().Adds(Mine).GetsPassword("one-time", mustChange);
            switch (what)
            {
                case "signed out everywhere": alice.Ask(new SignOutEverywhere(null)); break;
                case "shut out": alice.Ask(new ProvisionUser(false, null)); break;
                default: alice.Ask(new EndForRestore()); break;
            }

            alice.Ask(new ProvisionUser(true, null));
            Assert.Equal(mustChange, alice.Present.Secrets?.Password is null);
        }
    }
}
