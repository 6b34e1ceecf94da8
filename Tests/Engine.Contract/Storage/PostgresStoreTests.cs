using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.Stores.Postgres;
using Countersign.TestServers;
using Npgsql;
using Xunit;
using static Countersign.Engine.Contract.Storage.Samples;

namespace Countersign.Engine.Contract.Storage;

/// <summary>The promises of the PostgreSQL store alone: groups, limits, what it opens, and its check.</summary>
public sealed class PostgresStoreTests : IAsyncLifetime
{
    private static readonly IStoreKind Kind = new PostgresKind();

    private TestSchema _schema = null!;

    private StoreSettings Settings => new("") { Connection = _schema.Connection };

    public async ValueTask InitializeAsync() => _schema = await TestSchema.Make();

    public ValueTask DisposeAsync() => _schema.DisposeAsync();

    [Fact]
    public async Task Reopening_sees_everything_and_the_chain_goes_on()
    {
        await using (var store = await Open()) await store.Chain(5);
        await using (var store = await Open())
        {
            Assert.Equal(5, (await store.List(RowKind.User, "chain", "", 10, Cancel)).Count);
            await store.Commit(new(Write(User("next"), 0), [], [Fact()])).Must();
            var verification = await AuditVerification.Walk(store, [], Cancel);
            Assert.Equal((6, null), (verification.Heads.Single().Sequence, verification.Breaks.FirstOrDefault()));
        }

        Assert.Empty(Kind.Check(Settings).Findings);
    }

    [Fact]
    public async Task Commits_that_wait_for_the_database_go_together()
    {
        await using var store = await Open();
        await store.Put(User("warm"), 0).Must();
        await using var held = await Hold();
        var commits = Enumerable.Range(0, 200).Select(i => store.Put(User($"u{i}"), 0).AsTask()).ToArray();
        await held.DisposeAsync();
        Assert.All(await Task.WhenAll(commits), result => Assert.Equal(CommitResult.Committed, result));
        Assert.Equal(201, store.Counters.Commits);
        Assert.InRange(store.Counters.Groups, 1, 1 + 2 + 6);   // the two that were under way, and the rest by 64
    }

    [Fact]
    public async Task Of_commits_to_one_row_that_wait_together_each_sees_the_one_before()
    {
        await using var store = await Open();
        await store.Put(User("x"), 0).Must();
        for (var round = 1; round <= 20; round++)
        {
            var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => store.Put(User("x"), round).AsTask()));
            Assert.Single(results, CommitResult.Committed);
            Assert.Equal(7, results.Count(result => result == CommitResult.NotCommitted));
        }
    }

    [Fact]
    public async Task More_than_may_wait_are_refused_at_once()
    {
        await using var store = await Open();
        await store.Put(User("warm"), 0).Must();
        await using var held = await Hold();
        var commits = Enumerable.Range(0, 5000).Select(i => store.Put(User($"u{i}"), 0).AsTask()).ToArray();
        Assert.True(commits.Count(commit => commit.IsCompleted) >= 5000 - 4096 - 2 * 64);
        Assert.InRange(store.Counters.Waiting, 1, 4096);
        await held.DisposeAsync();
        await Task.WhenAll(commits);
        Assert.True(store.Counters.Refused >= 5000 - 4096 - 2 * 64);
    }

    [Fact]
    public async Task Facts_that_a_dead_process_left_are_sealed_by_the_next()
    {
        await (await Open()).DisposeAsync();
        await _schema.Ask("""
            INSERT INTO {schema}.outbox (tenant, body) SELECT 'contoso', convert_to('{"kind":"a","at":0,"tenant":"contoso"}', 'UTF8')
            FROM generate_series(1, 1200)
            """);
        await using var next = await Open();
        Assert.Equal(1000, (await next.ReadAudit(new("contoso"), 0, 1000, Cancel)).Count);
        Assert.Equal(1200, (await AuditVerification.Walk(next, [], Cancel)).Heads.Single().Sequence);
    }

    [Fact]
    public async Task Of_many_that_open_an_empty_database_at_once_each_finds_the_tables()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(Open, Cancel)));
        await stores[0].Put(User("x"), 0).Must();
        foreach (var store in stores) Assert.NotNull(await store.Load(User("x"), Cancel));
        foreach (var store in stores) await store.DisposeAsync();
    }

    [Fact]
    public async Task A_server_set_to_answer_before_it_is_durable_is_overruled()
    {
        await using var store = await EmptyStore.OpenPostgres(_schema.Connection + ";Options=-c synchronous_commit=off");
        await using var connections = Connections.To(_schema.Connection + ";Options=-c synchronous_commit=off");
        await using var connection = await connections.Open(Cancel);
        await using var asked = new NpgsqlCommand("SHOW synchronous_commit", connection);
        Assert.Equal("on", await asked.ExecuteScalarAsync(Cancel));
    }

    [Fact]
    public async Task A_database_of_a_newer_release_is_refused()
    {
        await (await Open()).DisposeAsync();
        await _schema.Ask("UPDATE {schema}.meta SET value = 2 WHERE name = 'schema'");
        Assert.Contains("newer release (schema 2; this release knows 1)", Refusal(), StringComparison.Ordinal);
        Assert.Throws<StoreRefusedException>(() => Kind.Check(Settings));
    }

    [Fact]
    public async Task Another_applications_tables_are_refused()
    {
        await _schema.Ask("CREATE TABLE {schema}.meta (name text, value bigint)");
        Assert.Contains("not Countersign's", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_may_not_make_tables_is_told_so_and_one_that_finds_them_needs_no_such_right()
    {
        await _schema.Ask("CREATE ROLE {schema}_guest LOGIN PASSWORD 'guest'");
        await _schema.Ask("GRANT USAGE ON SCHEMA {schema} TO {schema}_guest");
        var guest = _schema.ConnectionOf("guest");
        Assert.Contains("Give the role the right", Refusal(guest), StringComparison.Ordinal);
        await (await Open()).DisposeAsync();
        await _schema.Ask("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {schema}_guest");
        await using (var store = await EmptyStore.OpenPostgres(guest)) await store.Chain(2);
        await _schema.Ask("DROP OWNED BY {schema}_guest");
        await _schema.Ask("DROP ROLE {schema}_guest");
    }

    [Theory]
    [InlineData(null, "needs Countersign:StoreConnection")]
    [InlineData("postgres://user:s3cret@host/db", "is no Npgsql connection string")]
    [InlineData("Host=127.0.0.1;Port=1;Password=s3cret", "cannot be reached")]
    [InlineData("Database=x;Password=s3cret", "is no Npgsql connection string")]
    public void What_cannot_be_used_is_refused_in_a_sentence_without_the_password(string? connection, string words)
    {
        var refusal = Refusal(connection);
        Assert.Contains(words, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_only_looks_makes_no_tables()
    {
        Assert.Throws<StoreRefusedException>(() => Kind.OpenExisting(Settings, TimeProvider.System));
        Assert.Throws<StoreRefusedException>(() => Kind.Check(Settings));
    }

    [Fact]
    public async Task A_check_finds_a_changed_record_and_a_torn_row_and_goes_on_beside_a_server()
    {
        await using var store = await Open();
        await store.Chain(3);
        await store.ReadAudit(new("contoso"), 0, 1, Cancel);
        var clean = Kind.Check(Settings);
        Assert.Empty(clean.Findings);
        Assert.Equal((3, 3L), (clean.Heads.Single().Sequence, clean.Rows[RowKind.User]));
        await _schema.Ask("UPDATE {schema}.audit SET body = body || '\\x20' WHERE sequence = 2");
        await _schema.Ask("UPDATE {schema}.rows SET body = '\\x7b' WHERE id = 'chain1'");
        var findings = Kind.Check(Settings).Findings;
        Assert.Contains(findings, finding => finding.StartsWith("audit record 2: ", StringComparison.Ordinal));
        Assert.Contains("row User chain1: the body is not JSON", findings);
    }

    private Task<PostgresStore> Open() => EmptyStore.OpenPostgres(_schema.Connection);

    private string Refusal(string? connection) =>
        Assert.Throws<StoreRefusedException>(() => Kind.Open(new("") { Connection = connection }, TimeProvider.System)).Message;

    private string Refusal() => Refusal(_schema.Connection);

    /// <summary>Nobody can write rows until it is disposed of.</summary>
    private async Task<NpgsqlConnection> Hold()
    {
        var connection = new NpgsqlConnection(_schema.Connection);
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE rows IN EXCLUSIVE MODE", connection);
        await command.ExecuteNonQueryAsync(Cancel);
        return connection;
    }
}
