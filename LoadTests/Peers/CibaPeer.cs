using Countersign.LoadTests.Driving;
using Countersign.LoadTests.Population;

namespace Countersign.LoadTests.Peers;

/// <summary>
/// A server that signs people in by CIBA's poll mode, as the scenario <c>ciba</c> needs it: the adapter is this class and one of
/// <see cref="CibaUser"/>.
/// </summary>
internal abstract class CibaPeer : IAsyncDisposable
{
    public abstract string Name { get; }

    /// <summary>The process whose CPU is read.</summary>
    public abstract int ProcessId { get; }

    public abstract CibaUser NewUser();

    public abstract ValueTask DisposeAsync();
}

/// <summary>A client and a phone, each on a connection of its own, for one sign-in after another.</summary>
internal abstract class CibaUser : IDisposable
{
    /// <summary>
    /// The work unit: the client starts, the phone fetches, the phone answers signed, the client collects two signed tokens.
    /// </summary>
    /// <exception cref="Wire.UnexpectedReplyException">A step was refused.</exception>
    public async Task SignIn(Person person, Latencies seen, CancellationToken cancel)
    {
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        await Start(person, cancel);
        var startedAt = System.Diagnostics.Stopwatch.GetTimestamp();
        await Fetch(person, cancel);
        var fetchedAt = System.Diagnostics.Stopwatch.GetTimestamp();
        await Answer(person, cancel);
        var answeredAt = System.Diagnostics.Stopwatch.GetTimestamp();
        await Collect(cancel);
        var endedAt = System.Diagnostics.Stopwatch.GetTimestamp();
        seen.Add(Step.Start, startedAt - began);
        seen.Add(Step.Fetch, fetchedAt - startedAt);
        seen.Add(Step.Answer, answeredAt - fetchedAt);
        seen.Add(Step.Redeem, endedAt - answeredAt);
        seen.Add(Step.Total, endedAt - began);
    }

    protected abstract Task Start(Person person, CancellationToken cancel);

    protected abstract Task Fetch(Person person, CancellationToken cancel);

    protected abstract Task Answer(Person person, CancellationToken cancel);

    /// <summary>Both tokens must be there.</summary>
    protected abstract Task Collect(CancellationToken cancel);

    public abstract void Dispose();
}
