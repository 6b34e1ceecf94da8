using System.Text;
using Countersign.Engine.Ports;
using Countersign.Stores.Sqlite;
using Xunit;
using static Countersign.Engine.Contract.Storage.Samples;

namespace Countersign.Engine.Contract.Storage;

/// <summary>Files that are not opened and the reason given for each; findings of the check in those that are.</summary>
public sealed class DatabaseRefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Database => _folder.File("store.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_database_in_use_is_refused_by_name_and_opens_once_free()
    {
        await using (SqliteStore.Open(Database, TimeProvider.System))
        {
            Assert.Contains(Database + ".lock", Refusal(), StringComparison.Ordinal);
            var refusal = Assert.Throws<StoreRefusedException>(() => SqliteCheck.Run(Database));
            Assert.Contains("in use", refusal.Message, StringComparison.Ordinal);
        }

        await SqliteStore.Open(Database, TimeProvider.System).DisposeAsync();
    }

    [Fact]
    public async Task A_link_to_a_database_in_use_is_refused()
    {
        await using var store = SqliteStore.Open(Database, TimeProvider.System);
        var link = _folder.File("link.db");
        File.CreateSymbolicLink(link, Database);
        Assert.Throws<StoreRefusedException>(() => SqliteStore.Open(link, TimeProvider.System));
    }

    [Fact]
    public async Task A_new_database_is_readable_by_its_owner_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such mode.");
        await using var store = SqliteStore.Open(Database, TimeProvider.System);
        await store.Put(User("x"), 0).Must();
        if (OperatingSystem.IsWindows()) return;
        foreach (var file in new[] { Database, Database + "-wal" })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_left_as_it_is()
    {
        await Fill();
        Edit("UPDATE meta SET value = 3 WHERE name = 'schema'");
        Assert.Contains("newer release", Refusal(), StringComparison.Ordinal);
        Assert.Contains("newer release", Assert.Single(SqliteCheck.Run(Database).Findings), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_application_s_database_is_refused_and_left_as_it_is()
    {
        File.WriteAllBytes(Database, []);
        Edit("CREATE TABLE theirs (x)");
        Assert.Contains("another application", Refusal(), StringComparison.Ordinal);
        using var connection = Connection.Open(Database, readOnly: false);
        Assert.Equal(1, connection.Number("SELECT count(*) FROM sqlite_schema"));
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        var text = string.Concat(Enumerable.Repeat("Dear diary, ", 1000));
        File.WriteAllText(Database, text);
        Assert.Contains("is not a database", Refusal(), StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(Database));
        Assert.Contains("cannot be read", Assert.Single(SqliteCheck.Run(Database).Findings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_cut_short_is_refused()
    {
        await Fill();
        using (var file = File.OpenWrite(Database)) file.SetLength(file.Length - 10_000);
        Assert.Contains("damaged", Refusal(), StringComparison.Ordinal);
        Assert.NotEmpty(SqliteCheck.Run(Database).Findings);
    }

    [Fact]
    public async Task A_database_without_its_tables_is_refused()
    {
        await Fill();
        Edit("DROP TABLE rows");
        Assert.Contains("cannot be used", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        var path = _folder.File("absent/store.db");
        var refusal = Assert.Throws<StoreRefusedException>(() => SqliteStore.Open(path, TimeProvider.System));
        Assert.Contains($"{_folder.File("absent")} does not exist", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_no_database()
    {
        Directory.CreateDirectory(Database);
        Assert.Contains("is a folder", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Checking_makes_no_database()
    {
        Assert.Throws<StoreRefusedException>(() => SqliteCheck.Run(Database));
        Assert.False(File.Exists(Database));
    }

    [Fact]
    public async Task The_check_counts_and_finds_nothing_in_a_clean_database()
    {
        await Fill();
        var report = SqliteCheck.Run(Database);
        Assert.Empty(report.Findings);
        Assert.Equal((50, 50), (report.Rows[RowKind.User], report.Heads.Single().Sequence));
        Assert.Empty(SqliteCheck.Run(Database, report.Heads.Single()).Findings);
    }

    [Theory]
    [InlineData("UPDATE rows SET version = 0 WHERE id = 'chain7'", "chain7: version 0")]
    [InlineData("UPDATE rows SET due = 9223372036854775807 WHERE id = 'chain7'", "chain7: due 9223372036854775807 is not a time")]
    [InlineData("UPDATE rows SET kind = 77 WHERE id = 'chain7'", "77 chain7: the kind is not known")]
    [InlineData("UPDATE rows SET body = x'7b22' WHERE id = 'chain7'", "chain7: the body is not JSON")]
    [InlineData("UPDATE rows SET id = 'chaîn' WHERE id = 'chain7'", "the id is malformed")]
    [InlineData("UPDATE audit SET body = CAST(replace(body, 'record 7', 'record 8') AS BLOB) WHERE sequence = 7", "audit record 7:")]
    [InlineData("DELETE FROM audit WHERE sequence = 7", "audit record 7: the record is missing")]
    [InlineData("UPDATE audit SET tenant = 'fabrikam' WHERE sequence = 7", "audit record 7: filed under another tenant")]
    [InlineData("UPDATE audit SET sequence = -7 WHERE sequence = 7; UPDATE audit SET sequence = 7 WHERE sequence = 8; "
        + "UPDATE audit SET sequence = 8 WHERE sequence = -7", "audit record 7:")]
    public async Task The_check_finds_what_was_changed_behind_the_store_s_back(string sql, string finding)
    {
        await Fill();
        Edit(sql);
        Assert.Contains(SqliteCheck.Run(Database).Findings, found => found.Contains(finding, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_fails_alone()
    {
        await Fill();
        Edit("UPDATE rows SET due = 9223372036854775807 WHERE id = 'chain7'");
        await using var store = SqliteStore.Open(Database, TimeProvider.System);
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await store.Load(User("chain7"), Cancel));
        Assert.NotNull(await store.Load(User("chain8"), Cancel));
    }

    [Fact]
    public async Task The_check_finds_a_cut_end_against_a_noted_head()
    {
        await Fill();
        var noted = SqliteCheck.Run(Database).Heads.Single();
        Edit("DELETE FROM audit WHERE sequence > 48");
        Assert.Empty(SqliteCheck.Run(Database).Findings);
        Assert.Contains("cut off", Assert.Single(SqliteCheck.Run(Database, noted).Findings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_check_finds_a_damaged_page()
    {
        await Fill();
        var bytes = File.ReadAllBytes(Database);
        var at = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes("chain25")) & ~4095;
        bytes.AsSpan(at, 64).Fill(0xFF);
        File.WriteAllBytes(Database, bytes);
        Assert.NotEmpty(SqliteCheck.Run(Database).Findings);
    }

    private async Task Fill()
    {
        await using var store = SqliteStore.Open(Database, TimeProvider.System);
        await store.Chain(50);
    }

    private string Refusal() => Assert.Throws<StoreRefusedException>(() => SqliteStore.Open(Database, TimeProvider.System)).Message;

    private void Edit(string sql)
    {
        using var connection = Connection.Open(Database, readOnly: false);
        connection.Execute(sql);
    }
}
