using Countersign.Engine.Contract.Hosts;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Contract.Contracts;

/// <summary>
/// Waiting ends with what was waited for, or with the time; on a clock that stands still only the former can be (S-14, D-05, I20).
/// </summary>
public abstract class WaitingContract(Hosting hosting) : EngineContract(hosting)
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(25);

    [Fact]
    public async Task A_waiting_browser_hears_of_the_approval_at_once()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, prompt) = await house.Prompt(phone.User);
        var began = house.Clock.NextTimer();
        var waiting = house.SignIns.Observe(house.Tenant, browser, Long, Cancel).Told();
        await began.WaitAsync(Patience, Cancel);
        Assert.Equal(Approved, await phone.Approve(prompt.Number));
        Assert.Equal(new ChallengeEnded(Outcome.Approved, false), await waiting.WaitAsync(Patience, Cancel));
    }

    [Fact]
    public async Task A_waiting_phone_hears_of_the_prompt_at_once()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var began = house.Clock.NextTimer();
        var waiting = phone.Fetch(Long);
        await began.WaitAsync(Patience, Cancel);
        var (browser, _) = await house.Prompt(phone.User);
        Assert.Equal(browser.Challenge, Assert.IsType<WaitingChallenge>(await waiting.WaitAsync(Patience, Cancel)).Challenge);
    }

    [Fact]
    public async Task A_phone_that_shows_a_prompt_hears_at_once_that_it_is_gone()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, _) = await house.Prompt(phone.User);
        var verified = (await house.Phones.Open(phone.Request("GET", "/challenges"), Cancel))!.Request;
        var began = house.Clock.NextTimer();
        var waiting = house.Phones.Fetch(verified, browser.Challenge, Long, Cancel).Told();
        await began.WaitAsync(Patience, Cancel);
        await house.SignIns.Cancel(house.Tenant, browser, Cancel);
        Assert.IsType<NothingWaiting>(await waiting.WaitAsync(Patience, Cancel));
    }

    [Fact]
    public async Task A_hundred_browsers_of_one_challenge_and_a_hundred_others_each_hear_their_own()
    {
        await using var house = await OpenFurnished();
        var (ada, bob) = (await house.Enrol(), await house.Enrol("bob@contoso.example"));
        var (adas, prompt) = await house.Prompt(ada.User);
        var (bobs, _) = await house.Prompt(bob.User);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var waiting = Enumerable.Range(0, 100).Select(_ => house.SignIns.Observe(house.Tenant, adas, Long, Cancel).Told()).ToArray();
        var others = Enumerable.Range(0, 100).Select(_ => house.SignIns.Observe(house.Tenant, bobs, Long, stop.Token).Told()).ToArray();

        Assert.Equal(Approved, await ada.Approve(prompt.Number));
        Assert.All(await Task.WhenAll(waiting).WaitAsync(Patience, Cancel),
            heard => Assert.Equal(new ChallengeEnded(Outcome.Approved, false), heard));
        Assert.All(others, other => Assert.False(other.IsCompleted));

        Assert.Equal(new Decided(Outcome.Denied), await bob.Deny());
        Assert.All(await Task.WhenAll(others).WaitAsync(Patience, Cancel),
            heard => Assert.Equal(new ChallengeEnded(Outcome.Denied, false), heard));
    }

    [Fact]
    public async Task A_wait_ends_with_its_time()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, _) = await house.Prompt(phone.User);
        var began = house.Clock.NextTimer();
        var waiting = house.SignIns.Observe(house.Tenant, browser, Long, Cancel).Told();
        await began.WaitAsync(Patience, Cancel);
        Assert.False(waiting.IsCompleted);
        house.Clock.Advance(Long);
        Assert.IsType<ChallengePending>(await waiting.WaitAsync(Patience, Cancel));
    }

    [Fact]
    public async Task A_waiting_browser_hears_of_the_expiry_when_it_comes()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, prompt) = await house.Prompt(phone.User);
        house.Clock.Advance(prompt.ExpiresAt - house.Clock.GetUtcNow() - TimeSpan.FromSeconds(5));
        var began = house.Clock.NextTimer();
        var waiting = house.SignIns.Observe(house.Tenant, browser, Long, Cancel).Told();
        await began.WaitAsync(Patience, Cancel);
        house.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(new ChallengeEnded(Outcome.Expired, false), await waiting.WaitAsync(Patience, Cancel));
    }

    [Fact]
    public async Task Who_stops_waiting_is_let_go()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, prompt) = await house.Prompt(phone.User);
        using var gone = new CancellationTokenSource();
        var began = house.Clock.NextTimer();
        var waiting = house.SignIns.Observe(house.Tenant, browser, Long, gone.Token).Told();
        await began.WaitAsync(Patience, Cancel);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience, Cancel));
        Assert.Equal(Approved, await phone.Approve(prompt.Number));
    }

    [Fact]
    public async Task A_phone_whose_method_is_removed_while_it_waits_is_refused_when_it_looks()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var verified = (await house.Phones.Open(phone.Request("GET", "/challenges"), Cancel))!.Request;
        await house.Administration.RemoveMethod(phone.User, phone.Device, Cancel);
        Assert.Equal(Refused(Refusal.DeviceProofRefused), await house.Phones.Fetch(verified, null, Long, Cancel).Told());
    }
}
