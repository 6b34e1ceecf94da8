using Countersign.Engine.Contract.Hosts;
using Countersign.SignIn;
using Countersign.SignIn.ClientNotifications;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Contract.Contracts;

/// <summary>
/// Waiting ends with what was waited for, or with the time; on a clock that stands still only the former can be (S-14, D-05, I20).
/// </summary>
public abstract class WaitingContract(Hosting hosting) : EngineContract(hosting)
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(25);
    private static readonly PushSubscription Token = new(PushKind.Fcm, "a-token");

    [Fact]
    public async Task A_waiting_browser_hears_of_the_approval_at_once()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, prompt) = await house.Prompt(phone.User);
        var began = house.Clock.NextTimer(Long);
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
        var began = house.Clock.NextTimer(Long);
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
        var began = house.Clock.NextTimer(Long);
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
        var began = house.Clock.NextTimer(Long);
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
        var began = house.Clock.NextTimer(TimeSpan.FromSeconds(5));
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
        var began = house.Clock.NextTimer(Long);
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

    /// <summary>PHO-4, T33.</summary>
    [Fact]
    public async Task A_phone_that_registered_is_woken_once_for_a_start_and_not_for_its_end()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        await house.SignIns.Cancel(house.Tenant, (await house.Prompt(phone.User)).Browser, Cancel);
        Assert.Empty(house.Woken.Wakes);
        Assert.IsType<UserAnswer.Done>(await phone.SetPush(Token));
        var request = House.Request();
        var started = await house.Start(phone.User, request);
        var prompt = Assert.IsType<Prompted>(started.Answer);
        Assert.Equal((phone.User, prompt.Challenge), Assert.Single(house.Woken.Wakes));
        var found = await house.Engine.Ask(phone.User, new FindWakeUps(prompt.Challenge), Cancel);
        Assert.Equal(new PhoneToWake(phone.Device, Token), Assert.Single(found.Answer!.Phones));

        Assert.IsType<Prompted>((await house.Start(phone.User, request)).Answer);   // the same once more
        await house.Start(phone.User);   // falls back: one is pending
        await phone.Approve(prompt.Number);
        Assert.Single(house.Woken.Wakes);
        Assert.Contains(prompt.Challenge, house.Woken.Looks);
    }

    [Fact]
    public async Task A_client_elsewhere_wakes_the_phone_as_a_browser_does()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        await phone.SetPush(Token);
        var client = new Client(
            "till", "Till", ClientAuthenticationMethod.Secret, [SecretHash.OfSecret("secret")], [], ClientGrants.Ciba, [], [],
            SigningAlgorithm.ES256, false, false, new(Delivery.Poll, null, false, false));
        Task Ask() => house.Backchannels.Start(
            house.Tenant, phone.User.Name, client, new("till", "openid"), House.Context, handle => handle, Cancel).AsTask();
        await Ask();
        await Ask();
        Assert.Single(house.Woken.Wakes);
    }

    [Fact]
    public async Task A_start_that_was_not_written_wakes_nobody()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        await phone.SetPush(Token);
        house.Store.IsUnavailable = true;
        await Assert.ThrowsAsync<EngineUnavailableException>(() => house.Start(phone.User));
        Assert.Empty(house.Woken.Wakes);
    }

    [Fact]
    public async Task A_subscription_that_is_gone_is_seen_in_the_persons_methods_and_on_the_phone()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        await phone.SetPush(Token);
        await house.Engine.Ask(phone.User, new DropPush(phone.Device, Token), Cancel);
        Assert.True(Assert.IsAssignableFrom<Fetched>(await phone.Fetch()).IsPushGone);
        var session = await house.SignInWithPass(phone.User);
        var shown = await house.SecurityInfo.ListMethods(house.Tenant, session, Cancel);
        Assert.Equal(PushStanding.Gone, Assert.Single(shown.Answer!.List).Push);
        await house.Prompt(phone.User);
        Assert.Empty(house.Woken.Wakes);
    }
}
