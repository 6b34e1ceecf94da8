using Countersign.Engine.Contract.Hosts;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;
using Countersign.SignIn.Users.SigningIn;
using Xunit;

namespace Countersign.Engine.Contract.Contracts;

/// <summary>T5, I16, I17: whoever cannot be asked looks to a stranger like somebody who does not answer, and leaves no row.</summary>
public abstract class DecoyContract(Hosting hosting) : EngineContract(hosting)
{
    private const int Rounds = 3;

    [Fact]
    public async Task Of_a_thousand_starts_for_a_name_nobody_has_one_is_shown_a_number()
    {
        await using var house = await OpenWithDecoys();
        var nobody = new UserKey(house.Tenant, new("nobody@contoso.example"));
        var started = await Together(1000, _ => house.Start(nobody));
        Assert.True(Assert.Single(started.Select(start => start.Answer).OfType<Prompted>()).IsDecoy);
        Assert.Equal(999, started.Count(start => start.Answer is FellBack { Reason: FallbackReason.Pending }));
        Assert.Null(await house.Store.Load(new(RowKind.User, nobody.ToKey()), Cancel));
        var challenges = await house.Store.List(RowKind.Challenge, "", "", 100_000, Cancel);   // a cluster's tests share one store
        Assert.DoesNotContain(challenges, row => row.Key.Owner == RowOwner.User(nobody));
    }

    [Fact]
    public async Task A_decoy_is_seen_again_cancelled_and_followed_by_another()
    {
        await using var house = await OpenWithDecoys();
        var plain = await house.Provision("plain@contoso.example");
        for (var round = 0; round < Rounds; round++)
        {
            var (browser, prompt) = await house.Prompt(plain);
            Assert.Equal(new ChallengePending(prompt.Number, prompt.Mode, prompt.ExpiresAt), await house.Observe(browser));
            Assert.IsType<UserAnswer.Done>(await house.SignIns.Cancel(house.Tenant, browser, Cancel).Told());
            Assert.Equal(Outcome.Cancelled, await house.OutcomeOf(browser));
            Assert.Equal(Refused(Refusal.NotApproved), (await house.Redeem(browser)).Answer);
        }

        Assert.Equal(0, await house.CountFacts("challenge.cancelled"));
    }

    [Fact]
    public async Task Whoever_gets_a_phone_is_asked_although_a_decoy_was_pending()
    {
        await using var house = await OpenWithDecoys();
        var user = new UserKey(house.Tenant, new("late@contoso.example"));
        Assert.True((await house.Prompt(user)).Prompt.IsDecoy);
        var phone = await house.Enrol(user.Name.Value);
        await phone.SignIn();
    }

    private async Task<House> OpenWithDecoys() =>
        await (await Open()).Furnish(TenantSettings.OfNewTenant with { Budget = new(100, 100, 100) });
}
