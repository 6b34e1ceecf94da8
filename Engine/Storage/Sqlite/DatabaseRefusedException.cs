namespace Countersign.Engine.Storage.Sqlite;

/// <summary>
/// The database file will not be opened: in use, not ours, damaged, too new, or not reachable. The message names the file and what
/// to do, and is meant to be shown as it is to whoever starts the server.
/// </summary>
public sealed class DatabaseRefusedException(string message, Exception? inner = null) : Exception(message, inner);
