using System.IO.Compression;
using Countersign.Engine.Embedded;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;
using Countersign.Stores.Sqlite;
using Xunit;
using static Countersign.Engine.Contract.Storage.Samples;

namespace Countersign.Engine.Contract.Storage;

/// <summary>
/// The last release's database, opened by this one: everything in it goes on, and its audit still verifies (see Schema1/README.md).
/// </summary>
public sealed class SchemaUpgradeTests : IDisposable
{
    private const string Session = "PHAgLByl4tqJPIN9fmS40g";
    private const string RefreshToken = "ygfQKhOXZT-5et7Btn_CEA.pUZL0YA9buG02IvEr1mBQQ";
    private const string UsedRefreshToken = "ygfQKhOXZT-5et7Btn_CEA.iJ0z38PzXRIr_xGx2DFZtw";
    private const string Pass = "92Vmz2uSv_jovU2P-U_7eg";
    private const string UserCode = "CDRX-RFTQ";
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeMilliseconds(1795838642573);
    private static readonly TenantId Contoso = new("contoso"), Fabrikam = new("fabrikam");
    private static readonly UserKey Bob = new(Contoso, new("bob@fabrikam.example"));
    private static readonly AuditHead
        Last = new(27, "7f1827764dba747d1e5c874105045a5453f7548f469734d8b9fed2b59a0ee3d5"),
        Earlier = new(10, "27f0c2433ec01ba62ba7dda59bd597b30fc07cbe66f631dce242b286e7d31156");

    private readonly TemporaryFolder _folder = new();
    private readonly TestClock _clock = new();

    public SchemaUpgradeTests()
    {
        _clock.Set(At - _clock.GetUtcNow());
        using var packed =
            new GZipStream(typeof(SchemaUpgradeTests).Assembly.GetManifestResourceStream("schema-1.db.gz")!, CompressionMode.Decompress);
        using var file = File.Create(Database);
        packed.CopyTo(file);
    }

    private string Database => _folder.File("countersign.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_row_is_there_can_be_read_and_has_its_owner()
    {
        await using var store = Open();
        Dictionary<RowKind, int> counts = new()
        {
            [RowKind.Tenant] = 2, [RowKind.User] = 3, [RowKind.Challenge] = 6, [RowKind.Device] = 1, [RowKind.Session] = 3,
            [RowKind.Grant] = 2,
            [RowKind.Keys] = 1, [RowKind.Notice] = 1,
        };
        List<Row> rows = [];
        foreach (var (kind, count) in counts)
        {
            var some = await store.List(kind, "", "", 100, Cancel);
            Assert.Equal(count, some.Count);
            rows.AddRange(some);
        }

        foreach (var row in rows) Assert.Equal(StoredOwners.Derive(row.Key.Kind, row.Key.Id, row.Body.Span), row.Key.Owner);
        var owners = rows.GroupBy(row => row.Key.Owner!.Value).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(1 + 6 + 3 + 1 + 1, owners[RowOwner.User(Bob)]);
        Assert.Equal(3, owners[RowOwner.Tenant(Contoso)]);   // itself, its keys, the device that waits for somebody
        Assert.Equal(1, owners[RowOwner.Tenant(Fabrikam)]);
        Assert.IsType<UserState.Present>(StateJson.ReadUser((await store.Load(RowKey.OfUser(Bob), Cancel))!.Body.Span));
        foreach (var tenant in await store.List(RowKind.Tenant, "", "", 10, Cancel))
            Assert.IsType<TenantState.Present>(StateJson.ReadTenant(tenant.Body.Span));
    }

    [Fact]
    public async Task A_session_a_grant_a_pass_and_a_device_code_still_serve()
    {
        await using var store = Open();
        var engine = new EmbeddedEngine(store, _clock);
        var grants = new Grants(engine, _clock);
        var till = Apps.Portal with { Id = "till" };
        Assert.Equal(Bob.Name, (await new SignIns(engine, _clock).Session(Contoso, Session, Cancel))?.User);
        Assert.Equal("tv", (await grants.FindDevice(Contoso, UserCode, Cancel))?.Client);
        var eve = new UserKey(Fabrikam, new("eve@fabrikam.example"));
        var info = new SecurityInfo(engine, new(engine, new InProcessReplayMemory(_clock), _clock, House.Origin));
        Assert.NotNull((await info.UsePass(eve, Pass, Cancel)).Answer?.Secret);
        Assert.Equal(19, (await store.ReadAudit(Fabrikam, 0, 10, Cancel))[4].Sequence);
        Assert.Equal(28, (await store.ReadAudit(Fabrikam, 0, 10, Cancel))[5].Sequence);

        var tokens = Assert.IsType<Granted.Tokens>(await grants.Refresh(Contoso, till, RefreshToken, null, null, Cancel));
        Assert.Equal((Bob.Name, "till"), (tokens.Grant.User, tokens.Grant.Client));
        Assert.Equal(Apps.Invalid, await grants.Refresh(Contoso, till, UsedRefreshToken, null, null, Cancel));
        Assert.Equal(Apps.Invalid, await grants.Refresh(Contoso, till, tokens.RefreshToken!, null, null, Cancel));
    }

    [Fact]
    public async Task The_trunk_verifies_with_every_head_noted_earlier_and_each_tenant_branches_from_its_end()
    {
        await using var store = Open();
        var whole = await AuditVerification.Walk(store, [Last, Earlier], Cancel);
        Assert.Empty(whole.Breaks);
        Assert.Equal([Last], whole.Heads);
        Assert.NotEmpty((await AuditVerification.Walk(store, [Earlier with { Hash = Last.Hash }], Cancel)).Breaks);
        Assert.NotEmpty((await AuditVerification.Walk(store, [Last with { Sequence = 28 }], Cancel)).Breaks);

        var administration = new Administration(new EmbeddedEngine(store, _clock));
        TenantId[] tenants = [Contoso, Fabrikam, new("newcomer")];
        foreach (var tenant in tenants) await administration.Ask(tenant, new TenantQuestion.Create(new(RandomValues.Handle())), Cancel);
        await administration.Ask(
            Contoso, new TenantQuestion.SetDomain(new(RandomValues.Handle()), "new.example", new Domain.Managed(false)), Cancel);
        await administration.Ask(
            Fabrikam, new TenantQuestion.SetDomain(new(RandomValues.Handle()), "new.example", new Domain.Managed(false)), Cancel);
        Assert.Equal(tenants, await store.AuditTenants("", 10, Cancel));
        foreach (var tenant in tenants[..2])
        {
            var first = (await store.ReadAudit(tenant, Last.Sequence, 10, Cancel))[0];
            Assert.True(AuditChain.Follows(first, Last.Sequence, Convert.FromHexString(Last.Hash)));
        }

        Assert.Equal(1, Assert.Single(await store.ReadAudit(tenants[2], 0, 10, Cancel)).Sequence);
        var grown = await AuditVerification.Walk(store, [Last, Earlier, Last with { Tenant = Contoso }], Cancel);
        Assert.Empty(grown.Breaks);
        Assert.Equal([null, .. tenants.Select(tenant => (TenantId?)tenant)], grown.Heads.Select(head => head.Tenant));
        Assert.Empty((await AuditVerification.Walk(store, grown.Heads, Cancel)).Breaks);
    }

    [Fact]
    public async Task One_tenant_s_records_of_before_and_after_are_read_in_pages()
    {
        await using var store = Open();
        var administration = new Administration(new EmbeddedEngine(store, _clock));
        await administration.Ask(
            Fabrikam, new TenantQuestion.SetDomain(new(RandomValues.Handle()), "new.example", new Domain.Managed(false)), Cancel);
        List<long> read = [];
        for (long after = 0; await administration.ReadAudit(Fabrikam, after, 2, Cancel) is { Count: > 0 } page; after = page[^1].Sequence)
            read.AddRange(page.Select(record => record.Sequence));
        Assert.Equal([15, 16, 17, 18, 19, 28], read);
    }

    [Fact]
    public async Task A_second_opening_changes_nothing_and_the_check_is_content()
    {
        await Open().DisposeAsync();
        var before = await Dump();
        await Open().DisposeAsync();
        Assert.Equal(before, await Dump());
        var report = SqliteCheck.Run(Database, Last, Earlier);
        Assert.Empty(report.Findings);
        Assert.Equal([Last], report.Heads);
        Assert.Equal((6, 3), (report.Rows[RowKind.Challenge], report.Rows[RowKind.Session]));
    }

    [Fact]
    public async Task A_record_of_the_trunk_changed_after_the_upgrade_is_found()
    {
        await Open().DisposeAsync();
        Edit("UPDATE audit_trunk SET body = CAST(replace(body, 'bob', 'rob') AS BLOB) WHERE sequence = 8");
        Assert.Contains(SqliteCheck.Run(Database).Findings, found => found.Contains("audit record 8:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_process_killed_in_the_middle_leaves_schema_1_and_the_next_one_upgrades_it()
    {
        var copy = _folder.File("crashed.db");
        using (var connection = Connection.Open(Database, readOnly: false))
        {
            connection.Execute("PRAGMA cache_size = 1");   // what was written leaves memory before the COMMIT, as with a large database
            connection.Execute("BEGIN IMMEDIATE");
            SchemaUpgrade.Carry(connection);
            File.Copy(Database, copy);
            File.Copy(Database + "-wal", copy + "-wal");
            connection.Execute("ROLLBACK");
        }

        foreach (var path in new[] { Database, copy })
        {
            using (var connection = Connection.Open(path, readOnly: false))
            {
                Assert.Equal(1, connection.Number("SELECT value FROM meta WHERE name = 'schema'"));
                Assert.Equal(27, connection.Number("SELECT max(sequence) FROM audit"));
                Assert.Equal(19, connection.Number("SELECT count(*) FROM rows"));
                Assert.Equal(0, connection.Number("SELECT count(*) FROM sqlite_schema WHERE name IN ('rows_1', 'audit_trunk')"));
            }

            await SqliteStore.Open(path, _clock).DisposeAsync();
            Assert.Empty(SqliteCheck.Run(path, Last).Findings);
        }
    }

    [Theory]
    [InlineData("UPDATE audit SET body = CAST(replace(body, 'bob', 'rob') AS BLOB) WHERE sequence = 8", "broken at 8")]
    [InlineData("DELETE FROM audit WHERE sequence = 7", "broken at 7")]
    [InlineData("UPDATE audit SET tenant = 'fabrikam' WHERE sequence = 7", "filed under another tenant")]
    [InlineData("UPDATE rows SET kind = 77 WHERE kind = 4", "the row 77 ")]
    [InlineData("UPDATE rows SET body = x'7b7d' WHERE kind = 5", "whose the row Session")]
    [InlineData("UPDATE rows SET body = x'7b22' WHERE kind = 6", "whose the row Grant")]
    [InlineData("UPDATE rows SET version = 0 WHERE kind = 2", "has the version 0")]
    [InlineData("UPDATE rows SET due = 9223372036854775807 WHERE kind = 3", "is not a time")]
    [InlineData("UPDATE rows SET id = 'é' WHERE kind = 4", "has a key that is none")]
    [InlineData("UPDATE rows SET id = 'nobody' WHERE id LIKE '7:contoso:bob%'", "whose the row User")]
    public void What_the_last_release_did_not_write_is_refused_and_left_as_it_is(string sql, string why)
    {
        Edit(sql);
        var refusal = Assert.Throws<StoreRefusedException>(Open);
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        using var connection = Connection.Open(Database, readOnly: false);
        Assert.Equal(1, connection.Number("SELECT value FROM meta WHERE name = 'schema'"));
        Assert.Equal(0, connection.Number("SELECT count(*) FROM sqlite_schema WHERE name IN ('rows_1', 'audit_trunk')"));
    }

    [Fact]
    public async Task A_torn_user_is_as_torn_as_before_and_stops_nobody_else()
    {
        Edit("UPDATE rows SET body = x'7b22' WHERE id LIKE '7:contoso:bob%'");
        await using var store = Open();
        var lists = new StoredLists(store);
        Assert.Equal(["alice@contoso.example"], (await lists.Users(Contoso, null, 10, Cancel)).Select(user => user.Name.Value));
    }

    [Fact]
    public void Whoever_only_looks_upgrades_nothing()
    {
        var (kind, settings) = (new SqliteKind(), new StoreSettings(Path.GetDirectoryName(Database)!));
        Assert.Contains(
            "older release", Assert.Throws<StoreRefusedException>(() => kind.Check(settings)).Message, StringComparison.Ordinal);
        Assert.Contains("older release", Assert.Throws<StoreRefusedException>(() => kind.OpenExisting(settings, _clock))
            .Message, StringComparison.Ordinal);
        using var connection = Connection.Open(Database, readOnly: false);
        Assert.Equal(1, connection.Number("SELECT value FROM meta WHERE name = 'schema'"));
    }

    private SqliteStore Open() => SqliteStore.Open(Database, _clock);

    private void Edit(string sql)
    {
        using var connection = Connection.Open(Database, readOnly: false);
        connection.Execute(sql);
    }

    private async Task<List<string>> Dump()
    {
        await using var store = Open();
        List<string> all = [];
        foreach (var kind in Enum.GetValues<RowKind>().Where(CommitShape.IsKind))
        {
            foreach (var row in await store.List(kind, "", "", 100, Cancel))
                all.Add($"{row.Key} {row.Key.Owner} {row.Version} {row.Due:O} {Convert.ToHexString(row.Body.Span)}");
        }

        await foreach (var record in store.ReadWholeAudit(Cancel)) all.Add($"{record.Sequence} {Convert.ToHexString(record.Hash.Span)}");
        return all;
    }
}
