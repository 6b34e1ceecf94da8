using System.Diagnostics;
using Countersign.Engine.Ports;
using Countersign.Stores.Sqlite;
using Xunit;
using static Countersign.Engine.Contract.Storage.Samples;

namespace Countersign.Engine.Contract.Storage;

/// <summary>F13: a store that cannot be written says so soon, names the cause, and goes on by itself.</summary>
public sealed class StorageTroubleTests : IDisposable
{
    /// <summary>Six tries of one question must fit in it.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    private readonly TemporaryFolder _folder = new();

    private string Database => _folder.File("store.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_held_write_lock_is_refused_soon_named_and_over_when_it_is_free()
    {
        await using var store = SqliteStore.Open(Database, TimeProvider.System);
        using (var other = Connection.Open(Database, readOnly: false))
        {
            other.Execute("BEGIN IMMEDIATE");
            var began = Stopwatch.GetTimestamp();
            for (var attempt = 0; attempt < 6; attempt++) Assert.Equal(CommitResult.NotCommitted, await store.Put(User("x"), 0));
            Assert.True(Stopwatch.GetElapsedTime(began) < Soon, Stopwatch.GetElapsedTime(began).ToString());
            Assert.Equal((false, "another process holds the database's write lock"), (store.Trouble!.IsLost, store.Trouble.Cause));
            Assert.Null(await store.Load(User("x"), Cancel));
            other.Execute("ROLLBACK");
        }

        await Heals(store);
        await store.Put(User("x"), 0).Must();
    }

    [Fact]
    public async Task A_full_disk_is_named_and_over_when_there_is_room()
    {
        await using var store = SqliteStore.Open(Database, TimeProvider.System);
        await store.Put(User("x"), 0, "kept").Must();
        await store.Interject(connection => connection.Execute($"PRAGMA max_page_count = {connection.Number("PRAGMA page_count")}"));
        Assert.Equal(CommitResult.NotCommitted, await store.Put(User("x"), 1, new('x', 100_000)));
        Assert.Equal("the disk is full", store.Trouble!.Cause);
        Assert.Equal("""{"text":"kept"}""", await store.Text(User("x")));
        await store.Interject(connection => connection.Execute("PRAGMA max_page_count = 1000000"));
        await Heals(store);
    }

    /// <summary>Real time: it is the disk that hangs.</summary>
    [Fact(Timeout = 60_000)]
    public async Task Nobody_waits_for_a_disk_that_does_not_answer()
    {
        await using var store = SqliteStore.Open(Database, TimeProvider.System);
        using var release = new ManualResetEventSlim();
        var hanging = store.Put(User("first"), 0).AsTask();
        await hanging;
        var busy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = store.Interject(_ =>
        {
            busy.SetResult();
            release.Wait();
        });
        await busy.Task;
        var waiting = store.Put(User("waiting"), 0).AsTask();
        while (!waiting.IsCompleted)
        {
            store.Probe();
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal(CommitResult.NotCommitted, await waiting);
        Assert.Equal("the disk has not answered a write for more than a second", store.Trouble!.Cause);
        Assert.Equal(CommitResult.NotCommitted, await store.Put(User("later"), 0));
        release.Set();
        await held;
        await Heals(store);
        await store.Put(User("later"), 0).Must();
    }

    private static async Task Heals(SqliteStore store)
    {
        while (store.Trouble is not null)
        {
            Cancel.ThrowIfCancellationRequested();
            store.Probe();
            await Task.Yield();
        }
    }
}
