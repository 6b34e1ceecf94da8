using System.Collections.Immutable;
using Countersign.Engine.Contract.Hosts;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Contract.Contracts;

/// <summary>Many at once: one wins, and everybody hears the same (S-44 to S-46, I1, I2, I5, T13).</summary>
public abstract class RaceContract(Hosting hosting) : EngineContract(hosting)
{
    private const int Rounds = 12;

    [Fact]
    public async Task A_thousand_concurrent_starts_make_one_challenge_and_999_fallbacks()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var started = await Together(1000, _ => house.Start(phone.User));

        var prompted = Assert.Single(started, start => start.Answer is Prompted);
        Assert.Equal(999, started.Count(start => start.Answer is FellBack { Reason: FallbackReason.Pending }));
        Assert.Single((await house.StateOf(phone.User)).Prompts.Unapproved);

        Assert.Equal(Approved, await phone.Approve(((Prompted)prompted.Answer).Number));
        Assert.IsType<SignedIn>((await house.Redeem(prompted.Transaction!)).Answer);
    }

    [Fact]
    public async Task A_thousand_concurrent_starts_for_a_name_nobody_has_are_all_answered()
    {
        await using var house = await OpenFurnished();
        var nobody = new UserKey(house.Tenant, new("nobody@contoso.example"));
        var started = await Together(1000, _ => house.Start(nobody));
        Assert.All(started, start => Assert.Equal(FallbackReason.NotAvailable, Assert.IsType<FellBack>(start.Answer).Reason));
    }

    [Fact]
    public async Task Of_approval_denial_wrong_number_and_cancellation_one_wins()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        for (var round = 0; round < Rounds; round++)
        {
            var (browser, prompt) = await house.Prompt(phone.User);
            var seen = await phone.See();
            var approval = phone.Approval(seen, prompt.Number);
            var (denial, mistake) = (phone.Denial(seen), phone.Approval(seen, SignInContract.Wrong(prompt.Number)));
            var answers = await Race(
                () => phone.Send(approval), () => phone.Send(denial), () => phone.Send(mistake),
                () => house.SignIns.Cancel(house.Tenant, browser, Cancel).Told());
            await AssertOneOutcome(house, browser, answers);
            await house.Administration.Ask(phone.User, new UnlockUser(), Cancel);
        }
    }

    [Fact]
    public async Task Of_approval_and_expiry_one_wins()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        for (var round = 0; round < Rounds; round++)
        {
            var (browser, prompt) = await house.Prompt(phone.User);
            var seen = await phone.See();
            house.Clock.Advance(prompt.ExpiresAt - house.Clock.GetUtcNow() - TimeSpan.FromMilliseconds(1));
            var approval = phone.Approval(seen, prompt.Number);
            var answers = await Race(
                () => phone.Send(approval),
                async () =>
                {
                    house.Clock.Advance(TimeSpan.FromMilliseconds(1));
                    await house.Housekeeping.Once(failed => Assert.Fail(failed.Message), Cancel);
                    return await house.Observe(browser);
                });
            await AssertOneOutcome(house, browser, [answers[0]]);
            Assert.Equal(answers[1], await house.Observe(browser));
            Assert.Equal(answers[0] == Approved ? Outcome.Approved : Outcome.Expired, await house.OutcomeOf(browser));
            house.Clock.Advance(TimeSpan.FromMinutes(20));
        }
    }

    [Fact]
    public async Task Of_approval_and_removal_of_the_method_one_is_first_and_nothing_is_redeemed_after_both()
    {
        await using var house = await OpenFurnished();
        for (var round = 0; round < Rounds; round++)
        {
            var phone = await house.Enrol($"user{round}@contoso.example");
            var (browser, prompt) = await house.Prompt(phone.User);
            var approval = phone.Approval(await phone.See(), prompt.Number);
            var answers = await Race(
                () => phone.Send(approval), () => house.Administration.RemoveMethod(phone.User, phone.Device, Cancel).Told());
            Assert.IsType<UserAnswer.Done>(answers[1]);
            Assert.Contains(answers[0], new[] { Approved, Refused(Refusal.DeviceProofRefused) });
            Assert.Equal(answers[0] == Approved ? Outcome.Approved : Outcome.Cancelled, await house.OutcomeOf(browser));
            Assert.IsNotType<SignedIn>((await house.Redeem(browser)).Answer);
        }
    }

    [Fact]
    public async Task Thirty_two_redemptions_open_one_session_and_the_second_takes_it_back()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, prompt) = await house.Prompt(phone.User);
        await phone.Approve(prompt.Number);
        var redeemed = await Together(32, _ => house.Redeem(browser));

        var first = Assert.Single(redeemed, one => one.Answer is SignedIn);
        Assert.Equal(31, redeemed.Count(one => one.Answer == Refused(Refusal.AlreadyRedeemed)));
        Assert.False(await house.IsSession(first.Session));
        Assert.Equal((1, 1), (await house.CountFacts("sign_in.redeemed"), await house.CountFacts("sign_in.revoked")));
    }

    [Fact]
    public async Task Thirty_two_retries_of_one_redemption_leave_one_session()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, prompt) = await house.Prompt(phone.User);
        await phone.Approve(prompt.Number);
        var request = House.Request();
        var redeemed = await Together(32, _ => house.Redeem(browser, request));

        Assert.All(redeemed, one => Assert.IsType<SignedIn>(one.Answer));
        var session = Assert.Single(redeemed.Select(one => one.Session).Distinct());
        Assert.True(await house.IsSession(session));
        Assert.Equal((1, 0), (await house.CountFacts("sign_in.redeemed"), await house.CountFacts("sign_in.revoked")));
    }

    [Fact]
    public async Task One_pass_opens_one_session()
    {
        await using var house = await OpenFurnished();
        var user = await house.Provision("ada@contoso.example");
        var issued = await house.Administration.IssuePass(user, Cancel);
        var opened = await Together(32, _ => house.SecurityInfo.UsePass(user, issued.Answer!.Pass, Cancel).AsTask());
        Assert.Single(opened, one => one.Answer?.Secret is not null);
        Assert.Equal(31, opened.Count(one => one.Refused == Refusal.PassRefused));
    }

    [Fact]
    public async Task Of_policies_saved_over_the_same_version_one_wins()
    {
        await using var house = await OpenFurnished();
        var saved = await Together(8, i => house.Administration.Ask(
            house.Tenant, new TenantQuestion.SavePolicy(House.Request(), 1, i % 2 == 0, new Target.AllUsers()), Cancel).Told());
        Assert.Equal(2, Assert.IsType<TenantAnswer.Is>(Assert.Single(saved, one => one is TenantAnswer.Is)).Tenant.PolicyVersion);
        Assert.Equal(7, saved.Count(one => one is TenantAnswer.Refused { Why: Refusal.VersionMismatch }));
    }

    [Fact]
    public async Task A_device_that_two_accounts_register_at_once_belongs_to_one()
    {
        await using var house = await OpenFurnished();
        var ada = new TestPhone(house, await house.Provision("ada@contoso.example"));
        await ada.Activate();
        var bob = ada.For(await house.Provision("bob@contoso.example"));
        await bob.Activate();
        var answers = await Race(() => ada.Register(), () => bob.Register());
        Assert.Single(answers, answer => answer is UserAnswer.Done);
        Assert.Single(answers, answer => answer == Refused(Refusal.DeviceHasOtherAccount));
        var enabled = new[] { await ada.Enable(), await bob.Enable() };
        Assert.Equal(answers, enabled.Select(answer =>
            answer == Refused(Refusal.DeviceNotRegistered) ? Refused(Refusal.DeviceHasOtherAccount) : answer));
    }

    private static async Task<ImmutableArray<UserAnswer>> Race(params Func<Task<UserAnswer>>[] runners) =>
        [.. await Together(runners.Length, i => runners[i]())];

    /// <summary>One final record, every success names it, and it stays.</summary>
    private static async Task AssertOneOutcome(House house, BrowserTransaction browser, IEnumerable<UserAnswer> answers)
    {
        var outcome = await house.OutcomeOf(browser);
        var final = Assert.Single(await house.Facts("challenge."), fact => fact.Challenge == browser.Challenge);
        Assert.Equal("challenge." + Word(outcome), final.Kind);
        Assert.All(answers.OfType<Decided>(), decided => Assert.Equal(outcome, decided.Outcome));
        Assert.Equal(outcome == Outcome.WrongNumber, answers.Contains(Refused(Refusal.NumberMismatch)));
        Assert.Equal(outcome == Outcome.Cancelled, answers.OfType<UserAnswer.Done>().Any());
        Assert.Equal(outcome, await house.OutcomeOf(browser));
    }

    private static string Word(Outcome outcome) => outcome == Outcome.WrongNumber ? "wrong_number" : outcome.ToString().ToLowerInvariant();
}
