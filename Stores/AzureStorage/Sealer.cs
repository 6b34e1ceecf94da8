using System.Collections.Concurrent;
using Countersign.SignIn;

namespace Countersign.Stores.AzureStorage;

/// <summary>
/// Seals facts into the chains, tenant by tenant: what this process committed, and what it found of others. Any number of processes may
/// seal; the head of a chain lets one at a time.
/// </summary>
internal sealed class Sealer(StorageAccount account, AuditTable audit, MarkWriter marks, AzureCounters counters, TimeProvider time)
    : IAsyncDisposable
{
    // Facts of commits that are on their way from here: nobody here may find them and seal them first.
    private readonly ConcurrentDictionary<string, byte> _underWay = new();

    /// <summary>More than that are left in the storage, to be found there.</summary>
    private const int MostWaiting = 50_000;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<TenantId, ChainSealer> _chains = new();
    private readonly CancellationTokenSource _stop = new();
    private int _waiting;

    /// <summary>Facts of commits waiting here to be sealed.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>To be called before the facts are sent; <see cref="Add"/> or <see cref="Forget"/> follows.</summary>
    public IReadOnlyList<UnsealedFacts> Begin(IReadOnlyList<UnsealedFacts> facts)
    {
        if (facts.Count == 0) return facts;
        foreach (var one in facts) _underWay[one.Name] = 0;
        return [.. facts.Select(one => one with { Since = time.GetTimestamp() | 1 })];
    }

    /// <summary>They are not known to be in the storage.</summary>
    public void Forget(IReadOnlyList<UnsealedFacts> facts)
    {
        foreach (var one in facts) _underWay.TryRemove(one.Name, out _);
    }

    /// <summary>They are in the storage.</summary>
    public void Add(IReadOnlyList<UnsealedFacts> facts)
    {
        foreach (var one in facts)
        {
            if (Volatile.Read(ref _waiting) < MostWaiting)
            {
                Interlocked.Increment(ref _waiting);
                _chains.GetOrAdd(one.Tenant, Chain).Add(one);
            }

            _underWay.TryRemove(one.Name, out _);
        }
    }

    /// <summary>Facts that were found in the storage, unless they are on their way from here or wait here already.</summary>
    public void AddFound(UnsealedFacts facts)
    {
        if (_underWay.ContainsKey(facts.Name) || (_chains.TryGetValue(facts.Tenant, out var chain) && chain.IsWaiting(facts))) return;
        Add([facts]);
    }

    /// <summary>Comes back when what was handed in by now is in its chain, or after some time.</summary>
    public async Task Flush(TenantId? tenant, CancellationToken cancel)
    {
        var chains = tenant is { } one ? _chains.TryGetValue(one, out var chain) ? [chain] : [] : _chains.Values;
        var flushing = Task.WhenAll(chains.Select(chain => chain.Flush()));
        try
        {
            await flushing.WaitAsync(account.Limit, cancel);
        }
        catch (TimeoutException)
        {
            // What is not sealed yet is read later.
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Task.WhenAll(_chains.Values.Select(chain => chain.Rest())).WaitAsync(StopLimit);
            await marks.Rest().WaitAsync(StopLimit);
        }
        catch (TimeoutException)
        {
            // Others find what is left.
        }

        await _stop.CancelAsync();
        await Task.WhenAll(_chains.Values.Select(chain => chain.Rest()));
        _stop.Dispose();
    }

    private ChainSealer Chain(TenantId tenant) => new(tenant, account, audit, marks, time, Done, _stop.Token);

    private void Done(int facts, int records)
    {
        Interlocked.Add(ref _waiting, -facts);
        counters.Sealed(records);
    }
}
