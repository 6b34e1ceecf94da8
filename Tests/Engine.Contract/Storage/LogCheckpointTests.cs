using Countersign.Stores.Sqlite;
using Xunit;
using static Countersign.Engine.Contract.Storage.Samples;

namespace Countersign.Engine.Contract.Storage;

/// <summary>The write-ahead log is copied beside the writer and starts again; a reader's snapshot only delays that.</summary>
public sealed class LogCheckpointTests : IDisposable
{
    private const int Megabyte = 256;   // pages

    private readonly TemporaryFolder _folder = new();
    private readonly DatabaseFiles _files;
    private readonly WriterStatements _statements;
    private readonly LogCheckpoint _checkpoint;
    private long _version;

    public LogCheckpointTests()
    {
        _files = DatabaseFiles.Open(_folder.File("store.db"));
        _statements = new(_files.Writing);
        _checkpoint = new(_files.Writing, _files.Beside, _files.Handle, TimeProvider.System);
    }

    private long LogLength => new FileInfo(_files.Path + "-wal").Length;

    public void Dispose()
    {
        _files.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_log_that_grew_is_copied_while_nobody_waits_and_starts_again()
    {
        WriteMegabytes(5);
        Assert.InRange(_checkpoint.Pages, 5 * Megabyte, 6 * Megabyte);
        _checkpoint.Consider(isIdle: true);
        await _checkpoint.Rest();
        Assert.Equal(0, _checkpoint.Done);
        _checkpoint.Consider(isIdle: true);
        Assert.Equal((1, 0), (_checkpoint.Done, _checkpoint.Pages));

        var length = LogLength;
        WriteMegabytes(3);
        Assert.Equal(length, LogLength);
    }

    [Fact]
    public async Task Commits_that_wait_are_not_made_to_wait_longer_for_a_small_log()
    {
        WriteMegabytes(5);
        _checkpoint.Consider(isIdle: false);
        await _checkpoint.Rest();
        _checkpoint.Consider(isIdle: false);
        Assert.Equal(0, _checkpoint.Done);
        WriteMegabytes(30);
        _checkpoint.Consider(isIdle: false);
        await _checkpoint.Rest();
        _checkpoint.Consider(isIdle: false);
        Assert.Equal((1, 0), (_checkpoint.Done, _checkpoint.Pages));
    }

    [Fact]
    public async Task A_long_read_keeps_its_snapshot_and_the_log_is_copied_after_it()
    {
        WriteMegabytes(1);
        using (var reading = Schema.OpenForReading(_files.Path))
        {
            var all = reading.Prepare("SELECT version FROM rows");
            Assert.True(all.Step());
            WriteMegabytes(5);
            await ConsiderTwice();
            Assert.InRange(_checkpoint.Pages, 6 * Megabyte, 7 * Megabyte);
            Assert.Equal(1, all.Number(0));
        }

        WriteMegabytes(5);
        await ConsiderTwice();
        Assert.Equal(0, _checkpoint.Pages);
    }

    private async Task ConsiderTwice()
    {
        _checkpoint.Consider(isIdle: true);
        await _checkpoint.Rest();
        _checkpoint.Consider(isIdle: true);
        await _checkpoint.Rest();
    }

    /// <summary>One transaction each; the bodies differ throughout, for SQLite writes no page that did not change.</summary>
    private void WriteMegabytes(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _statements.Begin();
            Assert.True(_statements.TryWrite(Write(User("x"), _version, new((char)('a' + _version % 26), 1 << 20))));
            _statements.Commit();
            _checkpoint.CountPages();
            _version++;
        }
    }
}
