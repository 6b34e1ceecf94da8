using Countersign.Engine.Ports;
using Npgsql;

namespace Countersign.Stores.Postgres;

/// <summary>The tables in the schema that the connection names first, and which databases are used at all.</summary>
internal static class Schema
{
    public const long Version = 1;

    /// <summary>"CSGN": how our tables are told from another application's.</summary>
    private const long Ours = 0x4353474E;

    private const int OldestServer = 130000;

    // All ids are ASCII and compared by their bytes, in every store alike. Rows change often: room in the pages and an early vacuum keep
    // the tables small. No fact is ever read by its identity's order across rounds: a smaller one may be committed later.
    private const string Tables = """
        CREATE TABLE meta (name text COLLATE "C" PRIMARY KEY, value bigint NOT NULL);
        INSERT INTO meta VALUES ('countersign', 1129531214), ('schema', 1), ('probed', 0), ('seen_since', 0);
        CREATE TABLE rows (kind smallint NOT NULL, id text COLLATE "C" NOT NULL, owner text COLLATE "C" NOT NULL, version bigint NOT NULL,
            due bigint, body bytea NOT NULL, PRIMARY KEY (kind, id))
            WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
        CREATE INDEX rows_due ON rows (kind, due, id) WHERE due IS NOT NULL;
        CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant text COLLATE "C" NOT NULL, body bytea NOT NULL)
            WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
        CREATE TABLE audit (tenant text COLLATE "C" NOT NULL, sequence bigint NOT NULL, previous_hash bytea NOT NULL, hash bytea NOT NULL,
            body bytea NOT NULL, PRIMARY KEY (tenant, sequence));
        CREATE TABLE seen (kind smallint NOT NULL, id uuid NOT NULL, until bigint NOT NULL, PRIMARY KEY (kind, id))
            WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
        CREATE INDEX seen_until ON seen (until);
        """;

    // Only hints are in it, so it is written to no log, and a release that does not know it goes on beside one that does.
    private const string Counts = """
        CREATE UNLOGGED TABLE counts (gateway text COLLATE "C" PRIMARY KEY, at timestamptz NOT NULL, body bytea NOT NULL)
            WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500)
        """;

    // Takes the facts that are visible now, the oldest first, and appends each to its tenant's chain (SignIn/Audit/AuditChain.cs has the
    // same hash). One at a time: 'busy' is answered by another's lock. In the database, so that no record travels, no client that stands
    // still holds the lock, and a client that dies leaves all of it or nothing.
    private const string Seal = """
        CREATE FUNCTION seal(most integer, waits boolean) RETURNS integer LANGUAGE plpgsql AS $seal$
        DECLARE
            key CONSTANT bigint := 'audit'::regclass::oid::bigint;
            fact record; chain text; place bigint; previous bytea; mark bytea; count integer := 0;
        BEGIN
            IF waits THEN PERFORM pg_advisory_xact_lock(key);
            ELSIF NOT pg_try_advisory_xact_lock(key) THEN RETURN -1;
            END IF;
            FOR fact IN
                WITH taken AS (
                    DELETE FROM outbox WHERE id = ANY (ARRAY(SELECT o.id FROM outbox o ORDER BY o.id LIMIT most))
                    RETURNING outbox.id, outbox.tenant, outbox.body)
                SELECT * FROM taken ORDER BY taken.tenant, taken.id
            LOOP
                IF chain IS DISTINCT FROM fact.tenant THEN
                    chain := fact.tenant;
                    place := NULL;
                    SELECT a.sequence, a.hash INTO place, previous FROM audit a WHERE a.tenant = chain ORDER BY a.sequence DESC LIMIT 1;
                    IF place IS NULL THEN
                        place := 0;
                        previous := decode(repeat('00', 32), 'hex');
                    END IF;
                END IF;
                place := place + 1;
                mark := sha256(convert_to('countersign-audit-1', 'UTF8') || int8send(place) || previous || int4send(length(fact.body))
                    || fact.body);
                INSERT INTO audit (tenant, sequence, previous_hash, hash, body) VALUES (chain, place, previous, mark, fact.body);
                previous := mark;
                count := count + 1;
            END LOOP;
            RETURN count;
        END $seal$;
        """;

    /// <summary>Makes the tables where there are none, under a lock, so that of many that start at once one does.</summary>
    /// <param name="makes">False: where there are none, it is refused.</param>
    /// <exception cref="StoreRefusedException">The message says why.</exception>
    public static async Task Enter(Connections connections, bool makes, CancellationToken cancel)
    {
        try
        {
            await using var connection = await connections.Open(cancel);
            if (connection.PostgreSqlVersion is { Major: < OldestServer / 10000 })
                throw Refused(connections, $"is PostgreSQL {connection.PostgreSqlVersion}; 13 is the oldest that will do.");
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            if (await Ask(connection, "SELECT current_schema()", cancel) is not string schema)
                throw Refused(connections, "has no schema to be used: make the one that 'Search Path' names, or leave that out.");
            await Ask(connection, "SELECT pg_advisory_xact_lock(hashtextextended('countersign ' || current_schema(), 0))", cancel);
            if (await Ask(connection, "SELECT to_regclass(quote_ident(current_schema()) || '.meta')::text", cancel) is null or DBNull)
            {
                if (!makes) throw Refused(connections, $"has no tables of Countersign in its schema '{schema}'.");
                await Ask(connection, Tables + Seal, cancel);
            }

            if (await Objection(connection, cancel) is { } objection) throw Refused(connections, objection);
            const string There = "SELECT to_regclass(quote_ident(current_schema()) || '.counts')::text";
            if (makes && (await Ask(connection, There, cancel)) is null or DBNull) await Ask(connection, Counts, cancel);
            await transaction.CommitAsync(cancel);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw Refused(connections, $"says: {e.MessageText}. Give the role the right to make tables there (docs/operations.md).", e);
        }
        catch (Exception e) when (Failures.IsOne(e))
        {
            throw new StoreRefusedException(
                $"The store cannot be used: {Failures.CauseOf(e, connections.Place)}. Look at Countersign:StoreConnection.", e)
            {
                IsAway = Failures.IsAway(e),
            };
        }
    }

    private static async Task<string?> Objection(NpgsqlConnection connection, CancellationToken cancel)
    {
        if (await Ask(connection, "SELECT value FROM meta WHERE name = 'countersign'", cancel) is not Ours)
            return "has a table 'meta' that is not Countersign's. Give Countersign a schema of its own ('Search Path').";
        return await Ask(connection, "SELECT value FROM meta WHERE name = 'schema'", cancel) switch
        {
            Version => null,
            long newer and > Version => $"was written by a newer release (schema {newer}; this release knows {Version}). "
                + "Run that release, or restore a backup made before the upgrade.",
            var other => $"does not say which schema it has (found {other ?? "nothing"}). Restore a backup.",
        };
    }

    private static StoreRefusedException Refused(Connections connections, string why, Exception? inner = null) =>
        new($"The database {connections.Place} {why}", inner);

    private static async Task<object?> Ask(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancel);
    }
}
