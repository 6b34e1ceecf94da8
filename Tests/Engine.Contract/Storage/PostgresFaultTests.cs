using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn.Audit;
using Countersign.Stores.Postgres;
using Countersign.TestServers;
using Xunit;
using static Countersign.Engine.Contract.Storage.Samples;

namespace Countersign.Engine.Contract.Storage;

/// <summary>The PostgreSQL store when its database, or the way there, fails (F3, F4, F5, F13, I11).</summary>
public sealed class PostgresFaultTests : IAsyncLifetime
{
    /// <summary>Far beyond what is promised: a busy machine is slow, and a hang must end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private TestSchema _schema = null!;
    private TcpProxy _proxy = null!;
    private PostgresStore _store = null!, _direct = null!;

    public async ValueTask InitializeAsync()
    {
        _schema = await TestSchema.Make();
        _proxy = new((await PostgresServer.Shared).Port);
        _direct = await EmptyStore.OpenPostgres(_schema.Connection);
        _store = await Open();
    }

    public async ValueTask DisposeAsync()
    {
        _proxy.Dispose();
        await _store.DisposeAsync();
        await _direct.DisposeAsync();
        await _schema.DisposeAsync();
    }

    /// <summary>Of a store that has written before, and of one whose every connection is still to be made.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whichever_answer_is_lost_nothing_that_was_written_is_called_refused(bool isWarm)
    {
        var (written, unknown) = (0, 0);
        for (var n = 0; ; n++)
        {
            await using var store = await Open();
            if (isWarm) await store.Put(User($"warm{n}"), 0).Must();
            _proxy.LoseAnswer(after: n);
            var commit = new Commit(Write(User($"u{n}"), 0), [Write(new(RowKind.Challenge, $"c{n}"), 0)], [Fact(detail: $"{n}")]);
            var result = await store.Commit(commit).AsTask().WaitAsync(Patience, Cancel);
            var isThere = await _direct.Load(User($"u{n}"), Cancel) is not null;
            if (result == CommitResult.Unknown) unknown++;
            else Assert.Equal(result == CommitResult.Committed, isThere);
            Assert.Equal(isThere, await _direct.Load(new(RowKind.Challenge, $"c{n}"), Cancel) is not null);
            if (isThere) written++;
            if (!_proxy.HasLost && result == CommitResult.Committed) break;
            Assert.True(n < 60, "every answer of a commit has been lost by now");
        }

        Assert.True(unknown > 0, "the answer of the commit itself was never lost");
        Assert.Equal(written, (await _direct.ReadAudit(new("contoso"), 0, 1000, Cancel)).Count);
        Assert.Empty((await AuditVerification.Walk(_direct, [], Cancel)).Breaks);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_keeps_nobody_waiting_and_is_back_by_itself()
    {
        await _store.Put(User("warm"), 0).Must();
        _proxy.Hold();
        Assert.Equal(CommitResult.Unknown, await Late("1"));
        Assert.Contains("in time", _store.Trouble!.Cause, StringComparison.Ordinal);
        Assert.Equal(CommitResult.NotCommitted, await _store.Put(User("other"), 0));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await _store.Load(User("warm"), Cancel));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await _store.Due(RowKind.User, Noon, 1, Cancel));

        _proxy.Release();   // what was held arrives, late
        await Until(() => _store.Trouble is null);
        await Until(async () => await Late("2") == CommitResult.Committed || await _store.Load(User("late"), Cancel) is not null);
        Assert.Equal(1, (await _direct.Load(User("late"), Cancel))!.Version);
        Assert.Single(await _direct.ReadAudit(new("contoso"), 0, 10, Cancel));

        Task<CommitResult> Late(string by) =>
            _store.Commit(new(Write(User("late"), 0, by), [], [Fact(detail: by)])).AsTask().WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task A_database_that_is_silent_while_nobody_asks_is_noticed()
    {
        await _store.Put(User("warm"), 0).Must();
        _proxy.Hold();
        await Until(() =>
        {
            _store.Probe();
            return _store.Trouble is not null;
        });
        _proxy.Release();
        await Until(() => _store.Trouble is null);
    }

    [Fact]
    public async Task Connections_that_died_are_made_anew_and_reads_do_not_notice()
    {
        await _store.Put(User("x"), 0, "1").Must();
        Assert.NotNull(await _store.Load(User("x"), Cancel));
        for (var round = 0; round < 5; round++)
        {
            _proxy.Cut();
            Assert.NotNull(await _store.Load(User("x"), Cancel));
            Assert.Single(await _store.List(RowKind.User, "x", "", 10, Cancel));
        }

        _proxy.Cut();
        await Until(async () =>
            await _store.Put(User("y"), 0) == CommitResult.Committed || await _store.Load(User("y"), Cancel) is not null);
    }

    [Fact]
    public async Task A_commit_that_the_database_refuses_at_its_very_end_is_refused()
    {
        await Refusing("late", "IF NEW.id = 'late' THEN RAISE EXCEPTION 'no'; END IF");
        await _schema.Ask("""
            CREATE CONSTRAINT TRIGGER late AFTER INSERT ON {schema}.rows DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION {schema}.late()
            """);
        Assert.Equal(CommitResult.NotCommitted, await _store.Commit(new(Write(User("late"), 0), [], [Fact()])));
        Assert.Null(await _store.Load(User("late"), Cancel));
        Assert.Empty(await _store.ReadAudit(new("contoso"), 0, 10, Cancel));
        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(n =>
            _store.Put(User(n == 20 ? "late" : $"fine{n}"), 0).AsTask()));
        Assert.Equal(39, results.Count(result => result == CommitResult.Committed));
        Assert.Equal(CommitResult.NotCommitted, results[20]);
    }

    [Fact]
    public async Task A_full_disk_refuses_writes_says_so_goes_on_reading_and_is_over_when_there_is_room()
    {
        await _store.Put(User("x"), 0, "before").Must();
        await Refusing("filled", "RAISE EXCEPTION 'no space' USING ERRCODE = '53100'");
        foreach (var table in new[] { "rows", "meta" })
            await _schema.Ask($"CREATE TRIGGER filled BEFORE INSERT OR UPDATE ON {{schema}}.{table} EXECUTE FUNCTION {{schema}}.filled()");
        Assert.Equal(CommitResult.NotCommitted, await _store.Put(User("x"), 1, "after"));
        Assert.Contains("is full", _store.Trouble!.Cause, StringComparison.Ordinal);
        Assert.Equal("""{"text":"before"}""", await _store.Text(User("x")));
        foreach (var table in new[] { "rows", "meta" }) await _schema.Ask($"DROP TRIGGER filled ON {{schema}}.{table}");
        await Until(() => _store.Trouble is null);
        await _store.Put(User("x"), 1, "after").Must();
    }

    [Fact]
    public async Task A_trouble_names_no_password()
    {
        _proxy.Dispose();
        await Until(() =>
        {
            _store.Probe();
            return _store.Trouble is not null;
        });
        var password = _schema.Connection.Split("Password=")[1].Split(';')[0];
        Assert.DoesNotContain(password, _store.Trouble!.Cause, StringComparison.Ordinal);
        var failed = await Assert.ThrowsAsync<StorageUnavailableException>(async () => await _store.Load(User("x"), Cancel));
        Assert.DoesNotContain(password, failed.ToString(), StringComparison.Ordinal);
    }

    private Task Refusing(string name, string body) => _schema.Ask(
        $"CREATE FUNCTION {{schema}}.{name}() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN {body}; RETURN NEW; END $f$");

    private Task<PostgresStore> Open() => PostgresStore.Open(_schema.ConnectionBy(_proxy.Port), TimeProvider.System);

    private static Task Until(Func<bool> holds) => Until(() => Task.FromResult(holds()));

    /// <summary>Looks again and again: what happens, happens in another process.</summary>
    private static async Task Until(Func<Task<bool>> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Patience);
        while (!await holds()) await Task.Delay(20, limit.Token);
    }
}
