using Countersign.Engine.Contract.Hosts;
using Countersign.SignIn;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Contract.Contracts;

/// <summary>Sign-ins that a client begins: the person's one prompt, collected once, by that client alone (CIBA, I5, I6, I12).</summary>
public abstract class BackchannelContract(Hosting hosting) : EngineContract(hosting)
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(25);

    /// <summary>Another request than the usual one; that one again would be answered like the first.</summary>
    private static readonly BackchannelRequest Other = Apps.Asked with { Scope = "openid email" };

    private static Granted Not(Refusal why) => new Granted.Refused(why);

    [Fact]
    public async Task The_client_waits_the_phone_approves_and_the_client_has_tokens_and_the_person_no_session()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (id, prompt) = await house.PromptBackchannel(phone.User);
        Assert.Equal(Not(Refusal.GrantPending), await house.Collect(id));
        Assert.Equal(Apps.Asked with { SealedHandle = id }, await house.Backchannels.Find(house.Tenant, Apps.Portal, id, Cancel));
        Assert.Equal("W4SCT", (await phone.See()).Context.Message);
        var sessions = (await house.StateOf(phone.User)).Sessions.Length;
        await phone.Approve(prompt.Number);

        var tokens = Apps.MustBe(await house.Collect(id));
        Assert.Equal(
            (house.Tenant, phone.User.Name, "portal", Apps.Scope, "{}"),
            (tokens.Grant.Tenant, tokens.Grant.User, tokens.Grant.Client, tokens.Grant.Scope, tokens.Grant.Claims));
        Assert.Equal((new ChallengeId(id[..22]), null), (tokens.Grant.Challenge, tokens.Grant.Session));
        Assert.Equal(sessions, (await house.StateOf(phone.User)).Sessions.Length);
        Assert.True(await house.IsLive(tokens.Id));
        Apps.MustBe(await house.Refresh(tokens.RefreshToken!));
        Assert.Equal(1, await house.CountFacts("sign_in.redeemed"));
    }

    [Fact]
    public async Task A_waiting_client_hears_of_the_approval_at_once()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (id, prompt) = await house.PromptBackchannel(phone.User);
        var began = house.Clock.NextTimer(Long);
        var waiting = house.Collect(id, wait: Long);
        await began.WaitAsync(Patience, Cancel);
        await phone.Approve(prompt.Number);
        Apps.MustBe(await waiting.WaitAsync(Patience, Cancel));
    }

    [Fact]
    public async Task Denied_wrong_or_late_is_told_and_gives_nothing()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (denied, _) = await house.PromptBackchannel(phone.User);
        await phone.Deny();
        Assert.Equal(Not(Refusal.GrantDeclined), await house.Collect(denied));
        var (wrong, prompt) = await house.PromptBackchannel(phone.User);
        await phone.Approve(SignInContract.Wrong(prompt.Number));
        Assert.Equal(Not(Refusal.GrantDeclined), await house.Collect(wrong));

        var late = (await house.StartBackchannel(phone.User, Apps.Asked with { LifeSeconds = 10 })).SealedHandle!;
        house.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(Not(Refusal.GrantExpired), await house.Collect(late));
        house.Clock.Advance(Limits.ResultLife);
        Assert.Equal(Apps.Invalid, await house.Collect(late));
    }

    [Fact]
    public async Task Collected_twice_it_is_taken_back()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var id = await house.ApprovedBackchannel(phone);
        var tokens = Apps.MustBe(await house.Collect(id));
        Assert.Equal(Apps.Invalid, await house.Collect(id));
        Assert.False(await house.IsLive(tokens.Id));
        Assert.Equal(Apps.Invalid, await house.Refresh(tokens.RefreshToken!));
        Assert.Equal((1, 1), (await house.CountFacts("sign_in.revoked"), await house.CountFacts("grant.ended")));
    }

    [Fact]
    public async Task Of_thirty_two_that_collect_one_gets_tokens_and_they_are_taken_back()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        await ForManyRounds(async () =>
        {
            var id = await house.ApprovedBackchannel(phone);
            var granted = await Together(32, _ => house.Collect(id));
            var tokens = granted.OfType<Granted.Tokens>().ToArray();
            Assert.True(tokens.Length <= 1, "more than one token set");
            Assert.Equal(32 - tokens.Length, granted.Count(one => one == Apps.Invalid));
            foreach (var set in tokens) Assert.False(await house.IsLive(set.Id));
        });
    }

    [Fact]
    public async Task Another_client_another_tenant_and_a_browser_get_nothing_and_change_nothing()
    {
        await using var house = await OpenFurnished();
        await using var other = await house.NextDoor().Furnish();
        var phone = await house.Enrol();
        var id = await house.ApprovedBackchannel(phone);
        Assert.Equal(Apps.Invalid, await house.Collect(id, Apps.Other));
        Assert.Null(await house.Backchannels.Find(house.Tenant, Apps.Other, id, Cancel));
        Assert.Equal(Apps.Invalid, await other.Collect(id));
        Assert.Equal(Apps.Invalid, await house.Collect(id[..22] + "." + RandomValues.Handle()));
        Assert.Equal(Apps.Invalid, await house.Collect(""));
        var asCookie = BrowserTransaction.Parse(id)!;
        Assert.Equal(Refused(Refusal.ChallengeNotFound), await house.Observe(asCookie));
        Assert.Equal(Refused(Refusal.ChallengeNotFound), (await house.Redeem(asCookie)).Answer);
        Apps.MustBe(await house.Collect(id));

        var (browser, prompt) = await house.Prompt(phone.User);
        await phone.Approve(prompt.Number);
        Assert.Equal(Apps.Invalid, await house.Collect(browser.ToText()));
        Assert.IsType<SignedIn>((await house.Redeem(browser)).Answer);
    }

    [Fact]
    public async Task Disabled_between_approval_and_collection_there_is_nothing_to_collect()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var id = await house.ApprovedBackchannel(phone);
        await house.Administration.Ask(phone.User, new ProvisionUser(false, null), Cancel);
        await house.Administration.Ask(phone.User, new ProvisionUser(true, null), Cancel);
        Assert.Equal(Apps.Invalid, await house.Collect(id));
    }

    [Fact]
    public async Task A_second_attempt_falls_back_whoever_was_first()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        await house.PromptBackchannel(phone.User);
        foreach (var answer in new[] { (await house.Start(phone.User)).Answer, (await house.StartBackchannel(phone.User, Other))
            .Reply.Answer })
            Assert.Equal(FallbackReason.Pending, Assert.IsType<FellBack>(answer).Reason);
        Assert.Null((await house.StartBackchannel(phone.User, Other)).SealedHandle);
        Assert.Null((await house.StartBackchannel(new(house.Tenant, new("nobody@contoso.example")))).SealedHandle);
    }

    /// <summary>
    /// The row comes into being with the user's: that it was not there when it was asked for before must not be remembered.
    /// </summary>
    [Fact]
    public async Task A_grant_that_was_asked_for_too_early_is_found_when_it_is_there()
    {
        await using var house = await OpenFurnished();
        var id = await house.ApprovedBackchannel(await house.Enrol());
        var grant = GrantId.From("grant:" + id[..22]);
        Assert.False(await house.IsLive(grant));
        Assert.Equal(grant, Apps.MustBe(await house.Collect(id)).Id);
        Assert.True(await house.IsLive(grant));
    }
}
