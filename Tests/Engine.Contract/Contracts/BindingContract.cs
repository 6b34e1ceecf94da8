using Countersign.Engine.Contract.Hosts;
using Countersign.SignIn;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Contract.Contracts;

/// <summary>
/// A caller who did not begin the sign-in, or did not see it, gets the one answer everybody else gets, and changes nothing (I4, I6, I12).
/// </summary>
public abstract class BindingContract(Hosting hosting) : EngineContract(hosting)
{
    [Fact]
    public async Task Every_wrong_handle_is_refused_alike_and_changes_nothing()
    {
        await using var house = await OpenFurnished();
        await using var other = await house.NextDoor().Furnish();
        var phone = await house.Enrol();
        var (browser, prompt) = await house.Prompt(phone.User);
        var (stranger, _) = await house.Prompt((await house.Enrol("eve@contoso.example")).User);
        var (foreign, _) = await other.Prompt((await other.Enrol()).User);
        await phone.Approve(prompt.Number);
        var state = await house.StateOf(phone.User);

        (TenantId, BrowserTransaction)[] wrong =
        [
            (house.Tenant, browser with { Secret = stranger.Secret }),
            (house.Tenant, browser with { Secret = foreign.Secret }),
            (house.Tenant, browser with { Secret = browser.Challenge.Value }),
            (house.Tenant, browser with { Secret = SecretHash.OfSecret(browser.Secret).Value }),
            (house.Tenant, new(new(browser.Secret), browser.Challenge.Value)),
            (house.Tenant, stranger with { Secret = browser.Secret }),
            (house.Tenant, foreign),
            (house.Tenant, new(new(RandomValues.Handle()), browser.Secret)),
            (other.Tenant, browser),
        ];
        foreach (var (tenant, handle) in wrong)
        {
            Assert.Equal(Refused(Refusal.ChallengeNotFound), await house.SignIns.Observe(tenant, handle, TimeSpan.Zero, Cancel).Told());
            Assert.Equal(Refused(Refusal.ChallengeNotFound), await house.SignIns.Cancel(tenant, handle, Cancel).Told());
            Assert.Equal(Refused(Refusal.ChallengeNotFound), await house.SignIns.UsePassword(tenant, handle, Cancel).Told());
            Assert.Equal(Refusal.ChallengeNotFound, (await house.SignIns.Redeem(tenant, handle, null, Cancel)).Refused);
        }

        Assert.Equivalent(state, await house.StateOf(phone.User), strict: true);
        Assert.IsType<SignedIn>((await house.Redeem(browser)).Answer);
    }

    [Fact]
    public async Task A_statement_about_anything_else_does_not_decide()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, prompt) = await house.Prompt(phone.User);
        var good = phone.Statement(await phone.See(), Decision.Approve, prompt.Number);
        (DecisionStatement Statement, Refusal Why)[] wrong =
        [
            (good with { Audience = House.Origin }, Refusal.DeviceProofRefused),
            (good with { Tenant = new("fabrikam") }, Refusal.DeviceProofRefused),
            (good with { User = new("bob@contoso.example") }, Refusal.DeviceProofRefused),
            (good with { Device = new(RandomValues.Handle()) }, Refusal.DeviceProofRefused),
            (good with { Challenge = new(RandomValues.Handle()) }, Refusal.ChallengeNotFound),
            (good with { Nonce = RandomValues.Handle() }, Refusal.StatementMismatch),
            (good with { Client = "payroll" }, Refusal.StatementMismatch),
            (good with { Context = (House.Context with { Place = "Oslo, Norway" }).Hash() }, Refusal.StatementMismatch),
            (good with { IssuedAt = good.IssuedAt - TimeSpan.FromSeconds(61) }, Refusal.StatementMismatch),
            (good with { IssuedAt = good.IssuedAt + TimeSpan.FromSeconds(61) }, Refusal.StatementMismatch),
            (good with { UserVerified = false }, Refusal.UserVerificationRequired),
            (good with { Number = prompt.Number[..1] }, Refusal.NumberRequired),
        ];
        foreach (var (statement, why) in wrong) Assert.Equal(Refused(why), await phone.Send(phone.Sign(statement)));
        Assert.IsType<ChallengePending>(await house.Observe(browser));
        Assert.Equal(Approved, await phone.Send(phone.Sign(good)));
    }

    [Fact]
    public async Task A_statement_signed_by_any_other_key_does_not_decide()
    {
        await using var house = await OpenFurnished();
        await using var other = await house.NextDoor().Furnish();
        var phone = await house.Enrol();
        var stranger = await house.Enrol("eve@contoso.example");
        var namesake = await other.Enrol();
        var (browser, prompt) = await house.Prompt(phone.User);
        var statement = phone.Statement(await phone.See(), Decision.Approve, prompt.Number);
        foreach (var key in new[] { phone.RequestKey, stranger.DecisionKey, namesake.DecisionKey, new TestKey() })
        {
            Assert.Equal(Refused(Refusal.DeviceProofRefused), await phone.Send(statement.Sign(key.Name, key.Sign)));
            Assert.Equal(Refused(Refusal.DeviceProofRefused), await phone.Send(statement.Sign(phone.DecisionKey.Name, key.Sign)));
        }

        Assert.IsType<ChallengePending>(await house.Observe(browser));
    }

    [Fact]
    public async Task The_same_statement_again_gets_the_same_answer_and_another_comes_too_late()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (_, prompt) = await house.Prompt(phone.User);
        var seen = await phone.See();
        var (approval, denial) = (phone.Approval(seen, prompt.Number), phone.Denial(seen));
        Assert.Equal(Approved, await phone.Send(approval));
        Assert.Equal(Approved, await phone.Send(approval));
        Assert.Equal(Refused(Refusal.AlreadyDecided), await phone.Send(denial));
        Assert.Equal(1, await house.CountFacts("challenge."));
    }

    [Fact]
    public async Task A_request_is_accepted_once_and_only_as_it_was_signed()
    {
        await using var house = await OpenFurnished();
        await using var other = await house.NextDoor().Furnish();
        var phone = await house.Enrol();
        var request = phone.Request("GET", "/challenge");
        foreach (var changed in new[]
        {
            request with { Method = "POST" }, request with { Path = "/other" }, request with { BodyHash = SecretHash.OfSecret("x").Value },
            request with { Tenant = other.Tenant }, request with { Jws = null },
        })
        {
            Assert.Equal(Refused(Refusal.DeviceProofRefused), await house.Phones.Fetch(changed, TimeSpan.Zero, Cancel).Told());
        }

        Assert.IsType<NothingWaiting>(await house.Phones.Fetch(request, TimeSpan.Zero, Cancel).Told());
        Assert.Equal(Refused(Refusal.DeviceProofRefused), await house.Phones.Fetch(request, TimeSpan.Zero, Cancel).Told());
    }

    [Fact]
    public async Task A_session_of_one_tenant_is_none_in_another()
    {
        await using var house = await OpenFurnished();
        await using var other = await house.NextDoor().Furnish();
        var session = await house.SignInWithPass(await house.Provision("ada@contoso.example"));
        Assert.True(await house.IsSession(session));
        Assert.False(await other.IsSession(session));
        Assert.Equal(Refusal.SessionRequired, (await house.SecurityInfo.AddMethod(other.Tenant, session, Cancel)).Refused);
    }
}
