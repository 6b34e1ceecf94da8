using System.Diagnostics;
using Countersign.LoadTests.Population;
using Countersign.LoadTests.Wire;

namespace Countersign.LoadTests.Driving;

/// <summary>Somebody at a browser with a phone at hand, each on its own connection, who signs in as one person after another.</summary>
internal sealed class VirtualUser : IDisposable
{
    private readonly HttpConnection _browserLine, _phoneLine;
    private readonly Browser _browser;
    private readonly Phone _phone;

    public VirtualUser(Target target)
    {
        (_browserLine, _phoneLine) = (new(target.Address), new(target.Address));
        (_browser, _phone) = (new(_browserLine, target), new(_phoneLine, target));
    }

    /// <summary>One full sign-in: start, fetch, answer, redeem.</summary>
    /// <param name="late">Ticks that passed since it should have begun; they count into the whole.</param>
    /// <exception cref="UnexpectedReplyException">A step was refused.</exception>
    public async Task SignIn(Person person, long late, Latencies seen, CancellationToken cancel)
    {
        var jar = new CookieJar();
        var began = Stopwatch.GetTimestamp();
        var started = (await _browser.Start(person.Name.Value, null, jar, cancel)).OrThrow("start");
        var startedAt = Stopwatch.GetTimestamp();
        var number = started.Number ?? throw new UnexpectedReplyException($"start: {started.Result} {started.Reason}");
        var fetched = (await _phone.Fetch(person, cancel)).OrThrow("fetch");
        var fetchedAt = Stopwatch.GetTimestamp();
        var waiting = fetched.Waiting ?? throw new UnexpectedReplyException("fetch: nothing waits");
        (await _phone.Answer(_phone.Sign(person, waiting, number), cancel)).OrThrow("answer");
        var answeredAt = Stopwatch.GetTimestamp();
        (await _browser.Redeem(jar, null, cancel)).OrThrow("redeem");
        var endedAt = Stopwatch.GetTimestamp();

        seen.Add(Step.Start, startedAt - began);
        seen.Add(Step.Fetch, fetchedAt - startedAt);
        seen.Add(Step.Answer, answeredAt - fetchedAt);
        seen.Add(Step.Redeem, endedAt - answeredAt);
        seen.Add(Step.Total, endedAt - began + late);
    }

    /// <summary>A start that nobody answers.</summary>
    public async Task Park(Person person, CancellationToken cancel)
    {
        var started = (await _browser.Start(person.Name.Value, null, new CookieJar(), cancel)).OrThrow("start");
        if (started.Number is null) throw new UnexpectedReplyException($"start: {started.Result} {started.Reason}");
    }

    public void Dispose()
    {
        _browserLine.Dispose();
        _phoneLine.Dispose();
    }
}
