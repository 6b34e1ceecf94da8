using Countersign.Engine.Ports;
using Npgsql;

namespace Countersign.Stores.Postgres;

/// <summary>What an exception of Npgsql says about what was sent.</summary>
internal static class Failures
{
    /// <summary>Whether it is a failure of the database or of the way there, and no bug.</summary>
    public static bool IsOne(Exception e) =>
        e is NpgsqlException or OperationCanceledException or TimeoutException or IOException or ObjectDisposedException
            or InvalidOperationException { Source: "Npgsql" };

    /// <summary>Nobody answered for as long as anybody waits.</summary>
    public static bool IsLate(Exception e) =>
        e is OperationCanceledException or TimeoutException or NpgsqlException { InnerException: TimeoutException };

    /// <summary>
    /// Whether what was sent surely had no effect: the database itself said no, and rolled back. A session that it ended (FATAL) may have
    /// committed before; a lost connection may, too.
    /// </summary>
    public static bool IsRefusal(Exception e) =>
        e is PostgresException { InvariantSeverity: "ERROR", SqlState: not PostgresErrorCodes.StatementCompletionUnknown };

    /// <summary>
    /// Whether the database would refuse others' writes too: full, read-only, shutting down, without rights, broken. Otherwise it refused
    /// what this one wrote.
    /// </summary>
    public static bool IsEverybodys(Exception e) =>
        e is not PostgresException { SqlState: var state }
        || state[..2] is "08" or "25" or "42" or "53" or "55" or "57" or "58" or "F0" or "XX";

    /// <summary>Whether the database may be there in a moment: nobody answered, or it starts, stops, is full or a standby yet.</summary>
    public static bool IsAway(Exception e) =>
        e is not PostgresException { SqlState: var state } || state[..2] is "08" or "25" or "40" or "53" or "57";

    /// <summary>For the operator. The server's messages name tables and users, never what is in a row.</summary>
    public static string CauseOf(Exception e, string place) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => $"the disk of the database {place} is full",
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => $"the database {place} takes no writes: a standby?",
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => $"the database {place} did not finish a statement in time",
        PostgresException said => $"the database {place} says: {said.MessageText} ({said.SqlState})",
        _ when IsLate(e) => $"the database {place} does not answer in time",
        _ => $"the database {place} cannot be reached",
    };

    public static StorageUnavailableException Unavailable(Exception e, string place) => new($"Not read: {CauseOf(e, place)}.", e);
}
