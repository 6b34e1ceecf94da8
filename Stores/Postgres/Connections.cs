using Countersign.Engine.Ports;
using Npgsql;

namespace Countersign.Stores.Postgres;

/// <summary>Connections to the database, all alike. Their limits are the store's, whatever the setting says.</summary>
internal sealed class Connections : IAsyncDisposable
{
    /// <summary>The longest that anybody waits for the database (F5).</summary>
    private static readonly TimeSpan UsualLimit = TimeSpan.FromSeconds(2);

    /// <summary>The store has about eight at once; the rest are readers of lists.</summary>
    private const int Most = 16;

    // A connection is the store's own, so it is set up once. Rows are always found by their keys: a plan made while the table was small
    // must not read all of it when it has grown. What is answered is durable, so a server that was set to answer sooner is overruled (I3).
    private const string SetUp = """
        SET idle_in_transaction_session_timeout = 5000;
        SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off;
        SET plan_cache_mode = force_generic_plan;
        SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
        """;

    private readonly NpgsqlDataSource _source;

    private Connections(NpgsqlDataSource source, string place, TimeSpan limit) => (_source, Place, Limit) = (source, place, limit);

    /// <summary>Host and database, for people; no password.</summary>
    public string Place { get; }

    /// <summary>The longest that anybody waits for an answer.</summary>
    public TimeSpan Limit { get; }

    /// <param name="limit">Of connecting, and of each answer; null: two seconds.</param>
    /// <exception cref="StoreRefusedException">There is no connection string, or it is none.</exception>
    public static Connections To(string? connection, TimeSpan? limit = null)
    {
        if (connection is null)
        {
            throw new StoreRefusedException(
                "The store 'postgres' needs Countersign:StoreConnection, or a file that holds it in Countersign:StoreConnectionFile.");
        }

        try
        {
            var most = limit ?? UsualLimit;
            var settings = new NpgsqlConnectionStringBuilder(connection)
            {
                ApplicationName = "countersign",
                Timeout = (int)Math.Ceiling(most.TotalSeconds),
                CommandTimeout = 0,        // the store's own clock ends what takes too long
                CancellationTimeout = -1,  // and then the connection goes: a server that does not answer does not cancel either
                NoResetOnClose = true,
                IncludeErrorDetail = false,
                Multiplexing = false,
                Enlist = false,
            };
            if (settings.MaxPoolSize < Most) settings.MaxPoolSize = Most;
            if (string.IsNullOrEmpty(settings.Host)) throw new ArgumentException("no host");
            var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
            // A statement may run for less than the store waits for it, so that the database says no.
            var setUp = $"SET statement_timeout = {(int)(most.TotalMilliseconds * 3 / 4)};\n{SetUp}";
            builder.UsePhysicalConnectionInitializer(opened => Prepare(opened, setUp), opened => PrepareAsync(opened, setUp));
            var place = $"{settings.Database ?? settings.Username} on {settings.Host}";
            return settings.Host.Contains(',', StringComparison.Ordinal)
                ? new(builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary), place, most)
                : new(builder.Build(), place, most);
        }
        catch (Exception malformed) when (malformed is ArgumentException or FormatException or NotSupportedException)
        {
            // Without the reason: it may quote what stands there.
            throw new StoreRefusedException(
                "Countersign:StoreConnection is no Npgsql connection string such as "
                + "Host=db.example;Database=countersign;Username=countersign;SSL Mode=VerifyFull.");
        }
    }

    public ValueTask<NpgsqlConnection> Open(CancellationToken cancel) => _source.OpenConnectionAsync(cancel);

    /// <summary>Lets go of idle connections, which may be dead when one was.</summary>
    public void Forget() => _source.Clear();

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static void Prepare(NpgsqlConnection connection, string setUp)
    {
        using var command = new NpgsqlCommand(setUp, connection);
        command.ExecuteNonQuery();
    }

    private static async Task PrepareAsync(NpgsqlConnection connection, string setUp)
    {
        await using var command = new NpgsqlCommand(setUp, connection);
        await command.ExecuteNonQueryAsync();
    }
}
