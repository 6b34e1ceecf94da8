using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.Stores.Sqlite;
using static Countersign.Engine.Contract.Storage.Samples;

namespace Countersign.Engine.Contract.Storage;

/// <summary>A copy on a medium that cannot be written is looked at like any other.</summary>
public sealed class ReadableCopyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_only_in_the_log_of_a_read_only_copy_is_found_and_the_copy_stays_as_it_is()
    {
        var (database, copy) = (_folder.File("store.db"), _folder.File("copy.db"));
        await using var store = SqliteStore.Open(database, TimeProvider.System);
        await store.Chain(3);
        await store.Interject(_ =>
        {
            foreach (var end in (string[])["", "-wal"]) File.Copy(database + end, copy + end);
        });
        Directory.CreateDirectory(copy + ".lock");   // stands for a folder that cannot be written, also for a privileged user
        var before = (await File.ReadAllBytesAsync(copy, Cancel), await File.ReadAllBytesAsync(copy + "-wal", Cancel));

        var report = SqliteCheck.Run(copy);
        Assert.Empty(report.Findings);
        Assert.Equal(3, report.Rows[RowKind.User]);
        await using (var opened = SqliteStore.OpenToRead(copy, TimeProvider.System))
            Assert.Null((await AuditVerification.Walk(opened, [], Cancel)).Breaks.FirstOrDefault());
        Assert.Equal(before.Item1, await File.ReadAllBytesAsync(copy, Cancel));
        Assert.Equal(before.Item2, await File.ReadAllBytesAsync(copy + "-wal", Cancel));
        Assert.False(File.Exists(copy + "-shm"));
    }
}
