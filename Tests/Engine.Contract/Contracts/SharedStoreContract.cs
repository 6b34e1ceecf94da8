using Countersign.Engine.Contract.Hosts;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Contract.Contracts;

/// <summary>
/// Two hosts on one store, each sure to be the only one, as duplicate activations and processes that were thought dead are; and a host
/// that comes after another (I3, I13, I15, I22, D-02, T14).
/// </summary>
public abstract class SharedStoreContract(Hosting hosting) : EngineContract(hosting)
{
    private const int Rounds = 12;

    [Fact]
    public async Task Two_hosts_tell_one_truth()
    {
        await using var here = await OpenFurnished(isShared: true);
        await using var there = await here.Beside();
        var phone = await here.Enrol();
        await StartsAtBoth(here, there, phone);
        await DecisionsAtBoth(here, there, phone);
        await RedemptionsAtBoth(here, there, phone);
        await WrongNumbersAtBoth(here, there, phone);
        await NoTerminalStateTurnsPending(here, there, await here.Enrol("bob@contoso.example"));
    }

    [Fact]
    public async Task What_was_pending_decided_counted_and_opened_is_there_when_another_host_takes_over()
    {
        await using var before = await OpenFurnished(isShared: true);
        var (ada, bob, eve) = (await before.Enrol(), await before.Enrol("bob@contoso.example"), await before.Enrol("eve@contoso.example"));
        var (_, session) = await ada.SignIn();
        var (approved, prompt) = await before.Prompt(ada.User);
        await ada.Approve(prompt.Number);
        var (pending, number) = await before.Prompt(bob.User);
        for (var i = 0; i < Limits.WrongNumbersToLock; i++)
            await eve.Approve(SignInContract.Wrong((await before.Prompt(eve.User)).Prompt.Number));
        await SpendBudget(before);

        await using var after = await before.Beside();
        Assert.True(await after.IsSession(session));
        Assert.IsType<SignedIn>((await after.Redeem(approved)).Answer);
        Assert.Equal(FallbackReason.Pending, await Reason(after, bob.User));
        Assert.Equal(Approved, await bob.At(after).Approve(number.Number));
        Assert.Equal(Outcome.Approved, await after.OutcomeOf(pending));
        Assert.Equal(FallbackReason.Locked, await Reason(after, eve.User));
        Assert.Equal(FallbackReason.TooManyPrompts, await Reason(after, new(after.Tenant, new("prompted@contoso.example"))));
    }

    [Fact]
    public async Task A_retry_at_another_host_after_the_first_died_gets_the_true_outcome()
    {
        await using var dying = await OpenFurnished(isShared: true);
        await using var next = await dying.Beside();
        var phone = await dying.Enrol();
        var (start, redeem) = (House.Request(), House.Request());

        await Dies(dying, () => dying.Start(phone.User, start));
        var started = await next.Start(phone.User, start);
        var prompt = Assert.IsType<Prompted>(started.Answer);
        var approval = phone.Approval(await phone.At(next).See(), prompt.Number);
        await Dies(dying, () => phone.Send(approval));
        Assert.Equal(Approved, await phone.At(next).Send(approval));
        await Dies(dying, () => dying.Redeem(started.Transaction!, redeem));
        var redeemed = await next.Redeem(started.Transaction!, redeem);

        Assert.IsType<SignedIn>(redeemed.Answer);
        Assert.True(await next.IsSession(redeemed.Session));
        Assert.Equal(1, await next.CountFacts("challenge."));
        Assert.Single((await next.StateOf(phone.User)).Sessions, session => session.Method == SessionMethod.PhoneSignIn);
    }

    /// <summary>I1: one challenge, whichever host made it.</summary>
    private static async Task StartsAtBoth(House here, House there, TestPhone phone)
    {
        var started = await Together(40, i => (i % 2 == 0 ? here : there).Start(phone.User));
        var prompted = Assert.Single(started, start => start.Answer is Prompted);
        Assert.Equal(39, started.Count(start => start.Answer is FellBack { Reason: FallbackReason.Pending }));
        Assert.IsType<ChallengePending>(await there.Observe(prompted.Transaction!));
        Assert.IsType<ChallengePending>(await here.Observe(prompted.Transaction!));
        await there.SignIns.Cancel(there.Tenant, prompted.Transaction!, Cancel);
        Assert.Equal(Outcome.Cancelled, await here.OutcomeOf(prompted.Transaction!));
    }

    /// <summary>I2: approved here and denied there at once, one holds at both.</summary>
    private static async Task DecisionsAtBoth(House here, House there, TestPhone phone)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var (browser, prompt) = await here.Prompt(phone.User);
            var seen = await phone.At(there).See();
            var statements = new[] { phone.Approval(seen, prompt.Number), phone.Denial(seen) };
            var answers = await Together(2, i => phone.At(i == 0 ? here : there).Send(statements[i]));
            var decided = Assert.Single(answers.OfType<Decided>());
            Assert.Single(answers, Refused(Refusal.AlreadyDecided));
            Assert.Equal((decided.Outcome, decided.Outcome), (await here.OutcomeOf(browser), await there.OutcomeOf(browser)));
            Assert.Single(await here.Facts("challenge."), fact => fact.Challenge == browser.Challenge);
        }
    }

    /// <summary>I5.</summary>
    private static async Task RedemptionsAtBoth(House here, House there, TestPhone phone)
    {
        var (browser, prompt) = await here.Prompt(phone.User);
        await phone.At(there).Approve(prompt.Number);
        var redeemed = await Together(32, i => (i % 2 == 0 ? here : there).Redeem(browser));
        var first = Assert.Single(redeemed, one => one.Answer is SignedIn);
        Assert.False(await here.IsSession(first.Session));
        Assert.False(await there.IsSession(first.Session));
    }

    /// <summary>I15: the counter is the user's, not the host's.</summary>
    private static async Task WrongNumbersAtBoth(House here, House there, TestPhone phone)
    {
        for (var i = 0; i < Limits.WrongNumbersToLock; i++)
        {
            var at = i % 2 == 0 ? here : there;
            await phone.At(at).Approve(SignInContract.Wrong((await at.Prompt(phone.User)).Prompt.Number));
        }

        Assert.Equal((FallbackReason.Locked, FallbackReason.Locked), (await Reason(here, phone.User), await Reason(there, phone.User)));
        Assert.Equal(1, await here.CountFacts("user.locked"));
    }

    /// <summary>I22: once an observer at one host has seen the end, none at the other sees it pending.</summary>
    private static async Task NoTerminalStateTurnsPending(House here, House there, TestPhone phone)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var (browser, prompt) = await here.Prompt(phone.User);
            var approval = phone.Approval(await phone.See(), prompt.Number);
            var seen = Task.Run(async () =>
            {
                List<bool> ended = [];
                while (!(ended.Count > 3 && ended[^1] && ended[^2]))
                {
                    ended.Add(await (ended.Count % 2 == 0 ? here : there).Observe(browser) is ChallengeEnded);
                }

                return ended;
            }, Cancel);
            Assert.Equal(Approved, await phone.At(round % 2 == 0 ? here : there).Send(approval));
            var order = await seen.WaitAsync(Patience, Cancel);
            Assert.Equal(order.Order(), order);
        }
    }

    private static async Task SpendBudget(House house)
    {
        await house.Set(new TenantQuestion.SetSettings(House.Request(), TenantSettings.Default));
        var phone = await house.Enrol("prompted@contoso.example");
        for (var i = 0; i < Limits.PromptsIn5Minutes; i++)
            await house.SignIns.Cancel(house.Tenant, (await house.Prompt(phone.User)).Browser, Cancel);
    }

    private static async Task<FallbackReason> Reason(House house, UserKey user) =>
        Assert.IsType<FellBack>((await house.Start(user)).Answer).Reason;

    /// <summary>The commit is carried out, and the one who sent it never hears of it.</summary>
    private static async Task Dies<T>(House house, Func<Task<T>> ask)
    {
        house.Store.OnNextCommits(Storage.Fault.LostAnswer);
        house.BreakAfterCommit();
        await Assert.ThrowsAsync<EngineUnavailableException>(ask);
        house.Store.IsUnavailable = false;
    }
}
