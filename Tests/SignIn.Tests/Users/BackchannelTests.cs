namespace Countersign.SignIn.Tests.Users;

/// <summary>Backchannel sign-ins share the user's one pending slot; what is collected makes a grant and no session.</summary>
public sealed class BackchannelTests
{
    private static readonly Phone Mine = Phone.Number(0);
    private static readonly BackchannelRequest Asked = new("clerk", "openid offline_access", LifeSeconds: 60);
    private static readonly GrantOpening Opening = new(new(Sample.Handle("grant")), Asked.Scope, null, Sample.Hash("refresh"), null);

    private readonly Person _alice = new World().Ready();

    private UserAnswer Start(BackchannelRequest request) =>
        _alice.Ask(_alice.Starting(Person.Browser) with { Client = "clerk", Backchannel = request });

    private UserAnswer Collect(ChallengeId challenge, string request = "collect") => _alice.Ask(new RedeemChallenge(
        challenge, Sample.Browser(Person.Browser), Sample.Request(request), null, Opening));

    private ChallengeId Approved()
    {
        var challenge = Assert.IsType<Prompted>(Start(Asked)).Challenge;
        Assert.Equal(new Decided(Outcome.Approved), _alice.Approve(Mine));
        return challenge;
    }

    [Theory]
    [InlineData(null, 120)]
    [InlineData(60, 60)]
    [InlineData(1, 10)]
    [InlineData(-5, 10)]
    [InlineData(121, 120)]
    [InlineData(int.MaxValue, 120)]
    public void A_client_may_ask_for_less_than_the_tenants_time(int? asked, int given)
    {
        var prompted = Assert.IsType<Prompted>(Start(Asked with { LifeSeconds = asked }));
        Assert.Equal(_alice.World.Now.AddSeconds(given), prompted.ExpiresAt);
    }

    [Fact, Trait("Rule", "S-45")]
    public void The_backchannel_waits_behind_a_browser_like_any_second_attempt()
    {
        _alice.Prompted("another");
        Assert.Equal(FallbackReason.Pending, Assert.IsType<FellBack>(Start(Asked)).Reason);
    }

    [Fact]
    public void What_the_client_asked_goes_to_the_challenges_row()
    {
        Start(Asked);
        var started = Assert.IsType<ChallengeStarted>(Assert.Single(_alice.Happened));
        var state = ChallengeRules.Opened(new(_alice.World.Id, _alice.Name), started.Challenge.ExpiresAt, started.Backchannel);
        Assert.Equal(
            new ChallengeAnswer.OfUser(_alice.Name, Asked, started.Challenge.ExpiresAt + Limits.ResultLife),
            ChallengeRules.Decide(state, new ChallengeQuestion.Locate(_alice.World.Id), _alice.World.Now).Answer);
    }

    [Theory]
    [InlineData(Delivery.Poll, false)]
    [InlineData(Delivery.Ping, true)]
    [InlineData(Delivery.Push, true)]
    public void The_answer_says_whether_the_client_is_to_be_told(Delivery delivery, bool owed)
    {
        Start(Asked with { Delivery = delivery });
        Assert.Equal(new Decided(Outcome.Approved, owed), _alice.Approve(Mine));
    }

    [Fact]
    public void Collecting_opens_a_grant_and_no_session()
    {
        Assert.IsType<SignedIn>(Collect(Approved()));
        Assert.Equal(Opening, Assert.IsType<ChallengeRedeemed>(Assert.Single(_alice.Happened)).Opening);
        Assert.DoesNotContain(_alice.Present.Sessions, session => session.Method == SessionMethod.PhoneSignIn);
        var fact = Assert.Single(_alice.Facts, fact => fact.Kind == "sign_in.redeemed");
        Assert.Contains(Opening.Id.Value, fact.Detail, StringComparison.Ordinal);
    }

    [Fact, Trait("Rule", "I5")]
    public void Collected_twice_it_is_revoked()
    {
        var challenge = Approved();
        Collect(challenge);
        Expect.Refused(Refusal.AlreadyRedeemed, Collect(challenge, "again"));
        Assert.IsType<RedemptionRevoked>(Assert.Single(_alice.Happened));
        Expect.Refused(Refusal.AlreadyRedeemed, Collect(challenge));
    }

    [Fact, Trait("Rule", "I8")]
    public void It_stands_only_as_long_as_the_person_does()
    {
        var grant = _alice.Grants(Mine);
        UserAnswer Standing() => _alice.Stands(grant);
        Assert.IsType<UserAnswer.Done>(Standing());
        _alice.World.SaveFor("bob@contoso.example");
        Expect.Refused(Refusal.MethodNotAllowedByPolicy, Standing());
        _alice.World.Save(new Target.AllUsers()).Require(r => r with { PushAllowed = false });
        Expect.Refused(Refusal.MethodNotAllowedByPolicy, Standing());
        _alice.World.Require(r => r with { PushAllowed = true });
        _alice.Ask(new ProvisionUser(false, null));
        Expect.Refused(Refusal.PhoneSignInNotEnabled, Standing());
        _alice.Ask(new ProvisionUser(true, null));
        Expect.Refused(Refusal.ChallengeExpired, Standing());
        grant = _alice.Grants(Mine);
        Assert.IsType<UserAnswer.Done>(Standing());
        _alice.Disable(Mine);
        Expect.Refused(Refusal.PhoneSignInNotEnabled, Standing());
    }

    [Fact, Trait("Rule", "I8")]
    public void A_locked_user_does_not_stand()
    {
        _alice.World.Set(s => s with { WrongNumbersToLock = 1 });
        var grant = _alice.Grants(Mine);
        _alice.Prompted();
        _alice.TapsWrongly(Mine);
        Expect.Refused(Refusal.PhoneSignInNotEnabled, _alice.Stands(grant));
        _alice.Ask(new UnlockUser());
        Expect.Refused(Refusal.ChallengeExpired, _alice.Stands(grant));
        Assert.IsType<UserAnswer.Done>(_alice.Stands(_alice.Grants(Mine)));
    }

    [Fact]
    public void A_session_says_how_and_when_the_person_was_there()
    {
        var challenge = _alice.Approved(Mine);
        var at = _alice.World.Now;
        _alice.World.Later(30);
        _alice.Redeem(challenge);
        var session = Sample.Session("signed in");
        var said = Assert.IsType<CurrentSession>(_alice.Ask(new CheckSession(session)));
        Assert.Equal((NumberMode.Select, at), (said.Mode!.Value, said.AuthenticatedAt!.Value));
        Assert.IsType<UserAnswer.Done>(_alice.Stands(_alice.Grants(Mine), session));
        _alice.Ask(new EndSession(session));
        Expect.Refused(Refusal.SessionRequired, _alice.Stands(_alice.Grants(Mine), session));
        Assert.Null(Assert.IsType<CurrentSession>(_alice.Ask(new CheckSession(_alice.SignsIn()))).Mode);
    }
}
