using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Countersign.Engine.Ports;

namespace Countersign.Stores.AzureStorage;

/// <summary>
/// Writes and removes marks: small entities with a key that no other commit has. While one transaction of a partition is under way the next
/// gathers, so that many commits pay for one.
/// </summary>
internal sealed class MarkWriter(StorageAccount account)
{
    private const int MostInTransaction = 100, MostWaiting = 20_000;
    private readonly ConcurrentDictionary<string, Line> _lines = new();

    /// <summary>Whether the mark is durable. If not, it may be there all the same.</summary>
    public Task<bool> Write(TableEntity mark) => Add(new(TableTransactionActionType.UpsertReplace, mark), isWanted: true);

    /// <summary>Soon, or never: who meets a mark that is left over sees that it is.</summary>
    public void Remove(string partition, string row) =>
        _ = Add(new(TableTransactionActionType.Delete, new TableEntity(partition, row), ETag.All), isWanted: false);

    /// <summary>Comes back when all that was to be removed by now has been tried.</summary>
    public Task Rest() => Task.WhenAll(_lines.Values.Select(line => line.Rest()));

    private Task<bool> Add(TableTransactionAction action, bool isWanted) =>
        _lines.GetOrAdd(action.Entity.PartitionKey, _ => new Line(this)).Add(new(action, isWanted));

    private sealed record Item(TableTransactionAction Action, bool IsWanted)
    {
        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Line(MarkWriter writer)
    {
        private readonly Lock _lock = new();
        private List<Item> _waiting = [];
        private Task _writing = Task.CompletedTask;

        public Task<bool> Add(Item item)
        {
            lock (_lock)
            {
                if (_waiting.Count >= MostWaiting) return Task.FromResult(false);
                _waiting.Add(item);
                if (_writing.IsCompleted) _writing = Task.Run(WriteAll);
            }

            return item.Done.Task;
        }

        public Task Rest()
        {
            lock (_lock) return _writing;
        }

        private async Task WriteAll()
        {
            while (true)
            {
                List<Item> batch;
                lock (_lock)
                {
                    if (_waiting.Count == 0)
                    {
                        _writing = Task.CompletedTask;
                        return;
                    }

                    // Those whom a commit waits for go first.
                    if (_waiting.Count > MostInTransaction) _waiting = [.. _waiting.OrderByDescending(item => item.IsWanted)];
                    batch = _waiting[..Math.Min(MostInTransaction, _waiting.Count)];
                    _waiting.RemoveRange(0, batch.Count);
                }

                await writer.Carry(batch);
            }
        }
    }

    /// <summary>A removal of what is gone fails the transaction: it is left out, and the others sent again.</summary>
    private async Task Carry(List<Item> batch)
    {
        var left = new List<Item>(batch);
        while (left.Count > 0)
        {
            var (isDone, gone) = await Send(left);
            if (gone is not { } index || left[index].IsWanted)
            {
                foreach (var item in left) item.Done.SetResult(isDone);
                return;
            }

            left[index].Done.SetResult(true);
            left.RemoveAt(index);
        }
    }

    private async Task<(bool IsDone, int? Gone)> Send(List<Item> items)
    {
        try
        {
            await account.Write(stop => account.Work.SubmitTransactionAsync(items.Select(item => item.Action), stop));
            return (true, null);
        }
        catch (TableTransactionFailedException failed) when (Outcomes.IsGone(failed) && failed.FailedTransactionActionIndex is { } index
            && index < items.Count)
        {
            return (false, index);
        }
        catch (Exception)
        {
            return (false, null);
        }
    }
}
