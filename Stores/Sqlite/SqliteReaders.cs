using Countersign.Engine.Ports;

namespace Countersign.Stores.Sqlite;

/// <summary>A few read connections, lent for the length of one question and opened when first needed.</summary>
internal sealed class SqliteReaders(string path) : IDisposable
{
    /// <summary>Each question holds a thread while it is answered, so more than the processors would only wait for each other.</summary>
    private static readonly int Limit = Math.Clamp(Environment.ProcessorCount, 2, 16);

    private readonly SemaphoreSlim _free = new(Limit);
    private readonly Stack<SqliteReader> _idle = new();
    private bool _closed;

    /// <exception cref="StorageUnavailableException">SQLite cannot answer now, or the store is closed.</exception>
    public T Ask<TQuestion, T>(TQuestion question, Func<SqliteReader, TQuestion, T> ask, CancellationToken cancel)
    {
        _free.Wait(cancel);
        SqliteReader? reader = null;
        try
        {
            reader = Take();
            var answer = ask(reader, question);
            Return(reader);
            reader = null;
            return answer;
        }
        catch (SqliteException e)
        {
            throw new StorageUnavailableException($"The database {path} cannot be read: {e.Message}", e);
        }
        finally
        {
            reader?.Dispose();   // a connection that failed once is not lent again
            _free.Release();
        }
    }

    /// <summary>Closes the idle connections; one that is lent closes when it comes back.</summary>
    public void Dispose()
    {
        lock (_idle)
        {
            _closed = true;
            while (_idle.TryPop(out var reader)) reader.Dispose();
        }
    }

    private SqliteReader Take()
    {
        lock (_idle)
        {
            if (_closed) throw new StorageUnavailableException($"The database {path} is closed.");
            if (_idle.TryPop(out var reader)) return reader;
        }

        return new(path);
    }

    private void Return(SqliteReader reader)
    {
        lock (_idle)
        {
            if (_closed) reader.Dispose();
            else _idle.Push(reader);
        }
    }
}
