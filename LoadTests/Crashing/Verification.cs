using System.Collections.Concurrent;
using Countersign.LoadTests.Wire;

namespace Countersign.LoadTests.Crashing;

/// <summary>
/// Holds the server to what it acknowledged. Each attempt is looked at after the first restart it lived through, without changing
/// anything, and after the last one, with what must be refused; then its person is free again.
/// </summary>
internal sealed class Verification(Target target, Gate gate, Ledger ledger)
{
    /// <summary>Restarts between the first look and the last: results are kept for five minutes, so it must end well before.</summary>
    private const int RestartsToClose = 4;
    private const int Lines = 4;

    private readonly ConcurrentQueue<Attempt> _waiting = new();
    private ConcurrentQueue<Attempt> _aging = new();

    /// <summary>To be called after each restart: what was done before it is looked at from now on.</summary>
    public void Restarted()
    {
        while (ledger.Done.TryDequeue(out var attempt)) Age(attempt, _waiting);
        var aging = Interlocked.Exchange(ref _aging, new());
        while (aging.TryDequeue(out var attempt)) Age(attempt, attempt.Restarts + 1 >= RestartsToClose ? _waiting : _aging);
    }

    /// <summary>Looks at whatever is due until <paramref name="enough"/>.</summary>
    public Task Run(CancellationToken enough, CancellationToken cancel) => OnLines(async line =>
    {
        while (!enough.IsCancellationRequested)
        {
            if (_waiting.TryDequeue(out var attempt)) await Look(attempt, line, attempt.Restarts >= RestartsToClose, cancel);
            else await Task.Delay(10, cancel);
        }
    }, cancel);

    /// <summary>At the end: everything that is left, to its last check.</summary>
    public async Task Finish(CancellationToken cancel)
    {
        while (ledger.Done.TryDequeue(out var attempt)) _waiting.Enqueue(attempt);
        while (_aging.TryDequeue(out var attempt)) _waiting.Enqueue(attempt);
        await OnLines(async line =>
        {
            while (_waiting.TryDequeue(out var attempt)) await Look(attempt, line, closing: true, cancel);
        }, cancel);
    }

    private static void Age(Attempt attempt, ConcurrentQueue<Attempt> into)
    {
        attempt.Restarts++;
        into.Enqueue(attempt);
    }

    private Task OnLines(Func<Line, Task> work, CancellationToken cancel) => Task.WhenAll(Enumerable.Range(0, Lines).Select(_ => Task.Run(
        async () =>
        {
            using var line = new Line(target, gate, ledger);
            await work(line);
        }, cancel)));

    private async Task Look(Attempt attempt, Line line, bool closing, CancellationToken cancel)
    {
        if (attempt.Shown is not null)
        {
            await Observe(attempt, line, cancel);
            if (attempt.Statement is not null) await AnswerAgain(attempt, line, cancel);
            if (attempt.Redeemed) await Session(attempt, line, stands: true, cancel);
            if (closing) await Close(attempt, line, cancel);
        }

        if (closing) ledger.Release(attempt);
        else _aging.Enqueue(attempt);
    }

    /// <summary>Nothing acknowledged is lost: the browser sees the state that was answered, and the same number.</summary>
    private async Task Observe(Attempt attempt, Line line, CancellationToken cancel)
    {
        var seen = await line.Ask(() => line.Browser.Observe(attempt.Jar, cancel), cancel);
        var (expected, state) = (attempt.Expected, seen.Value);
        ledger.Check(state?.State == expected, attempt, $"acknowledged {expected}, now {seen.Status} {seen.Code} {state?.State}");
        if (expected == "pending") ledger.Check(state?.Number == attempt.Shown, attempt, $"showed {attempt.Shown}, now {state?.Number}");
        if (expected == "approved")
            ledger.Check(state?.Redeemed == attempt.Redeemed, attempt, $"redeemed is {state?.Redeemed}, acknowledged {attempt.Redeemed}");
    }

    /// <summary>No double outcome: the same statement comes to the same again.</summary>
    private async Task AnswerAgain(Attempt attempt, Line line, CancellationToken cancel)
    {
        var again = await line.Ask(() => line.Phone.Answer(attempt.Statement!, cancel), cancel);
        var outcome = CrashLoad.Outcome(again);
        ledger.Check(outcome == attempt.Decided, attempt, $"decided {attempt.Decided}, sent again {outcome}");
    }

    private async Task Session(Attempt attempt, Line line, bool stands, CancellationToken cancel)
    {
        var session = await line.Ask(() => line.Browser.Session(attempt.Jar, cancel), cancel);
        var held = session.Status == (stands ? 200 : 401);
        ledger.Check(held, attempt, $"the session should {(stands ? "stand" : "be gone")}: {session.Status} {session.Code}");
    }

    private async Task Close(Attempt attempt, Line line, CancellationToken cancel)
    {
        if (attempt.Statement is not null) await AnswerOtherwise(attempt, line, cancel);
        else await Cancel(attempt, line, cancel);
        if (attempt.Decided != "approved") return;
        if (!attempt.Redeemed) await RedeemLate(attempt, line, cancel);
        await RedeemTwice(attempt, line, cancel);
    }

    /// <summary>Another statement about a decided challenge comes too late, whatever it says.</summary>
    private async Task AnswerOtherwise(Attempt attempt, Line line, CancellationToken cancel)
    {
        var other = line.Phone.Sign(attempt.Person, attempt.Waiting!, attempt.Decided == "denied" ? attempt.Shown! : "");
        var refused = await line.Ask(() => line.Phone.Answer(other, cancel), cancel);
        var held = refused is { Status: 409, Code: "CS4003" };
        ledger.Check(held, attempt, $"a second, different answer came to {CrashLoad.Outcome(refused)}");
    }

    /// <summary>An acknowledged approval that nobody collected is still there to be collected.</summary>
    private async Task RedeemLate(Attempt attempt, Line line, CancellationToken cancel)
    {
        var late = await line.Ask(() => line.Browser.Redeem(attempt.Jar, attempt.RedeemKey, cancel), cancel);
        ledger.Check(late.Status == 200, attempt, $"the acknowledged approval cannot be redeemed: {late.Status} {late.Code}");
        if (late.Status == 200) ledger.Redeemed(attempt);
    }

    /// <summary>I5: the second redemption is refused and closes what the first opened.</summary>
    private async Task RedeemTwice(Attempt attempt, Line line, CancellationToken cancel)
    {
        var key = Engine.RandomValues.Handle();
        var second = await line.Ask(() => line.Browser.Redeem(attempt.Jar, key, cancel), cancel);
        ledger.Check(second is { Status: 409, Code: "CS4010" }, attempt, $"a second redemption came to {second.Status} {second.Code}");
        await Session(attempt, line, stands: false, cancel);
    }

    private async Task Cancel(Attempt attempt, Line line, CancellationToken cancel)
    {
        async ValueTask<Reply<StateReply>> End() => new(await line.Browser.Cancel(attempt.Jar, cancel), null, null);
        var cancelled = await line.Ask(End, cancel);
        ledger.Check(cancelled.Status == 204, attempt, $"the pending sign-in could not be cancelled: {cancelled.Status}");
        if (cancelled.Status != 204) return;
        ledger.Cancelled(attempt);
        await Observe(attempt, line, cancel);
    }
}
