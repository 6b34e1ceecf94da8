using Countersign.Stores.Sqlite;
using Microsoft.Win32.SafeHandles;

namespace Countersign.Engine.Contract.Storage;

/// <summary>What the guard says of the log, whether or not this process has written to it since it was last asked.</summary>
public sealed class DatabaseGuardTests : IDisposable
{
    private const string Removed = "its log was removed", Another = "another file was put in the place of its log";
    private const string Cut = "its log was cut short";
    private readonly TemporaryFolder _folder = new();
    private SafeFileHandle? _database;

    private string Log => _folder.File("store.db-wal");

    public void Dispose()
    {
        _database?.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("nothing", true, null)]
    [InlineData("nothing", false, null)]
    [InlineData("grown", true, null)]
    [InlineData("grown", false, null)]
    [InlineData("shorter", true, Cut)]
    [InlineData("shorter", false, null)]   // SQLite itself gives the space of a log back that was large
    [InlineData("removed", true, Removed)]
    [InlineData("removed", false, Removed)]
    [InlineData("replaced", true, Another)]
    [InlineData("replaced", false, Another)]
    public void A_log_that_is_known_is_still_the_same(string deed, bool isQuiet, string? objection)
    {
        File.WriteAllText(Log, "a log");
        var guard = AfterOneTransaction();
        Do(deed);

        Assert.Equal(objection, guard.Objection(isCopying: false, isQuiet));
    }

    /// <summary>Each transaction may make it shorter or longer; what counts is how long the last one left it.</summary>
    [Fact]
    public void Its_length_is_that_after_the_last_transaction()
    {
        File.WriteAllText(Log, "a long log");
        var guard = AfterOneTransaction();
        File.WriteAllText(Log, "short");
        Assert.Null(guard.Objection(isCopying: false, isLogQuiet: false));
        Assert.Null(guard.Objection(isCopying: false, isLogQuiet: true));
        File.WriteAllText(Log, "");

        Assert.Equal(Cut, guard.Objection(isCopying: false, isLogQuiet: true));
    }

    [Fact]
    public void Where_there_was_no_log_one_may_come()
    {
        var guard = AfterOneTransaction();
        File.WriteAllText(Log, "a log");
        Assert.Null(guard.Objection(isCopying: false, isLogQuiet: true));
        Assert.Null(guard.Objection(isCopying: false, isLogQuiet: false));
        File.Delete(Log);

        Assert.Equal(Removed, guard.Objection(isCopying: false, isLogQuiet: true));
    }

    private DatabaseGuard AfterOneTransaction()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Files are told apart on Linux alone.");
        File.WriteAllText(_folder.File("store.db"), "a database");
        _database = File.OpenHandle(_folder.File("store.db"));
        var guard = new DatabaseGuard(_folder.File("store.db"), _database);
        Assert.Null(guard.Objection(isCopying: false, isLogQuiet: false));
        return guard;
    }

    private void Do(string deed)
    {
        if (deed == "grown") File.AppendAllText(Log, ", and more");
        if (deed == "shorter") File.WriteAllText(Log, "a");
        if (deed == "removed") File.Delete(Log);
        if (deed != "replaced") return;
        File.WriteAllText(_folder.File("other"), "a log");
        File.Move(_folder.File("other"), Log, overwrite: true);
    }
}
