using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using SQLitePCL;

namespace Countersign.Stores.Sqlite;

/// <summary>
/// A prepared statement over the native API. Parameters count from 1, columns from 0. Measured against Microsoft.Data.Sqlite with
/// reused commands: a fifth to a quarter less CPU and an eighth of the garbage a row.
/// </summary>
internal sealed class Statement(Connection connection, sqlite3_stmt handle) : IDisposable
{
    public Statement Bind(int index, long value)
    {
        connection.Require(raw.sqlite3_bind_int64(handle, index, value));
        return this;
    }

    public Statement Bind(int index, string? text)
    {
        connection.Require(text is null ? raw.sqlite3_bind_null(handle, index) : raw.sqlite3_bind_text(handle, index, text));
        return this;
    }

    public Statement Bind(int index, ReadOnlySpan<byte> bytes)
    {
        // An empty span has no address, which SQLite would take for NULL.
        connection.Require(bytes.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, index, 0) : raw.sqlite3_bind_blob(handle, index, bytes));
        return this;
    }

    public Statement Bind(int index, DateTimeOffset? time)
    {
        connection.Require(time is { } at
            ? raw.sqlite3_bind_int64(handle, index, at.ToUnixTimeMilliseconds())
            : raw.sqlite3_bind_null(handle, index));
        return this;
    }

    public Statement Bind(int index, RowKey key) => Bind(index, (long)key.Kind).Bind(index + 1, key.Id);

    /// <summary>True while there is a row to read. After false the statement is ready for the next run.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(handle);
        if (result == raw.SQLITE_ROW) return true;
        var failure = result == raw.SQLITE_DONE ? null : connection.Failure(result);
        Reset();
        return failure is null ? false : throw failure;
    }

    /// <summary>Whether there is at least one row.</summary>
    public bool Any()
    {
        var any = Step();
        if (any) Reset();
        return any;
    }

    /// <summary>Runs to the end; answers how many rows an INSERT, UPDATE or DELETE changed.</summary>
    public int Run()
    {
        while (Step()) { }
        return connection.Changes;
    }

    /// <summary>Ends the read, and with it the hold on its snapshot.</summary>
    public void Reset() => raw.sqlite3_reset(handle);

    public long Number(int column) => raw.sqlite3_column_int64(handle, column);

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string() ?? "";

    public byte[] Bytes(int column) => raw.sqlite3_column_blob(handle, column).ToArray();

    public ReadOnlySpan<byte> Span(int column) => raw.sqlite3_column_blob(handle, column);

    /// <exception cref="SqliteException">The number is no time: somebody else wrote it.</exception>
    public DateTimeOffset? Time(int column)
    {
        if (raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL) return null;
        var number = Number(column);
        return UnixMilliseconds.IsTime(number)
            ? DateTimeOffset.FromUnixTimeMilliseconds(number)
            : throw new SqliteException(raw.SQLITE_CORRUPT, $"{number} is not a time");
    }

    public void Dispose() => handle.Dispose();
}
