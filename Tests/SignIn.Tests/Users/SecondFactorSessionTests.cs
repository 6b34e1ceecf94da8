using static Countersign.SignIn.Tests.Users.SecondFactorTests;

namespace Countersign.SignIn.Tests.Users;

/// <summary>S-58, WAY-5: what a password or a provider's word gives with the phone, without it, and until when.</summary>
public sealed class SecondFactorSessionTests
{
    private const string Fran = "fran@fabrikam.example";
    private static readonly Phone Mine = Phone.Number(0);

    /// <summary>I7: it stands on the password and on the phone, both.</summary>
    [Theory]
    [InlineData("phone removed"), InlineData("phone set up anew"), InlineData("password gone"), InlineData("signed out everywhere")]
    [InlineData("disabled"), InlineData("harder number"), InlineData("no push"), InlineData("phone only"), InlineData("phone too old")]
    public void What_it_gave_ends_with_either_of_what_it_stands_on(string what)
    {
        var alice = Stage1();
        SignsIn(alice, Mine);
        alice.State = Stored.Again(alice.State);
        Assert.NotNull(Served(alice));
        alice.World.Later(1);
        switch (what)
        {
            case "phone removed": alice.RemoveMethod(Mine); break;
            case "phone set up anew": alice.RemoveMethod(Mine); alice.Adds(Mine); break;
            case "password gone": alice.Ask(new RemovePassword()); break;
            case "signed out everywhere": alice.Ask(new SignOutEverywhere(null)); break;
            case "disabled": alice.Ask(new ProvisionUser(false, null)); alice.Ask(new ProvisionUser(true, null)); break;
            case "harder number": alice.World.Set(s => s with { NumberMode = NumberMode.Enter6 }); break;
            case "no push": alice.World.Require(r => r with { PushAllowed = false }); break;
            case "phone only": alice.World.Set(s => s with { PhoneOnly = true }); break;
            case "phone too old": alice.World.Require(r => r with { MinimumIos = new(99, 0) }); break;
        }

        Assert.Null(Served(alice));
    }

    [Theory]
    [InlineData("phone removed", Refusal.PhoneSignInNotEnabled), InlineData("password gone", Refusal.ChallengeExpired)]
    [InlineData("way closed", Refusal.WayNotAllowed), InlineData("phone too old", Refusal.AppUpgradeRequired)]
    public void It_is_collected_only_while_both_stand(string what, Refusal why)
    {
        var alice = Stage1();
        IsAsked(alice);
        var challenge = alice.Waiting.Id;
        alice.Approve(Mine);
        if (what == "phone removed") alice.RemoveMethod(Mine);
        if (what == "password gone") alice.Ask(new RemovePassword());
        if (what == "way closed") alice.World.Set(s => s with { Ways = "not_available=" });
        if (what == "phone too old") alice.World.Require(r => r with { MinimumIos = new(99, 0) });
        Expect.Refused(why, alice.Redeem(challenge));
        Assert.Null(Served(alice));
    }

    /// <summary>T29: both together change methods, where a password alone does not.</summary>
    [Fact]
    public void With_both_a_person_may_change_methods()
    {
        var alice = new World().Ready();
        TypesRightly(alice);
        SignsIn(alice, Mine);
        Assert.IsType<UserAnswer.Done>(alice.Ask(new IssueActivationCode(Sample.Session("signed in"), Sample.Hash("code"))));
    }

    /// <summary>T29: nor does it where the phone is a second factor alone, or it would be one no longer.</summary>
    [Theory]
    [InlineData(false), InlineData(true)]
    public void A_password_or_a_providers_word_alone_takes_no_phone_away_that_is_set_up_and_puts_none_beside_it(bool isFederated)
    {
        var person = isFederated ? new World().Federate().Person(Fran) : new World().Person().GetsPassword();
        person.Adds(Mine);
        person.World.Register(Registered.Portal with { AsksSecond = true });
        var session = Sample.Session("alone");
        if (isFederated)
        {
            var vouched = new FederatedAssertion(
                "fabrikam", person.World.Contoso.FederationOf(person.Name)!.Value.Since, Sample.Hash("subject"), person.Name,
                person.World.Now);
            Assert.IsType<SignedInFederated>(person.Ask(
                new RedeemFederated(vouched, session, FallbackReason.NotAvailable, Sample.Client)));
        }
        else
        {
            Assert.IsType<SignedInWithSecret>(person.TypesPassword(session: "alone"));
        }

        Expect.Refused(Refusal.FreshSignInRequired, person.RemoveMethod(Mine, session));
        Expect.Refused(Refusal.FreshSignInRequired, person.Ask(new IssueActivationCode(session, Sample.Hash("code"))));
        Expect.Refused(Refusal.FreshSignInRequired, person.Ask(new RenameMethod(Mine.Device, "Mine", session)));
    }

    /// <summary>A recovery code is for whoever has no phone.</summary>
    [Fact, Trait("Rule", "WAY-6")]
    public void A_recovery_code_signs_in_without_the_phone()
    {
        var alice = new World().Ready().GetsRecoveryCodes();
        alice.World.Set(s => s with { SecondFactor = true });
        Assert.False(Assert.IsType<SignedInWithSecret>(alice.TypesRecoveryCode(0)).IsFirst);
        Assert.NotNull(Served(alice, "with a code"));
    }
}
