using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.Stores.Sqlite;
using Microsoft.Extensions.Time.Testing;
using SQLitePCL;
using Xunit;
using static Countersign.Engine.Contract.Storage.Samples;

namespace Countersign.Engine.Contract.Storage;

/// <summary>The promises of the SQLite store alone: durability, one process, groups, and life after a failed disk.</summary>
public sealed class SqliteStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Database => _folder.File("store.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Reopening_sees_everything_and_the_chain_goes_on()
    {
        await using (var store = Open()) await store.Chain(5);
        await using (var store = Open())
        {
            Assert.Equal(5, (await store.List(RowKind.User, "chain", "", 10, Cancel)).Count);
            await store.Commit(new(Write(User("next"), 0), [], [Fact()])).Must();
            var verification = await AuditVerification.Walk(store, [], Cancel);
            Assert.Equal((6, null), (verification.Heads.Single().Sequence, verification.Breaks.FirstOrDefault()));
        }

        Assert.Empty(SqliteCheck.Run(Database).Findings);
    }

    [Fact]
    public async Task Everything_committed_while_one_transaction_ran_goes_into_the_next()
    {
        await using var store = Open();
        using var release = new ManualResetEventSlim();
        var held = await Hold(store, release);
        var commits = Enumerable.Range(0, 100).Select(i => store.Put(User($"u{i}"), 0).AsTask()).ToArray();
        Assert.Equal(100, store.Counters.QueueLength);
        release.Set();
        Assert.All(await Task.WhenAll(commits), result => Assert.Equal(CommitResult.Committed, result));
        await held;
        Assert.Equal((100, 1, 0), (store.Counters.Commits, store.Counters.Transactions, store.Counters.QueueLength));
    }

    [Fact]
    public async Task A_commit_sees_what_an_earlier_one_of_its_group_wrote()
    {
        await using var store = Open();
        using var release = new ManualResetEventSlim();
        var held = await Hold(store, release);
        var first = store.Put(User("x"), 0, "1").AsTask();
        var loser = store.Put(User("x"), 0, "loser").AsTask();
        var second = store.Put(User("x"), 1, "2").AsTask();
        release.Set();
        Assert.Equal(
            [CommitResult.Committed, CommitResult.NotCommitted, CommitResult.Committed], await Task.WhenAll(first, loser, second));
        await held;
        Assert.Equal("""{"text":"2"}""", await store.Text(User("x")));
        Assert.Equal((2, 1, 1), (store.Counters.Commits, store.Counters.Conflicts, store.Counters.Transactions));
    }

    [Fact]
    public async Task A_full_queue_refuses_and_what_was_accepted_is_written()
    {
        await using var store = SqliteStore.Open(Database, TimeProvider.System, queueLimit: 3);
        using var release = new ManualResetEventSlim();
        var held = await Hold(store, release);
        var accepted = Enumerable.Range(0, 3).Select(i => store.Put(User($"u{i}"), 0).AsTask()).ToArray();
        Assert.Equal(CommitResult.NotCommitted, await store.Put(User("refused"), 0));
        release.Set();
        Assert.All(await Task.WhenAll(accepted), result => Assert.Equal(CommitResult.Committed, result));
        await held;
        Assert.Null(await store.Load(User("refused"), Cancel));
        Assert.Equal(1, store.Counters.Refused);
    }

    [Fact]
    public async Task Reading_does_not_wait_for_the_writer()
    {
        await using var store = Open();
        await store.Put(User("x"), 0, "before").Must();
        using var release = new ManualResetEventSlim();
        var held = await Hold(store, release);
        var write = store.Put(User("x"), 1, "after").AsTask();
        Assert.Equal("""{"text":"before"}""", await store.Text(User("x")));
        Assert.False(write.IsCompleted);
        release.Set();
        Assert.Equal(CommitResult.Committed, await write);
        await held;
        Assert.Equal("""{"text":"after"}""", await store.Text(User("x")));
    }

    [Fact]
    public async Task A_full_disk_refuses_commits_reads_go_on_and_space_heals_it()
    {
        await using var store = Open();
        await store.Put(User("x"), 0, "kept").Must();
        await store.Interject(connection => connection.Execute($"PRAGMA max_page_count = {connection.Number("PRAGMA page_count")}"));
        var big = new string('x', 100_000);
        var full = new Commit(Write(User("x"), 1, big), [], [Fact()]);
        Assert.Equal(CommitResult.NotCommitted, await store.Commit(full));
        Assert.Equal("""{"text":"kept"}""", await store.Text(User("x")));
        Assert.Equal(1, store.Counters.Failures);
        await store.Interject(connection => connection.Execute("PRAGMA max_page_count = 1000000"));
        await store.Commit(full).Must();
        Assert.Null((await AuditVerification.Walk(store, [], Cancel)).Breaks.FirstOrDefault());
    }

    [Fact]
    public async Task When_a_group_does_not_fit_none_of_it_is_written_and_the_chain_goes_on()
    {
        await using var store = Open();
        await store.Chain(1);
        await store.Interject(connection => connection.Execute($"PRAGMA max_page_count = {connection.Number("PRAGMA page_count")}"));
        using var release = new ManualResetEventSlim();
        var held = await Hold(store, release);
        var small = store.Commit(new(Write(User("small"), 0), [], [Fact()])).AsTask();
        var big = store.Put(User("big"), 0, new('x', 100_000)).AsTask();
        release.Set();
        Assert.Equal([CommitResult.NotCommitted, CommitResult.NotCommitted], await Task.WhenAll(small, big));
        await held;
        Assert.Null(await store.Load(User("small"), Cancel));
        await store.Commit(new(Write(User("next"), 0), [], [Fact()])).Must();
        var verification = await AuditVerification.Walk(store, [], Cancel);
        Assert.Equal((2, null), (verification.Heads.Single().Sequence, verification.Breaks.FirstOrDefault()));
    }

    [Fact]
    public async Task After_a_COMMIT_that_fails_nothing_is_said_until_it_is_certain_again()
    {
        await using var store = Open();
        await store.Chain(1);
        var failing = false;
        delegate_commit hook = _ => failing ? 1 : 0;
        await store.Interject(connection => raw.sqlite3_commit_hook(connection.Handle, hook, null!));

        failing = true;
        Assert.Equal(CommitResult.Unknown, await store.Commit(new(Write(User("x"), 0), [], [Fact()])));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await store.Load(User("x"), Cancel));
        Assert.Equal(CommitResult.NotCommitted, await store.Put(User("y"), 0));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await store.DropDue(RowKind.User, Noon, 1, Cancel));

        failing = false;
        await store.Commit(new(Write(User("z"), 0), [], [Fact()])).Must();
        Assert.Null(await store.Load(User("x"), Cancel));
        var verification = await AuditVerification.Walk(store, [], Cancel);
        Assert.Equal((2, null), (verification.Heads.Single().Sequence, verification.Breaks.FirstOrDefault()));
        GC.KeepAlive(hook);
    }

    [Fact(Timeout = 60_000)]
    public async Task Asking_is_enough_to_end_the_doubt_about_a_failed_COMMIT()
    {
        await using var store = Open();
        var failing = false;
        delegate_commit hook = _ => failing ? 1 : 0;
        await store.Interject(connection => raw.sqlite3_commit_hook(connection.Handle, hook, null!));
        failing = true;
        Assert.Equal(CommitResult.Unknown, await store.Put(User("x"), 0));
        failing = false;
        while (true)
        {
            try
            {
                Assert.Null(await store.Load(User("x"), Cancel));
                break;
            }
            catch (StorageUnavailableException)
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }

        GC.KeepAlive(hook);
    }

    [Fact]
    public async Task What_was_acknowledged_is_in_the_files_at_that_moment()
    {
        await using var store = Open();
        for (var round = 0; round < 10; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 200).Select(i => store.Commit(
                new(Write(User($"r{round}u{i:D3}"), 0, new('x', 800)), [], i % 10 == 0 ? [Fact()] : [])).Must()));

            // What a process killed now would leave behind: the files as they are, without the index that lives in shared memory.
            var copy = _folder.File($"crash{round}.db");
            await store.Interject(_ => Copy(copy));
            var report = SqliteCheck.Run(copy);
            Assert.Empty(report.Findings);
            Assert.Equal((200 * (round + 1), 20 * (round + 1)), (report.Rows[RowKind.User], report.Heads.Single().Sequence));
        }
    }

    [Fact]
    public async Task What_was_accepted_before_closing_is_written_and_later_work_is_refused()
    {
        var store = Open();
        var commits = Enumerable.Range(0, 50).Select(i => store.Put(User($"u{i}"), 0).AsTask()).ToArray();
        await store.DisposeAsync();
        await store.DisposeAsync();
        Assert.All(await Task.WhenAll(commits), result => Assert.Equal(CommitResult.Committed, result));
        Assert.Equal(CommitResult.NotCommitted, await store.Put(User("late"), 0));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await store.Load(User("u1"), Cancel));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await store.DropDue(RowKind.User, Noon, 1, Cancel));
        Assert.Equal(50, SqliteCheck.Run(Database).Rows[RowKind.User]);
    }

    [Fact]
    public async Task Waiting_is_counted_on_the_given_clock()
    {
        var clock = new FakeTimeProvider();
        await using var store = SqliteStore.Open(Database, clock);
        using var release = new ManualResetEventSlim();
        var held = await Hold(store, release);
        var commit = store.Put(User("x"), 0).AsTask();
        clock.Advance(TimeSpan.FromSeconds(2));
        release.Set();
        await commit;
        await held;
        Assert.Equal((TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2)), (store.Counters.LastCommitWait, store.Counters.TotalCommitWait));
    }

    private SqliteStore Open() => SqliteStore.Open(Database, TimeProvider.System);

    private void Copy(string to)
    {
        File.Copy(Database, to);
        File.Copy(Database + "-wal", to + "-wal");
    }

    /// <summary>Returns when the writer is busy, until <paramref name="release"/> is set. The task ends with its transaction.</summary>
    private static async Task<Task> Hold(SqliteStore store, ManualResetEventSlim release)
    {
        var busy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = store.Interject(_ =>
        {
            busy.SetResult();
            release.Wait();
        });
        await busy.Task;
        return held;
    }
}
