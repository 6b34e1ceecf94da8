using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Npgsql;

namespace Countersign.Stores.Postgres;

/// <summary>Questions that come seldom: each on a connection of its own, once again when that was dead.</summary>
internal sealed class Lists(Connections connections, StoreHealth health)
{
    private const string DueSql =
        "SELECT id, owner FROM rows WHERE kind = @kind AND due <= @now ORDER BY due, id LIMIT @limit";

    // What another gateway drops or writes at this moment is its own.
    private const string DropSql = """
        WITH passed AS (
            SELECT kind, id FROM rows WHERE kind = @kind AND due <= @now ORDER BY due, id LIMIT @limit FOR UPDATE SKIP LOCKED)
        DELETE FROM rows r USING passed p WHERE r.kind = p.kind AND r.id = p.id
        """;

    private const string ListSql =
        "SELECT id, version, owner, due, body FROM rows WHERE kind = @kind AND id >= @from AND id < @end ORDER BY id LIMIT @limit";

    private const string AuditSql =
        "SELECT sequence, previous_hash, hash, body FROM audit WHERE tenant = @tenant AND sequence > @after ORDER BY sequence LIMIT @limit";

    // One look at the index for each tenant: listing them all at once would read every record's key.
    private const string TenantsSql = """
        WITH RECURSIVE named AS (
            (SELECT tenant FROM audit WHERE tenant > @after ORDER BY tenant LIMIT 1)
            UNION ALL
            SELECT (SELECT a.tenant FROM audit a WHERE a.tenant > named.tenant ORDER BY a.tenant LIMIT 1) FROM named
            WHERE named.tenant IS NOT NULL)
        SELECT tenant FROM named WHERE tenant IS NOT NULL LIMIT @limit
        """;

    public ValueTask<IReadOnlyList<RowKey>> Due(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel) => All(
        DueSql, [Kind(kind), Now(now), Limit(limit)], row => new RowKey(kind, row.GetString(0), new(row.GetString(1))), cancel);

    public ValueTask<IReadOnlyList<Row>> List(RowKind kind, string prefix, string after, int limit, CancellationToken cancel)
    {
        // One lower bound, so that each page starts where it begins: U+0001 sorts before every character of an id.
        var from = string.CompareOrdinal(after, prefix) >= 0 ? after + "\u0001" : prefix;
        NpgsqlParameter[] asked = [Kind(kind), Text("from", from), Text("end", CommitShape.End(prefix)), Limit(limit)];
        return All(ListSql, asked, row => Rows.Read(row, new(kind, row.GetString(0)), 1), cancel);
    }

    public ValueTask<IReadOnlyList<AuditRecord>> Audit(TenantId tenant, long after, int limit, CancellationToken cancel) => All(
        AuditSql, [Text("tenant", tenant.Value), new NpgsqlParameter<long>("after", after), Limit(limit)],
        row => new AuditRecord(row.GetInt64(0), Bytes(row, 1), Bytes(row, 2), Bytes(row, 3)), cancel);

    public ValueTask<IReadOnlyList<TenantId>> AuditTenants(string after, int limit, CancellationToken cancel) =>
        All(TenantsSql, [Text("after", after), Limit(limit)], row => new TenantId(row.GetString(0)), cancel);

    public ValueTask<int> DropDue(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel) => Run(
        DropSql, [Kind(kind), Now(now), Limit(limit)], static (command, stop) => command.ExecuteNonQueryAsync(stop), cancel);

    /// <summary>One number.</summary>
    public ValueTask<long> Number(string sql, NpgsqlParameter[] parameters, CancellationToken cancel) => Run(
        sql, parameters,
        static async (command, stop) => Convert.ToInt64(
            await command.ExecuteScalarAsync(stop), System.Globalization.CultureInfo.InvariantCulture),
        cancel);

    /// <summary>Bodies of hints: that the database refuses these says nothing of anything else.</summary>
    public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> Hints(string sql, NpgsqlParameter[] parameters, CancellationToken cancel) =>
        All(sql, parameters, row => new ReadOnlyMemory<byte>(Bytes(row, 0)), cancel, isHint: true);

    private async ValueTask<IReadOnlyList<T>> All<T>(
        string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancel, bool isHint = false) =>
        await Run(sql, parameters, async (command, stop) =>
        {
            var all = new List<T>();
            await using var reader = await command.ExecuteReaderAsync(stop);
            while (await reader.ReadAsync(stop)) all.Add(read(reader));
            return all;
        }, cancel, isHint);

    /// <exception cref="StorageUnavailableException">The database cannot be asked now.</exception>
    private async ValueTask<T> Run<T>(
        string sql, NpgsqlParameter[] parameters, Func<NpgsqlCommand, CancellationToken, Task<T>> run, CancellationToken cancel,
        bool isHint = false)
    {
        if (health is { IsAway: true, Trouble: { } trouble }) throw new StorageUnavailableException(trouble.Cause);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(connections.Limit);
        for (var isSecondTry = false; ; isSecondTry = true)
        {
            try
            {
                await using var connection = await connections.Open(limit.Token);
                await using var command = new NpgsqlCommand(sql, connection);
                command.Parameters.AddRange(parameters);
                try
                {
                    var answer = await run(command, limit.Token);
                    health.Answered();
                    return answer;
                }
                finally
                {
                    command.Parameters.Clear();
                }
            }
            catch (Exception e) when (Failures.IsOne(e))
            {
                cancel.ThrowIfCancellationRequested();
                connections.Forget();
                if (!isSecondTry && !Failures.IsRefusal(e) && !Failures.IsLate(e)) continue;
                if (!Failures.IsRefusal(e) || (!isHint && Failures.IsEverybodys(e))) health.Failed(e);
                throw Failures.Unavailable(e, connections.Place);
            }
        }
    }

    private static byte[] Bytes(NpgsqlDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    private static NpgsqlParameter Kind(RowKind kind) => new NpgsqlParameter<short>("kind", (short)kind);

    private static NpgsqlParameter Now(DateTimeOffset now) => new NpgsqlParameter<long>("now", now.ToUnixTimeMilliseconds());

    private static NpgsqlParameter Limit(int limit) => new NpgsqlParameter<int>("limit", limit);

    private static NpgsqlParameter Text(string name, string text) => new NpgsqlParameter<string>(name, text);
}
