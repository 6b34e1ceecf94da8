using System.Text;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn.Audit;
using Countersign.TestServers;
using Xunit;
using static Countersign.Engine.Contract.Storage.Samples;

namespace Countersign.Engine.Contract.Storage;

/// <summary>
/// What every store that processes share promises, proved with processes: one wins, what was answered is there, and a process that is
/// killed, or stands still and wakes, harms nobody (I3, I13, I18, T14, F9).
/// </summary>
public abstract class SharedStoreProofs(string kind) : IAsyncLifetime
{
    private const int Races = 1000, AtOnce = 20;

    private IStore _store = null!;

    /// <summary>How the store is reached.</summary>
    protected abstract string? Connection { get; }

    private protected abstract Task<IStore> Open();

    public async ValueTask InitializeAsync() => _store = await Open();

    public virtual async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Of_a_thousand_first_writes_that_two_processes_race_for_each_has_one_winner_and_one_record()
    {
        using var one = await AnotherProcess.Begin(kind, Connection, "race", $"{Races}", $"{AtOnce}");
        using var other = await AnotherProcess.Begin(kind, Connection, "race", $"{Races}", $"{AtOnce}");
        for (var done = 0; done < Races; done += AtOnce)
        {
            one.Go();
            other.Go();
            await one.Says(1 + done + AtOnce);
            await other.Says(1 + done + AtOnce);
        }

        await one.Ends();
        await other.Ends();

        Assert.Equal((0, 0), (one.Said("unknown").Count, other.Said("unknown").Count));
        Assert.Equal(Enumerable.Range(0, Races), one.Said("won").Concat(other.Said("won")).Order());
        TestContext.Current.TestOutputHelper!.WriteLine($"{one.Said("won").Count} won by one, {other.Said("won").Count} by the other");
        var winners = one.Said("won").ToHashSet();
        var rows = await _store.List(RowKind.User, "race-", "", 2 * Races, Cancel);
        Assert.Equal(Races, rows.Count);
        Assert.All(rows, row => Assert.Equal(
            $$"""{"by":"{{(winners.Contains(int.Parse(row.Key.Id["race-".Length..])) ? one : other).Id}}"}""",
            Encoding.UTF8.GetString(row.Body.Span)));
        await AssertSealedOnce(Races);
    }

    [Fact]
    public async Task What_a_killed_process_was_answered_is_there_whole_and_its_facts_are_sealed_once()
    {
        using var killed = await AnotherProcess.Begin(kind, Connection, "stream", "killed");
        killed.Go();
        await killed.Says(40);
        killed.Signal("KILL");
        await killed.Ends();

        var acked = killed.Said("acked");
        Assert.NotEmpty(acked);
        var rows = await _store.List(RowKind.User, "killed-", "", 1000, Cancel);
        foreach (var n in acked) Assert.Contains(rows, row => row.Key.Id == $"killed-{n}");
        Assert.InRange(rows.Count, acked.Count, acked.Count + 1);   // the last may be there unheard
        Assert.Equal(rows.Count, (await _store.List(RowKind.Challenge, "killed-", "", 1000, Cancel)).Count);
        await AssertSealedOnce(rows.Count);
    }

    [Fact]
    public async Task A_process_that_stood_still_and_wakes_writes_over_nobody()
    {
        using var frozen = await AnotherProcess.Begin(kind, Connection, "rewrite", "shared");
        frozen.Go();
        await frozen.Says(20);
        frozen.Signal("STOP");
        List<int> ours = [];
        for (var version = (await _store.Load(User("shared"), Cancel))!.Version; ours.Count < 20; version++)
        {
            var commit = new Commit(Write(User("shared"), version, "ours"), [], [Fact(detail: $"{version + 1} by us")]);
            if (await _store.Commit(commit) == CommitResult.Committed) ours.Add((int)version + 1);
        }

        var said = frozen.Said("acked").Count;
        frozen.Signal("CONT");
        await frozen.Says(said + 1 + 20);
        frozen.Signal("KILL");
        await frozen.Ends();

        var theirs = frozen.Said("acked");
        Assert.Empty(ours.Intersect(theirs));
        Assert.Equal(ours.Count + theirs.Count, ours.Concat(theirs).Distinct().Count());
        var last = (int)(await _store.Load(User("shared"), Cancel))!.Version;
        Assert.InRange(last, ours.Concat(theirs).Max(), ours.Concat(theirs).Max() + 1);
        await AssertSealedOnce(last);
    }

    [Fact]
    public async Task Two_who_seal_at_once_seal_each_fact_once()
    {
        await using var other = await Open();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                var store = writer % 2 == 0 ? _store : other;
                await store.Commit(new(Write(User($"w{writer}-{i}"), 0), [], [Fact(detail: $"{writer} {i}")])).Must();
                if (i % 10 == writer) await store.ReadAudit(new("contoso"), 0, 1, Cancel);
            }
        }, Cancel)));
        await AssertSealedOnce(8 * 40);
    }

    [Fact]
    public async Task A_list_is_whole_and_in_order_while_others_write()
    {
        for (var i = 0; i < 300; i++) await _store.Put(User($"a{i:D4}"), 0).Must();
        using var stop = new CancellationTokenSource();
        await using var other = await Open();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++) await other.Put(User($"a{i % 300:D4}-{i}"), 0);
        }, Cancel);
        for (var round = 0; round < 5; round++)
        {
            var listed = new List<string>();
            for (var after = ""; await _store.List(RowKind.User, "a", after, 50, Cancel) is { Count: > 0 } page; after = page[^1].Key.Id)
                listed.AddRange(page.Select(row => row.Key.Id));
            Assert.Equal(listed.Order(StringComparer.Ordinal), listed);
            Assert.Equal(300, listed.Count(id => id.Length == 5));
        }

        await stop.CancelAsync();
        await writing;
    }

    /// <summary>Every fact has one record, whoever wrote it; the chain verifies.</summary>
    private async Task AssertSealedOnce(int facts)
    {
        List<AuditRecord> records = [];
        for (long after = 0; await _store.ReadAudit(new("contoso"), after, 1000, Cancel) is { Count: > 0 } page; after = page[^1].Sequence)
            records.AddRange(page);
        Assert.Equal(facts, records.Count);
        Assert.Equal(facts, records.Select(record => AuditBody.Read(record.Body.Span).Detail!.Split(" by ")[0]).Distinct().Count());
        Assert.Empty((await AuditVerification.Walk(_store, [], Cancel)).Breaks);
    }
}

public sealed class SharedPostgresStore() : SharedStoreProofs("postgres")
{
    private TestSchema? _schema;

    protected override string? Connection => _schema!.Connection;

    private protected override async Task<IStore> Open()
    {
        _schema ??= await TestSchema.Make();
        return await EmptyStore.OpenPostgres(_schema.Connection);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _schema!.DisposeAsync();
    }
}
