using Countersign.Engine.Contract.Hosts;
using Countersign.SignIn;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Contract.Contracts;

/// <summary>
/// One individual registration, one tenant, one account for an installation (S-50 to S-52), or as many as the tenant allows (PHO-6).
/// </summary>
public abstract class DeviceContract(Hosting hosting) : EngineContract(hosting)
{
    [Fact]
    public async Task One_key_for_both_uses_is_refused()
    {
        await using var house = await OpenFurnished();
        var phone = new TestPhone(house, await house.Provision("ada@contoso.example"));
        var session = await house.SignInWithPass(phone.User);
        var issued = await house.SecurityInfo.AddMethod(house.Tenant, session, Cancel);
        Assert.Equal(Refused(Refusal.DeviceProofRefused), await phone.Activate(issued.Answer!.Code, withOneKey: true));
        Assert.IsType<UserAnswer.Done>(await phone.Activate(issued.Answer!.Code));
    }

    [Fact]
    public async Task Enabling_needs_an_individual_registration()
    {
        await using var house = await OpenFurnished();
        var phone = new TestPhone(house, await house.Provision("ada@contoso.example"));
        await phone.Activate();
        Assert.Equal(Refused(Refusal.DeviceNotRegistered), await phone.Enable());
        Assert.Equal(Refused(Refusal.DeviceRegistrationNotIndividual), await phone.Register(individual: false));
        Assert.Equal(Refused(Refusal.DeviceNotRegistered), await phone.Enable());
        Assert.IsType<UserAnswer.Done>(await phone.Register());
        Assert.IsType<UserAnswer.Done>(await phone.Enable());
    }

    [Fact]
    public async Task A_second_account_on_the_device_is_refused_and_its_authenticator_stays()
    {
        await using var house = await OpenFurnished();
        var ada = await house.Enrol();
        var bob = ada.For(await house.Provision("bob@contoso.example"));
        await bob.Activate();
        Assert.Equal(Refused(Refusal.DeviceHasOtherAccount), await bob.Register());
        Assert.Equal(Refused(Refusal.DeviceNotRegistered), await bob.Enable());
        Assert.Single((await house.StateOf(bob.User)).Authenticators);
        await ada.SignIn();
    }

    [Fact]
    public async Task A_tenant_may_allow_a_second_account_and_each_is_asked_for_itself()
    {
        await using var house = await OpenFurnished();
        var settings = TenantSettings.Default with { Budget = new(100, 100, 100), AccountsPerPhone = 2 };
        await house.Set(new TenantQuestion.SetSettings(House.Request(), settings));
        var ada = await house.Enrol();
        var bob = ada.For(await house.Provision("bob@contoso.example"));
        await bob.Activate();
        Assert.IsType<UserAnswer.Done>(await bob.Register());
        Assert.IsType<UserAnswer.Done>(await bob.Enable());
        await ada.SignIn();
        await bob.SignIn();
        var carol = ada.For(await house.Provision("carol@contoso.example"));
        await carol.Activate();
        Assert.Equal(Refused(Refusal.DeviceHasOtherAccount), await carol.Register());

        house.BreakAfterCommit();   // bob goes, and the device does not hear of it
        await Assert.ThrowsAsync<EngineUnavailableException>(
            () => house.Administration.RemoveMethod(bob.User, bob.Device, Cancel).Told());
        house.Store.IsUnavailable = false;
        Assert.IsType<UserAnswer.Done>(await carol.Register());
        Assert.IsType<UserAnswer.Done>(await carol.Enable());
        await carol.SignIn();
        await ada.SignIn();
    }

    [Fact]
    public async Task A_second_tenant_is_refused_until_the_first_gives_the_device_back()
    {
        await using var house = await OpenFurnished();
        await using var other = await house.NextDoor().Furnish();
        var here = await house.Enrol();
        var there = here.For(await other.Provision("ada@fabrikam.example"), other);
        await there.Activate();
        Assert.Equal(Refused(Refusal.DeviceInOtherTenant), await there.Register());

        Assert.IsType<UserAnswer.Done>(await here.Disable());
        Assert.IsType<UserAnswer.Done>(await there.Register());
        Assert.IsType<UserAnswer.Done>(await there.Enable());
        await there.SignIn();
        Assert.Equal(Refused(Refusal.DeviceInOtherTenant), await here.Register());
    }

    [Fact]
    public async Task Registering_again_changes_nothing()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        Assert.IsType<UserAnswer.Done>(await phone.Register());
        Assert.Equal(1, await house.CountFacts("device.registered"));
    }

    [Fact]
    public async Task A_release_lost_with_a_removed_method_is_made_up_for()
    {
        await using var house = await OpenFurnished();
        var ada = await house.Enrol();
        house.BreakAfterCommit();
        await Assert.ThrowsAsync<EngineUnavailableException>(
            () => house.Administration.RemoveMethod(ada.User, ada.Device, Cancel).Told());
        house.Store.IsUnavailable = false;
        Assert.IsType<DeviceAnswer.RegisteredTo>((await house.Engine.Ask(ada.Device, new DeviceQuestion.Read(), Cancel)).Answer);

        var bob = ada.For(await house.Provision("bob@contoso.example"));
        await bob.Activate();
        Assert.IsType<UserAnswer.Done>(await bob.Register());
        Assert.IsType<UserAnswer.Done>(await bob.Enable());
        await bob.SignIn();
    }

    [Fact]
    public async Task A_release_lost_with_a_removed_user_is_made_up_for_in_another_tenant()
    {
        await using var house = await OpenFurnished();
        await using var other = await house.NextDoor().Furnish();
        var here = await house.Enrol();
        await house.Administration.Ask(here.User, new RemoveUser(), Cancel);
        var there = here.For(await other.Provision("ada@fabrikam.example"), other);
        await there.Activate();
        Assert.IsType<UserAnswer.Done>(await there.Register());
        Assert.Equal(1, await house.CountFacts("device.released"));
    }

    [Fact]
    public async Task A_release_lost_while_disabling_does_not_keep_the_user_from_enabling_again()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        house.BreakAfterCommit(passed: 1);
        await Assert.ThrowsAsync<EngineUnavailableException>(() => phone.Disable());
        house.Store.IsUnavailable = false;
        Assert.Equal(Refused(Refusal.DeviceNotRegistered), await phone.Enable());
        Assert.IsType<UserAnswer.Done>(await phone.Register());
        Assert.IsType<UserAnswer.Done>(await phone.Enable());
        await phone.SignIn();
    }

    [Fact]
    public async Task An_enabling_under_way_when_the_device_was_given_back_does_not_bring_it_to_life()
    {
        await using var house = await OpenFurnished();
        var ada = await house.Enrol();
        await ada.Disable();
        var bob = ada.For(await house.Provision("bob@contoso.example"));
        await bob.Activate();
        await bob.Register();
        await bob.Enable();
        var late = new EnablePhoneSignIn(ada.Device, ada.RequestKey.Name, ada.Report, 1);
        Assert.Equal(Refused(Refusal.DeviceNotRegistered), await house.Engine.Ask(ada.User, late, Cancel).Told());
        await bob.SignIn();
    }
}
