using Countersign.Engine.Storage;

namespace Countersign.SignIn.Tests.Walks;

/// <summary>One random walk through the rules beside the model: three browsers, two phones, foreign keys, a clock that jumps and
/// wobbles.</summary>
internal sealed class Walk(ulong seed, List<string>? trace)
{
    private const int Sampled = 30;   // one in so many new states goes through storage
    private static readonly long Start = World.Morning.ToUnixTimeMilliseconds();

    private readonly Dice _dice = new(seed);
    private readonly Model _model = new();
    private readonly int[] _tried = new int[Model.Challenges];   // the session last drawn for a challenge
    private readonly DeviceState[] _devices = [DeviceState.None, DeviceState.None];
    private TenantState.Present _tenant = Cast.Tenant(new());
    private UserState _state = UserState.Present.New;
    private long _now = Start;
    private int _challenges, _sessions, _requests, _statements, _commands;
    private StartSignIn? _lastStart;
    private (int Challenge, int Browser, int Request) _lastStarted;
    private (AnswerChallenge Command, Statement Statement)? _lastAnswer;

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_now);

    public int Run()
    {
        Activates(0);
        Enables(0);
        var end = 20 + _dice.Next(21);
        while (_commands < end && _challenges < Model.Challenges - 1)
        {
            PassTime();
            Step(_dice.Next(100));
        }

        return _commands;
    }

    private void PassTime() => _now = _dice.Next(100) switch
    {
        < 60 => _now + _dice.Next(5_000),
        < 72 => _now + _dice.Next(60_000),
        < 82 => _now - _dice.Next(60_001),
        < 88 => _now + _model.LifeSeconds * 1000L,
        < 91 => _model.Pending >= 0 ? _model.Ends - _dice.Next(2) : _now,
        < 93 => _model.Pending >= 0 ? _model.Began - 60_000 - _dice.Next(2) : _now,
        < 98 => _now + _dice.Next(3_600_000),
        _ => _now + 86_400_000L,
    };

    private void Step(int dice)
    {
        if (dice < 24) Starts();
        else if (dice < 26) StartsAgain();
        else if (dice < 32) Browses();
        else if (dice < 46) Redeems();
        else if (dice < 72) Answers();
        else if (dice < 74) AnswersAgain();
        else if (dice < 78) Fetches();
        else if (dice < 84) Enables(_dice.Next(2));
        else if (dice < 90) TakesAway(_dice.Next(2));
        else if (dice < 93) Activates(_dice.Next(2));
        else if (dice < 96) ChangesPolicy();
        else Administers();
    }

    // --- the browser ------------------------------------------------------------------------------------------------------------

    private void Starts()
    {
        var (browser, resume, request) = (_dice.Next(3), _dice.Next(4) - 1, ++_requests);
        if (_model.Pending >= 0 && _dice.Next(8) == 0) request = _model.PendingRequest;
        var challenge = _challenges++;
        _lastStarted = (challenge, browser, request);
        _lastStart = new(
            Cast.Requests[request], Cast.Challenges[challenge], Cast.Nonces[challenge], Cast.Browsers[browser],
            resume < 0 ? null : Cast.Browsers[resume], Sample.Draw, Sample.Client, Sample.Context);
        Asks(_lastStart, now => _model.Start(challenge, browser, resume, request, now));
    }

    /// <summary>The very same start once more, delivered late, as long as its challenge is not forgotten.</summary>
    private void StartsAgain()
    {
        var (challenge, browser, request) = _lastStarted;
        if (_lastStart is not { } start || (_model.Pending != challenge && !_model.Remembers(challenge))) return;
        Asks(start with { Resume = null }, now => _model.Start(challenge, browser, -1, request, now));
    }

    private int SomeChallenge() => _model.Pending >= 0 && _dice.Next(4) > 0 ? _model.Pending : Math.Max(0, _challenges - 1 - _dice.Next(4));

    private void Browses()
    {
        var (challenge, browser) = (SomeChallenge(), _dice.Next(3));
        switch (_dice.Next(4))
        {
            case 0: Asks(new CancelChallenge(Cast.Challenges[challenge], Cast.Browsers[browser]), now =>
                _model.Cancel(challenge, browser, now)); break;
            case 1: Asks(new UsePasswordInstead(Cast.Challenges[challenge], Cast.Browsers[browser]), now =>
                _model.UsePassword(challenge, browser, now)); break;
            default: Observes(challenge, browser); break;
        }
    }

    private void Observes(int challenge, int browser) =>
        Asks(new ObserveChallenge(Cast.Challenges[challenge], Cast.Browsers[browser]), now => _model.Observe(challenge, browser, now));

    private void Redeems()
    {
        var challenge = SomeChallenge();
        for (var browser = 0; browser < 3; browser++)
        {
            var again = _tried[challenge] > 0 && _dice.Next(4) == 0;
            var (request, session) = (_dice.Next(2), _tried[challenge] = again ? _tried[challenge] : ++_sessions);
            var redeem = new RedeemChallenge(Cast.Challenges[challenge], Cast.Browsers[browser], Cast.Requests[request],
                Cast.Sessions[session]);
            var (at, who) = (session, browser);
            Asks(redeem, now => _model.Redeem(challenge, who, request, at, now));
        }
    }

    // --- the phone --------------------------------------------------------------------------------------------------------------

    private Signer SomeKey(Signer right) => _dice.Next(10) switch
    {
        0 => Signer.Foreign,
        1 => Signer.Asks,
        2 => Signer.Decides,
        _ => right,
    };

    private void Answers()
    {
        var approves = _dice.Next(5) > 0;
        var tapped = _dice.Next(8) switch { 0 or 1 => Tapped.Wrong, 2 => Tapped.Nothing, _ => Tapped.Right };
        var skew = _dice.Next(10) == 0 ? (_dice.Next(2) * 2 - 1) * (59_999 + _dice.Next(4)) : 0;
        var statement = new Statement(
            ++_statements, _dice.Next(2), SomeChallenge(), approves, tapped, _dice.Next(10) > 0, _dice.Next(15) == 0,
            SomeKey(approves ? Signer.Decides : Signer.Asks), _now + skew);
        var command = Cast.Answer(statement, _model.ModeOf[statement.Challenge]);
        if (_model.ModeOf[statement.Challenge] != NumberMode.Malformed) _lastAnswer = (command, statement);   // not about one yet to begin
        Asks(command, now => _model.Answer(statement, now));
    }

    private void AnswersAgain()
    {
        if (_lastAnswer is var (command, statement)) Asks(command, now => _model.Answer(statement, now));
    }

    private void Fetches()
    {
        var (phone, key) = (_dice.Next(2), SomeKey(Signer.Asks));
        Asks(new FetchWaiting(Cast.Phone(phone).Device, Cast.Key(phone, key), Phone.New), _ => _model.Fetch(phone, key));
    }

    private void Enables(int phone)
    {
        var released = _model.On[phone] ? 0 : _model.GivenBack[phone];
        var standing = DeviceRules.Decide(
            _devices[phone], new DeviceQuestion.Register(Cast.User.Tenant, Cast.User.Name, true, released), Phone.Number(phone).Device,
            Now);
        foreach (var happened in standing.Events) _devices[phone] = DeviceRules.Apply(_devices[phone], happened);
        long? registration = (standing.Answer as DeviceAnswer.RegisteredTo)?.Registration;
        if (_dice.Next(6) == 0) registration--;                     // one that was read before the device was given back
        else if (_dice.Next(10) == 0) registration = null;
        Asks(new EnablePhoneSignIn(Cast.Phone(phone).Device, Cast.Phone(phone).Asks, Phone.New, registration), _ =>
            _model.EnablePhone(phone, registration));
    }

    private void TakesAway(int phone)
    {
        var device = Cast.Phone(phone).Device;
        var answer = _dice.Next(3) == 0
            ? Asks(new RemoveMethod(device, null), now => _model.RemoveMethod(phone, now))
            : Asks(new DisablePhoneSignIn(device, Cast.Phone(phone).Asks), now => _model.DisablePhone(phone, now));
        if (answer is not RegistrationFreed { Registration: { } registration } || _dice.Next(10) == 0) return;
            // the news to the device may be lost
        var release = DeviceRules.Decide(
            _devices[phone], new DeviceQuestion.Release(Cast.User.Tenant, Cast.User.Name, registration), Phone.Number(phone).Device, Now);
        foreach (var happened in release.Events) _devices[phone] = DeviceRules.Apply(_devices[phone], happened);
    }

    private void Activates(int phone)
    {
        if (!_model.Enabled) return;
        var (secret, session) = (Cast.Requests[++_requests].Value, ++_sessions);
        Asks(new IssueTemporaryPass(new(secret)), _ => new("done"));
        Asks(new UseTemporaryPass(new(secret), Cast.Sessions[session]), now => Opens(session, now));
        if (Asks(new IssueActivationCode(Cast.Sessions[session], new(secret)), _model.IssueCode) is UserAnswer.Refused) return;
        var (device, request, decision) = (Cast.Phone(phone).Device, Cast.Phone(phone).RequestKey, Cast.Phone(phone).DecisionKey);
        Asks(new ActivateDevice(new(secret), device, "Phone", request, decision, Phone.New), now => Adds(phone, now));
    }

    private Said Opens(int session, long now)
    {
        _model.OpenSession(session, now);
        _model.UnlockByPass();
        return new("session");
    }

    private Said Adds(int phone, long now)
    {
        _model.Activate(phone, now);
        return new("done");
    }

    // --- administration ---------------------------------------------------------------------------------------------------------

    private void ChangesPolicy()
    {
        var mend = _dice.Next(2) == 0;
        (_model.PolicyOn, _model.Targeted, _model.Push) = (mend || _dice.Next(4) > 0, mend || _dice.Next(2) > 0, mend || _dice.Next(4) > 0);
        (_model.CheckedBefore, _model.OthersWait) = (!mend && _dice.Next(2) > 0, _dice.Next(4) == 0);
        (_model.LifeSeconds, _model.WrongToLock) = (_dice.Next(2) == 0 ? 120 : 30 + _dice.Next(571), 1 + _dice.Next(3));
        _model.Mode = (NumberMode)(1 + _dice.Next(3));
        _tenant = Cast.Tenant(_model);
    }

    private void Administers()
    {
        var session = Math.Max(0, _sessions - _dice.Next(6));
        var enabled = _dice.Next(3) > 0;
        switch (_dice.Next(5))
        {
            case 0: Does(new ProvisionUser(enabled, null), now => _model.Enable(enabled, now)); break;
            case 1: Does(new UnlockUser(), _ => _model.UnlockByHand()); break;
            case 2: Does(new RecordExpiry(), _ => { }); break;
            case 3: Does(new EndSession(Cast.Sessions[session]), _ => _model.EndSession(session)); break;
            default: Asks(new CheckSession(Cast.Sessions[session]),
                now => _model.IsOpen(session, now) ? new("session") : Said.No(Refusal.SessionRequired)); break;
        }

        if (!_model.Enabled && _dice.Next(2) == 0) Does(new ProvisionUser(true, null), now => _model.Enable(true, now));
    }

    private void Does(UserQuestion command, Action<long> model) => Asks(command, now =>
    {
        model(now);
        return new("done");
    });

    // --- the comparison ---------------------------------------------------------------------------------------------------------

    private UserAnswer Asks(UserQuestion command, Func<long, Said> model)
    {
        _model.Pass(_now);
        var expected = model(_now);
        var before = _state;
        var ruling = UserRules.Decide(_state, command, new(Cast.User, _tenant, Now));
        foreach (var happened in ruling.Events) _state = UserRules.Apply(_state, happened);
        var said = Cast.Read(ruling.Answer);
        trace?.Add($"{_now - Start,9} {command} -> {said}, expected {expected}");
        if (said != expected) Assert.Fail($"answered {said}, expected {expected}");
        _commands++;
        Agree();
        if (ruling.Events.IsEmpty) return ruling.Answer;
        Sound.Check(_state);
        Sound.CheckStep(before, ruling.Events, _state, Now);
        if (_dice.Next(Sampled) == 0) ThroughStorage();
        return ruling.Answer;
    }

    /// <summary>I1, I7, I15 seen from outside: pending or not, on or not, and a time to retry that lies ahead.</summary>
    private void Agree()
    {
        var user = (UserState.Present)_state;
        var pending = user.Slot is Slot.Waiting waiting ? Cast.NumberOf[waiting.Id] : -1;
        if (pending != _model.Pending) Assert.Fail($"pending {pending}, expected {_model.Pending}");
        if (user.HasCredential != (_model.On[0] || _model.On[1])) Assert.Fail("the credential differs");
        if (user.Enabled != _model.Enabled) Assert.Fail("enabled differs");
    }

    /// <summary>The walk goes on with what was read back, so a state that is not wholly stored is found out.</summary>
    private void ThroughStorage()
    {
        var stored = StateJson.Write(_state);
        if (!Stored.AsDescribed(_state).AsSpan().SequenceEqual(stored)) Assert.Fail("a member is not written, or not as the others are");
        _state = StateJson.ReadUser(stored);
        if (!StateJson.Write(_state).AsSpan().SequenceEqual(stored)) Assert.Fail("the state changed in storage");
    }
}
