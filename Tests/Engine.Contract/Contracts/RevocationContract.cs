using Countersign.Engine.Contract.Hosts;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Contract.Contracts;

/// <summary>A revoked right has no effect from the moment the revocation is confirmed (I7, S-38, S-39, N16).</summary>
public abstract class RevocationContract(Hosting hosting) : EngineContract(hosting)
{
    [Fact]
    public async Task After_a_method_is_removed_nothing_of_its_phone_counts()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, prompt) = await house.Prompt(phone.User);
        var seen = await phone.See();
        var (approval, denial) = (phone.Approval(seen, prompt.Number), phone.Denial(seen));
        Assert.IsType<UserAnswer.Done>(await house.Administration.RemoveMethod(phone.User, phone.Device, Cancel).Told());

        Assert.Equal(Refused(Refusal.DeviceProofRefused), await phone.Send(approval));
        Assert.Equal(Refused(Refusal.DeviceProofRefused), await phone.Send(denial));
        Assert.Equal(Refused(Refusal.DeviceProofRefused), await phone.Fetch());
        Assert.Equal(Refused(Refusal.DeviceProofRefused), await phone.Enable());
        Assert.Equal(Outcome.Cancelled, await house.OutcomeOf(browser));   // nobody is left who could answer
    }

    [Fact]
    public async Task A_method_removed_after_the_approval_redeems_nothing()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, prompt) = await house.Prompt(phone.User);
        await phone.Approve(prompt.Number);
        await house.Administration.RemoveMethod(phone.User, phone.Device, Cancel);
        Assert.Equal(Refused(Refusal.PhoneSignInNotEnabled), (await house.Redeem(browser)).Answer);
    }

    [Fact]
    public async Task The_user_removes_a_method_with_a_session_and_only_with_one()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (_, session) = await phone.SignIn();
        Assert.Equal(
            Refused(Refusal.SessionRequired),
            await house.SecurityInfo.RemoveMethod(house.Tenant, RandomValues.Handle(), phone.Device, Cancel).Told());
        Assert.IsType<UserAnswer.Done>(await house.SecurityInfo.RemoveMethod(house.Tenant, session, phone.Device, Cancel).Told());
        Assert.Equal("by_user", Assert.Single(await house.Facts("method.removed")).Reason);
        Assert.Equal(FallbackReason.NotAvailable, Assert.IsType<FellBack>((await house.Start(phone.User)).Answer).Reason);
    }

    [Fact]
    public async Task T_3_What_a_person_disowns_at_My_Security_Info_nobody_can_approve()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (_, session) = await phone.SignIn();
        var (browser, prompt) = await house.Prompt(phone.User);
        var seen = await phone.See();
        var shown = (await house.SecurityInfo.ListMethods(house.Tenant, session, Cancel)).Answer!;
        Assert.Equal(
            (prompt.Challenge, House.Context, true, true),
            (shown.Waiting?.Challenge, shown.Waiting?.Context, shown.IsFresh, shown.Sessions[0].IsThis));
        Assert.Equal(house.Clock.GetUtcNow(), Assert.Single(shown.List).LastUsedAt);
        Assert.Equal(
            Refused(Refusal.SessionRequired),
            await house.SecurityInfo.Disown(house.Tenant, RandomValues.Handle(), prompt.Challenge, Cancel).Told());
        Assert.IsType<UserAnswer.Done>(await house.SecurityInfo.Disown(house.Tenant, session, prompt.Challenge, Cancel).Told());

        Assert.Equal(Refused(Refusal.SignInCancelled), await phone.Send(phone.Approval(seen, prompt.Number)));
        Assert.Equal(Outcome.Cancelled, await house.OutcomeOf(browser));
        Assert.IsType<UserAnswer.Done>(
            await house.SecurityInfo.RenameMethod(house.Tenant, session, phone.Device, "Work phone", Cancel).Told());
        Assert.Equal("Work phone", Assert.Single((await house.StateOf(phone.User)).Authenticators).Name);
        Assert.Equal(1, await house.CountFacts("method.renamed"));
    }

    [Fact]
    public async Task Registering_the_same_keys_again_does_not_revive_an_old_challenge()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        await house.Enrol();   // a second phone of the same user, so that the challenge stays
        var (browser, prompt) = await house.Prompt(phone.User);
        var seen = await phone.See();
        await house.Administration.RemoveMethod(phone.User, phone.Device, Cancel);
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await phone.Activate();
        Assert.IsType<UserAnswer.Done>(await phone.Register());
        Assert.IsType<UserAnswer.Done>(await phone.Enable());

        Assert.IsType<NothingWaiting>(await phone.Fetch());
        Assert.Equal(Refused(Refusal.ChallengeNotFound), await phone.Send(phone.Approval(seen, prompt.Number)));
        Assert.IsType<ChallengePending>(await house.Observe(browser));
        await house.SignIns.Cancel(house.Tenant, browser, Cancel);
        await phone.SignIn();
    }

    [Fact]
    public async Task Disabling_phone_sign_in_leaves_the_authenticator_and_takes_a_new_registration_to_enable()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        Assert.IsType<UserAnswer.Done>(await phone.Disable());
        Assert.Equal(Refused(Refusal.PhoneSignInNotEnabled), await phone.Fetch());
        Assert.False(Assert.Single((await house.StateOf(phone.User)).Authenticators).PhoneSignIn is PhoneSignIn.On);
        Assert.Equal(Refused(Refusal.DeviceNotRegistered), await phone.Enable());
        Assert.IsType<UserAnswer.Done>(await phone.Register());
        Assert.IsType<UserAnswer.Done>(await phone.Enable());
        await phone.SignIn();
    }

    [Fact]
    public async Task A_disabled_user_is_out_everywhere_and_what_was_pending_is_cancelled_once()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (_, session) = await phone.SignIn();
        var (browser, prompt) = await house.Prompt(phone.User);
        var approval = phone.Approval(await phone.See(), prompt.Number);
        await house.Administration.Ask(phone.User, new ProvisionUser(false, null), Cancel);

        Assert.Equal(Refused(Refusal.DeviceProofRefused), await phone.Send(approval));
        Assert.Equal(Refused(Refusal.DeviceProofRefused), await phone.Fetch());
        Assert.False(await house.IsSession(session));
        Assert.Equal(Outcome.Cancelled, await house.OutcomeOf(browser));
        Assert.Equal(1, await house.CountFacts("challenge.cancelled"));
        Assert.Equal(FallbackReason.NotAvailable, Assert.IsType<FellBack>((await house.Start(phone.User)).Answer).Reason);
    }

    [Fact]
    public async Task A_user_disabled_after_the_approval_redeems_nothing()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, prompt) = await house.Prompt(phone.User);
        await phone.Approve(prompt.Number);
        await house.Administration.Ask(phone.User, new ProvisionUser(false, null), Cancel);
        Assert.Equal(Refused(Refusal.PhoneSignInNotEnabled), (await house.Redeem(browser)).Answer);
    }

    [Fact]
    public async Task A_removed_user_who_is_provisioned_again_has_nothing_of_before()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (_, session) = await phone.SignIn();
        var (browser, prompt) = await house.Prompt(phone.User);
        var approval = phone.Approval(await phone.See(), prompt.Number);
        await house.Administration.Ask(phone.User, new RemoveUser(), Cancel);
        await house.Provision(phone.User.Name.Value);

        Assert.Equal(Refused(Refusal.DeviceProofRefused), await phone.Send(approval));
        Assert.Equal(Refused(Refusal.ChallengeNotFound), await house.Observe(browser));
        Assert.False(await house.IsSession(session));
        Assert.Empty((await house.StateOf(phone.User)).Authenticators);
    }
}
