namespace Countersign.SignIn.Tests.Users;

/// <summary>What a signed-in person sees and changes of their own account (ADM-1).</summary>
public sealed class OwnAccountTests
{
    private static readonly Phone Mine = Phone.Number(0), Other = Phone.Number(1);
    private readonly World _world = new();
    private readonly Person _alice;

    public OwnAccountTests()
    {
        _alice = _world.Ready();
        _world.Later(Limits.SessionLife);   // what setting her up left behind is over
    }

    private SecretHash SignedIn(string session = "signed in", string browser = Person.Browser)
    {
        Assert.IsType<SignedIn>(_alice.Redeem(_alice.Approved(Mine, browser), browser, request: session, session: session));
        return Sample.Session(session);
    }

    private MethodList Show(SecretHash session, Initiator? initiator = null) =>
        Assert.IsType<MethodList>(_alice.Ask(new ListMethods(session, initiator)));

    [Fact]
    public void A_phone_was_last_used_when_it_last_approved()
    {
        var session = _alice.SignsIn();
        Assert.Null(Assert.Single(Show(session).List).LastUsedAt);
        _world.Later(TimeSpan.FromMinutes(3));
        SignedIn();
        Assert.Equal(_world.Now, Assert.Single(Show(session).List).LastUsedAt);
        var used = _world.Now;
        _world.Later(TimeSpan.FromMinutes(3));
        _alice.Prompted();
        _alice.Deny(Mine);
        Assert.Equal(used, Assert.Single(Show(session).List).LastUsedAt);
    }

    [Fact]
    public void Open_sessions_are_listed_the_latest_first_and_say_what_opened_them()
    {
        var pass = _alice.SignsIn();
        _world.Later(TimeSpan.FromMinutes(1));
        var phone = SignedIn();
        var seen = Show(phone).Sessions;
        Assert.Equal(
            [(SessionMethod.PhoneSignIn, Mine.Device, true), (SessionMethod.TemporaryPass, (DeviceId?)null, false)],
            seen.Select(one => (one.Method, one.Phone, one.IsThis)));
        Assert.True(Show(pass).Sessions[1].IsThis);
        _world.Later(Limits.SessionLife - TimeSpan.FromMinutes(1));
        Assert.Single(Show(phone).Sessions);
    }

    [Fact]
    public void What_waits_is_shown_without_its_number_until_it_ends()
    {
        var session = _alice.SignsIn();
        Assert.Null(Show(session).Waiting);
        var prompted = _alice.Prompted();
        Assert.Equal(new OwnWaiting(prompted.Challenge, Sample.Context, _world.Now, prompted.ExpiresAt), Show(session).Waiting);
        _world.Later(Limits.ChallengeLife);
        Assert.Null(Show(session).Waiting);
    }

    [Fact]
    public void A_code_says_how_far_it_has_come()
    {
        var session = _alice.SignsIn();
        Assert.Null(Show(session).Code);
        var code = Sample.Hash("code");
        _alice.Ask(new IssueActivationCode(session, code));
        Assert.Equal(new CodeProgress(_world.Now + Limits.ActivationCodeLife, null), Show(session).Code);
        Assert.IsType<UserAnswer.Done>(_alice.Activate(Other, code));
        Assert.Equal(Other.Device, Show(session).Code?.UsedBy);
        _world.Later(Limits.ActivationCodeLife);
        Assert.Null(Show(session).Code);
    }

    [Fact]
    public void T_3_A_browser_is_known_until_everything_of_the_person_was_ended()
    {
        var session = _alice.SignsIn();
        var browser = new Initiator(Sample.Hash("own"), Sample.Hash("home"), _world.Now);
        Assert.True(Show(session, browser).IsKnownBrowser);
        Assert.False(Show(session).IsKnownBrowser);
        _world.Later(TimeSpan.FromMinutes(1));
        _alice.Ask(new SignOutEverywhere(session));
        Assert.False(Show(_alice.SignsIn(), browser).IsKnownBrowser);
    }

    [Fact]
    public void PHO_6_A_phone_renames_itself_and_no_other_phone()
    {
        _alice.Has(Other);
        Assert.IsType<UserAnswer.Done>(_alice.Ask(new RenameDevice(Mine.Device, Mine.Asks, "Work phone")));
        Assert.Equal(("method.renamed", Mine.Device), (_alice.Facts[^1].Kind, _alice.Facts[^1].Device));
        Assert.Equal("Work phone", _alice.Present.Find(Mine.Device)!.Name);
        Assert.IsType<UserAnswer.Done>(_alice.Ask(new RenameDevice(Mine.Device, Mine.Asks, "Work phone")));
        Assert.Empty(_alice.Happened);

        Expect.Refused(Refusal.DeviceProofRefused, _alice.Ask(new RenameDevice(Other.Device, Mine.Asks, "Not mine")));
        _alice.RemoveMethod(Mine);
        Expect.Refused(Refusal.DeviceProofRefused, _alice.Ask(new RenameDevice(Mine.Device, Mine.Asks, "Gone")));
    }

    [Fact]
    public void T_29_A_phone_is_renamed_in_a_fresh_session_alone()
    {
        var session = SignedIn();
        Assert.True(Show(session).IsFresh);
        Assert.IsType<UserAnswer.Done>(_alice.Ask(new RenameMethod(Mine.Device, "Work phone", session)));
        Assert.Equal("Work phone", Assert.Single(Show(session).List).Name);
        Assert.Equal(("method.renamed", Mine.Device), (_alice.Facts[^1].Kind, _alice.Facts[^1].Device));

        Assert.IsType<UserAnswer.Done>(_alice.Ask(new RenameMethod(Mine.Device, "Work phone", session)));
        Assert.Empty(_alice.Happened);
        Expect.Refused(Refusal.MethodNotFound, _alice.Ask(new RenameMethod(Other.Device, "Work phone", session)));

        _world.Later(Limits.FreshSignIn + TimeSpan.FromSeconds(1));
        Assert.False(Show(session).IsFresh);
        Expect.Refused(Refusal.FreshSignInRequired, _alice.Ask(new RenameMethod(Mine.Device, "Mine", session)));
        Assert.Equal("Work phone", Assert.Single(Show(session).List).Name);
    }

    [Fact]
    public void T_3_It_was_not_me_ends_what_waits_and_bars_who_began_it()
    {
        var session = SignedIn();
        var stranger = _alice.Starting("stranger") with { Initiator = new(null, Sample.Hash("stranger")) };
        var challenge = Assert.IsType<Prompted>(_alice.Ask(stranger)).Challenge;
        Assert.IsType<UserAnswer.Done>(_alice.Ask(new DisownChallenge(challenge, session)));
        Assert.IsType<Ending.Cancelled>(Assert.IsType<ChallengeSettled>(_alice.Happened[0]).Ending);
        Assert.Equal(Sample.Hash("stranger"), Assert.IsType<InitiatorBarred>(_alice.Happened[1]).Who);
        Assert.IsType<UserAnswer.Done>(_alice.Ask(new DisownChallenge(challenge, session)));
        Assert.Empty(_alice.Happened);
        var again = _alice.Starting("stranger again") with { Initiator = new(null, Sample.Hash("stranger")) };
        Assert.IsNotType<Prompted>(_alice.Ask(again));
    }

    [Fact]
    public void What_is_decided_or_somebody_elses_cannot_be_disowned()
    {
        var session = SignedIn();
        var challenge = _alice.Approved(Mine, "another");
        Expect.Refused(Refusal.AlreadyDecided, _alice.Ask(new DisownChallenge(challenge, session)));
        Expect.Refused(Refusal.ChallengeNotFound, _alice.Ask(new DisownChallenge(new(Sample.Handle("none")), session)));
        var pending = _alice.Prompted("third").Challenge;
        Expect.Refused(Refusal.SessionRequired, _alice.Ask(new DisownChallenge(pending, Sample.Session("none"))));
        Assert.Equal(pending, _alice.Waiting.Id);
    }
}
