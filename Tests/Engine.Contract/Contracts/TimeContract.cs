using Countersign.Engine.Contract.Hosts;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Contract.Contracts;

/// <summary>Changes that time brings about, and that a clock that is set cannot (I9, I20, S-47, N17).</summary>
public abstract class TimeContract(Hosting hosting) : EngineContract(hosting)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task An_expiry_nobody_saw_is_recorded_once_and_frees_the_slot()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, prompt) = await house.Prompt(phone.User);
        var seen = await phone.See();
        house.Clock.Advance(prompt.ExpiresAt - house.Clock.GetUtcNow() - Tick);
        await KeepHouse(house);
        Assert.IsType<ChallengePending>(await house.Observe(browser));

        house.Clock.Advance(Tick);
        await KeepHouse(house);
        await KeepHouse(house);
        Assert.Equal(1, await house.CountFacts("challenge.expired"));
        Assert.Equal(Outcome.Expired, await house.OutcomeOf(browser));
        Assert.Equal(Refused(Refusal.ChallengeExpired), await phone.Send(phone.Approval(seen, prompt.Number)));
        await house.Prompt(phone.User);
    }

    [Fact]
    public async Task Whoever_comes_first_after_the_end_records_it()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        await house.Prompt(phone.User);
        house.Clock.Advance(Limits.ChallengeLife);
        await house.Prompt(phone.User);
        Assert.Equal(1, await house.CountFacts("challenge.expired"));
    }

    [Fact]
    public async Task An_approval_counts_until_the_last_moment_and_not_at_the_end()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        foreach (var (early, answer) in new[] { (Tick, Approved), (TimeSpan.Zero, Refused(Refusal.ChallengeExpired)) })
        {
            var (_, prompt) = await house.Prompt(phone.User);
            var seen = await phone.See();
            house.Clock.Advance(prompt.ExpiresAt - house.Clock.GetUtcNow() - early);
            Assert.Equal(answer, await phone.Send(phone.Approval(seen, prompt.Number)));
        }
    }

    [Fact]
    public async Task A_clock_set_back_revives_nothing_that_has_expired()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, prompt) = await house.Prompt(phone.User);
        var seen = await phone.See();
        house.Clock.Advance(Limits.ChallengeLife);
        await KeepHouse(house);
        house.Clock.Set(-TimeSpan.FromSeconds(50));
        try
        {
            Assert.Equal(Outcome.Expired, await house.OutcomeOf(browser));
            Assert.Equal(Refused(Refusal.ChallengeExpired), await phone.Send(phone.Approval(seen, prompt.Number)));
            Assert.Equal(Outcome.Expired, await house.OutcomeOf(browser));
        }
        finally
        {
            house.Clock.Set(TimeSpan.FromSeconds(50));
        }
    }

    [Fact]
    public async Task A_clock_set_far_back_ends_what_is_pending_instead_of_prolonging_it()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, _) = await house.Prompt(phone.User);
        house.Clock.Set(-TimeSpan.FromMinutes(10));
        try
        {
            Assert.Equal(Outcome.Expired, await house.OutcomeOf(browser));
            await house.Prompt(phone.User);
            Assert.Equal(1, await house.CountFacts("challenge."));
        }
        finally
        {
            house.Clock.Set(TimeSpan.FromMinutes(10));
        }
    }

    [Fact]
    public async Task A_result_can_be_redeemed_for_five_minutes()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        foreach (var (late, redeems) in new[] { (TimeSpan.Zero, true), (Tick, false) })
        {
            var (browser, prompt) = await house.Prompt(phone.User);
            await phone.Approve(prompt.Number);
            house.Clock.Advance(Limits.ResultLife + late);
            Assert.Equal(redeems, (await house.Redeem(browser)).Answer is SignedIn);
        }
    }

    [Fact]
    public async Task Passes_and_codes_end_after_ten_minutes()
    {
        await using var house = await OpenFurnished();
        var phone = new TestPhone(house, await house.Provision("ada@contoso.example"));
        var session = await house.SignInWithPass(phone.User);
        var code = await house.SecurityInfo.AddMethod(house.Tenant, session, Cancel);
        var pass = await house.Administration.IssuePass(phone.User, Cancel);
        house.Clock.Advance(Limits.PassLife);
        Assert.Equal(Refused(Refusal.CodeRefused), await phone.Activate(code.Answer!.Code));
        Assert.Equal(Refusal.PassRefused, (await house.SecurityInfo.UsePass(phone.User, pass.Answer!.Pass, Cancel)).Refused);
    }

    [Fact]
    public async Task Rows_that_have_outlived_their_use_go()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, session) = await phone.SignIn();
        var challengeRow = new RowKey(RowKind.Challenge, browser.Challenge.Value);
        var sessionRow = new RowKey(RowKind.Session, SecretHash.OfSecret(session).Value);
        Assert.NotNull(await house.Store.Load(challengeRow, Cancel));
        Assert.NotNull(await house.Store.Load(sessionRow, Cancel));

        house.Clock.Advance(Limits.SessionLife);
        await KeepHouse(house);
        Assert.Null(await house.Store.Load(challengeRow, Cancel));
        Assert.Null(await house.Store.Load(sessionRow, Cancel));
        Assert.Equal(Refused(Refusal.ChallengeNotFound), await house.Observe(browser));
        Assert.False(await house.IsSession(session));
    }

    private static async Task KeepHouse(House house)
    {
        while (await house.Housekeeping.Once(failed => Assert.Fail(failed.Message), Cancel))
        {
        }
    }
}
