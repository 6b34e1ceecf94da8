using System.Security.Cryptography;
using Countersign.LoadTests.Histories;
using Countersign.SignIn;
using Countersign.SignIn.Jose;

namespace Countersign.LoadTests.Tests;

/// <summary>
/// Browsers, a phone, a client and an administrator of a few people at once, against <see cref="ModelServer"/>, on a clock that only this
/// class moves: everything follows from the seed. Answers get lost before and after the effect, and the service crashes now and then.
/// </summary>
internal sealed class Simulation
{
    private const long Millisecond = 1000, Second = 1_000_000;
    private static readonly ECDsa Stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private readonly Random _random;
    private readonly PlantedBug _bug;
    private readonly ModelServer _service;
    private readonly PriorityQueue<Action, (long At, long Order)> _events = new();
    private readonly Dictionary<string, (ECDsa Key, KeyThumbprint Thumbprint, DeviceId Device)> _phones = [];
    private long _now, _order, _id;

    private Simulation(int seed, PlantedBug bug)
    {
        (_random, _bug) = (new(seed), bug);
        History = new() { Conditions = new(seed, "model", 0, 1, 30, 3), HasAudit = true };
        _service = new(bug, History.Conditions, History, () => _now);
    }

    public History History { get; }

    public static History Run(int seed, PlantedBug bug, int people = 8)
    {
        var simulation = new Simulation(seed, bug);
        for (var number = 0; number < people; number++) simulation.Live($"person{number}@bench.example");
        for (var at = Second; at < 240 * Second; at += simulation.Between(500, 2500)) simulation.At(at, simulation._service.Crash);
        while (simulation._events.TryDequeue(out var next, out var when))
        {
            simulation._now = when.At;
            next();
        }

        return simulation.History;
    }

    private long Between(int least, int most) => _random.Next(least, most) * Millisecond;

    private bool Chance(int percent) => _random.Next(100) < percent;

    private void At(long when, Action what) => _events.Enqueue(what, (when, ++_order));

    private void Live(string user)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(false).Q;
        PublicKey.TryParse(CanonicalBase64Url.Encode(point.X), CanonicalBase64Url.Encode(point.Y), out var known);
        var device = new DeviceId(CanonicalBase64Url.Encode(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(user))[..16]));
        _phones[user] = (key, known!.Thumbprint, device);
        History.People.Add(new(user, device.Value, known.X, known.Y));
        Next(Person(user).GetEnumerator(), Between(0, 500));
    }

    /// <summary>A script yields what it does next: an operation and what it does with the answer, or a pause.</summary>
    private void Next(IEnumerator<Step> script, long pause) => At(_now + pause, () =>
    {
        if (!script.MoveNext()) return;
        var step = script.Current;
        if (step.Asked is not { } asked)
        {
            Next(script, step.Pause);
            return;
        }

        var called = _now;
        var (isLost, isCarriedOut) = (Chance(4), Chance(50));
        var (effect, answer) = (_now + Between(1, 40), 0L);
        answer = effect + Between(1, 40);
        Operation? done = null;
        if (!isLost || isCarriedOut) At(effect + (isLost ? Between(0, 2000) : 0), () => done = _service.Do(asked with { Call = called }));
        At(isLost ? called + Between(200, 900) : answer, () =>
        {
            var seen = (isLost ? asked with { Outcome = Outcome.Unknown } : done!) with { Id = ++_id, Call = called, Return = _now };
            History.Operations.Add(seen);
            step.Heard?.Invoke(seen);
            Next(script, Between(0, 60));
        });
    });

    private static Step Ask(Operation asked, Action<Operation>? heard = null) => new(asked, heard, 0);

    private static Step Wait(long time) => new(null, null, time);

    private static Operation Of(string user, OperationKind kind) => new(0, user, kind, 0, 0, Outcome.Unknown);

    private IEnumerable<Step> Person(string user)
    {
        for (var round = 0; round < 9; round++)
        {
            Operation? started = null;
            var (browser, name) = (Chance(70) ? OperationKind.Start : OperationKind.Ask, $"b{round}");
            var isClient = browser == OperationKind.Ask;
            var start = Of(user, browser) with { Browser = isClient ? "client" : name, Key = isClient ? null : "k" + round };
            if (Chance(35)) Next(Rival(user, round).GetEnumerator(), Between(0, 80));
            yield return Ask(start, heard => started = heard);
            if (Chance(20) && start.Key is not null) yield return Ask(start, heard => started = heard.IsKnown ? heard : started);
            if (Chance(12)) Next(Administrator(user, round).GetEnumerator(), Between(0, 200));
            if (started is not { Outcome: Outcome.Ok, Challenge: { } challenge, Number: { } number })
            {
                foreach (var step in Phone(user, null, null)) yield return step;
                continue;
            }

            if (Chance(12)) yield return Wait(Between(29_000, 36_000));   // about when it ends
            Next(Watcher(user, challenge, start.Browser!).GetEnumerator(), Between(0, 30));
            foreach (var step in Phone(user, challenge, number)) yield return step;
            if (Chance(10)) Next(Phone(user, challenge, number).GetEnumerator(), 0);
            var collecting = isClient ? Tokens(user, challenge) : Collect(user, challenge, start.Browser!, round);
            foreach (var step in collecting) yield return step;
            if (Chance(10)) yield return Ask(Of(user, OperationKind.Cancel) with { Challenge = challenge, Browser = start.Browser });
            if (Chance(25)) yield return Ask(Of(user, OperationKind.Unlock));
        }
    }

    private IEnumerable<Step> Rival(string user, int round)
    {
        Operation? started = null;
        yield return Ask(Of(user, OperationKind.Start) with { Browser = $"r{round}", Key = $"rk{round}" }, heard => started = heard);
        if (started is not { Outcome: Outcome.Ok, Challenge: { } challenge }) yield break;
        foreach (var step in Watcher(user, challenge, $"r{round}")) yield return step;
        if (Chance(50)) yield return Ask(Of(user, OperationKind.Cancel) with { Challenge = challenge, Browser = $"r{round}" });
    }

    private IEnumerable<Step> Watcher(string user, string challenge, string browser)
    {
        for (var look = 0; look < 4; look++)
        {
            yield return Ask(Of(user, OperationKind.Observe) with { Challenge = challenge, Browser = browser });
            yield return Wait(Between(10, 150));
        }
    }

    private IEnumerable<Step> Phone(string user, string? challenge, string? number)
    {
        var found = challenge;
        yield return Ask(Of(user, OperationKind.Fetch), heard => found = heard.Result == "waiting" ? heard.Challenge : found);
        if (found is null) yield break;
        var approves = number is not null && found == challenge && Chance(80);
        var entered = !approves ? "" : Chance(75) ? number! : "00";
        var answer = Of(user, OperationKind.Answer) with { Challenge = found, Decision = approves ? "approve" : "deny", Number = entered };
        answer = answer with { Statement = Sign(user, answer) };
        yield return Ask(answer);
        if (Chance(25)) yield return Ask(answer);
        var otherwise = answer with { Decision = "deny", Number = "" };
        if (Chance(15)) yield return Ask(otherwise with { Statement = Sign(user, otherwise) });
    }

    private IEnumerable<Step> Collect(string user, string challenge, string browser, int round)
    {
        var redeem = Of(user, OperationKind.Redeem) with { Challenge = challenge, Browser = browser, Key = $"d{round}" };
        if (Chance(10)) yield return Ask(redeem with { Browser = "stranger", Key = "theirs" });
        yield return Ask(redeem);
        if (Chance(30)) yield return Ask(redeem);
        var session = Of(user, OperationKind.Session) with { Challenge = challenge, Key = redeem.Key };
        yield return Ask(session);
        if (Chance(20)) yield return Ask(redeem with { Key = "twice" });
        yield return Ask(session);
    }

    private IEnumerable<Step> Tokens(string user, string challenge)
    {
        string? token = null;
        yield return Ask(Of(user, OperationKind.Collect) with { Challenge = challenge, Browser = "client" }, heard => token = heard.Next);
        for (var turn = 0; token is not null && turn < 4; turn++)
        {
            var refresh = Of(user, OperationKind.Refresh) with { Challenge = challenge, Token = token };
            string? next = null;
            yield return Ask(refresh, heard => next = heard.Next);
            if (next is null || Chance(25)) yield return Ask(refresh, heard => next = heard.Next ?? next);
            token = next ?? token;
            if (Chance(20)) yield return Ask(Of(user, OperationKind.Revoke) with { Challenge = challenge, Token = token });
        }
    }

    private IEnumerable<Step> Administrator(string user, int round)
    {
        if (round > 6 && Chance(50)) yield return Ask(Of(user, OperationKind.Remove));
        else if (Chance(50)) yield return Ask(Of(user, OperationKind.SignOut));
        yield return Ask(Of(user, OperationKind.Disable));
        yield return Wait(Between(10, 400));
        yield return Ask(Of(user, OperationKind.Enable));
        yield return Ask(Of(user, OperationKind.Enable));
    }

    private string Sign(string user, Operation answer)
    {
        var (key, thumbprint, device) = _phones[user];
        var statement = new DecisionStatement(
            "https://sign-in.example/bench", new("bench"), new(user), new(answer.Challenge!), new string('n', 21) + 'A',
            answer.Decision == "deny" ? Decision.Deny : Decision.Approve, answer.Number!, device, "web",
            CanonicalBase64Url.Encode(new byte[32]), true, DateTimeOffset.UnixEpoch);
        var signer = _bug == PlantedBug.ApprovesForeignSignatures && Chance(30) ? Stranger : key;
        var jws = statement.Sign(thumbprint, digest => signer.SignHash(digest));
        var identity = answer.Challenge + answer.Decision + answer.Number;
        _service.Jws[identity] = jws;
        return identity;
    }

    private sealed record Step(Operation? Asked, Action<Operation>? Heard, long Pause);
}
