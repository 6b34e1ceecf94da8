using Azure;
using Countersign.Engine.Ports;

namespace Countersign.Stores.AzureStorage;

/// <summary>
/// Carries out commits: what must be found later is written ahead (entries of the index, marks), then one transaction in the owner's
/// partition makes it so. What was written ahead of a commit that never came means nothing.
/// </summary>
internal sealed class Committer(
    StorageAccount account, RowReader reader, VersionCache cache, IndexWriter index, MarkWriter marks, Sealer sealer,
    AzureCounters counters)
{
    private readonly HashSet<Task> _removing = [];

    public async Task<CommitResult> Commit(Commit commit)
    {
        CommitPlan? plan = null;
        try
        {
            var known = commit.Row.ExpectedVersion > 0 ? await Current(commit.Row) : null;
            if (commit.Row.ExpectedVersion > 0 && known is null) return Counted(CommitResult.NotCommitted, isConflict: true);
            plan = new(commit, known);
            if (!await IsAhead(plan)) return Refuse(plan, isConflict: false);
        }
        catch (StorageUnavailableException)
        {
            return plan is null ? Counted(CommitResult.NotCommitted, isConflict: false) : Refuse(plan, isConflict: false);
        }

        return await Send(plan);
    }

    /// <summary>The ETag of the version that was decided on; null: that version is not there any more.</summary>
    private async Task<Known?> Current(RowWrite write)
    {
        if (cache.Find(write.Key) is { } known && known.Version == write.ExpectedVersion) return known;
        return await reader.Find(write.Key, default) is { } there && RowEntity.VersionOf(there) == write.ExpectedVersion
            ? RowEntity.KnownOf(there)
            : null;
    }

    private async Task<bool> IsAhead(CommitPlan plan)
    {
        List<Task<bool>> ahead = [.. plan.Pointed.Select(Pointed), .. plan.Marks().Select(marks.Write)];
        return ahead.Count == 0 || (await Task.WhenAll(ahead)).All(isDone => isDone);

        async Task<bool> Pointed(int place)
        {
            if (await index.Point(plan[place].Key, plan.Name) is not { } entry) return false;
            plan.Point(place, entry);
            return true;
        }
    }

    /// <summary>Comes back when what commits leave behind has been taken back, as far as it can be.</summary>
    public async Task Settled()
    {
        await marks.Rest();
        Task[] removing;
        lock (_removing) removing = [.. _removing];
        await Task.WhenAll(removing);
    }

    private async Task<CommitResult> Send(CommitPlan plan)
    {
        var facts = sealer.Begin(plan.Facts);
        try
        {
            var answer = await account.Write(stop => account.Rows.SubmitTransactionAsync(plan.Actions(), stop));
            Settle(plan, answer.Value);
            sealer.Add(facts);
            return Counted(CommitResult.Committed, isConflict: false);
        }
        catch (Exception failed) when (Outcomes.Of(failed) == CommitResult.NotCommitted)
        {
            sealer.Forget(facts);
            return Refuse(plan, Outcomes.IsConflict(failed));
        }
        catch (Exception failed)
        {
            if (failed is not OperationCanceledException) account.Health.LetOneTry();   // it was soon: there is time to look
            var result = await Resolve(plan, facts);
            sealer.Forget(facts);
            return result;
        }
    }

    /// <summary>
    /// Nobody heard what became of it: the row may say. Somebody else's write on the same version means that ours can never be carried out;
    /// our own name means that it was. Otherwise it may still be on its way.
    /// </summary>
    private async Task<CommitResult> Resolve(CommitPlan plan, IReadOnlyList<UnsealedFacts> facts)
    {
        cache.Forget(plan.Commit.Row.Key);
        if (plan.Commit.Row.IsRemoval) return Counted(CommitResult.Unknown, isConflict: false);
        try
        {
            var there = await reader.Find(plan.Commit.Row.Key, default);
            if (there is not null && plan.IsBy(there))
            {
                Settle(plan, []);
                sealer.Add(facts);
                return Counted(CommitResult.Committed, isConflict: false);
            }

            if (there is not null && RowEntity.VersionOf(there) == plan.Commit.Row.ExpectedVersion + 1)
                return Refuse(plan, isConflict: true);
        }
        catch (StorageUnavailableException)
        {
            // Then nobody knows.
        }

        return Counted(CommitResult.Unknown, isConflict: false);
    }

    /// <param name="answers">Empty when they were lost.</param>
    private void Settle(CommitPlan plan, IReadOnlyList<Response> answers)
    {
        foreach (var (key, known) in answers.Count > 0 ? plan.Written(answers) : [])
        {
            if (known is null) cache.Forget(key);
            else cache.Remember(key, known);
            if (known is { Version: 1 }) cache.Remember(key, key.Owner!.Value);
        }

        foreach (var (partition, row) in plan.ObsoleteMarks()) marks.Remove(partition, row);
        if (plan.RemovedEntry is { } entry) Remove(entry.Key, entry.ETag);
    }

    private CommitResult Refuse(CommitPlan plan, bool isConflict)
    {
        cache.Forget(plan.Commit.Row.Key);
        foreach (var (partition, row) in plan.UselessMarks()) marks.Remove(partition, row);
        foreach (var (key, etag) in plan.UselessEntries()) Remove(key, etag);
        return Counted(CommitResult.NotCommitted, isConflict);
    }

    /// <summary>Nobody waits for it: an entry that stays is an orphan.</summary>
    private void Remove(RowKey key, ETag etag)
    {
        var removing = index.Removed(key, etag);
        lock (_removing)
        {
            _removing.RemoveWhere(one => one.IsCompleted);
            _removing.Add(removing);
        }
    }

    private CommitResult Counted(CommitResult result, bool isConflict)
    {
        counters.Count(result, isConflict);
        return result;
    }
}
