using Countersign.Engine.Contract.Hosts;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Contract.Contracts;

/// <summary>Administrators' changes hold at every step from then on (S-19 to S-25, S-35, I8, I19).</summary>
public abstract class PolicyContract(Hosting hosting) : EngineContract(hosting)
{
    [Fact]
    public async Task A_policy_is_saved_once_for_a_request_and_never_over_one_that_was_not_seen()
    {
        await using var house = await OpenFurnished();
        var save = new TenantQuestion.SavePolicy(House.Request(), 1, false, new Target.AllUsers());
        Assert.Equal(2, (await house.Set(save)).PolicyVersion);
        Assert.Equal(2, (await house.Set(save)).PolicyVersion);
        var stale = await house.Administration.Ask(house.Tenant, save with { Request = House.Request() }, Cancel);
        Assert.Equal(Refusal.VersionMismatch, stale.Refused);
    }

    [Fact]
    public async Task Superseding_the_legacy_policy_says_who_loses_access_before_and_when_it_is_saved()
    {
        await using var house = await Open();
        await house.Set(new TenantQuestion.Create(House.Request()));
        await house.Set(new TenantQuestion.SetLegacyPolicy(House.Request(), true));
        var (ada, _, grouped) = (await house.Enrol(), await house.Enrol("bob@contoso.example"), await house.Enrol("carol@contoso.example"));
        await house.Provision("plain@contoso.example");
        await house.Administration.Ask(grouped.User, new ChangeGroupMembership("pilots", true), Cancel);
        await ada.SignIn();

        var save = new TenantQuestion.SavePolicy(House.Request(), 0, true, new Target.SelectUsers([ada.User.Name], ["pilots"]));
        Assert.Equal(1, await Losing(preview: true));
        Assert.Equal(0, await house.CountFacts("policy.saved"));
        Assert.Equal(1, await Losing(preview: false));
        Assert.Equal(1, await house.CountFacts("policy.saved"));

        async Task<int?> Losing(bool preview) =>
            (await house.Administration.ChangeForeseen(house.Tenant, save, preview, Cancel)).Answer?.Forecast.LosingAccess.Count;
    }

    [Fact]
    public async Task A_user_who_is_not_targeted_is_refused_after_completing()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var bobOnly = new Target.SelectUsers([new("bob@contoso.example")], []);
        await house.Set(new TenantQuestion.SavePolicy(House.Request(), null, true, bobOnly));
        var (browser, prompt) = await house.Prompt(phone.User);
        Assert.Equal(Refused(Refusal.MethodNotAllowedByPolicy), await phone.Approve(prompt.Number));
        Assert.Equal(Outcome.NotAllowed, await house.OutcomeOf(browser));
        Assert.Equal(Refused(Refusal.MethodNotAllowedByPolicy), (await house.Redeem(browser)).Answer);
    }

    [Fact]
    public async Task A_tenant_that_checks_first_does_not_prompt_who_is_not_targeted()
    {
        await using var house = await (await Open()).Furnish(TenantSettings.Default with { PolicyCheck = PolicyCheck.BeforePrompt });
        var phone = await house.Enrol();
        await house.Set(new TenantQuestion.SavePolicy(House.Request(), null, true, new Target.SelectUsers([], ["pilots"])));
        Assert.Equal(FallbackReason.NotAllowedByPolicy, Assert.IsType<FellBack>((await house.Start(phone.User)).Answer).Reason);
        await house.Administration.Ask(phone.User, new ChangeGroupMembership("pilots", true), Cancel);
        await phone.SignIn();
    }

    [Fact]
    public async Task A_policy_turned_off_between_two_steps_holds_at_the_next()
    {
        await using var house = await OpenFurnished();
        var (ada, bob) = (await house.Enrol(), await house.Enrol("bob@contoso.example"));
        var (adas, adasPrompt) = await house.Prompt(ada.User);
        await ada.Approve(adasPrompt.Number);
        var (_, bobsPrompt) = await house.Prompt(bob.User);
        await house.Set(new TenantQuestion.SavePolicy(House.Request(), null, false, new Target.AllUsers()));

        Assert.Equal(Refused(Refusal.MethodNotAllowedByPolicy), (await house.Redeem(adas)).Answer);
        Assert.Equal(Refused(Refusal.MethodNotAllowedByPolicy), await bob.Approve(bobsPrompt.Number));
        Assert.Equal(FallbackReason.SwitchedOff, Assert.IsType<FellBack>((await house.Start(ada.User)).Answer).Reason);
    }

    [Fact]
    public async Task Users_are_listed_in_order_in_pages_and_only_the_tenants_own()
    {
        await using var house = await OpenFurnished();
        await using var other = await house.NextDoor().Furnish();
        await other.Provision("ada@contoso.example");
        var phone = await house.Enrol("m@contoso.example");
        foreach (var name in new[] { "z@contoso.example", "a@contoso.example", "c@contoso.example" }) await house.Provision(name);
        await house.Administration.Ask(new UserKey(house.Tenant, new("c@contoso.example")), new RemoveUser(), Cancel);

        var first = await house.Administration.ListUsers(house.Tenant, null, 2, Cancel);
        var rest = await house.Administration.ListUsers(house.Tenant, first[^1].Name, 2, Cancel);
        Assert.Equal(["a@contoso.example", "m@contoso.example", "z@contoso.example"], first.Concat(rest).Select(user => user.Name.Value));
        Assert.Equal(phone.User.Name, Assert.Single(first, user => user.HasCredential).Name);
    }

    [Fact]
    public async Task Tenants_are_listed_in_order_in_pages()
    {
        await using var house = await OpenFurnished();
        await using var other = await house.NextDoor().Furnish();
        List<string> all = [];   // other tests' tenants, too, where they share a store
        for (var page = await house.Administration.ListTenants("", 1, Cancel); page.Count > 0;)
        {
            all.AddRange(page.Select(tenant => tenant.Value));
            page = await house.Administration.ListTenants(all[^1], 10, Cancel);
        }

        Assert.Equal(all.Order(StringComparer.Ordinal), all);
        Assert.Contains(house.Tenant.Value, all);
        Assert.Contains(other.Tenant.Value, all);
    }
}
