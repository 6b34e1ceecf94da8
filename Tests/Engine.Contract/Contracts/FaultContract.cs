using Countersign.Engine.Contract.Hosts;
using Countersign.Engine.Contract.Storage;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Contract.Contracts;

/// <summary>
/// A commit that is refused, lost, carried out unheard or delivered late: the caller, or the caller who asks again, gets the true outcome;
/// there is one effect; nothing contradicts (F3, F4, I10, I11, I19).
/// </summary>
public abstract class FaultContract(Hosting hosting) : EngineContract(hosting)
{
    /// <summary>
    /// Every fault; met while the storage goes on, and with the storage gone right after it so that the caller must ask again.
    /// </summary>
    public static TheoryData<string, bool> Faults
    {
        get
        {
            var faults = new TheoryData<string, bool>();
            foreach (var fault in Enum.GetNames<Fault>())
            {
                faults.Add(fault, false);
                faults.Add(fault, true);
            }

            return faults;
        }
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task Start(string fault, bool breaks)
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var request = House.Request();
        var started = await Through(house, fault, breaks, () => house.Start(phone.User, request));

        var prompt = Assert.IsType<Prompted>(started.Answer);
        Assert.Single((await house.StateOf(phone.User)).Prompts.Unapproved);
        Assert.Equal(Approved, await phone.Approve(prompt.Number));
        Assert.IsType<SignedIn>((await house.Redeem(started.Transaction!)).Answer);
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task Approve(string fault, bool breaks)
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, prompt) = await house.Prompt(phone.User);
        var approval = phone.Approval(await phone.See(), prompt.Number);
        Assert.Equal(Approved, await Through(house, fault, breaks, () => phone.Send(approval)));
        Assert.Equal(Outcome.Approved, await house.OutcomeOf(browser));
        Assert.Equal(1, await house.CountFacts("challenge."));
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task Answer_with_a_wrong_number(string fault, bool breaks)
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, prompt) = await house.Prompt(phone.User);
        var mistake = phone.Approval(await phone.See(), SignInContract.Wrong(prompt.Number));
        Assert.Equal(Refused(Refusal.NumberMismatch), await Through(house, fault, breaks, () => phone.Send(mistake)));
        Assert.Single((await house.StateOf(phone.User)).Prompts.WrongNumbers);
        Assert.Equal(Outcome.WrongNumber, await house.OutcomeOf(browser));
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task Redeem(string fault, bool breaks)
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, prompt) = await house.Prompt(phone.User);
        await phone.Approve(prompt.Number);
        var request = House.Request();
        var redeemed = await Through(house, fault, breaks, () => house.Redeem(browser, request));

        Assert.IsType<SignedIn>(redeemed.Answer);
        Assert.True(await house.IsSession(redeemed.Session));
        Assert.Single((await house.StateOf(phone.User)).Sessions, session => session.Method == SessionMethod.PhoneSignIn);
        Assert.Equal(Refused(Refusal.AlreadyRedeemed), (await house.Redeem(browser)).Answer);
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task Cancel_by_the_browser(string fault, bool breaks)
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, _) = await house.Prompt(phone.User);
        Assert.IsType<UserAnswer.Done>(await Through(house, fault, breaks,
            () => house.SignIns.Cancel(house.Tenant, browser, Cancel).Told()));
        Assert.Equal(1, await house.CountFacts("challenge.cancelled"));
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task Prove_a_request(string fault, bool breaks)
    {
        await using var house = await OpenFurnished();
        var phone = new TestPhone(house, await house.Provision("ada@contoso.example"));
        await phone.Activate();
        Assert.IsType<UserAnswer.Done>(await Through(house, fault, breaks, () => phone.Register()));
        Assert.Equal(1, await house.CountFacts("device.registered"));
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task Register(string fault, bool breaks)
    {
        await using var house = await OpenFurnished();
        var phone = new TestPhone(house, await house.Provision("ada@contoso.example"));
        await phone.Activate();
        Assert.IsType<UserAnswer.Done>(await Through(house, fault, breaks, () => phone.Register(), passed: 1));
        var registered = new DeviceAnswer.RegisteredTo(house.Tenant, phone.User.Name, 1);
        Assert.Equal(registered, (await house.Engine.Ask(phone.Device, new DeviceQuestion.Read(), Cancel)).Answer);
        Assert.Equal(1, await house.CountFacts("device.registered"));
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task Enable(string fault, bool breaks)
    {
        await using var house = await OpenFurnished();
        var phone = new TestPhone(house, await house.Provision("ada@contoso.example"));
        await phone.Activate();
        await phone.Register();
        Assert.IsType<UserAnswer.Done>(await Through(house, fault, breaks, () => phone.Enable(), passed: 1));
        Assert.Equal(1, await house.CountFacts("method.enabled"));
        await house.Prompt(phone.User);
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task Revoke(string fault, bool breaks)
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var answer = await Through(house, fault, breaks,
            () => house.Administration.RemoveMethod(phone.User, phone.Device, Cancel).Told());

        // Asked again by hand after it was carried out unheard, there is nothing left to remove; asked once, it was removed.
        var gone = breaks && fault == nameof(Fault.LostAnswer);
        Assert.Equal(gone ? Refused(Refusal.MethodNotFound) : UserAnswer.Done.It, answer);
        Assert.Equal(1, await house.CountFacts("method.removed"));
        Assert.Equal(Refused(Refusal.DeviceProofRefused), await phone.Fetch());
        var next = phone.For(await house.Provision("bob@contoso.example"));
        await next.Activate();
        Assert.IsType<UserAnswer.Done>(await next.Register());
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task Disable(string fault, bool breaks)
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        Assert.IsType<UserAnswer.Done>(await Through(house, fault, breaks, () => phone.Disable(), passed: 1));
        Assert.Equal((1, 1), (await house.CountFacts("method.disabled"), await house.CountFacts("device.released")));
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task Save_a_policy(string fault, bool breaks)
    {
        await using var house = await OpenFurnished();
        var save = new TenantQuestion.SavePolicy(House.Request(), 1, false, new Target.AllUsers());
        var saved = await Through(house, fault, breaks,
            () => house.Administration.ChangeForeseen(house.Tenant, save, false, Cancel).AsTask());
        Assert.Equal((2, false), (Policy(saved).Version, Policy(saved).Enabled));
        Assert.Equal(2, await house.CountFacts("policy.saved"));
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task Provision(string fault, bool breaks)
    {
        await using var house = await OpenFurnished();
        await Through(house, fault, breaks, () => house.Provision("ada@contoso.example"));
        Assert.Equal(1, await house.CountFacts("user.created"));
    }

    /// <summary>
    /// A client that asks again after it heard nothing has redeemed twice, should the first have counted: it gets nothing (I5).
    /// </summary>
    [Theory, MemberData(nameof(Faults))]
    public async Task Redeem_a_code(string fault, bool breaks)
    {
        await using var house = await OpenFurnished();
        var code = await house.IssueCode(await house.Sso(await house.Enrol()));
        var granted = await Through(house, fault, breaks, () => house.RedeemCode(code));
        Assert.Equal(granted is Granted.Tokens ? 1 : 0, await house.CountFacts("grant.redeemed"));   // I18: none of a set that nobody got
        await AssertOnce(house, granted, fault, breaks);
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task Refresh(string fault, bool breaks)
    {
        await using var house = await OpenFurnished();
        var tokens = await house.GetTokens(await house.Enrol());
        var granted = await Through(house, fault, breaks, () => house.Refresh(tokens.RefreshToken!));
        Assert.Equal(1, await house.CountFacts("grant.refreshed"));   // I18: none of a set that nobody got
        Apps.MustBe(await house.Refresh(Apps.MustBe(granted).RefreshToken!));
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task Collect_a_backchannel_sign_in(string fault, bool breaks)
    {
        await using var house = await OpenFurnished();
        var id = await house.ApprovedBackchannel(await house.Enrol());
        var granted = await Through(house, fault, breaks, () => house.Collect(id));
        Assert.Equal(1, await house.CountFacts("sign_in.redeemed"));
        await AssertOnce(house, granted, fault, breaks);
    }

    private static async Task AssertOnce(House house, Granted granted, string fault, bool breaks)
    {
        if (breaks && fault == nameof(Fault.LostAnswer))
        {
            Assert.Equal(Apps.Invalid, granted);
            Assert.Equal(1, await house.CountFacts("grant.ended"));
        }
        else
        {
            Apps.MustBe(await house.Refresh(Apps.MustBe(granted).RefreshToken!));
        }
    }

    private static PhoneSignInPolicy Policy(Reply<TenantChanged> saved) => Assert.IsType<TenantChanged>(saved.Answer).Tenant.Policy!;

    /// <summary>Asks while a commit meets the fault, and again if the engine could not say; then delivers what comes late.</summary>
    /// <param name="passed">How many commits of the same question go well before that one.</param>
    private static async Task<T> Through<T>(House house, string name, bool breaks, Func<Task<T>> ask, int passed = 0)
    {
        var fault = Enum.Parse<Fault>(name);
        house.Store.OnNextCommits([.. Enumerable.Repeat<Fault?>(null, passed), fault]);
        if (breaks)
        {
            house.BreakAfterCommit(passed);
            await Assert.ThrowsAsync<EngineUnavailableException>(ask);
            house.Store.IsUnavailable = false;
        }

        var answer = await ask();
        if (fault == Fault.Late) Assert.Equal(CommitResult.NotCommitted, await house.Store.DeliverLate());
        return answer;
    }
}
