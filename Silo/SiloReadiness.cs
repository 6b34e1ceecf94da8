using Countersign.Engine;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Orleans.Runtime;

namespace Countersign.Silo;

/// <summary>Whether this silo can keep what it is told and say what is true.</summary>
internal sealed class SiloReadiness(
    IStore store, StoredLists lists, ISiloStatusOracle members, TimeProvider clock, CancellationToken stopping)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SkewToStop = TimeSpan.FromSeconds(60);
    private static readonly SecretHash Nobody = new("health");

    public StoreTrouble? Trouble => (store as IStoreHealth)?.Trouble;

    public void Probe() => (store as IStoreHealth)?.Probe();

    /// <summary>Why it is not ready, in a word; null: it is.</summary>
    public async ValueTask<string?> Objection(CancellationToken cancel)
    {
        if (stopping.IsCancellationRequested) return "stopping";
        if (members.CurrentStatus != SiloStatus.Active) return "not_a_member";
        if (Trouble is { } trouble) return trouble.IsLost ? "storage_lost" : "storage_not_writable";
        if (clock is SteadyClock steady && steady.Lag.Duration() > SkewToStop) return "clock_wrong";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            await lists.Find(Nobody, patience.Token);   // any read that the storage must answer
            return null;
        }
        catch (Exception silent) when (silent is StorageUnavailableException or OperationCanceledException)
        {
            return "storage_unavailable";
        }
    }
}
