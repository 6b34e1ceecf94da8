using Countersign.Engine.Ports;
using Countersign.Stores.Sqlite;
using Xunit;
using static Countersign.Engine.Contract.Storage.Samples;

namespace Countersign.Engine.Contract.Storage;

/// <summary>What happens to the files of a database under a running server: nothing is acknowledged into files that are gone.</summary>
public sealed class LostDatabaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Database => _folder.File("store.db");

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Deeds =>
        ["removed", "moved away", "replaced", "cut short", "emptied", "written over", "log removed", "log replaced", "log cut short"];

    [Theory, MemberData(nameof(Deeds))]
    public async Task Nothing_is_acknowledged_into_a_database_that_is_lost(string deed)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Files are told apart on Linux alone.");
        await using var store = SqliteStore.Open(Database, TimeProvider.System);
        await store.Put(User("before"), 0).Must();
        await store.Put(User("again"), 0).Must();
        Do(deed);

        Assert.NotEqual(CommitResult.Committed, await store.Put(User("after"), 0));
        Assert.True(store.Trouble is { IsLost: true } trouble && trouble.Cause.Contains("--restored", StringComparison.Ordinal));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await store.Load(User("before"), Cancel));
        Assert.Equal(CommitResult.NotCommitted, await store.Put(User("later"), 0));
    }

    [Fact]
    public async Task Without_traffic_a_lost_database_is_noticed_by_the_probe()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Files are told apart on Linux alone.");
        await using var store = SqliteStore.Open(Database, TimeProvider.System);
        await store.Put(User("before"), 0).Must();
        Do("removed");
        while (store.Trouble is null)
        {
            Cancel.ThrowIfCancellationRequested();
            store.Probe();
            await Task.Yield();
        }
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("touched")]
    [InlineData("read")]
    public async Task What_changes_nothing_is_no_loss(string deed)
    {
        await using var store = SqliteStore.Open(Database, TimeProvider.System);
        await store.Put(User("before"), 0).Must();
        Do(deed);
        await store.Put(User("after"), 0).Must();
        Assert.Null(store.Trouble);
    }

    [Fact]
    public async Task Checkpoints_of_its_own_are_no_loss()
    {
        await using var store = SqliteStore.Open(Database, TimeProvider.System);
        var big = new string('x', 1_000_000);
        for (var i = 0; i < 40; i++) await store.Put(User($"u{i}"), 0, big).Must();
        Assert.Null(store.Trouble);
    }

    [Fact]
    public async Task The_database_is_locked_and_not_only_the_file_beside_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The database itself is locked on Linux alone.");
        await using var store = SqliteStore.Open(Database, TimeProvider.System);
        await store.Put(User("mine"), 0).Must();
        File.Delete(Database + ".lock");
        foreach (var second in (Action[])[() => SqliteStore.Open(Database, TimeProvider.System), () => SqliteCheck.Run(Database)])
            Assert.Contains("in use", Assert.Throws<StoreRefusedException>(second).Message, StringComparison.Ordinal);
        await store.Put(User("still mine"), 0).Must();
    }

    private void Do(string deed)
    {
        var log = Database + "-wal";
        switch (deed)
        {
            case "removed": File.Delete(Database); break;
            case "moved away": File.Move(Database, Database + ".away"); break;
            case "replaced": Replace(Database); break;
            case "cut short": Cut(Database, 4096); break;
            case "emptied": Cut(Database, 0); break;
            case "written over": Spoil(Database); break;
            case "log removed": File.Delete(log); break;
            case "log replaced": Replace(log); break;
            case "log cut short": Cut(log, 0); break;
            case "touched": File.SetLastWriteTimeUtc(Database, DateTime.UnixEpoch); break;
            case "read": File.ReadAllBytes(Database); break;
        }
    }

    private static void Replace(string path)
    {
        File.Copy(path, path + ".copy");
        File.Move(path + ".copy", path, overwrite: true);
    }

    private static void Cut(string path, long length)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.SetLength(length);
    }

    private static void Spoil(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Position = 24;   // the header's count of changes
        file.Write([0, 0, 0, 99]);
    }
}
