namespace Countersign.SignIn.Tests.Users;

/// <summary>Users of an on-premises MFA server, and the device's own registration, as the user's rules see them.</summary>
public sealed class DeviceLimitTests
{
    private static readonly Phone Mine = Phone.Number(0);
    private static readonly Phone Other = Phone.Number(1);

    [Fact, Trait("Rule", "S-48")]
    public void A_user_of_an_MFA_server_has_a_single_credential()
    {
        var alice = new World().Person(onPremisesMfa: true).Has(Mine).Adds(Other);
        Expect.Refused(Refusal.SingleCredentialOnly, alice.Enable(Other));
        Assert.IsType<SignedIn>(alice.Redeem(alice.Approved(Mine)));
        alice.Disable(Mine);
        Assert.IsType<UserAnswer.Done>(alice.Enable(Other));
    }

    [Fact, Trait("Rule", "S-48")]
    public void Any_other_user_may_have_several() =>
        Assert.IsType<UserAnswer.Done>(new World().Person().Has(Mine).Adds(Other).Enable(Other));

    [Theory, Trait("Rule", "S-49")]
    [InlineData(4, 5, true)]
    [InlineData(5, 5, false)]
    [InlineData(3, 3, false)]
    [InlineData(5, 6, true)]
    public void Many_installations_cannot_be_upgraded_and_the_limit_is_a_setting(int installations, int limit, bool enabled)
    {
        var alice = new World().Set(s => s with { InstallationLimit = limit }).Person(onPremisesMfa: true);
        for (var i = 0; i < installations; i++) alice.Adds(Phone.Number(i));
        var before = alice.State;
        var answer = alice.Enable(Phone.Number(installations - 1));
        Assert.Equal(enabled ? UserAnswer.Done.It : new UserAnswer.Refused(Refusal.TooManyInstallations), answer);
        if (!enabled) Assert.Same(before, alice.State);
    }

    [Fact, Trait("Rule", "S-50")]
    public void The_device_must_be_registered_to_this_user_first()
    {
        var alice = new World().Person().Adds(Mine);
        Expect.Refused(Refusal.DeviceNotRegistered, alice.Enable(Mine, null));
        Expect.Refused(Refusal.DeviceRegistrationNotIndividual, alice.Register(Mine, individual: false));
        Assert.IsType<UserAnswer.Done>(alice.Enable(Mine));
    }

    [Fact, Trait("Rule", "S-52")]
    public void A_second_account_on_the_device_is_refused_and_its_authenticator_unaffected()
    {
        var world = new World();
        world.Ready();
        var bob = world.Person("bob@contoso.example").Adds(Mine);
        Expect.Refused(Refusal.DeviceHasOtherAccount, bob.Register(Mine));
        Expect.Refused(Refusal.DeviceNotRegistered, bob.Enable(Mine));
        Assert.NotNull(bob.Present.Find(Mine.Device));
    }

    [Fact, Trait("Rule", "S-52")]
    public void Giving_the_registration_back_frees_the_device_for_another_account()
    {
        var world = new World();
        var alice = world.Ready();
        var bob = world.Person("bob@contoso.example").Adds(Mine);
        alice.Disable(Mine);
        Assert.IsType<UserAnswer.Done>(bob.Enable(Mine));
    }

    [Fact, Trait("Rule", "S-52")]
    public void An_enabling_that_was_under_way_when_the_registration_was_given_back_comes_to_nothing()
    {
        var alice = new World().Ready();
        Assert.Equal(new RegistrationFreed(1), alice.Disable(Mine));
        Expect.Refused(Refusal.DeviceNotRegistered, alice.Enable(Mine, 1));
        Assert.IsType<UserAnswer.Done>(alice.Enable(Mine, 2));
    }

    /// <summary>Activating the same installation again must not make what was given back good again.</summary>
    [Fact, Trait("Rule", "S-52")]
    public void A_registration_that_was_given_back_stays_so_when_the_device_is_activated_again()
    {
        var alice = new World().Ready();
        alice.Disable(Mine);
        alice.Adds(Mine);
        Expect.Refused(Refusal.DeviceNotRegistered, alice.Enable(Mine, 1));
        Assert.IsType<UserAnswer.Done>(alice.Enable(Mine));
    }

    [Fact, Trait("Rule", "S-52")]
    public void Activating_again_turns_phone_sign_in_off_and_keeps_the_registration()
    {
        var alice = new World().Ready();
        alice.Adds(Mine);
        Assert.False(alice.Present.HasCredential);
        Assert.Equal(new RegistrationChecked(true), alice.Ask(new CheckRegistration(Mine.Device, 1)));
        Assert.IsType<UserAnswer.Done>(alice.Enable(Mine, 1));
    }

    [Fact, Trait("Rule", "S-52")]
    public void Who_holds_a_registration_is_known_until_it_is_given_back()
    {
        var alice = new World().Person().Adds(Mine);
        var holds = new CheckRegistration(Mine.Device, 1);
        Assert.Equal(new RegistrationChecked(true), alice.Ask(holds));
        alice.Enable(Mine);
        Assert.Equal(new RegistrationChecked(true), alice.Ask(holds));
        alice.Disable(Mine);
        Assert.Equal(new RegistrationChecked(false), alice.Ask(holds));
        Assert.Equal(new RegistrationChecked(true), alice.Ask(holds with { Registration = 2 }));
        alice.RemoveMethod(Mine);
        Assert.Equal(new RegistrationChecked(false), alice.Ask(holds with { Registration = 2 }));
    }
}
