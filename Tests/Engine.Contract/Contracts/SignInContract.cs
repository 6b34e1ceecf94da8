using System.Collections.Immutable;
using Countersign.Engine.Contract.Hosts;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;
using Countersign.SignIn.Users.Passwords;

namespace Countersign.Engine.Contract.Contracts;

/// <summary>A sign-in from the first page to the session, and every way it can end.</summary>
public abstract class SignInContract(Hosting hosting) : EngineContract(hosting)
{
    [Theory]
    [InlineData(NumberMode.Select)]
    [InlineData(NumberMode.Enter2)]
    [InlineData(NumberMode.Enter6)]
    public async Task Approving_the_number_shown_opens_a_session_for_the_browser_that_began(NumberMode mode)
    {
        await using var house = await (await Open()).Furnish(TenantSettings.Default with { NumberMode = mode });
        var phone = await house.Enrol();
        var (browser, prompt) = await house.Prompt(phone.User);
        var seen = await phone.See();
        Assert.Equal(mode == NumberMode.Select, seen.Choices.Contains(prompt.Number));

        Assert.Equal(Approved, await phone.Approve(prompt.Number));

        Assert.Equal(new ChallengeEnded(Outcome.Approved, false), await house.Observe(browser));
        var redeemed = await house.Redeem(browser);
        Assert.Equal(phone.User.Name, Assert.IsType<SignedIn>(redeemed.Answer).User);
        Assert.Equal(new ChallengeEnded(Outcome.Approved, true), await house.Observe(browser));
        Assert.Equal(phone.User, (await house.SecurityInfo.Check(house.Tenant, redeemed.Session, Cancel)).Answer?.User);
    }

    [Fact]
    public async Task Denying_ends_it_and_nothing_can_be_redeemed()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, _) = await house.Prompt(phone.User);
        Assert.Equal(new Decided(Outcome.Denied), await phone.Deny());
        Assert.Equal(Outcome.Denied, await house.OutcomeOf(browser));
        Assert.Equal(Refused(Refusal.NotApproved), (await house.Redeem(browser)).Answer);
        Assert.IsType<NothingWaiting>(await phone.Fetch());
    }

    [Fact]
    public async Task A_wrong_number_ends_it_and_the_third_locks()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        for (var i = 0; i < Limits.WrongNumbersToLock; i++)
        {
            var (browser, prompt) = await house.Prompt(phone.User);
            Assert.Equal(Refused(Refusal.NumberMismatch), await phone.Approve(Wrong(prompt.Number)));
            Assert.Equal(Outcome.WrongNumber, await house.OutcomeOf(browser));
        }

        var locked = Assert.IsType<FellBack>((await house.Start(phone.User)).Answer);
        Assert.Equal(FallbackReason.Locked, locked.Reason);
        Assert.Equal(1, await house.CountFacts("user.locked"));
    }

    [Fact]
    public async Task A_second_attempt_falls_back_and_the_first_stays_answerable()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, prompt) = await house.Prompt(phone.User);
        var second = await house.Start(phone.User);
        Assert.Equal(FallbackReason.Pending, Assert.IsType<FellBack>(second.Answer).Reason);
        Assert.Null(second.Transaction);
        Assert.Equal(Approved, await phone.Approve(prompt.Number));
        Assert.IsType<SignedIn>((await house.Redeem(browser)).Answer);
    }

    [Fact]
    public async Task The_second_attempt_of_a_federated_user_is_sent_to_its_identity_provider()
    {
        await using var house = await OpenFurnished();
        const string signIn = "https://adfs.contoso.example/adfs/ls/";
        await house.Set(new TenantQuestion.SetDomain(House.Request(), "contoso.example", new Domain.Federated(signIn)));
        var phone = await house.Enrol();
        await house.Prompt(phone.User);
        var fallBack = Assert.IsType<FellBack>((await house.Start(phone.User)).Answer);
        Assert.Equal((FallbackReason.Pending, signIn), (fallBack.Reason, fallBack.SignInUrl));
    }

    [Fact]
    public async Task Reloading_the_page_shows_the_same_number_and_moves_the_challenge_to_the_new_secret()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (before, prompt) = await house.Prompt(phone.User);
        var reloaded = await house.Start(phone.User, resume: before);
        Assert.Equal(prompt, reloaded.Answer);
        Assert.Equal(Refused(Refusal.ChallengeNotFound), await house.Observe(before));
        Assert.IsType<ChallengePending>(await house.Observe(reloaded.Transaction!));
    }

    [Fact]
    public async Task Cancelling_frees_the_slot_for_the_next_attempt()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, _) = await house.Prompt(phone.User);
        Assert.IsType<UserAnswer.Done>(await house.SignIns.Cancel(house.Tenant, browser, Cancel).Told());
        Assert.IsType<UserAnswer.Done>(await house.SignIns.Cancel(house.Tenant, browser, Cancel).Told());
        Assert.Equal(Outcome.Cancelled, await house.OutcomeOf(browser));
        await house.Prompt(phone.User);
        Assert.Equal(1, await house.CountFacts("challenge."));
    }

    [Fact]
    public async Task Choosing_the_password_ends_the_challenge_and_says_where_to_go()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, _) = await house.Prompt(phone.User);
        var fallBack = Assert.IsType<FellBack>(await house.SignIns.UsePassword(house.Tenant, browser, Cancel).Told());
        Assert.Equal(FallbackReason.Requested, fallBack.Reason);
        Assert.Equal(Outcome.Cancelled, await house.OutcomeOf(browser));
    }

    [Fact]
    public async Task A_name_nobody_has_gets_the_answer_of_a_user_without_a_phone_and_leaves_no_row()
    {
        await using var house = await OpenFurnished();
        var plain = await house.Provision("plain@contoso.example");
        var nobody = new UserKey(house.Tenant, new("nobody@contoso.example"));
        Assert.Equal((await house.Start(plain)).Answer, (await house.Start(nobody)).Answer);
        Assert.Null(await house.Store.Load(new(RowKind.User, nobody.ToKey()), Cancel));
        Assert.Equal(Refused(Refusal.TenantNotFound),
            (await house.NextDoor().Start(nobody with { Tenant = new(House.NewTenantName()) })).Answer);
    }

    [Fact]
    public async Task A_session_shows_the_methods_until_it_is_ended()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (_, session) = await phone.SignIn();
        var methods = Assert.IsType<MethodList>(await house.SecurityInfo.ListMethods(house.Tenant, session, Cancel).Told());
        Assert.True(Assert.Single(methods.List, method => method.Device == phone.Device).PhoneSignIn);
        Assert.IsType<UserAnswer.Done>(await house.SecurityInfo.EndSession(house.Tenant, session, Cancel).Told());
        Assert.Equal(Refused(Refusal.SessionRequired), await house.SecurityInfo.ListMethods(house.Tenant, session, Cancel).Told());
    }

    /// <summary>S-58: whatever carries questions and states carries a first factor, and what waits for it.</summary>
    [Fact, Trait("Rule", "S-58")]
    public async Task A_first_factor_and_a_number_open_one_session_and_a_phone_that_is_not_enabled_answers()
    {
        await using var house = await (await Open()).Furnish(TenantSettings.Default with { SecondFactor = true });
        await house.Set(new TenantQuestion.SetPasswords(House.Request(), new(PasswordPlace.Here.It)));
        var phone = new TestPhone(house, await house.Provision("ada@contoso.example"));
        await phone.Activate();
        var session = SecretHash.OfSecret(await house.SignInWithPass(phone.User));
        Assert.IsType<UserAnswer.Done>(await house.Engine.AskUser(phone.User, new SetPassword("a hash", session), Cancel));

        var browser = FederatedSignIns.Draw() with { Carried = new(phone.User.Name, null) };
        var typed = await new SecretSignIns(house.Engine, new Believing()).WithPassword(
            new(phone.User, browser, House.Request(), null, FallbackReason.NotAvailable, House.Client, 0), "a password", Cancel);
        Assert.Equal((true, null), (typed.First?.IsFirst, typed.SignedIn));
        var waiting = phone.Fetch(TimeSpan.FromSeconds(20));
        var asked = await house.SignIns.StartSecond(new(house.Tenant, browser, House.Context, [], null), Cancel);
        Assert.IsType<WaitingChallenge>(await waiting);
        var prompted = Assert.IsType<Prompted>(asked.Reply.Told());
        Assert.Equal(Approved, await phone.Approve(prompted.Number));
        var redeemed = await house.Redeem(asked.Transaction!);
        Assert.Equal(["pwd", "mfa", "pop"], Assert.IsType<SignedIn>(redeemed.Answer).AuthenticationMethods);
        Assert.Equal(phone.User, (await house.SecurityInfo.Check(house.Tenant, redeemed.Session, Cancel)).Answer?.User);
        Assert.Equal(1, await house.CountFacts("sign_in.password"));

        await house.Administration.RemoveMethod(phone.User, phone.Device, Cancel);
        Assert.Null((await house.SecurityInfo.Check(house.Tenant, redeemed.Session, Cancel)).Answer);
    }

    /// <summary>WAY-7: what the door that asks has in its configuration reaches the rules, wherever they run.</summary>
    [Fact, Trait("Rule", "WAY-7")]
    public async Task What_a_configured_client_leaves_comes_with_the_question()
    {
        await using var house = await (await Open()).Furnish(TenantSettings.Default with { RecoveryCodes = true });
        var ada = await house.Provision("ada@contoso.example");
        var typed = new RedeemRecoveryCode(
            SecretHash.OfSecret("code"), SecretHash.OfSecret("session"), FallbackReason.Requested, House.Client);
        Assert.Equal(Refused(Refusal.SecretRefused), await house.Engine.AskUser(ada, typed, Cancel));
        var ways = ImmutableDictionary<string, ClientWays>.Empty.Add(House.Client, new("requested="));
        Assert.Equal(Refused(Refusal.WayNotAllowed), await house.Engine.AskUser(ada, typed with { Configured = ways }, Cancel));
    }

    /// <summary>Takes any password.</summary>
    private sealed class Believing : IPasswordCheck
    {
        public ValueTask<PasswordChecked> Check(
            PasswordPlace place, UserKey user, KeptPassword? kept, string password, bool isKnown, CancellationToken cancel) =>
            new(PasswordChecked.Right);
    }

    /// <summary>Another number of as many digits.</summary>
    internal static string Wrong(string number) => (number[0] == '0' ? "1" : "0") + number[1..];
}
