using Countersign.Stores.Sqlite;
using Xunit;
using static Countersign.Engine.Contract.Storage.Samples;

namespace Countersign.Engine.Contract.Storage;

/// <summary>The write-ahead log is copied beside the writer and starts again; a reader's snapshot only delays that.</summary>
public sealed class LogCheckpointTests : IDisposable
{
    private const int Megabyte = 256;   // pages

    private readonly TemporaryFolder folder = new();
    private readonly DatabaseFiles files;
    private readonly WriterStatements statements;
    private readonly LogCheckpoint checkpoint;
    private long version;

    public LogCheckpointTests()
    {
        files = DatabaseFiles.Open(folder.File("store.db"));
        statements = new(files.Writing);
        checkpoint = new(files.Writing, files.Beside, files.Handle, TimeProvider.System);
    }

    private long LogLength => new FileInfo(files.Path + "-wal").Length;

    public void Dispose()
    {
        files.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_log_that_grew_is_copied_while_nobody_waits_and_starts_again()
    {
        WriteMegabytes(5);
        Assert.InRange(checkpoint.Pages, 5 * Megabyte, 6 * Megabyte);
        checkpoint.Consider(isIdle: true);
        await checkpoint.Rest();
        Assert.Equal(0, checkpoint.Done);
        checkpoint.Consider(isIdle: true);
        Assert.Equal((1, 0), (checkpoint.Done, checkpoint.Pages));

        var length = LogLength;
        WriteMegabytes(3);
        Assert.Equal(length, LogLength);
    }

    [Fact]
    public async Task Commits_that_wait_are_not_made_to_wait_longer_for_a_small_log()
    {
        WriteMegabytes(5);
        checkpoint.Consider(isIdle: false);
        await checkpoint.Rest();
        checkpoint.Consider(isIdle: false);
        Assert.Equal(0, checkpoint.Done);
        WriteMegabytes(30);
        checkpoint.Consider(isIdle: false);
        await checkpoint.Rest();
        checkpoint.Consider(isIdle: false);
        Assert.Equal((1, 0), (checkpoint.Done, checkpoint.Pages));
    }

    [Fact]
    public async Task A_long_read_keeps_its_snapshot_and_the_log_is_copied_after_it()
    {
        WriteMegabytes(1);
        using (var reading = Schema.OpenForReading(files.Path))
        {
            var all = reading.Prepare("SELECT version FROM rows");
            Assert.True(all.Step());
            WriteMegabytes(5);
            await ConsiderTwice();
            Assert.InRange(checkpoint.Pages, 6 * Megabyte, 7 * Megabyte);
            Assert.Equal(1, all.Number(0));
        }

        WriteMegabytes(5);
        await ConsiderTwice();
        Assert.Equal(0, checkpoint.Pages);
    }

    private async Task ConsiderTwice()
    {
        checkpoint.Consider(isIdle: true);
        await checkpoint.Rest();
        checkpoint.Consider(isIdle: true);
        await checkpoint.Rest();
    }

    /// <summary>One transaction each; the bodies differ throughout, for SQLite writes no page that did not change.</summary>
    private void WriteMegabytes(int count)
    {
        for (var i = 0; i < count; i++)
        {
            statements.Begin();
            Assert.True(statements.TryWrite(Write(User("x"), version, new((char)('a' + version % 26), 1 << 20))));
            statements.Commit();
            checkpoint.CountPages();
            version++;
        }
    }
}
