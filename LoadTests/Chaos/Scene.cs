using Countersign.LoadTests.Histories;
using Countersign.LoadTests.Population;
using Countersign.LoadTests.Wire;

namespace Countersign.LoadTests.Chaos;

/// <summary>
/// One person's afternoon: sign-ins in two browsers and on the backchannel, a phone, a client with tokens and an administrator, all at once
/// where that may lead to quarrels. Everybody does what people and programs do: try again, give up, tap the wrong number, come late.
/// </summary>
internal sealed class Scene : IDisposable
{
    private readonly Person _person;
    private readonly Random _random;
    private readonly Recorder _recorder;
    private readonly Caller _browser, _watch, _rival, _twin, _phone, _otherPhone, _administrator;   // each does one thing at a time
    private readonly string _name;
    private readonly TimeSpan _life;
    private bool _isGone;

    public Scene(ServiceAddress service, Recorder recorder, Tally tally, Person person, int number, int seed)
    {
        (_person, _recorder, _random) = (person, recorder, new(seed));
        _name = number.ToString("x");
        _life = TimeSpan.FromSeconds(recorder.History.Conditions.ChallengeSeconds);
        Caller New() => new(service, recorder, tally, new(_random.Next()));
        (_browser, _watch, _rival, _twin) = (New(), New(), New(), New());
        (_phone, _otherPhone, _administrator) = (New(), New(), New());
        var key = person.Keys.DecisionPublic;
        recorder.Add(new Participant(person.Name.Value, person.Device.Value, key.X, key.Y));
    }

    /// <summary>Whether the person has lost the phone, and plays no more.</summary>
    public bool IsOver => _isGone;

    public async Task Play(CancellationToken cancel)
    {
        var rounds = _random.Next(2, 5);
        for (var round = 0; round < rounds && !_isGone; round++)
        {
            var beside = Chance(9) ? Administer(round == rounds - 1, cancel) : Task.CompletedTask;
            if (Chance(30)) await SignInOfClient(cancel);
            else await SignInOfBrowser($"{_name}.{round}", cancel);
            await beside;
        }

        if (!_isGone) await Administrate(OperationKind.Unlock, "POST", "/unlock", null, cancel);
    }

    public void Dispose()
    {
        foreach (var caller in new[] { _browser, _watch, _rival, _twin, _phone, _otherPhone, _administrator }) caller.Dispose();
    }

    private bool Chance(int percent)
    {
        lock (_random) return _random.Next(100) < percent;
    }

    private Task Pause(int most, CancellationToken cancel)
    {
        int drawn;
        lock (_random) drawn = _random.Next(most);
        return Task.Delay(drawn, cancel);
    }

    private Operation Of(OperationKind kind) => new(0, _person.Name.Value, kind, 0, 0, Outcome.Unknown);

    /// <summary>Most people try again until they know; some close the window.</summary>
    private Patience Drawn => Chance(94) ? Patience.UntilKnown : Patience.Once;

    // ---- a browser -----------------------------------------------------------------------------------------------------------

    private async Task SignInOfBrowser(string name, CancellationToken cancel)
    {
        var rival = Chance(25) ? Rival(name, cancel) : Task.CompletedTask;
        var jar = new CookieJar();
        var started = await Start(_browser, jar, "a" + name, cancel);
        if (started is { IsSuccess: true, Number: { } number })
        {
            var watching = Watch(_watch, jar, "a" + name, cancel);
            await Decide(jar.Challenge, number, cancel);
            await watching;
            await Redeem(jar, "a" + name, cancel);
        }
        else if (!started.IsAnswer)
        {
            await Decide(null, null, cancel);   // whatever became of it, the phone may show it
        }

        await rival;
    }

    /// <summary>A second browser that is in the way.</summary>
    private async Task Rival(string name, CancellationToken cancel)
    {
        await Pause(40, cancel);
        var jar = new CookieJar();
        var started = await Start(_rival, jar, "b" + name, cancel);
        if (!started.IsSuccess) return;
        await Observe(_rival, jar, "b" + name, cancel);
        if (Chance(70)) await Cancel(_rival, jar, "b" + name, cancel);
    }

    private async Task<Heard> Start(Caller caller, CookieJar jar, string name, CancellationToken cancel)
    {
        var key = Engine.RandomValues.Handle();
        var asked = Of(OperationKind.Start) with { Browser = name, Key = name };
        Task<Heard> Once(Patience patience) => caller.Do(
            asked, patience, (door, stop) => door.Start(_person, key, jar, stop),
            (op, heard) => op with { Challenge = heard.Challenge, Number = heard.Number, Result = "number" }, cancel);
        var started = await Once(Drawn);
        return started.IsSuccess && Chance(10) ? await Once(Patience.UntilKnown) : started;   // a reload sends the same again
    }

    private async Task Watch(Caller caller, CookieJar jar, string name, CancellationToken cancel)
    {
        for (var look = 0; look < 3; look++)
        {
            await Pause(120, cancel);
            if (await Observe(caller, jar, name, cancel) is { IsSuccess: true, State: not "pending" }) return;
        }
    }

    private Task<Heard> Observe(Caller caller, CookieJar jar, string name, CancellationToken cancel) => caller.Do(
        Of(OperationKind.Observe) with { Browser = name, Challenge = jar.Challenge }, Patience.UntilKnown,
        (door, stop) => door.Observe(jar, stop),
        (op, heard) => op with { Result = heard.State, Number = heard.Number, Redeemed = heard.Redeemed }, cancel);

    private Task<Heard> Cancel(Caller caller, CookieJar jar, string name, CancellationToken cancel) => caller.Do(
        Of(OperationKind.Cancel) with { Browser = name, Challenge = jar.Challenge }, Drawn,
        (door, stop) => door.Cancel(jar, stop), (op, _) => op, cancel);

    private async Task Redeem(CookieJar jar, string name, CancellationToken cancel)
    {
        Task<Heard> With(Caller caller, string key, CookieJar into, Patience patience) => caller.Do(
            Of(OperationKind.Redeem) with { Browser = name, Challenge = jar.Challenge, Key = key }, patience,
            (door, stop) => door.Redeem(into, key.PadLeft(22, '0').Replace('.', '-'), stop), (op, _) => op, cancel);
        Task<Heard> Session(CookieJar of, string key) => _browser.Do(
            Of(OperationKind.Session) with { Challenge = jar.Challenge, Key = key }, Patience.UntilKnown,
            (door, stop) => door.Session(of, stop), (op, _) => op, cancel);

        var twin = new CookieJar { Transaction = jar.Transaction };
        var same = Chance(20) ? With(_twin, "r" + name, twin, Patience.UntilKnown) : null;
        var redeemed = await With(_browser, "r" + name, jar, Drawn);
        if (same is not null) await same;
        if (redeemed.IsSuccess) await Session(jar, "r" + name);
        if (Chance(8)) await With(_twin, "t" + name, twin, Drawn);   // somebody has copied the cookie
        if (Chance(15)) await Stranger(jar, cancel);
        if (redeemed.IsSuccess) await Session(jar, "r" + name);
        await Observe(_browser, jar, name, cancel);
    }

    /// <summary>I6: the challenge's id with a secret of somebody else's.</summary>
    private async Task Stranger(CookieJar jar, CancellationToken cancel)
    {
        var theirs = new CookieJar { Transaction = jar.Challenge + "." + Engine.RandomValues.Handle() };
        await _twin.Do(
            Of(OperationKind.Redeem) with { Browser = "stranger", Challenge = jar.Challenge, Key = "stranger" }, Patience.UntilKnown,
            (door, stop) => door.Redeem(theirs, Engine.RandomValues.Handle(), stop), (op, _) => op, cancel);
    }

    // ---- a phone -------------------------------------------------------------------------------------------------------------

    /// <summary>The person looks at the phone and decides. Without a number they can only say no.</summary>
    private async Task Decide(string? challenge, string? number, CancellationToken cancel)
    {
        if (challenge is not null && Chance(3))
        {
            if (Chance(40)) return;                                             // nobody looks
            await Task.Delay(_life + TimeSpan.FromSeconds(Chance(50) ? 4 : -1), cancel);   // or about when it ends
        }

        var fetched = await _phone.Do(
            Of(OperationKind.Fetch), Patience.UntilKnown, (door, stop) => door.Fetch(_person, stop),
            (op, heard) => op with
            {
                Result = heard.Waiting is null ? "nothing" : "waiting", Challenge = heard.Waiting?.Challenge,
            },
            cancel);
        if (fetched.Waiting is not { } waiting) return;
        var mayApprove = number is not null && waiting.Challenge == challenge;
        var wrong = waiting.Choices.FirstOrDefault(choice => choice != number) ?? "00";
        var entered = !mayApprove || Chance(10) ? "" : Chance(9) ? wrong : number!;
        var statement = _phone.Signer.Sign(_person, waiting, entered);
        var otherwise = entered.Length == 0 && mayApprove ? number! : "";
        var beside = Chance(8) ? Answer(_otherPhone, waiting, otherwise, null, cancel) : Task.CompletedTask;
        await Answer(_phone, waiting, entered, statement, cancel);
        await beside;
        if (Chance(12)) await Answer(_phone, waiting, entered, statement, cancel);   // the app sends it again
    }

    private Task<Heard> Answer(Caller caller, WaitingChallenge waiting, string entered, string? signed, CancellationToken cancel)
    {
        var statement = signed ?? caller.Signer.Sign(_person, waiting, entered);
        return caller.Do(
            Of(OperationKind.Answer) with
            {
                Challenge = waiting.Challenge, Decision = entered.Length == 0 ? "deny" : "approve", Number = entered,
                Statement = Door.Digest(statement[..statement.LastIndexOf('.')]),
            },
            Drawn, (door, stop) => door.Answer(statement, stop), (op, heard) => op with { Result = heard.State }, cancel);
    }

    // ---- a client on the backchannel -------------------------------------------------------------------------------------------

    private async Task SignInOfClient(CancellationToken cancel)
    {
        var asked = await _browser.Do(
            Of(OperationKind.Ask) with { Browser = "client" }, Drawn, (door, stop) => door.Ask(_person, stop),
            (op, heard) => op with { Challenge = heard.Challenge, Number = heard.Number, Result = "number" }, cancel);
        if (!asked.IsSuccess) return;
        await Decide(asked.Challenge, asked.Number, cancel);
        Task<Heard> Collect() => _browser.Do(
            Of(OperationKind.Collect) with { Browser = "client", Challenge = asked.Challenge }, Patience.Once,
            (door, stop) => door.Collect(asked.AuthReqId!, stop), Told, cancel);
        var collected = await Collect();
        var token = collected.RefreshToken;
        for (var turn = 0; token is not null && turn < 4; turn++) token = await Refresh(asked.Challenge!, token, cancel);
        if (Chance(10)) await Collect();
    }

    private static Operation Told(Operation op, Heard heard) => op with
    {
        Next = heard.RefreshToken is { } next ? Door.Digest(next) : null, TokenId = heard.TokenId,
    };

    /// <summary>The token to go on with; null: none.</summary>
    private async Task<string?> Refresh(string challenge, string token, CancellationToken cancel)
    {
        var named = Of(OperationKind.Refresh) with { Challenge = challenge, Token = Door.Digest(token) };
        Task<Heard> Once() => _browser.Do(named, Patience.Once, (door, stop) => door.Refresh(token, stop), Told, cancel);
        var refreshed = await Once();
        if (!refreshed.IsAnswer || Chance(10)) refreshed = await Once();
        if (!Chance(10)) return refreshed.RefreshToken;
        var revoked = refreshed.RefreshToken ?? token;
        await _browser.Do(
            Of(OperationKind.Revoke) with { Challenge = challenge, Token = Door.Digest(revoked) }, Patience.Once,
            (door, stop) => door.Revoke(revoked, stop), (op, _) => op, cancel);
        return revoked;
    }

    // ---- an administrator ------------------------------------------------------------------------------------------------------

    private async Task Administer(bool isLast, CancellationToken cancel)
    {
        await Pause(150, cancel);
        if (Chance(50))
        {
            await Administrate(OperationKind.SignOut, "POST", "/sign-out-everywhere", null, cancel);
        }
        else
        {
            await Administrate(OperationKind.Disable, "PUT", "", """{"enabled":false}""", cancel);
            await Pause(100, cancel);
            for (var tried = 0; tried < 20; tried++)
            {
                if ((await Administrate(OperationKind.Enable, "PUT", "", """{"enabled":true}""", cancel)).IsAnswer) break;
                await Task.Delay(500, cancel);
            }
        }

        if (!isLast || !Chance(20)) return;
        _isGone = true;
        await Administrate(OperationKind.Remove, "DELETE", "/methods/" + _person.Device.Value, null, cancel);
    }

    private Task<Heard> Administrate(
        OperationKind kind, string method, string path, string? json, CancellationToken cancel) => _administrator.Do(
        Of(kind), Patience.Once, (door, stop) => door.Administer(method, _person, path, json, stop), (op, _) => op, cancel);
}
