using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;

namespace Countersign.Engine.SignInLog;

/// <summary>
/// Takes people who were removed out of the sign-in log. Safe to run anywhere and as often as one likes: who loses a race looks again, and
/// a person is to be forgotten until somebody has seen every leaf without them.
/// </summary>
internal sealed class SignInLogForgetting(IStore store)
{
    private const int Batch = 100, Attempts = 6;

    /// <summary>Those who are due now.</summary>
    public async ValueTask Once(DateTimeOffset now, CancellationToken cancel)
    {
        List<(Row Row, ForgottenPerson Person)> due = [];
        foreach (var key in await store.Due(RowKind.Forgotten, now, Batch, cancel))
        {
            if (await store.Load(key, cancel) is { } row) due.Add((row, StateJson.ReadForgotten(row.Body.Span)));
        }

        foreach (var tenant in due.GroupBy(one => one.Person.Tenant))
        {
            if (!await Forget(tenant.Key, [.. tenant.Select(one => one.Person)], cancel)) continue;
            foreach (var (row, _) in tenant) await store.Commit(new(RowWrite.Removal(row.Key, row.Version), [], []));
        }
    }

    /// <returns>Whether none of them is in any leaf.</returns>
    private async ValueTask<bool> Forget(TenantId tenant, ForgottenPerson[] people, CancellationToken cancel)
    {
        var isDone = true;
        var (prefix, after) = (UserKey.TenantPrefix(tenant), "");
        IReadOnlyList<Row> rows;
        do
        {
            rows = await store.List(RowKind.SignInLog, prefix, after, Batch, cancel);
            foreach (var row in rows.Where(row => SignInDay.DayAt(row.Key.Id.AsSpan(prefix.Length)) is null))   // tallies name nobody
                isDone &= await Forget(row, people, cancel);
            if (rows.Count > 0) after = rows[^1].Key.Id;
        }
        while (rows.Count == Batch);
        return isDone;
    }

    private async ValueTask<bool> Forget(Row row, ForgottenPerson[] people, CancellationToken cancel)
    {
        Row? current = row;
        for (var attempt = 0; attempt < Attempts && current is not null; attempt++)
        {
            var leaf = StateJson.ReadSignInLeaf(current.Body.Span);
            SignInEntry[] kept = [.. leaf.Entries.Where(entry => !people.Any(person => person.Hides(entry)))];
            if (kept.Length == leaf.Entries.Count) return true;
            var write = new RowWrite(current.Key, current.Version, current.Due, StateJson.Write(leaf with { Entries = kept }));
            if (await store.Commit(new(write, [], [])) == CommitResult.Committed) return true;
            current = await store.Load(row.Key, cancel);
        }

        return current is null;
    }
}
