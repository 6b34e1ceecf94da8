using Azure;
using Azure.Data.Tables;
using Countersign.Engine.Ports;

namespace Countersign.Stores.AzureStorage;

/// <summary>
/// Lets one process at a time do what would be waste if all did it. It protects nothing: what is done under it is safe to do twice. No two
/// clocks are compared: whoever wants it watches the holder's ETag for longer than a holder believes in it.
/// </summary>
internal sealed class Lease(StorageAccount account, string name, TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(10), Watched = TimeSpan.FromSeconds(15);
    private readonly string _holder = TableKeys.NewCommit();
    private ETag? _held, _seen;
    private long _heldSince, _seenSince;

    /// <summary>Whether this process has it now: asks for it or renews it where need be.</summary>
    public async Task<bool> IsHeld(CancellationToken cancel)
    {
        if (_held is not null && time.GetElapsedTime(_heldSince) < Life / 2) return true;
        try
        {
            return await Take(cancel);
        }
        catch (Exception failed) when (failed is RequestFailedException or StorageUnavailableException or HttpRequestException
            or OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            _held = null;
            return false;
        }
    }

    private async Task<bool> Take(CancellationToken cancel)
    {
        var since = time.GetTimestamp();
        var there = await account.Get(account.Work, TableKeys.Leases, name, cancel);
        var entity = new TableEntity(TableKeys.Leases, name) { ["h"] = _holder };
        if (there is not null && there.GetString("h") != _holder && !IsAbandoned(there.ETag)) return Lost();
        var answer = there is null
            ? await account.Write(stop => account.Work.AddEntityAsync(entity, stop))
            : await account.Write(stop => account.Work.UpdateEntityAsync(entity, there.ETag, TableUpdateMode.Replace, stop));
        (_held, _heldSince) = (answer.Headers.ETag, since);
        return true;
    }

    private bool IsAbandoned(ETag etag)
    {
        if (_seen == etag) return time.GetElapsedTime(_seenSince) > Watched;
        (_seen, _seenSince) = (etag, time.GetTimestamp());
        return false;
    }

    private bool Lost()
    {
        _held = null;
        return false;
    }
}
